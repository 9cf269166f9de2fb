"""Going on after bounds have moved, without losing the levels that were reached.

A column or row that stands at a bound follows it when the bound moves, and whatever depends on it may then break other
bounds: the solver would first have to mend that. So it is held where it stands instead,

    old <= x <= new          in place of          low <= x <= new,

and the primal simplex goes on from levels that keep every rule. Where the duals then say that x should rather go below
old, it is held from the other side and the solver goes on, until no dual asks for that: then the levels are optimal
with the bounds as they have moved. Measured on a group of 14,000 columns: a tenth more takes 0.7 of the time of mending
first, no limit at all a third.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muster.network.graph import Array
from muster.solve.highs import BASIC, LOWER, UPPER, Basis, HighsModel, SolveOutcome
from muster.solve.optimal_face import OptimalFace
from muster.solve.status import SolverAlgorithm, SolveStatus
from muster.tolerances import FIX_DUAL

Index = NDArray[np.int64]
MAX_ROUNDS = 20
"""Maximum hot-start rounds; then the new bounds apply at once, even if the point becomes infeasible."""


@dataclass
class _HeldBounds:
    """Variables held at an old level: indices (columns, then rows), level, bounds, and whether it may only rise."""

    indices: Index
    level: Array
    lower: Array
    upper: Array
    may_rise: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.indices)

    def subset(self, mask: NDArray[np.bool_]) -> _HeldBounds:
        return _HeldBounds(*(values[mask] for values in vars(self).values()))


class PrimalHotStart:
    """A solver whose bounds have moved from one face to another since it stood at a basis."""

    def __init__(self, model: HighsModel, basis: Basis, before: OptimalFace, after: OptimalFace) -> None:
        self.model = model
        self.basis: Basis | None = basis.copy()
        self.held_bounds = self._find_held_bounds(basis, before, after)

    def _find_held_bounds(self, basis: Basis, before: OptimalFace, after: OptimalFace) -> _HeldBounds:
        """Nonbasic variables at a bound that has moved, and that may stay at their old level."""
        old_lower, old_upper = _stacked_bounds(before)
        new_lower, new_upper = _stacked_bounds(after)
        moved = np.flatnonzero(((old_lower != new_lower) | (old_upper != new_upper)) & (basis != BASIC))
        level = np.where(basis[moved] == UPPER, old_upper[moved], old_lower[moved])
        low, high = new_lower[moved], new_upper[moved]
        assert self.basis is not None
        self.basis[moved] = np.where(level >= high, UPPER, LOWER)
        inside = (level > low) & (level < high)
        may_rise = np.where(np.isfinite(old_upper[moved]), level >= old_upper[moved], False)
        return _HeldBounds(moved, level, low, high, may_rise).subset(inside)

    def minimise(self, costs: Array) -> SolveOutcome:
        """The least of these costs with the bounds as they have moved."""
        model = self.model
        model.set_objective(costs)
        for _ in range(MAX_ROUNDS):
            self._hold_at_old_levels()
            outcome = model.solve(SolverAlgorithm.PRIMAL_SIMPLEX)
            if outcome.status != SolveStatus.OPTIMAL and len(self.held_bounds):
                break
            if outcome.status != SolveStatus.OPTIMAL or not len(self.held_bounds) or not self._release_or_flip():
                return outcome
        self.release_held_bounds()
        return model.solve(SolverAlgorithm.PRIMAL_SIMPLEX)

    def release_held_bounds(self) -> None:
        """Give everything the bounds that it has."""
        self._set_bounds(self.held_bounds, self.held_bounds.lower, self.held_bounds.upper)
        self.held_bounds = self.held_bounds.subset(np.zeros(len(self.held_bounds), dtype=bool))

    def _hold_at_old_levels(self) -> None:
        """Give what waits its bounds for now, and the solver the basis that goes with them."""
        held_bounds = self.held_bounds
        if self.basis is None:
            return
        self._set_bounds(
            held_bounds,
            np.where(held_bounds.may_rise, held_bounds.level, held_bounds.lower),
            np.where(held_bounds.may_rise, held_bounds.upper, held_bounds.level),
        )
        self.basis[held_bounds.indices] = np.where(held_bounds.may_rise, LOWER, UPPER)
        self.model.set_basis(self.basis)
        self.basis = None

    def _release_or_flip(self) -> bool:
        """Let go of what has moved; turn what would rather move the other way. Whether there is any of that."""
        held_bounds, model = self.held_bounds, self.model
        still_at_bound = model.basis_status(held_bounds.indices) == np.where(held_bounds.may_rise, LOWER, UPPER)
        released = held_bounds.subset(~still_at_bound)
        self._set_bounds(released, released.lower, released.upper)
        self.held_bounds = held_bounds = held_bounds.subset(still_at_bound)
        duals = model.duals_at(held_bounds.indices)
        flipped = np.where(held_bounds.may_rise, duals > FIX_DUAL, duals < -FIX_DUAL)
        if flipped.any():
            held_bounds.may_rise[flipped] = ~held_bounds.may_rise[flipped]
            self.basis = model.basis()
        return bool(flipped.any())

    def _set_bounds(self, held_bounds: _HeldBounds, lower: Array, upper: Array) -> None:
        is_column = held_bounds.indices < self.model.columns
        self.model.set_column_bounds(held_bounds.indices[is_column], lower[is_column], upper[is_column])
        rows = held_bounds.indices[~is_column] - self.model.columns
        self.model.set_row_bounds(rows, lower[~is_column], upper[~is_column])


def _stacked_bounds(face: OptimalFace) -> tuple[Array, Array]:
    """Lower and upper bounds of columns, then rows."""
    return np.concatenate([face.lower, face.row_lower]), np.concatenate([face.upper, face.row_upper])
