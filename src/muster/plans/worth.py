"""Worth: improvement of the first tier that gains from one more unit (C12).

A worth is a dual value with its sign adjusted: positive where more is better, in the tier's units per unit of the
limit or supply. All sign changes happen here.
"""

from __future__ import annotations

import numpy as np

from muster.network.graph import Array
from muster.program import Program
from muster.solve import OptimalFace, TierProof, dual_bound
from muster.tolerances import FIX_DUAL


class Worths:
    """Worths of rows, and of columns at their upper bound.

    `available` is False where a tier has no duals, as in mixed-integer programs.

    Args:
        program: the compiled network.
        proofs: the proof of every tier, in order.
        x: scaled levels, shape (columns,).
    """

    def __init__(self, program: Program, proofs: list[TierProof], x: Array) -> None:
        self.program = program
        self.available = bool(proofs) and all(proof.duals is not None for proof in proofs)
        self.tiers: list[str] = []
        self._rows: list[Array] = []
        self._columns: list[Array] = []
        face = OptimalFace.of_program(program)
        for proof in proofs if self.available else []:
            if proof.tier == "calm":
                continue
            assert proof.duals is not None
            objective = program.objective(proof.tier)
            reduced = face.reduced_costs(program, objective.costs, proof)
            self.tiers.append(proof.tier)
            self._rows.append(_per_table_unit(proof.duals, objective.unit, program.row_scale))
            self._columns.append(_per_table_unit(reduced, objective.unit, program.column_scale))
            if proof.fixed_by == "face":
                bound, _ = dual_bound(face, reduced, proof)
                face.narrow(reduced, proof.duals, objective.value_at(x) - bound)
            else:
                face.objective_rows[proof.tier] = (objective.costs, proof.limit)

    def of_limit(self, balance: int) -> tuple[Array, list[str | None]]:
        """Worth by bucket of raising the upper bound of a balance by one unit, with the tier that gains."""
        return self._first_worth([-rows[self.program.rows_of(balance)] for rows in self._rows])

    def of_supply(self, balances: list[int]) -> tuple[Array, list[str | None]]:
        """Worth by bucket of one more unit supplied to the best of these balances, with the tier that gains."""
        return self._first_worth(
            [np.max([rows[self.program.rows_of(balance)] for balance in balances], axis=0) for rows in self._rows]
        )

    def of_ceiling(self, activities: list[int]) -> tuple[Array, list[str | None]]:
        """Worth by bucket of raising the upper bound of the best of these activities, with the tier that gains."""
        return self._first_worth(
            [np.max([-columns[self.program.columns_of(a)] for a in activities], axis=0) for columns in self._columns]
        )

    def in_tier(self, tier: str) -> tuple[Array, Array]:
        """Duals of rows and reduced costs of columns in one tier, per table unit; shapes (rows,) and (columns,)."""
        index = self.tiers.index(tier)
        return self._rows[index], self._columns[index]

    def _first_worth(self, by_tier: list[Array]) -> tuple[Array, list[str | None]]:
        count = len(by_tier[0]) if by_tier else 0
        worth, tiers = np.zeros(count), np.full(count, None, dtype=object)
        for tier, tier_worth in zip(self.tiers, by_tier, strict=True):
            is_first = (worth == 0) & (tier_worth > 0)
            worth[is_first] = tier_worth[is_first]
            tiers[is_first] = tier
        return worth, tiers.tolist()


def _per_table_unit(duals: Array, unit: float, scale: Array) -> Array:
    """Convert scaled duals to the units of the tables; those within `FIX_DUAL` become 0."""
    result: Array = np.where(np.abs(duals) > FIX_DUAL, duals, 0.0) * unit / scale
    return result
