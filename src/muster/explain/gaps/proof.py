"""The largest entries of who can close which gap, proved: the plan made again with that thing set free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from muster.explain.gaps.any_plan_bound import AnyPlanBound
from muster.explain.gaps.direct_bound import GapContribution, GapProof, largest_contributions
from muster.explain.relaxations.relaxation import Relaxation, RelaxationSet
from muster.explain.request_lateness import RequestReoptimizer
from muster.explain.results import ChangeSize
from muster.explain.what_if.replan import MAXIMUM_COLUMNS, has_same_structure, with_cells
from muster.network.build import build_network
from muster.plans.fulfilment import late_quantity
from muster.program import Program, compile_program
from muster.solve.bound_changes import BoundChange, ReoptimizeResult

FREED_BY_BOUNDS = ("consent", "reserve", "fund")
"""Kinds released by moving bounds; an investment is released by paying for it."""


def prove_largest(
    bound: AnyPlanBound, contributions: Sequence[GapContribution], count: int = 10
) -> tuple[GapContribution, ...]:
    """The same entries in their order, the largest of them with their proof.

    What lies unused is left out: the plan is best as it is, so it gains nothing by itself. An entry stays unproved
    where a program of more than 50,000 columns would have to be built anew for an investment.
    """
    chain, relaxations = bound.chain, bound.relaxations
    late = {request for requests in chain.late_requests_by_tier.values() for request in requests}
    candidates = [
        contribution for contribution in contributions if contribution.kind != "unused" and contribution.request in late
    ]
    proofs = {
        contribution: replan_released(chain, relaxations, bound.released_by(contribution), contribution.request)
        for contribution in largest_contributions(candidates, count)
    }
    return tuple(replace(contribution, proof=proofs.get(contribution)) for contribution in contributions)


def replan_released(
    chain: RequestReoptimizer, relaxations: RelaxationSet, released: set[tuple[str, str]], request: str
) -> GapProof | None:
    """Result of a request with things released, each a kind and an id; None if that could not be planned."""
    last_tier = chain.last_tier_of_class(chain.demands[request])
    resolved = _reoptimize(chain, relaxations, released, last_tier, request)
    if resolved is None or resolved.status != "optimal":
        return None
    before_result, standings = chain.baseline[last_tier]
    before, after = standings[request], chain.status(request, resolved.side_optima[request].x)
    due = chain.demands[request].due
    missing = [
        late_quantity(due, chain.hand_overs(request, r.side_optima[request].x)) for r in (before_result, resolved)
    ]
    return GapProof(
        quantity=float(np.max(missing[0] - missing[1], initial=0.0)),
        late_before=before.late,
        late_after=after.late,
        filled_before=before.filled_on,
        filled_after=after.filled_on,
    )


def _reoptimize(
    chain: RequestReoptimizer, relaxations: RelaxationSet, released: set[tuple[str, str]], last_tier: str, request: str
) -> ReoptimizeResult | None:
    relaxed: list[Relaxation] = [
        relaxation for relaxation in relaxations if relaxation.kind in FREED_BY_BOUNDS and relaxation.name in released
    ]
    bounds = relaxations.relaxed_bounds(relaxed, ChangeSize.UNLIMITED)
    paid = {name for kind, name in released if kind == "investment"}
    if not paid:
        return chain.reoptimize(bounds, last_tier, [request])
    if chain.program.columns > MAXIMUM_COLUMNS:
        return None

    def cells(row: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"cost": 0.0} if row["investment"] in paid else {}

    scenario = with_cells(chain.blueprint.facts.scenario, "investments", cells)
    program = compile_program(build_network(scenario).network)
    if not has_same_structure(chain.program, program):
        return None
    return chain.tier_reoptimizer.solve_modified_program(
        _with_bounds(program, bounds), last_tier, {request: chain.lateness_objective(request)}
    )


def _with_bounds(program: Program, bounds: BoundChange) -> Program:
    """A program with some of its bounds moved."""
    lower, upper = program.lower.copy(), program.upper.copy()
    row_lower, row_upper = program.row_lower.copy(), program.row_upper.copy()
    lower[bounds.columns], upper[bounds.columns] = bounds.lower, bounds.upper
    row_lower[bounds.rows], row_upper[bounds.rows] = bounds.row_lower, bounds.row_upper
    return replace(program, lower=lower, upper=upper, row_lower=row_lower, row_upper=row_upper)
