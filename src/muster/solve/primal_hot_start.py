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
from muster.solve.highs import BASIC, LOWER, UPPER, Basis, Engine, Outcome
from muster.solve.optimal_face import Face
from muster.tolerances import FIX_DUAL

Index = NDArray[np.int64]
ROUNDS = 20
"""So often the solver goes on; after that with the bounds as they are, whatever that breaks."""


@dataclass
class _Waiting:
    """What is held where it stood: places (columns, then rows), its level, its bounds, and whether it may only rise."""

    places: Index
    level: Array
    lower: Array
    upper: Array
    rising: NDArray[np.bool_]

    def of(self, chosen: NDArray[np.bool_]) -> _Waiting:
        return _Waiting(*(each[chosen] for each in vars(self).values()))


class Kept:
    """A solver whose bounds have moved from one face to another since it stood at a basis."""

    def __init__(self, engine: Engine, basis: Basis, before: Face, after: Face) -> None:
        self.engine = engine
        self.basis: Basis | None = basis.copy()
        self.waiting = self._held(basis, before, after)

    def _held(self, basis: Basis, before: Face, after: Face) -> _Waiting:
        """What stood at a bound that has moved, and may stay where it is."""
        lower, upper = _sides(before)
        now_lower, now_upper = _sides(after)
        moved = np.flatnonzero(((lower != now_lower) | (upper != now_upper)) & (basis != BASIC))
        level = np.where(basis[moved] == UPPER, upper[moved], lower[moved])
        low, high = now_lower[moved], now_upper[moved]
        assert self.basis is not None
        self.basis[moved] = np.where(level >= high, UPPER, LOWER)
        inside = (level > low) & (level < high)
        rising = np.where(np.isfinite(upper[moved]), level >= upper[moved], False)
        return _Waiting(moved, level, low, high, rising).of(inside)

    def minimise(self, costs: Array) -> Outcome:
        """The least of these costs with the bounds as they have moved."""
        engine = self.engine
        engine.minimise(costs)
        for _ in range(ROUNDS):
            self._hold()
            outcome = engine.solve("primal")
            if outcome.status != "optimal" and len(self.waiting.places):
                break
            if outcome.status != "optimal" or not len(self.waiting.places) or not self._turned():
                return outcome
        self.let_go()
        return engine.solve("primal")

    def let_go(self) -> None:
        """Give everything the bounds that it has."""
        self._bound(self.waiting, self.waiting.lower, self.waiting.upper)
        self.waiting = self.waiting.of(np.zeros(len(self.waiting.places), dtype=bool))

    def _hold(self) -> None:
        """Give what waits its bounds for now, and the solver the basis that goes with them."""
        held = self.waiting
        if self.basis is None:
            return
        self._bound(held, np.where(held.rising, held.level, held.lower), np.where(held.rising, held.upper, held.level))
        self.basis[held.places] = np.where(held.rising, LOWER, UPPER)
        self.engine.go_on_from(self.basis)
        self.basis = None

    def _turned(self) -> bool:
        """Let go of what has moved; turn what would rather move the other way. Whether there is any of that."""
        held, engine = self.waiting, self.engine
        stays = engine.stands(held.places) == np.where(held.rising, LOWER, UPPER)
        gone = held.of(~stays)
        self._bound(gone, gone.lower, gone.upper)
        self.waiting = held = held.of(stays)
        own = engine.duals_at(held.places)
        turning = np.where(held.rising, own > FIX_DUAL, own < -FIX_DUAL)
        if turning.any():
            held.rising[turning] = ~held.rising[turning]
            self.basis = engine.basis()
        return bool(turning.any())

    def _bound(self, which: _Waiting, lower: Array, upper: Array) -> None:
        columns = which.places < self.engine.columns
        self.engine.bound_columns(which.places[columns], lower[columns], upper[columns])
        rows = which.places[~columns] - self.engine.columns
        self.engine.bound_rows(rows, lower[~columns], upper[~columns])


def _sides(face: Face) -> tuple[Array, Array]:
    """Lower and upper bounds of columns, then rows."""
    return np.concatenate([face.lower, face.row_lower]), np.concatenate([face.upper, face.row_upper])
