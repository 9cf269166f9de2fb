"""Reading *fixed*: today's plan carried out in a draw's world by a rule of recourse.

    The plan's operations, moves, investments and hand-overs are its work. In each bucket, knowing nothing of later
    ones, as much is done as can be of the work that was planned by then and is not done yet; what has waited longest
    comes first. Work is never done earlier than planned, or more of it; nothing else is done in its place.

Each bucket is a small linear program on the draw's own rows, with what was done before as it turned out. Work that has
waited for one bucket more counts twice as much; among equals a hand-over counts more, by priority. Which companion goes
along, which member of a family is taken and which fund pays follows the plan as far as it can. Where a world leaves no
way to keep every hard rule in a bucket (a floor, a ramp down), as little as can be is broken there, and it is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muster.network.build import Blueprint, build_network
from muster.network.graph import Array
from muster.plans import Plan
from muster.program import Program, compile_program
from muster.risk.outcome import Outcome, outcome_of
from muster.risk.part import Part, loosened
from muster.scenario import Scenario
from muster.solve.highs import Engine

WORK = ("run", "move", "build", "hand")
"""Families of activities that are work."""
FOLLOWS = ("choose", "along", "draw", "pay")
"""Families that follow from work and keep to the plan as far as they can; all others are free."""
NO_ROWS, NO_COLUMNS = ("lateness",), ("slice",)
"""Families that only spread lateness: nothing that could be done."""
LOOSE = ("floor", "ramp", "run_least", "storage", "take")
"""Families of rows that a world can leave no way to keep; nothing else is ever broken, least of all a stock."""
OLDEST = 12
"""Work that has waited for more buckets than this counts no more than that."""
BROKEN = 1e5
"""What breaking a hard rule counts, against 1 for a unit of work; scaled."""
ASIDE = 1e-3
"""What leaving the plan counts where the work stays the same."""
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


def fixed(plan: Plan, world: Scenario, draw: int) -> Outcome:
    """What carrying out the plan comes to in a draw's world; "infeasible" where not even breaking rules helps."""
    blueprint = build_network(world)
    program = compile_program(blueprint.network)
    x, broken = carried_out(plan, blueprint, program)
    if x is None:
        return Outcome(draw, "fixed", "infeasible", broken=broken)
    return outcome_of(draw, "fixed", "feasible", (blueprint, program, x), None, broken)


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


def carried_out(plan: Plan, blueprint: Blueprint, program: Program) -> tuple[Array | None, int]:
    """Scaled levels of all columns, and the number of buckets in which a hard rule was broken."""
    work, follows = planned(plan, program, WORK), planned(plan, program, FOLLOWS)
    favour = _favour(work, blueprint)
    x, sums = np.zeros(program.columns), np.zeros(program.rows)
    done, followed = np.zeros(len(work.first)), np.zeros(len(follows.first))
    cost = program.objective("cost").costs
    price = CHEAP * cost / max(1e-300, float(np.abs(cost).max(initial=0.0)))
    broken = 0
    for bucket in range(program.network.calendar.count):
        part = Part.of(program, bucket, NO_ROWS, NO_COLUMNS)
        places, twins = _within(part, work.first + bucket), _within(part, follows.first + bucket)
        bounds = np.array([program.lower[part.columns], program.upper[part.columns]])
        limit = bounds[1, twins].copy()
        bounds[1, places] = np.minimum(bounds[1, places], work.left(bucket, done))
        bounds[1, twins] = np.minimum(limit, follows.left(bucket, followed))
        bounds = np.hstack([bounds, [np.zeros(len(twins)), limit]])
        wanted = np.concatenate([price[part.columns], price[part.columns[twins]] + ASIDE])
        wanted[places] -= _waiting(work, done, bucket) * favour
        levels, kept = _do(part, twins, wanted, bounds, program, sums)
        if levels is None:
            return None, broken + 1
        broken += not kept
        x[part.columns] = levels
        done += levels[places]
        followed += levels[twins]
        part.add(sums, levels)
    return x, broken


def _within(part: Part, columns: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.searchsorted(part.columns, columns).astype(np.int64)


def _favour(work: Planned, blueprint: Blueprint) -> Array:
    """What a unit of work counts among what has waited equally long."""
    priority = {want.request: want.priority for want in blueprint.wants}
    pairs = zip(work.families, work.keys, strict=True)
    return np.array([1.5 + 0.5 / priority[key[0]] if family == "hand" else 1.0 for family, key in pairs])


def _waiting(work: Planned, done: Array, bucket: int) -> Array:
    """How much each job's oldest work left counts: doubled for every bucket that it has waited."""
    left = work.upto[:, : bucket + 1] > (done + 1e-7)[:, None]
    first = np.where(left.any(axis=1), left.argmax(axis=1), bucket)
    counts: Array = 2.0 ** np.minimum(bucket - first, OLDEST)
    return counts


def _do(
    part: Part, twins: NDArray[np.int64], wanted: Array, bounds: Array, program: Program, sums: Array
) -> tuple[Array | None, bool]:
    """The levels of one bucket, and whether every rule was kept; None where there are none at all."""
    count = len(part.columns)
    sides = program.row_lower[part.rows] - sums[part.rows], program.row_upper[part.rows] - sums[part.rows]
    matrix = part.with_twins(twins)
    whole = np.flatnonzero(program.whole[np.concatenate([part.columns, part.columns[twins]])])
    engine = Engine(matrix, bounds[0], bounds[1], *sides)
    if len(whole):
        engine.make_whole(whole)
    engine.minimise(wanted)
    outcome = engine.solve("simplex", whole=bool(len(whole)))
    kept = outcome.status == "optimal"
    if not kept:
        rows, most = _breakable(part, sides)
        loose = loosened(matrix, rows)
        wide = np.hstack([bounds, [np.zeros(2 * len(rows)), most]])
        engine = Engine(loose, wide[0], wide[1], *sides)
        engine.minimise(np.concatenate([wanted, np.full(2 * len(rows), BROKEN)]))
        outcome = engine.solve("simplex")
        if outcome.status != "optimal":
            return None, False
    levels = np.clip(outcome.x[: bounds.shape[1]], bounds[0], bounds[1])
    levels[twins] += levels[count:]
    return levels[:count], kept


def _breakable(part: Part, sides: tuple[Array, Array]) -> tuple[NDArray[np.int64], Array]:
    """Rows that may be broken, and by how much upwards, then downwards; of a stock, losing less than is to be lost."""
    families = np.array(part.families)
    loose, lost = np.isin(families, LOOSE), (families == "stock") & (sides[0] > 0)
    rows = np.flatnonzero(loose | lost)
    up = np.where(loose[rows], np.inf, sides[0][rows])
    return rows, np.concatenate([up, np.where(loose[rows], np.inf, 0.0)])
