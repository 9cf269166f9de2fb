"""Reading *fixed*: today's plan carried out in a draw's world by a rule of recourse.

    The plan's operations, moves, investments and hand-overs are its work. In each bucket, knowing nothing of later
    ones, as much is done as can be of the work that was planned by then and is not done yet; what has waited longest
    comes first. Work is never done earlier than planned, or more of it; nothing else is done in its place.

Each bucket is a small linear program on the draw's own rows, with what was done before as it turned out. Work that has
waited for one bucket more counts twice as much; among equals a hand-over counts more, by priority; then the order of
ids decides. Which companion goes along, which member of a family is taken and which fund pays follows the plan as far
as it can. Where a world leaves no way to keep every hard rule in a bucket (a floor, a ramp down), as little as can be
is broken there, and it is counted.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muster.network.build import Blueprint
from muster.network.graph import Array
from muster.plans import Plan
from muster.program import Program
from muster.program.structure import has_same_sparsity, rescale_program
from muster.risk.simulation.compiled_draw import CompiledDraw
from muster.risk.simulation.outcome import DrawOutcome, outcome_of_levels
from muster.risk.simulation.recourse_step import RecourseStep
from muster.solve.highs import Basis

WORK_FAMILIES = ("run", "move", "build", "hand")
"""Families of activities that are work."""
FOLLOWING_FAMILIES = ("choose", "along", "draw", "pay")
"""Families that follow from work and keep to the plan as far as they can; all others are free."""
LONGEST_WAIT = 12
"""Work that has waited for more buckets than this counts no more than that."""
DEVIATION_COST = 1e-3
"""Cost of deviating from the plan where the work stays the same."""
TIE_BREAK = 1e-6
"""Cost of one rank in the order of ids: above the solver's tolerance, below anything else."""
LARGEST_UNIT_COST = 1e-5
"""Cost of the dearest unit: enough to choose the cheaper of two alternatives."""


@dataclass(frozen=True)
class PlannedLevels:
    """The plan's levels of n activities in a world's program: scaled first columns, and levels by then, (n, T)."""

    keys: list[tuple[str, ...]]
    families: list[str]
    first: NDArray[np.int64]
    cumulative: Array

    def remaining(self, bucket: int, done: Array) -> Array:
        """Work planned by the end of a bucket and not done yet."""
        amounts: Array = np.maximum(self.cumulative[:, bucket] - done, 0.0)
        return amounts


def simulate_fixed_plan(draw: CompiledDraw, simulator: PlanSimulator, limit: float = math.inf) -> DrawOutcome:
    """Outcome of carrying out the plan in a draw; "infeasible" where not even breaking rules helps.

    "limit" where `limit` iterations did not suffice.
    """
    plan = simulator.plan
    assert plan.program is not None
    program = rescale_program(draw.program, plan.program)
    if program is None:
        program = draw.program
        simulator = PlanSimulator(plan, draw.blueprint, program)
    elif not has_same_sparsity(program, simulator.program):
        # A draw that shifts a lead time has its amounts in other places.
        simulator = PlanSimulator(plan, draw.blueprint, program, simulator.bases)
    return simulator.simulate(draw, program, limit)


def find_expected_bases(plan: Plan) -> list[Basis] | None:
    """The basis of each bucket when the plan is carried out as today expects; None where they are not known."""
    assert plan.program is not None
    simulator = PlanSimulator.of_plan(plan)
    if plan.program.integer.any() or simulator.carry_out(plan.program, math.inf)[0] is None:
        return None
    return [step.model.basis() for step in simulator.steps]


class PlanSimulator:
    """Today's plan, ready to be carried out in programs with the same columns, rows and places of amounts.

    `bases` are those from which each bucket starts (`find_expected_bases`).
    """

    def __init__(self, plan: Plan, blueprint: Blueprint, program: Program, bases: list[Basis] | None = None) -> None:
        self.plan = plan
        self.program = program
        self.bases = bases
        self.work, self.following = (
            planned_levels(plan, program, WORK_FAMILIES),
            planned_levels(plan, program, FOLLOWING_FAMILIES),
        )
        self.work_weights = _weights_of_work(self.work, blueprint)
        count = program.network.calendar.count
        self.steps = [
            RecourseStep(program, bucket, self.following.first + bucket, bases[bucket] if bases else None)
            for bucket in range(count)
        ]

    @classmethod
    def of_plan(cls, plan: Plan, bases: list[Basis] | None = None) -> PlanSimulator:
        """Today's plan, ready for draws that change figures only."""
        assert plan.program is not None
        assert plan.blueprint is not None
        return cls(plan, plan.blueprint, plan.program, bases)

    def simulate(self, draw: CompiledDraw, program: Program, limit: float) -> DrawOutcome:
        """Outcome in a draw; `program` is the draw's in the scales of this one."""
        x, broken_buckets, iterations_left = self.carry_out(program, limit)
        if x is None:
            status = "infeasible" if iterations_left > 0 else "limit"
            return DrawOutcome(draw.index, "fixed", status, broken_buckets=broken_buckets)
        solved = draw.blueprint, program, x
        return outcome_of_levels(draw.index, "fixed", "feasible", solved, broken_buckets=broken_buckets)

    def carry_out(self, program: Program, iterations_left: float) -> tuple[Array | None, int, float]:
        """Scaled levels of all columns, in how many buckets a hard rule was broken, and how many iterations are left.

        No levels where a bucket has none.
        """
        x, sums = np.zeros(program.columns), np.zeros(program.rows)
        done, followed = np.zeros(len(self.work.first)), np.zeros(len(self.following.first))
        cost = program.objective("cost").costs
        unit_costs = LARGEST_UNIT_COST * cost / max(1e-300, float(np.abs(cost).max(initial=0.0)))
        broken_buckets = 0
        for bucket, step in enumerate(self.steps):
            columns, duplicates = step.bucket_program.columns, step.duplicates
            work_positions = step.local_positions(self.work.first + bucket)
            lower, upper = program.lower[columns], program.upper[columns]
            limit = upper[duplicates]
            upper[work_positions] = np.minimum(upper[work_positions], self.work.remaining(bucket, done))
            upper[duplicates] = np.minimum(limit, self.following.remaining(bucket, followed))
            bounds = np.concatenate([lower, np.zeros(len(duplicates))]), np.concatenate([upper, limit])
            costs = np.concatenate([unit_costs[columns], unit_costs[columns[duplicates]] + DEVIATION_COST])
            costs[work_positions] -= _waiting_weights(self.work, done, bucket) * self.work_weights
            levels, rules_hold, iterations_left = step.solve(program, sums, costs, bounds, iterations_left)
            if levels is None:
                return None, broken_buckets + 1, iterations_left
            broken_buckets += not rules_hold
            x[columns] = levels
            done += levels[work_positions]
            followed += levels[duplicates]
            step.bucket_program.add_activity(sums, program, levels)
        return x, broken_buckets, iterations_left


def planned_levels(plan: Plan, program: Program, families: Sequence[str]) -> PlannedLevels:
    """The plan's levels in the world's program, found by family and key; what has no place there is left out."""
    assert plan.program is not None
    assert plan.levels is not None
    old, new = plan.program.network.activities, program.network.activities
    amounts = np.maximum(plan.levels, 0.0) * plan.program.column_scale
    pairs = [
        (old_index, new_index)
        for old_index, (family, key) in enumerate(zip(old.family, old.key, strict=True))
        if family in families and (new_index := new.index.get((family, key))) is not None
    ]
    first = program.first_column[[new_index for _, new_index in pairs]] if pairs else np.zeros(0, dtype=np.int64)
    level_rows = [amounts[plan.program.columns_of(old_index)] for old_index, _ in pairs]
    by_bucket = np.array(level_rows).reshape(len(pairs), program.network.calendar.count)
    scaled = by_bucket / program.column_scale[first][:, None]
    names = [new.key[index] for _, index in pairs], [new.family[index] for _, index in pairs]
    return PlannedLevels(*names, first, np.cumsum(scaled, axis=1))


def _weights_of_work(work: PlannedLevels, blueprint: Blueprint) -> Array:
    """Weight of a unit of work among those that have waited equally long; slightly more for an earlier id."""
    priority = {demand.request: demand.priority for demand in blueprint.demands}
    pairs = list(zip(work.families, work.keys, strict=True))
    weights = np.array([1.5 + 0.5 / priority[key[0]] if family == "hand" else 1.0 for family, key in pairs])
    weights[sorted(range(len(pairs)), key=pairs.__getitem__)] -= TIE_BREAK * np.arange(len(pairs))
    return weights


def _waiting_weights(work: PlannedLevels, done: Array, bucket: int) -> Array:
    """Weight of each job's oldest remaining work: doubled for every bucket that it has waited."""
    is_unfinished = work.cumulative[:, : bucket + 1] > (done + 1e-7)[:, None]
    first = np.where(is_unfinished.any(axis=1), is_unfinished.argmax(axis=1), bucket)
    weights: Array = 2.0 ** np.minimum(bucket - first, LONGEST_WAIT)
    return weights
