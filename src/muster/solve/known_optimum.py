"""Known optima of the weighted sum of tiers in a block of draws, and their distance to the next draw.

Any optimal basis of another draw is a start for the next one; the nearer, the fewer iterations lead on from there. How
near can be told from the bounds alone, before anything is solved.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muster.network.graph import Array
from muster.program import Program
from muster.solve.highs import Basis, HighsModel


@dataclass(frozen=True)
class KnownOptimum:
    """An optimum of all tiers at once: the bounds it was found in and the levels there (columns, then rows; scaled),
    and its basis."""

    lower: Array
    upper: Array
    levels: Array
    basis: Basis

    def distance_to(self, program: Program) -> float:
        """By how much what rests on a bound here is moved in another program, and any other level is out of bounds.

        The sum over columns and rows, scaled; infinite where a bound here is none there.
        """
        lower, upper = _column_and_row_bounds(program)
        with np.errstate(invalid="ignore"):
            distances = np.select(
                [self.levels <= self.lower, self.levels >= self.upper],
                [np.abs(lower - self.lower), np.abs(upper - self.upper)],
                np.maximum(lower - self.levels, self.levels - upper).clip(0.0),
            )
        return float(distances.sum())


def read_optimum(model: HighsModel, program: Program) -> KnownOptimum:
    """Optimum at which a solver has just ended with a program."""
    return KnownOptimum(*_column_and_row_bounds(program), model.levels(), model.basis())


def _column_and_row_bounds(program: Program) -> tuple[Array, Array]:
    return np.concatenate([program.lower, program.row_lower]), np.concatenate([program.upper, program.row_upper])
