"""Reading *knowing*: each draw planned with foresight, a bound on what is possible.

The plan of a draw knows from the first bucket how everything turns out, so nobody can do better; a group that learns
as it goes does worse.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from muster.network.build import Blueprint
from muster.plans.pipeline import status_of
from muster.plans.worth import Worths
from muster.program import Program
from muster.risk.sampling.sampled_scenario import built
from muster.risk.simulation.outcome import Outcome, outcome_of
from muster.risk.simulation.warm_start import Warm
from muster.scenario import Scenario
from muster.solve import Options, Solution, certify, solve


def knowing(world: Scenario, draw: int, warm: Warm | None = None, limit: float = math.inf) -> Outcome:
    """The best plan of a draw's world; a world without a plan is an outcome too, with the status that says why.

    With `warm` it goes on from another plan of nearly the same program where it can. "limit" where `limit` iterations
    did not suffice: half a plan is no bound on what is possible.
    """
    blueprint, program = built(world)
    found = warm.solve(program, blueprint.tiers, limit) if warm is not None else None
    if found is not None:
        return read(draw, blueprint, *found, "optimal")
    left = warm.left if warm is not None else limit
    solution = solve(program, blueprint.tiers, Options(iterations=left))
    ended = all(proof.status == "optimal" for proof in solution.proofs)
    if math.isfinite(limit) and (solution.status == "time_limit" or not ended):
        return Outcome(draw, "knowing", "limit")
    return read(draw, blueprint, program, solution)


def read(draw: int, blueprint: Blueprint, program: Program, solution: Solution, proved: str | None = None) -> Outcome:
    """The outcome of a solved draw; `proved` is its status where its certificate has been computed already."""
    if solution.status not in ("optimal", "feasible"):
        return Outcome(draw, "knowing", solution.status)
    status = proved or status_of(solution.status, certify(program, solution.proofs, solution.x))
    found = blueprint, program, solution.x
    return outcome_of(draw, "knowing", status, found, binding(blueprint, program, solution))


def binding(blueprint: Blueprint, program: Program, solution: Solution) -> NDArray[np.bool_]:
    """For each resource and bucket, whether one more unit of it would make a request less late.

    Shape (resources, T), resources in the order of their ids; all False where whole numbers are planned, which have
    no worth.
    """
    worths = Worths(program, solution.proofs, solution.x)
    places = blueprint.resources.by_id
    held = np.zeros((len(places), program.network.calendar.count), dtype=bool)
    for row, resource in enumerate(places.values()):
        if not worths.known or resource.limit is None:
            continue
        if resource.uses:
            worth, tiers = worths.of_ceiling(list(resource.uses))
        else:
            worth, tiers = worths.of_limit(resource.limit)
        held[row] = [
            figure > 0 and str(tier).startswith("requests/") for figure, tier in zip(worth, tiers, strict=True)
        ]
    return held
