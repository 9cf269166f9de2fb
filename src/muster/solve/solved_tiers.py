"""Tiers as they were solved: what each works within, and which columns and rows the ones before it decide."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muster.network.graph import Array
from muster.program import Program
from muster.solve.bound_changes import Bounds, Duals
from muster.solve.certificate import dual_bound
from muster.solve.optimal_face import Face, Proof
from muster.tolerances import FACE, FIX_DUAL

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Decided:
    """Columns and rows that earlier tiers put at their lower or upper side."""

    low: Mask
    high: Mask
    row_low: Mask
    row_high: Mask

    def and_by(self, reduced: Array, duals: Array, enough: float) -> Decided:
        """Those too that duals larger than `enough` decide."""
        return Decided(
            self.low | (reduced > enough),
            self.high | (reduced < -enough),
            self.row_low | (duals > enough),
            self.row_high | (duals < -enough),
        )


@dataclass(frozen=True)
class Known:
    """A tier as it was solved, on scaled costs; `unit` turns them into the tier's own."""

    tier: str
    face: Face
    unit: float
    value: float
    reduced: Array
    duals: Array
    decided: Decided

    def told(self) -> Duals:
        """Its duals, nothing where a tier before decides."""
        decided = self.decided
        rows = decided.row_low | decided.row_high | (np.abs(self.duals) <= FIX_DUAL)
        columns = decided.low | decided.high | (np.abs(self.reduced) <= FIX_DUAL)
        return Duals(self.tier, self.unit, np.where(rows, 0.0, self.duals), np.where(columns, 0.0, self.reduced))

    def moved(self, bounds: Bounds) -> Face:
        """The face with other bounds: what it holds stays at its side."""
        face, decided = self.face.copy(), self.decided
        low, high = decided.low[bounds.columns], decided.high[bounds.columns]
        face.lower[bounds.columns] = np.where(high & ~low, bounds.upper, bounds.lower)
        face.upper[bounds.columns] = np.where(low, bounds.lower, bounds.upper)
        low, high = decided.row_low[bounds.rows], decided.row_high[bounds.rows]
        face.row_lower[bounds.rows] = np.where(high & ~low, bounds.row_upper, bounds.row_lower)
        face.row_upper[bounds.rows] = np.where(low, bounds.row_lower, bounds.row_upper)
        return face


class Walk:
    """Tier by tier over narrowing faces: `face` and `decided` are what the tiers so far leave."""

    def __init__(self, program: Program, face: Face | None = None, decided: Decided | None = None) -> None:
        self.program = program
        self.face = face or Face.of(program)
        none = [np.zeros(count, dtype=bool) for count in (program.columns,) * 2 + (program.rows,) * 2]
        self.decided = decided or Decided(*none)

    def known(self, tier: str, unit: float, costs: Array, duals: Array, value: float) -> Known:
        """A tier solved on the face as it is."""
        reduced = self.face.reduced_costs(self.program, costs, Proof(tier, "optimal", duals, "face"))
        return Known(tier, self.face.copy(), unit, value, reduced, duals, self.decided)

    def hold(self, known: Known) -> None:
        """Narrow the face to what leaves that tier at its optimum."""
        proof = Proof(known.tier, "optimal", known.duals, "face")
        gap = known.value - dual_bound(self.face, known.reduced, proof)[0]
        self.decided = self.decided.and_by(known.reduced, known.duals, max(FIX_DUAL, FACE * gap))
        self.face.narrow(known.reduced, known.duals, gap)
