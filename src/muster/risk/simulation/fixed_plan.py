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
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from muster.network.build import Blueprint
from muster.network.graph import Array
from muster.plans import Plan
from muster.program import Program
from muster.program.structure import in_scale, same_places
from muster.risk.sampling.sampled_scenario import built
from muster.risk.simulation.outcome import Outcome, outcome_of
from muster.risk.simulation.recourse_step import Bucket
from muster.scenario import Scenario
from muster.solve.highs import Basis

WORK = ("run", "move", "build", "hand")
"""Families of activities that are work."""
FOLLOWS = ("choose", "along", "draw", "pay")
"""Families that follow from work and keep to the plan as far as they can; all others are free."""
OLDEST = 12
"""Work that has waited for more buckets than this counts no more than that."""
ASIDE = 1e-3
"""What leaving the plan counts where the work stays the same."""
TRIFLE = 1e-6
"""What one place in the order of ids counts: more than the solver's tolerance, less than anything else."""
CHEAP = 1e-5
"""What the dearest unit counts: enough to choose the cheaper of two ways."""


@dataclass(frozen=True)
class Planned:
    """The plan's levels of n activities in a world's program: scaled first columns, and levels by then, (n, T)."""

    keys: list[tuple[str, ...]]
    families: list[str]
    first: NDArray[np.int64]
    upto: Array

    def left(self, bucket: int, done: Array) -> Array:
        """What was planned by the end of a bucket and is not done yet."""
        rest: Array = np.maximum(self.upto[:, bucket] - done, 0.0)
        return rest


def fixed(plan: Plan, world: Scenario, draw: int, carrier: Carrier | None = None, limit: float = math.inf) -> Outcome:
    """What carrying out the plan comes to in a draw's world; "infeasible" where not even breaking rules helps.

    "limit" where `limit` iterations did not suffice. `carrier` is today's plan made ready by an earlier draw.
    """
    assert plan.program is not None
    blueprint, program = built(world)
    ours = in_scale(program, plan.program)
    if ours is None:
        return Carrier(plan, blueprint, program).outcome(draw, blueprint, program, limit)
    if carrier is None or not same_places(ours, carrier.program):
        # A draw that shifts a lead time has its amounts in other places.
        carrier = Carrier(plan, blueprint, ours, bases_of(plan))
    return carrier.outcome(draw, blueprint, ours, limit)


def carrier_of(plan: Plan) -> Carrier:
    """Today's plan, ready for draws that change figures only."""
    assert plan.program is not None
    assert plan.blueprint is not None
    return Carrier(plan, plan.blueprint, plan.program, bases_of(plan))


@lru_cache(maxsize=1)
def bases_of(plan: Plan) -> list[Basis] | None:
    """The basis of each bucket when the plan is carried out as today expects; None where they are not known."""
    assert plan.program is not None
    assert plan.blueprint is not None
    carrier = Carrier(plan, plan.blueprint, plan.program)
    if plan.program.whole.any() or carrier.carry_out(plan.program, math.inf)[0] is None:
        return None
    return [bucket.engine.basis() for bucket in carrier.buckets]


class Carrier:
    """Today's plan, ready to be carried out in programs with the same columns, rows and places of amounts."""

    def __init__(self, plan: Plan, blueprint: Blueprint, program: Program, bases: list[Basis] | None = None) -> None:
        self.program = program
        self.work, self.follows = planned(plan, program, WORK), planned(plan, program, FOLLOWS)
        self.favour = _favour(self.work, blueprint)
        count = program.network.calendar.count
        self.buckets = [
            Bucket(program, bucket, self.follows.first + bucket, bases[bucket] if bases else None)
            for bucket in range(count)
        ]

    def outcome(self, draw: int, blueprint: Blueprint, program: Program, limit: float) -> Outcome:
        """What comes of it in a draw's program."""
        x, broken, left = self.carry_out(program, limit)
        if x is None:
            return Outcome(draw, "fixed", "infeasible" if left > 0 else "limit", broken=broken)
        return outcome_of(draw, "fixed", "feasible", (blueprint, program, x), None, broken)

    def carry_out(self, program: Program, left: float) -> tuple[Array | None, int, float]:
        """Scaled levels of all columns, in how many buckets a hard rule was broken, and how many iterations are left.

        No levels where a bucket has none.
        """
        x, sums = np.zeros(program.columns), np.zeros(program.rows)
        done, followed = np.zeros(len(self.work.first)), np.zeros(len(self.follows.first))
        cost = program.objective("cost").costs
        price = CHEAP * cost / max(1e-300, float(np.abs(cost).max(initial=0.0)))
        broken = 0
        for number, bucket in enumerate(self.buckets):
            columns, twins = bucket.part.columns, bucket.twins
            places = bucket.within(self.work.first + number)
            lower, upper = program.lower[columns], program.upper[columns]
            limit = upper[twins]
            upper[places] = np.minimum(upper[places], self.work.left(number, done))
            upper[twins] = np.minimum(limit, self.follows.left(number, followed))
            bounds = np.concatenate([lower, np.zeros(len(twins))]), np.concatenate([upper, limit])
            wanted = np.concatenate([price[columns], price[columns[twins]] + ASIDE])
            wanted[places] -= _waiting(self.work, done, number) * self.favour
            levels, kept, left = bucket.do(program, sums, wanted, bounds, left)
            if levels is None:
                return None, broken + 1, left
            broken += not kept
            x[columns] = levels
            done += levels[places]
            followed += levels[twins]
            bucket.part.add(sums, program, levels)
        return x, broken, left


def planned(plan: Plan, program: Program, families: Sequence[str]) -> Planned:
    """The plan's levels in the world's program, found by family and key; what has no place there is left out."""
    assert plan.program is not None
    assert plan.levels is not None
    old, new = plan.program.network.activities, program.network.activities
    amounts = np.maximum(plan.levels, 0.0) * plan.program.column_scale
    chosen = [
        (place, there)
        for place, (family, key) in enumerate(zip(old.family, old.key, strict=True))
        if family in families and (there := new.index.get((family, key))) is not None
    ]
    first = program.first_column[[there for _, there in chosen]] if chosen else np.zeros(0, dtype=np.int64)
    levels = [amounts[plan.program.column(place)] for place, _ in chosen]
    by_bucket = np.array(levels).reshape(len(chosen), program.network.calendar.count)
    scaled = by_bucket / program.column_scale[first][:, None]
    names = [new.key[there] for _, there in chosen], [new.family[there] for _, there in chosen]
    return Planned(*names, first, np.cumsum(scaled, axis=1))


def _favour(work: Planned, blueprint: Blueprint) -> Array:
    """What a unit of work counts among what has waited equally long; by a trifle more the earlier its id."""
    priority = {want.request: want.priority for want in blueprint.wants}
    pairs = list(zip(work.families, work.keys, strict=True))
    counts = np.array([1.5 + 0.5 / priority[key[0]] if family == "hand" else 1.0 for family, key in pairs])
    counts[sorted(range(len(pairs)), key=pairs.__getitem__)] -= TRIFLE * np.arange(len(pairs))
    return counts


def _waiting(work: Planned, done: Array, bucket: int) -> Array:
    """How much each job's oldest work left counts: doubled for every bucket that it has waited."""
    left = work.upto[:, : bucket + 1] > (done + 1e-7)[:, None]
    first = np.where(left.any(axis=1), left.argmax(axis=1), bucket)
    counts: Array = 2.0 ** np.minimum(bucket - first, OLDEST)
    return counts
