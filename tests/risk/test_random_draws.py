"""Draws of random scenarios: gone on from today's plan they are what planning their world from nothing gives."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

import muster
from muster.risk.sampling.sampled_scenario import apply_draw, sample_inputs
from muster.risk.sampling.uncertain_input import read_uncertain_inputs
from muster.risk.simulation.compiled_draw import compile_scenario
from muster.risk.simulation.outcome import NEVER, DrawOutcome
from muster.risk.simulation.warm_start import find_reference
from muster.scenario.checks.uncertain_columns import UNCERTAIN_COLUMNS, allowed_applications, uncertain_column
from muster.solve.cold_start import ColdStartReason
from muster.solve.warm_start import WarmStartReference, WarmStartSolver
from naive.strategies import random_scenario
from properties.planned import plan_of, tiers_of
from published.write import Tables
from risk.simulations import carry_out, foresee, simulator_of

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
    given = {
        (kind, "/".join(str(row.get(key) or "") for key in KEYS.get(kind, (kind,))), column)
        for kind, columns in UNCERTAIN_COLUMNS.items()
        for column, names in columns.items()
        for row in tables.get(names[0], [])
        if row.get(column) not in (None, "")
    }
    chosen = dice.sample(sorted(given), min(len(given), dice.randint(1, 6)))
    return [{"of": kind, "id": id, "column": column} | _drawn(kind, column, dice) for kind, id, column in chosen]


def _drawn(kind: str, column: str, dice: random.Random) -> dict[str, Any]:
    applies = dice.choice(allowed_applications(uncertain_column(kind, column)))
    match uncertain_column(kind, column).type:
        case "date":
            how: dict[str, Any] = {"distribution": "discrete", "values": dice.choice(MOVES)}
        case "text":
            how = {"distribution": "bernoulli", "p1": 0.5}
        case "lead_time":
            how = {"distribution": "discrete", "values": "0:0.5; 1:0.5"}
        case _:
            how = dice.choice(SIZES)
    if (kind, column, applies) == ("resource", "quantity", "factor") and dice.random() < 0.4:
        how = {"distribution": "geometric", "p1": 0.5, "p2": 0.4, "p3": 0.25}
    return {"applies": applies, **how}


def worlds(seed: int) -> tuple[muster.Plan, list[muster.Scenario]]:
    """A random plan and the worlds of its draws; none where there is no plan."""
    tables, settings = random_scenario(seed)
    plan = plan_of(tables | {"uncertainties": unsure(tables, random.Random(seed))}, settings)
    calendar, figures = plan.scenario.calendar, read_uncertain_inputs(plan.scenario)
    assert calendar is not None
    drawn = [sample_inputs(figures, seed, index, calendar) for index in range(DRAWS)]
    return plan, [apply_draw(plan.scenario, figures, values) for values in drawn] if plan.has_solution else []


@pytest.mark.parametrize("first", range(0, 5 * CHUNK, CHUNK))
def test_a_draw_is_the_plan_of_its_world_whatever_was_drawn_before(first: int) -> None:
    went_on = 0
    for seed in range(first, first + CHUNK):
        plan, drawn = worlds(seed)
        start = find_reference(plan) if drawn else ColdStartReason.NO_REFERENCE
        warm = solver_of(start)
        simulator = simulator_of(plan) if drawn else None
        for world in drawn:
            went_on += agrees(muster.plan(world), world, warm)
            here = foresee(world, 0, warm), carry_out(plan, world, 0, simulator)
            known, done = alone(plan, world, start)
            assert outcome_values(here[1]) == outcome_values(done), seed
            assert (here[0].status, here[0].filled_buckets, here[0].met_by_due) == (
                known.status,
                known.filled_buckets,
                known.met_by_due,
            ), seed
            assert here[0].late_unit_buckets == pytest.approx(known.late_unit_buckets, rel=1e-9, abs=1e-9), seed
            if all(outcome.has_plan for outcome in here):
                assert here[0].request_tiers == pytest.approx(known.request_tiers, rel=1e-9, abs=1e-9), seed
                assert here[0].cost == pytest.approx(known.cost, rel=1e-9, abs=1e-9), seed
                assert here[0].handed_over_by == pytest.approx(known.handed_over_by, rel=1e-9, abs=1e-9), seed
                assert np.array_equal(here[0].binding_resources, known.binding_resources), seed  # type: ignore[arg-type]
                if not here[1].broken_buckets:
                    assert here[0].request_tiers[0] <= here[1].request_tiers[0] + 1e-6 * max(
                        1.0, abs(here[1].request_tiers[0])
                    )
    assert went_on > CHUNK


def test_draws_planned_again_in_their_order_are_the_same_to_the_last_bit() -> None:
    """Whoever does a block again comes to the same: where a draw starts depends on those before it in its block."""
    for seed in range(CHUNK):
        plan, drawn = worlds(seed)
        start = find_reference(plan) if drawn else ColdStartReason.NO_REFERENCE
        first, second = (solver_of(start) for _ in range(2))
        known = [outcome_values(foresee(world, 0, first)) for world in drawn]
        assert known == [outcome_values(foresee(world, 0, second)) for world in drawn]


def solver_of(start: WarmStartReference | ColdStartReason) -> WarmStartSolver | ColdStartReason:
    """A solver that has solved no draw yet."""
    return WarmStartSolver(start) if isinstance(start, WarmStartReference) else start


def alone(
    plan: muster.Plan, world: muster.Scenario, start: WarmStartReference | ColdStartReason
) -> tuple[DrawOutcome, DrawOutcome]:
    """Both readings of a draw before which there was none."""
    return foresee(world, 0, solver_of(start)), carry_out(plan, world, 0, simulator_of(plan))


def outcome_values(outcome: DrawOutcome) -> tuple[object, ...]:
    """All that a sweep keeps of an outcome, to the last bit."""
    arrays = (outcome.handed_over_by, outcome.binding_resources)
    figures = (
        outcome.filled_buckets,
        outcome.late_unit_buckets,
        outcome.met_by_due,
        outcome.request_tiers,
        outcome.broken_buckets,
        np.float64(outcome.cost).tobytes(),
    )
    return (outcome.status, *figures, *(None if array is None else array.tobytes() for array in arrays))


def agrees(cold: muster.Plan, world: muster.Scenario, warm: WarmStartSolver | ColdStartReason) -> bool:
    """Whether the draw went on from today's plan, and then every tier and request is as planned from nothing."""
    if isinstance(warm, ColdStartReason):
        return False
    blueprint, program = compile_scenario(world)
    result = warm.solve(program, blueprint.tiers, float("inf"))
    outcome = foresee(world, 0, warm)
    assert outcome.status == cold.status
    if not cold.has_solution:
        return False
    days = world.calendar.first_days if world.calendar else []
    filled = [NEVER if request.filled_on is None else days.index(request.filled_on) for request in cold.served]
    assert list(outcome.filled_buckets) == filled
    assert outcome.late_unit_buckets == pytest.approx(
        [request.late_unit_buckets for request in cold.served], rel=1e-5, abs=1e-5
    )
    if not isinstance(result, ColdStartReason):
        ours, solution = result
        objectives = {name: ours.objective(name) for name in blueprint.tiers if name != "calm"}
        values = {name: abs(objective.value_at(solution.x) * objective.unit) for name, objective in objectives.items()}
        assert values == pytest.approx({name: abs(value) for name, value in tiers_of(cold).items()}, rel=1e-6, abs=1e-6)
    return not isinstance(result, ColdStartReason)
