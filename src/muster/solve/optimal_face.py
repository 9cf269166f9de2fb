"""Proof of a tier by duals, and the optimal face or row by which a solved tier binds the next (C5).

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
from muster.solve.status import SolveStatus, TierFixing
from muster.tolerances import FACE_GAP_FACTOR, FIX_DUAL


@dataclass(frozen=True)
class TierProof:
    """A solved tier: its duals on the scaled rows (None for programs with whole numbers), and how it is held.

    `fixed_by` is "face", "row" or "" (the last). `limit` is the right-hand side of its row, on scaled costs.
    `row_duals` are the duals of earlier tiers' rows. `bound` is the solver's own on scaled costs, used where there are
    no duals. `basis` is where the solver ended, columns then rows, to go on from when more is asked; it proves nothing.
    """

    tier: str
    status: SolveStatus
    duals: Array | None
    fixed_by: TierFixing
    limit: float = float("nan")
    row_duals: dict[str, float] = field(default_factory=dict)
    bound: float = float("nan")
    basis: NDArray[np.int8] | None = None


@dataclass
class OptimalFace:
    """The bounds that a tier works within: the program's, narrowed by the tiers before it."""

    lower: Array
    upper: Array
    row_lower: Array
    row_upper: Array
    objective_rows: dict[str, tuple[Array, float]] = field(default_factory=dict)

    @classmethod
    def of_program(cls, program: Program) -> OptimalFace:
        """The whole program."""
        return cls(program.lower.copy(), program.upper.copy(), program.row_lower.copy(), program.row_upper.copy())

    def copy(self) -> OptimalFace:
        """The same bounds, to be narrowed apart."""
        lower, upper, row_lower, row_upper = self.lower, self.upper, self.row_lower, self.row_upper
        return OptimalFace(lower.copy(), upper.copy(), row_lower.copy(), row_upper.copy(), dict(self.objective_rows))

    def reduced_costs(self, program: Program, costs: Array, proof: TierProof) -> Array:
        """Costs less what the rows' duals account for, shape (columns,)."""
        assert proof.duals is not None
        result: Array = costs - program.matrix.T @ proof.duals
        for tier, dual in proof.row_duals.items():
            result = result - dual * self.objective_rows[tier][0]
        return result

    def narrow(self, reduced_costs: Array, duals: Array, gap: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Fix the optimal face; returns the columns and the rows whose bounds have changed.

        `gap` is the tier's on scaled costs. A point that the face wrongly leaves out by a dual d lies no further from
        it than gap / d, so duals that the gap could account for fix nothing.
        """
        threshold = max(FIX_DUAL, FACE_GAP_FACTOR * gap)
        columns_at_lower = (reduced_costs > threshold) & np.isfinite(self.lower) & (self.upper > self.lower)
        columns_at_upper = (reduced_costs < -threshold) & np.isfinite(self.upper) & (self.upper > self.lower)
        self.upper[columns_at_lower] = self.lower[columns_at_lower]
        self.lower[columns_at_upper] = self.upper[columns_at_upper]
        rows_at_lower = (duals > threshold) & np.isfinite(self.row_lower) & (self.row_upper > self.row_lower)
        rows_at_upper = (duals < -threshold) & np.isfinite(self.row_upper) & (self.row_upper > self.row_lower)
        self.row_upper[rows_at_lower] = self.row_lower[rows_at_lower]
        self.row_lower[rows_at_upper] = self.row_upper[rows_at_upper]
        return np.flatnonzero(columns_at_lower | columns_at_upper), np.flatnonzero(rows_at_lower | rows_at_upper)
