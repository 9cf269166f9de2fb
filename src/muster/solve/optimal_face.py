"""What proves a tier, and how a solved tier holds the next: by its optimal face, or by a row (C5).

By complementary slackness every optimal solution agrees with any optimal dual vector. So a tier is held by putting each
column whose reduced cost is not nothing at the bound that its sign names, and each row whose dual is not nothing at the
side that its dual names; all else stays free.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from muster.network.graph import Array
from muster.program import Program
from muster.tolerances import FACE, FIX_DUAL


@dataclass(frozen=True)
class Proof:
    """A solved tier: its duals on the scaled rows (None for programs with whole numbers), and how it is held.

    `held` is "face", "row" or "" (the last). `limit` is the right-hand side of its row, on scaled costs. `row_duals`
    are the duals of earlier tiers' rows. `bound` is the solver's own on scaled costs, used where there are no duals.
    `basis` is where the solver ended, columns then rows, to go on from when more is asked; it proves nothing.
    """

    tier: str
    status: str
    duals: Array | None
    held: str
    limit: float = float("nan")
    row_duals: dict[str, float] = field(default_factory=dict)
    bound: float = float("nan")
    basis: NDArray[np.int8] | None = None


@dataclass
class Face:
    """The bounds that a tier works within: the program's, narrowed by the tiers before it."""

    lower: Array
    upper: Array
    row_lower: Array
    row_upper: Array
    rows: dict[str, tuple[Array, float]] = field(default_factory=dict)

    @classmethod
    def of(cls, program: Program) -> Face:
        """The whole program."""
        return cls(program.lower.copy(), program.upper.copy(), program.row_lower.copy(), program.row_upper.copy())

    def copy(self) -> Face:
        """The same bounds, to be narrowed apart."""
        lower, upper, row_lower, row_upper = self.lower, self.upper, self.row_lower, self.row_upper
        return Face(lower.copy(), upper.copy(), row_lower.copy(), row_upper.copy(), dict(self.rows))

    def reduced_costs(self, program: Program, costs: Array, proof: Proof) -> Array:
        """Costs less what the rows' duals account for, shape (columns,)."""
        assert proof.duals is not None
        reduced: Array = costs - program.matrix.T @ proof.duals
        for tier, dual in proof.row_duals.items():
            reduced = reduced - dual * self.rows[tier][0]
        return reduced

    def narrow(self, reduced: Array, duals: Array, gap: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Fix the optimal face; returns the columns and the rows whose bounds have changed.

        `gap` is the tier's on scaled costs. A point that the face wrongly leaves out by a dual d lies no further from
        it than gap / d, so duals that the gap could account for fix nothing.
        """
        enough = max(FIX_DUAL, FACE * gap)
        down = (reduced > enough) & np.isfinite(self.lower) & (self.upper > self.lower)
        up = (reduced < -enough) & np.isfinite(self.upper) & (self.upper > self.lower)
        self.upper[down] = self.lower[down]
        self.lower[up] = self.upper[up]
        low = (duals > enough) & np.isfinite(self.row_lower) & (self.row_upper > self.row_lower)
        high = (duals < -enough) & np.isfinite(self.row_upper) & (self.row_upper > self.row_lower)
        self.row_upper[low] = self.row_lower[low]
        self.row_lower[high] = self.row_upper[high]
        return np.flatnonzero(down | up), np.flatnonzero(low | high)
