"""The two readings: with foresight, and today's plan carried out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import muster
from examples.folders import EXAMPLES, planned
from muster.risk.sampling.sampled_scenario import built, draw, turned_out
from muster.risk.sampling.uncertain_input import Figure
from muster.risk.simulation.fixed_plan import carrier_of, fixed
from muster.risk.simulation.outcome import NEVER, Outcome
from muster.risk.simulation.perfect_foresight import knowing
from muster.risk.simulation.warm_start import Warm, start_of
from muster.risk.sweep.job import Job
from muster.risk.sweep.sweep import figures_of
from stories.story import plan_of

LINE = """
requests: request, location, wants, quantity, due, until
r, depot, pump, 4, 2024-01-01, 2024-03-01
operations: operation, location
make, depot
operation_items: operation, item, quantity
make, pump, 1
operation_resources: operation, resource
make, line
resources: resource
line
capacities: resource, from, quantity
line, 2024-01-01, 4
"""
TWO = """
requests: request, location, wants, quantity, due, priority
first, depot, pump, 6, 2024-02-01, 1
second, depot, pump, 6, 2024-02-01, 2
stocks: location, item, quantity
depot, pump, 12
"""
SEA = """lane, origin, destination, lead_time
sea, depot, port, 1"""
RECEIPT = """
requests: request, location, wants, quantity, due
r, port, pump, 6, 2024-03-01
lanes: lane, origin, destination
sea, depot, port
receipts: location, item, quantity, date
depot, pump, 6, 2024-01-01
"""


def world(plan: muster.Plan, figure: Figure, value: object) -> muster.Scenario:
    return turned_out(plan.scenario, [figure], [value])  # type: ignore[list-item]


def by_then(outcome: Outcome) -> list[list[float]]:
    assert outcome.by_then is not None
    return [[round(float(one), 5) for one in line] for line in outcome.by_then]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_carried_out_as_everything_was_expected_the_plan_is_the_plan(example: Path) -> None:
    plan = planned(example)
    done, known = fixed(plan, plan.scenario, 0), knowing(plan.scenario, 0)
    late = [one.late_unit_buckets for one in plan.served]
    for outcome in (done, known):
        assert outcome.there
        assert outcome.late == pytest.approx(late, rel=1e-5, abs=1e-5)
        assert outcome.cost == pytest.approx(plan.cost, rel=1e-6)
        assert outcome.broken == 0
    assert plan.certificate is not None
    tiers = [tier.value for tier in plan.certificate.tiers if tier.name.startswith("requests/")]
    assert done.tiers == pytest.approx(tiers)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_nothing_carried_out_serves_the_first_class_better_than_foresight(example: Path) -> None:
    plan = planned(example)
    job = Job(plan, figures_of(plan.scenario), 1, 3)
    assert plan.scenario.calendar is not None
    for index in range(job.draws):
        here = turned_out(plan.scenario, job.figures, draw(job.figures, 1, index, plan.scenario.calendar))
        known, done = knowing(here, index), fixed(plan, here, index)
        assert known.status == "optimal"
        assert known.tiers[0] <= done.tiers[0] + 1e-6 * max(1.0, done.tiers[0])


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_going_on_from_todays_plan_gives_what_planning_from_nothing_gives(example: Path) -> None:
    plan = planned(example)
    figures = figures_of(plan.scenario)
    start = start_of(plan, tuple(figures))
    assert start is not None
    assert plan.scenario.calendar is not None
    warm = Warm(start)
    for index in range(3):
        here = turned_out(plan.scenario, figures, draw(figures, 2, index, plan.scenario.calendar))
        cold, went_on = knowing(here, index), knowing(here, index, warm)
        assert went_on.status == cold.status == "optimal"
        assert went_on.filled == cold.filled
        assert went_on.met == cold.met
        assert went_on.late == pytest.approx(cold.late, rel=1e-5, abs=1e-4)
        assert went_on.tiers == pytest.approx(cold.tiers, rel=1e-6)
        assert went_on.cost == pytest.approx(cold.cost, rel=1e-6)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_a_draw_does_not_depend_on_the_draws_before_it(example: Path) -> None:
    plan = planned(example)
    figures = figures_of(plan.scenario)
    start = start_of(plan, tuple(figures))
    assert start is not None
    assert plan.scenario.calendar is not None
    worlds = [turned_out(plan.scenario, figures, draw(figures, 3, index, plan.scenario.calendar)) for index in (0, 1)]
    warm, carrier = Warm(start), carrier_of(plan)
    both = [(knowing(here, 0, warm), fixed(plan, here, 0, carrier)) for here in worlds]
    alone = (knowing(worlds[1], 0, Warm(start)), fixed(plan, worlds[1], 0, carrier_of(plan)))
    for after, fresh in zip(both[1], alone, strict=True):
        assert after.filled == fresh.filled
        assert after.late == pytest.approx(fresh.late, rel=1e-9, abs=1e-9)
        assert after.cost == pytest.approx(fresh.cost, rel=1e-9)
        assert after.by_then == pytest.approx(fresh.by_then, rel=1e-9, abs=1e-9)
        assert (after.binding is None) == (fresh.binding is None)
        assert after.binding is None or np.array_equal(after.binding, fresh.binding)  # type: ignore[arg-type]


def test_a_lead_time_that_is_drawn_goes_on_from_todays_plan_too(tmp_path: Path) -> None:
    """A month at sea becomes two: the same columns and rows with the amounts in other places."""
    plan = plan_of(
        tmp_path,
        RECEIPT.replace("lane, origin, destination\nsea, depot, port", SEA).replace("2024-03-01", "2024-02-01"),
    )
    slow = world(plan, Figure("lane", "sea", "lead_time", "fixed", applies="shift"), 1.0)
    start = start_of(plan)
    assert start is not None
    warm, carrier = Warm(start), carrier_of(plan)
    blueprint, program = built(slow)
    assert warm.solve(program, blueprint.tiers, 1000) is not None
    for here, bucket in ((plan.scenario, 1), (slow, 2), (plan.scenario, 1)):
        known, done = knowing(here, 0, warm), fixed(plan, here, 0, carrier)
        assert (known.status, known.filled, done.filled) == ("optimal", (bucket,), (bucket,))


def test_a_draw_that_takes_too_many_iterations_is_named(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, LINE)
    half = world(plan, Figure("resource", "line", "quantity", "fixed"), 0.5)
    start = start_of(plan)
    assert start is not None
    for outcome in (knowing(half, 0, None, 1), knowing(half, 0, Warm(start), 1), fixed(plan, half, 0, None, 1)):
        assert (outcome.status, outcome.there, outcome.late) == ("limit", False, ())
    assert knowing(half, 0, Warm(start), 1000).there


def test_what_cannot_be_done_is_done_as_soon_as_it_can(tmp_path: Path) -> None:
    """4 a month are planned on a line of 4; at 1 in January and 8 from then on, 3 wait for February."""
    plan = plan_of(tmp_path, LINE + "line, 2024-02-01, 4\n")
    tables = dict(plan.scenario.tables)
    tables["capacities"] = tables["capacities"].with_columns(quantity=pl.Series([1.0, 8.0]))
    done = fixed(plan, replace(plan.scenario, tables=tables), 0)
    assert by_then(done) == [[1, 8, 12]]
    assert done.late == pytest.approx([3])
    assert not done.met[0]


def test_work_is_never_done_earlier_or_beyond_the_plan(tmp_path: Path) -> None:
    """With twice the capacity the plan's 4 a month stay 4 a month; with half of it, 2."""
    plan = plan_of(tmp_path, LINE)
    line = Figure("resource", "line", "quantity", "fixed")
    assert by_then(fixed(plan, world(plan, line, 2.0), 0)) == [[4, 8, 12]]
    assert by_then(fixed(plan, world(plan, line, 0.5), 0)) == [[2, 4, 6]]
    assert fixed(plan, world(plan, line, 0.5), 0).filled == (NEVER,)


def test_of_what_is_scarce_the_first_class_is_served_first(tmp_path: Path) -> None:
    """12 were planned for two requests of 6; with 9 the second is 3 short, as with foresight."""
    plan = plan_of(tmp_path, TWO)
    scarce = world(plan, Figure("stock", "depot/pump", "quantity", "fixed"), 0.75)
    for outcome in (fixed(plan, scarce, 0), knowing(scarce, 0)):
        assert [line[-1] for line in by_then(outcome)] == [6, 3]
        assert outcome.met == (True, False)


def test_among_equals_the_order_of_ids_decides(tmp_path: Path) -> None:
    equals = TWO.replace("2024-02-01, 2", "2024-02-01, 1").replace("second", "a-second")
    plan = plan_of(tmp_path, equals)
    scarce = world(plan, Figure("stock", "depot/pump", "quantity", "fixed"), 0.75)
    done = fixed(plan, scarce, 0)
    assert [want.request for want in plan.blueprint.wants] == ["a-second", "first"]  # type: ignore[union-attr]
    assert [line[-1] for line in by_then(done)] == [6, 3]


def test_a_receipt_that_slips_is_moved_and_handed_over_when_it_comes(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, RECEIPT)
    slipped = world(plan, Figure("receipt", "depot/pump", "date", "fixed", applies="shift"), 2.0)
    done = fixed(plan, slipped, 0)
    assert done.filled == (2,)
    assert done.met == (True,)
    lost = world(plan, Figure("receipt", "depot/pump", "quantity", "fixed"), 0.0)
    assert fixed(plan, lost, 0).late == pytest.approx([6])


def test_foresight_can_do_what_the_plan_did_not_think_of(tmp_path: Path) -> None:
    """Half the line from the start on: knowing it, the spare lane's stock is used; the plan has no move of it."""
    story = """
    requests: request, location, wants, quantity, due
    r, depot, pump, 8, 2024-03-01
    operations: operation, location, unit_cost
    make, depot, 1
    operation_items: operation, item, quantity
    make, pump, 1
    operation_resources: operation, resource
    make, line
    resources: resource
    line
    capacities: resource, quantity
    line, 4
    stocks: location, item, quantity
    far, pump, 4
    lanes: lane, origin, destination, unit_cost
    sea, far, depot, 100
    """
    plan = plan_of(tmp_path, story)
    slow = world(plan, Figure("resource", "line", "quantity", "fixed"), 0.5)
    known, done = knowing(slow, 0), fixed(plan, slow, 0)
    assert known.late == pytest.approx([0])
    assert known.cost == pytest.approx(6 + 2 * 100)
    assert done.late[0] > 0


def test_a_floor_that_cannot_hold_is_broken_as_little_as_can_be_and_counted(tmp_path: Path) -> None:
    story = """
    requests: request, location, wants, quantity, due
    r, depot, pump, 2, 2024-01-01
    stocks: location, item, quantity
    depot, pump, 2
    reserves: location, item, from, floor
    depot, pump, 2024-02-01, 5
    receipts: location, item, quantity, date
    depot, pump, 5, 2024-02-01
    """
    plan = plan_of(tmp_path, story)
    assert plan.status == "optimal"
    few = world(plan, Figure("receipt", "depot/pump", "quantity", "fixed"), 0.2)
    done = fixed(plan, few, 0)
    assert done.broken == 2
    assert done.met == (True,)


def test_more_lost_than_there_is_loses_what_there_is(tmp_path: Path) -> None:
    """10 in stock, 4 wanted in January, 6 lost in February; with 8 lost only the 6 that are left are lost."""
    story = """
    requests: request, location, wants, quantity, due, until
    r, depot, pump, 4, 2024-01-01,
    stocks: location, item, quantity
    depot, pump, 10
    receipts: location, item, quantity, date
    depot, pump, -6, 2024-02-01
    """
    plan = plan_of(tmp_path, story)
    done = fixed(plan, world(plan, Figure("receipt", "depot/pump", "quantity", "fixed"), 8 / 6), 0)
    assert (done.status, done.broken, done.met) == ("feasible", 1, (True,))


def test_the_resource_that_holds_a_request_back_is_told(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, LINE)
    half = knowing(world(plan, Figure("resource", "line", "quantity", "fixed"), 0.5), 0)
    assert half.binding is not None
    assert half.binding.tolist() == [[True, True, True]]
    twice = knowing(world(plan, Figure("resource", "line", "quantity", "fixed"), 2.0), 0)
    assert twice.binding is not None
    assert not twice.binding.any()


def test_a_world_without_a_plan_is_an_outcome(tmp_path: Path) -> None:
    story = """
    requests: request, location, wants, quantity, due
    r, depot, pump, 2, 2024-01-01
    reserves: location, item, from, floor
    depot, pump, 2024-02-01, 5
    receipts: location, item, quantity, date
    depot, pump, 7, 2024-02-01
    """
    plan = plan_of(tmp_path, story)
    none = knowing(world(plan, Figure("receipt", "depot/pump", "quantity", "fixed"), 0.0), 3)
    assert (none.status, none.there, none.draw) == ("infeasible", False, 3)
