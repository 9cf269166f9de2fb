"""The largest entries of who can close which gap, proved: the plan made again with that thing set free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from muster.explain.gaps.any_plan_bound import Bound
from muster.explain.gaps.direct_bound import Closed, Closing, largest
from muster.explain.relaxations.relaxation import Factor, Factors
from muster.explain.request_lateness import Chain
from muster.explain.what_if.replan import LARGEST, alike, with_cells
from muster.network.build import build_network
from muster.plans.tables.requests import late
from muster.program import Program, compile_program
from muster.solve.bound_changes import Bounds, Resolved

SET_FREE = ("consent", "reserve", "fund")
"""What is set free by moving bounds; an investment is, by paying for it besides."""


def proved(bound: Bound, found: Sequence[Closing], count: int = 10) -> tuple[Closing, ...]:
    """The same entries in their order, the largest of them with their proof.

    What lies unused is left out: the plan is best as it is, so it gains nothing by itself. An entry stays unproved
    where a program of more than 50,000 columns would have to be built anew for an investment.
    """
    chain, factors = bound.chain, bound.all
    behind = {request for requests in chain.classes.values() for request in requests}
    mine = [one for one in found if one.kind != "unused" and one.request in behind]
    proof = {one: closed_by(chain, factors, bound.free(one), one.request) for one in largest(mine, count)}
    return tuple(replace(one, proof=proof.get(one)) for one in found)


def closed_by(chain: Chain, factors: Factors, free: set[tuple[str, str]], request: str) -> Closed | None:
    """How a request fares with things set free, each a kind and an id; None if that could not be planned."""
    last = chain.last(chain.wants[request])
    resolved = _solve(chain, factors, free, last, request)
    if resolved is None or resolved.status != "optimal":
        return None
    unchanged, standings = chain.unchanged[last]
    before, after = standings[request], chain.standing(request, resolved.own[request].x)
    due = chain.wants[request].due
    missing = [late(due, chain.handed(request, r.own[request].x)) for r in (unchanged, resolved)]
    return Closed(
        float(np.max(missing[0] - missing[1], initial=0.0)), before.late, after.late, before.filled, after.filled
    )


def _solve(chain: Chain, factors: Factors, free: set[tuple[str, str]], last: str, request: str) -> Resolved | None:
    relaxed: list[Factor] = [one for one in factors if one.kind in SET_FREE and one.name in free]
    bounds = factors.bounds(relaxed, "unlimited")
    paid = {name for kind, name in free if kind == "investment"}
    if not paid:
        return chain.solve(bounds, last, [request])
    if chain.program.columns > LARGEST:
        return None

    def cells(row: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"cost": 0.0} if row["investment"] in paid else {}

    scenario = with_cells(chain.blueprint.facts.scenario, "investments", cells)
    program = compile_program(build_network(scenario).network)
    if not alike(chain.program, program):
        return None
    return chain.again.solve_other(_with(program, bounds), last, {request: chain.own(request)})


def _with(program: Program, bounds: Bounds) -> Program:
    """A program with some of its bounds moved."""
    lower, upper = program.lower.copy(), program.upper.copy()
    row_lower, row_upper = program.row_lower.copy(), program.row_upper.copy()
    lower[bounds.columns], upper[bounds.columns] = bounds.lower, bounds.upper
    row_lower[bounds.rows], row_upper[bounds.rows] = bounds.row_lower, bounds.row_upper
    return replace(program, lower=lower, upper=upper, row_lower=row_lower, row_upper=row_upper)
