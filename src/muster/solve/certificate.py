"""The certificate (C15): residuals and gap of every tier, computed from the arrays and not taken from the solver.

For a tier with costs c within bounds l, u and row sides L, U (the program's, narrowed by the tiers before), any row
duals y give with z = c - A'y the bound

    sum of y+ L - y- U + sum of z+ l - z- u,

which no plan on that face can go below. Where a dual asks for a side that is infinite it is left out and counts as dual
residual. The same function serves `muster plan` and `muster verify`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muster.network.graph import Array
from muster.program import Program, inner_product
from muster.solve.optimal_face import OptimalFace, TierProof
from muster.solve.status import SolutionStatus, TierFixing
from muster.tolerances import DUAL, GAP, PRIMAL


@dataclass(frozen=True)
class TierCertificate:
    """A tier's value and bound in its own units, and its residuals on the scaled arrays.

    For programs with whole numbers `dual_residual` is None and `bound` the solver's.
    """

    name: str
    value: float
    bound: float
    primal_residual: float
    dual_residual: float | None
    gap: float


@dataclass(frozen=True)
class Certificate:
    """All tiers, and the worst over them (calm not counted)."""

    tiers: tuple[TierCertificate, ...]

    @property
    def _judged_tiers(self) -> list[TierCertificate]:
        return [tier for tier in self.tiers if tier.name != "calm"] or list(self.tiers)

    @property
    def primal_residual(self) -> float:
        """Largest violation of a bound or row."""
        return _max_or_nan([tier.primal_residual for tier in self._judged_tiers])

    @property
    def dual_residual(self) -> float | None:
        """Largest dual residual; None if any tier has none."""
        residuals = [tier.dual_residual for tier in self._judged_tiers]
        defined = [residual for residual in residuals if residual is not None]
        return _max_or_nan(defined) if len(defined) == len(residuals) else None

    @property
    def gap(self) -> float:
        """Largest relative gap, either way: a bound above the value proves nothing."""
        return _max_or_nan([abs(tier.gap) for tier in self._judged_tiers])


def _max_or_nan(values: list[float]) -> float:
    """The largest; not a number if any is not."""
    return float(np.max(values)) if values else 0.0


def certify(program: Program, proofs: list[TierProof], x: Array) -> Certificate:
    """Check final scaled levels `x` against every tier's proof, narrowing the face as the tiers did."""
    face = OptimalFace.of_program(program)
    row_values = program.matrix @ x
    tiers = []
    for proof in proofs:
        objective = program.objective(proof.tier)
        value = objective.value_at(x)
        bound, dual_residual = proof.bound, None
        reduced_costs = None
        if proof.duals is not None:
            reduced_costs = face.reduced_costs(program, objective.costs, proof)
            bound, dual_residual = dual_bound(face, reduced_costs, proof)
        sign = -1.0 if proof.tier == "value" else 1.0
        gap = (value - bound) * objective.unit / max(1.0, abs(value * objective.unit))
        tiers.append(
            TierCertificate(
                proof.tier,
                sign * value * objective.unit + 0.0,
                sign * bound * objective.unit + 0.0,
                _primal_residual(face, x, row_values),
                dual_residual,
                gap,
            )
        )
        if proof.fixed_by == TierFixing.FACE and reduced_costs is not None and proof.duals is not None:
            face.narrow(reduced_costs, proof.duals, value - bound)
        elif proof.fixed_by == TierFixing.ROW:
            face.objective_rows[proof.tier] = (objective.costs, proof.limit)
    return Certificate(tuple(tiers))


def plan_status(solver_status: str, certificate: Certificate) -> SolutionStatus:
    """A plan is called optimal only if its own certificate says so (C14, C15)."""
    dual = certificate.dual_residual
    proved = certificate.primal_residual <= PRIMAL and (dual is None or dual <= DUAL) and certificate.gap <= GAP
    is_optimal = proved and solver_status == SolutionStatus.OPTIMAL
    return SolutionStatus.OPTIMAL if is_optimal else SolutionStatus.FEASIBLE


def dual_bound(face: OptimalFace, reduced_costs: Array, proof: TierProof) -> tuple[float, float]:
    """The bound that a tier's duals prove on scaled costs, and the largest dual that asks for an infinite side."""
    assert proof.duals is not None
    columns, column_residual = _bound_and_residual(reduced_costs, face.lower, face.upper)
    rows, row_residual = _bound_and_residual(proof.duals, face.row_lower, face.row_upper)
    bound, residual = columns + rows, max(column_residual, row_residual)
    for tier, dual in proof.row_duals.items():
        if dual > 0:
            residual = max(residual, dual)
        else:
            bound += dual * face.objective_rows[tier][1]
    return bound, residual


def _bound_and_residual(duals: Array, lower: Array, upper: Array) -> tuple[float, float]:
    side = np.where(duals > 0, lower, upper)
    finite = np.isfinite(side)
    residual = float(np.abs(duals[~finite]).max(initial=0.0))
    return inner_product(duals[finite], side[finite]), residual


def _primal_residual(face: OptimalFace, x: Array, row_values: Array) -> float:
    sides = [face.lower - x, x - face.upper, face.row_lower - row_values, row_values - face.row_upper]
    violations = [float(np.max(side, initial=0.0)) for side in sides]
    violations += [inner_product(costs, x) - limit for costs, limit in face.objective_rows.values()]
    return _max_or_nan(violations)
