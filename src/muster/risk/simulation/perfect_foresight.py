"""Reading *knowing*: each draw planned with foresight, a bound on what is possible.

The plan of a draw knows from the first bucket how everything turns out, so nobody can do better; a group that learns
as it goes does worse.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from muster.network.build import Blueprint
from muster.plans.worth import Worths
from muster.program import Program
from muster.risk.simulation.compiled_draw import CompiledDraw
from muster.risk.simulation.outcome import SOLVED_STATUSES, DrawOutcome, outcome_of_levels
from muster.solve import Solution, SolveOptions, certify, plan_status, solve_lexicographic
from muster.solve.cold_start import ColdStartReason
from muster.solve.warm_start import WarmStartSolver


def simulate_perfect_foresight(
    draw: CompiledDraw,
    solver: WarmStartSolver | ColdStartReason = ColdStartReason.NOT_REQUESTED,
    limit: float = math.inf,
) -> DrawOutcome:
    """The best plan of a draw; a draw without a plan is an outcome too, with the status that says why.

    Warm-started by `solver` where that can be; else solved cold, for the reason that the outcome names. "limit" where
    `limit` iterations did not suffice: half a plan is no bound on what is possible.
    """
    tiers = draw.blueprint.tiers
    if isinstance(solver, WarmStartSolver):
        result = solver.solve(draw.program, tiers, limit)
        if not isinstance(result, ColdStartReason):
            return _outcome_of_solution(draw, *result)
        cold_start, iterations_left = result, solver.iterations_left
    else:
        cold_start, iterations_left = solver, limit
    solution = solve_lexicographic(draw.program, tiers, SolveOptions(iteration_limit=iterations_left))
    is_solved = all(proof.status == "optimal" for proof in solution.proofs)
    if math.isfinite(limit) and (solution.status == "time_limit" or not is_solved):
        return DrawOutcome(draw.index, "knowing", "limit", cold_start=cold_start)
    return _outcome_of_solution(draw, draw.program, solution, cold_start)


def _outcome_of_solution(
    draw: CompiledDraw, program: Program, solution: Solution, cold_start: ColdStartReason | None = None
) -> DrawOutcome:
    """The outcome of a solved draw; a warm-started solution (`cold_start` None) has been certified already."""
    if solution.status not in SOLVED_STATUSES:
        return DrawOutcome(draw.index, "knowing", solution.status, cold_start=cold_start)
    status = "optimal"
    if cold_start is not None:
        status = plan_status(solution.status, certify(program, solution.proofs, solution.x))
    return outcome_of_levels(
        draw.index,
        "knowing",
        status,
        (draw.blueprint, program, solution.x),
        binding_resources=find_binding_resources(draw.blueprint, program, solution),
        cold_start=cold_start,
    )


def find_binding_resources(blueprint: Blueprint, program: Program, solution: Solution) -> NDArray[np.bool_]:
    """For each resource and bucket, whether one more unit of it would make a request less late.

    Shape (resources, T), resources in the order of their ids; all False where whole numbers are planned, which have
    no worth.
    """
    worths = Worths(program, solution.proofs, solution.x)
    resources = blueprint.resources.by_id
    is_binding = np.zeros((len(resources), program.network.calendar.count), dtype=bool)
    for row, resource in enumerate(resources.values()):
        if not worths.available or resource.capacity_row is None:
            continue
        if resource.priced_columns:
            worth, tiers = worths.of_ceiling(list(resource.priced_columns))
        else:
            worth, tiers = worths.of_limit(resource.capacity_row)
        is_binding[row] = [
            figure > 0 and str(tier).startswith("requests/") for figure, tier in zip(worth, tiers, strict=True)
        ]
    return is_binding
