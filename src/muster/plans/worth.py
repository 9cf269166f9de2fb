"""Worth: how much one more unit of something improves the first tier in which it matters (C12).

The duals of the tiers are turned here, once, so that a worth is positive where more is better, in the tier's own units
per unit of the thing.
"""

from __future__ import annotations

import numpy as np

from muster.network.graph import Array
from muster.program import Program
from muster.solve import Face, Proof, dual_bound
from muster.tolerances import FIX_DUAL


class Worths:
    """Worth of rows and of columns that stand at their upper bound; nothing where whole numbers are planned."""

    def __init__(self, program: Program, proofs: list[Proof], x: Array) -> None:
        self.program = program
        self.known = bool(proofs) and all(proof.duals is not None for proof in proofs)
        self.tiers: list[str] = []
        self._rows: list[Array] = []
        self._columns: list[Array] = []
        face = Face.of(program)
        for proof in proofs if self.known else []:
            if proof.tier == "calm":
                continue
            assert proof.duals is not None
            objective = program.objective(proof.tier)
            reduced = face.reduced_costs(program, objective.costs, proof)
            self.tiers.append(proof.tier)
            self._rows.append(_scaled(proof.duals, objective.unit, program.row_scale))
            self._columns.append(_scaled(reduced, objective.unit, program.column_scale))
            if proof.held == "face":
                bound, _ = dual_bound(face, reduced, proof)
                face.narrow(reduced, proof.duals, objective.of(x) - bound)
            else:
                face.rows[proof.tier] = (objective.costs, proof.limit)

    def of_limit(self, balance: int) -> tuple[Array, list[str | None]]:
        """Worth of one more unit on the upper side of a balance, by bucket, with the tier it belongs to."""
        return self._first([-rows[self.program.row(balance)] for rows in self._rows])

    def of_supply(self, balances: list[int]) -> tuple[Array, list[str | None]]:
        """Worth of one more unit arriving at the best of these balances, by bucket."""
        return self._first(
            [np.max([rows[self.program.row(balance)] for balance in balances], axis=0) for rows in self._rows]
        )

    def of_ceiling(self, activities: list[int]) -> tuple[Array, list[str | None]]:
        """Worth of one more unit allowed of the best of these activities, by bucket."""
        return self._first(
            [np.max([-columns[self.program.column(a)] for a in activities], axis=0) for columns in self._columns]
        )

    def in_tier(self, tier: str) -> tuple[Array, Array]:
        """Duals of rows and reduced costs of columns in one tier, per unit; shapes (rows,) and (columns,)."""
        place = self.tiers.index(tier)
        return self._rows[place], self._columns[place]

    def _first(self, by_tier: list[Array]) -> tuple[Array, list[str | None]]:
        count = len(by_tier[0]) if by_tier else 0
        worth, names = np.zeros(count), np.full(count, None, dtype=object)
        for tier, figures in zip(self.tiers, by_tier, strict=True):
            here = (worth == 0) & (figures > 0)
            worth[here] = figures[here]
            names[here] = tier
        return worth, names.tolist()


def _scaled(duals: Array, unit: float, scale: Array) -> Array:
    """Duals per unit of the tables; what is nothing on the scaled arrays is nothing."""
    result: Array = np.where(np.abs(duals) > FIX_DUAL, duals, 0.0) * unit / scale
    return result
