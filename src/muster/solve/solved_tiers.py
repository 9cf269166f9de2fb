"""Tiers as they were solved: what each works within, and which columns and rows the ones before it decide."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muster.network.graph import Array
from muster.program import Program
from muster.solve.bound_changes import BoundChange, TierDuals
from muster.solve.certificate import dual_bound
from muster.solve.optimal_face import OptimalFace, TierProof
from muster.solve.status import SolveStatus, TierFixing
from muster.tolerances import FACE_GAP_FACTOR, FIX_DUAL

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class FixedSides:
    """Columns and rows that earlier tiers put at their lower or upper side."""

    columns_at_lower: Mask
    columns_at_upper: Mask
    rows_at_lower: Mask
    rows_at_upper: Mask

    def extended_by(self, reduced_costs: Array, duals: Array, threshold: float) -> FixedSides:
        """Those too that duals larger than `threshold` decide."""
        return FixedSides(
            self.columns_at_lower | (reduced_costs > threshold),
            self.columns_at_upper | (reduced_costs < -threshold),
            self.rows_at_lower | (duals > threshold),
            self.rows_at_upper | (duals < -threshold),
        )


@dataclass(frozen=True)
class SolvedTier:
    """A tier as it was solved, on scaled costs; `unit` turns them into the tier's own."""

    tier: str
    face: OptimalFace
    unit: float
    value: float
    reduced_costs: Array
    duals: Array
    fixed_sides: FixedSides

    def masked_duals(self) -> TierDuals:
        """Its duals, nothing where a tier before decides."""
        fixed_sides = self.fixed_sides
        fixed_rows = fixed_sides.rows_at_lower | fixed_sides.rows_at_upper | (np.abs(self.duals) <= FIX_DUAL)
        fixed_columns = (
            fixed_sides.columns_at_lower | fixed_sides.columns_at_upper | (np.abs(self.reduced_costs) <= FIX_DUAL)
        )
        return TierDuals(
            self.tier,
            self.unit,
            np.where(fixed_rows, 0.0, self.duals),
            np.where(fixed_columns, 0.0, self.reduced_costs),
        )

    def face_under(self, change: BoundChange) -> OptimalFace:
        """The face with other bounds: what it holds stays at its side."""
        face, fixed_sides = self.face.copy(), self.fixed_sides
        at_lower, at_upper = fixed_sides.columns_at_lower[change.columns], fixed_sides.columns_at_upper[change.columns]
        face.lower[change.columns] = np.where(at_upper & ~at_lower, change.upper, change.lower)
        face.upper[change.columns] = np.where(at_lower, change.lower, change.upper)
        at_lower, at_upper = fixed_sides.rows_at_lower[change.rows], fixed_sides.rows_at_upper[change.rows]
        face.row_lower[change.rows] = np.where(at_upper & ~at_lower, change.row_upper, change.row_lower)
        face.row_upper[change.rows] = np.where(at_lower, change.row_lower, change.row_upper)
        return face


class FaceNarrowing:
    """Tier by tier over narrowing faces: `face` and `fixed_sides` are what the tiers so far leave."""

    def __init__(
        self, program: Program, face: OptimalFace | None = None, fixed_sides: FixedSides | None = None
    ) -> None:
        self.program = program
        self.face = face or OptimalFace.of_program(program)
        no_sides = [np.zeros(count, dtype=bool) for count in (program.columns,) * 2 + (program.rows,) * 2]
        self.fixed_sides = fixed_sides or FixedSides(*no_sides)

    def solved_tier(self, tier: str, unit: float, costs: Array, duals: Array, value: float) -> SolvedTier:
        """A tier solved on the face as it is."""
        reduced_costs = self.face.reduced_costs(
            self.program, costs, TierProof(tier, SolveStatus.OPTIMAL, duals, TierFixing.FACE)
        )
        return SolvedTier(tier, self.face.copy(), unit, value, reduced_costs, duals, self.fixed_sides)

    def narrow(self, solved_tier: SolvedTier) -> None:
        """Narrow the face to what leaves that tier at its optimum."""
        proof = TierProof(solved_tier.tier, SolveStatus.OPTIMAL, solved_tier.duals, TierFixing.FACE)
        gap = solved_tier.value - dual_bound(self.face, solved_tier.reduced_costs, proof)[0]
        self.fixed_sides = self.fixed_sides.extended_by(
            solved_tier.reduced_costs, solved_tier.duals, max(FIX_DUAL, FACE_GAP_FACTOR * gap)
        )
        self.face.narrow(solved_tier.reduced_costs, solved_tier.duals, gap)
