"""Draws of random scenarios: gone on from today's plan they are what planning their world from nothing gives."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

import muster
from muster.risk.sampling.sampled_scenario import built, draw, turned_out
from muster.risk.sampling.uncertain_input import given_figures
from muster.risk.simulation.fixed_plan import carrier_of, fixed
from muster.risk.simulation.outcome import NEVER, Outcome
from muster.risk.simulation.perfect_foresight import knowing
from muster.risk.simulation.warm_start import Start, Warm, start_of
from muster.scenario.checks.uncertain_columns import FIGURES, column_of, ways
from naive.strategies import random_scenario
from properties.planned import plan_of, tiers_of
from published.write import Tables

CHUNK, DRAWS = 8, 3
KEYS = {"stock": ("location", "item"), "receipt": ("location", "item"), "consent": ("party", "wants", "recipient")}
MOVES = ("-1:0.3; 0:0.3; 1:0.4", "0:0.5; 2:0.5", "-3:0.5; 3:0.5")
SIZES: list[dict[str, Any]] = [
    {"distribution": "uniform", "p1": 0.2, "p2": 1.8},
    {"distribution": "lognormal", "p1": 0.8, "p2": 0.7},
    {"distribution": "discrete", "values": "0:0.3; 1:0.4; 2:0.3"},
]


def unsure(tables: Tables, dice: random.Random) -> list[dict[str, Any]]:
    """Up to six rows of `uncertainties` about figures that the tables give."""
    there = {
        (of, "/".join(str(row.get(key) or "") for key in KEYS.get(of, (of,))), column)
        for of, columns in FIGURES.items()
        for column, names in columns.items()
        for row in tables.get(names[0], [])
        if row.get(column) not in (None, "")
    }
    chosen = dice.sample(sorted(there), min(len(there), dice.randint(1, 6)))
    return [{"of": of, "id": id, "column": column} | _drawn(of, column, dice) for of, id, column in chosen]


def _drawn(of: str, column: str, dice: random.Random) -> dict[str, Any]:
    applies = dice.choice(ways(column_of(of, column)))
    match column_of(of, column).type:
        case "date":
            how: dict[str, Any] = {"distribution": "discrete", "values": dice.choice(MOVES)}
        case "text":
            how = {"distribution": "bernoulli", "p1": 0.5}
        case "lead_time":
            how = {"distribution": "discrete", "values": "0:0.5; 1:0.5"}
        case _:
            how = dice.choice(SIZES)
    if (of, column, applies) == ("resource", "quantity", "factor") and dice.random() < 0.4:
        how = {"distribution": "geometric", "p1": 0.5, "p2": 0.4, "p3": 0.25}
    return {"applies": applies, **how}


def worlds(seed: int) -> tuple[muster.Plan, list[muster.Scenario]]:
    """A random plan and the worlds of its draws; none where there is no plan."""
    tables, settings = random_scenario(seed)
    plan = plan_of(tables | {"uncertainties": unsure(tables, random.Random(seed))}, settings)
    calendar, figures = plan.scenario.calendar, given_figures(plan.scenario)
    assert calendar is not None
    drawn = [draw(figures, seed, index, calendar) for index in range(DRAWS)]
    return plan, [turned_out(plan.scenario, figures, one) for one in drawn] if plan.there else []


@pytest.mark.parametrize("first", range(0, 5 * CHUNK, CHUNK))
def test_a_draw_is_the_plan_of_its_world_whatever_was_drawn_before(first: int) -> None:
    went_on = 0
    for seed in range(first, first + CHUNK):
        plan, drawn = worlds(seed)
        start = start_of(plan) if drawn else None
        warm = None if start is None else Warm(start)
        carrier = carrier_of(plan) if drawn else None
        for world in drawn:
            went_on += warm is not None and agrees(muster.plan(world), world, warm)
            here = knowing(world, 0, warm), fixed(plan, world, 0, carrier)
            known, done = alone(plan, world, start)
            assert told(here[1]) == told(done), seed
            assert (here[0].status, here[0].filled, here[0].met) == (known.status, known.filled, known.met), seed
            assert here[0].late == pytest.approx(known.late, rel=1e-9, abs=1e-9), seed
            if all(one.there for one in here):
                assert here[0].tiers == pytest.approx(known.tiers, rel=1e-9, abs=1e-9), seed
                assert here[0].cost == pytest.approx(known.cost, rel=1e-9, abs=1e-9), seed
                assert here[0].by_then == pytest.approx(known.by_then, rel=1e-9, abs=1e-9), seed
                assert np.array_equal(here[0].binding, known.binding), seed  # type: ignore[arg-type]
                if not here[1].broken:
                    assert here[0].tiers[0] <= here[1].tiers[0] + 1e-6 * max(1.0, abs(here[1].tiers[0]))
    assert went_on > CHUNK


def test_draws_planned_again_in_their_order_are_the_same_to_the_last_bit() -> None:
    """Whoever does a block again comes to the same: where a draw starts depends on those before it in its block."""
    for seed in range(CHUNK):
        plan, drawn = worlds(seed)
        start = start_of(plan) if drawn else None
        first, second = (None if start is None else Warm(start) for _ in range(2))
        known = [told(knowing(world, 0, first)) for world in drawn]
        assert known == [told(knowing(world, 0, second)) for world in drawn]


def alone(plan: muster.Plan, world: muster.Scenario, start: Start | None) -> tuple[Outcome, Outcome]:
    """Both readings of a draw before which there was none."""
    return knowing(world, 0, None if start is None else Warm(start)), fixed(plan, world, 0, carrier_of(plan))


def told(one: Outcome) -> tuple[object, ...]:
    """All that a sweep keeps of an outcome, to the last bit."""
    arrays = (one.by_then, one.binding)
    figures = (one.filled, one.late, one.met, one.tiers, one.broken, np.float64(one.cost).tobytes())
    return (one.status, *figures, *(None if array is None else array.tobytes() for array in arrays))


def agrees(cold: muster.Plan, world: muster.Scenario, warm: Warm) -> bool:
    """Whether the draw went on from today's plan, and then every tier and request is as planned from nothing."""
    blueprint, program = built(world)
    found = warm.solve(program, blueprint.tiers, float("inf"))
    outcome = knowing(world, 0, warm)
    assert outcome.status == cold.status
    if not cold.there:
        return False
    days = world.calendar.first_days if world.calendar else []
    filled = [NEVER if one.filled_on is None else days.index(one.filled_on) for one in cold.served]
    assert list(outcome.filled) == filled
    assert outcome.late == pytest.approx([one.late_unit_buckets for one in cold.served], rel=1e-5, abs=1e-5)
    if found is not None:
        ours, solution = found
        objectives = {name: ours.objective(name) for name in blueprint.tiers if name != "calm"}
        values = {name: abs(one.of(solution.x) * one.unit) for name, one in objectives.items()}
        assert values == pytest.approx({name: abs(value) for name, value in tiers_of(cold).items()}, rel=1e-6, abs=1e-6)
    return found is not None
