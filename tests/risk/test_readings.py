"""The two readings: with foresight, and today's plan carried out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import muster
from examples.folders import EXAMPLES, planned
from muster.risk.sampling.sampled_scenario import apply_draw, sample_inputs
from muster.risk.sampling.uncertain_input import UncertainInput
from muster.risk.simulation.compiled_draw import compile_scenario
from muster.risk.simulation.outcome import NEVER, DrawOutcome
from muster.risk.sweep.job import SweepJob
from muster.risk.sweep.sweep import uncertain_inputs_of
from muster.solve.cold_start import ColdStartReason
from muster.solve.warm_start import WarmStartSolver
from risk.simulations import carry_out, foresee, reference_of, simulator_of
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


def world(plan: muster.Plan, figure: UncertainInput, value: object) -> muster.Scenario:
    return apply_draw(plan.scenario, [figure], [value])  # type: ignore[list-item]


def by_then(outcome: DrawOutcome) -> list[list[float]]:
    assert outcome.handed_over_by is not None
    return [[round(float(value), 5) for value in line] for line in outcome.handed_over_by]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_carried_out_as_everything_was_expected_the_plan_is_the_plan(example: Path) -> None:
    plan = planned(example)
    done, known = carry_out(plan, plan.scenario, 0), foresee(plan.scenario, 0)
    late = [value.late_unit_buckets for value in plan.served]
    for outcome in (done, known):
        assert outcome.has_plan
        assert outcome.late_unit_buckets == pytest.approx(late, rel=1e-5, abs=1e-5)
        assert outcome.cost == pytest.approx(plan.cost, rel=1e-6)
        assert outcome.broken_buckets == 0
    assert plan.certificate is not None
    tiers = [tier.value for tier in plan.certificate.tiers if tier.name.startswith("requests/")]
    assert done.request_tiers == pytest.approx(tiers)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_nothing_carried_out_serves_the_first_class_better_than_foresight(example: Path) -> None:
    plan = planned(example)
    job = SweepJob(plan, uncertain_inputs_of(plan.scenario), 1, 3)
    assert plan.scenario.calendar is not None
    for index in range(job.draws):
        here = apply_draw(plan.scenario, job.inputs, sample_inputs(job.inputs, 1, index, plan.scenario.calendar))
        known, done = foresee(here, index), carry_out(plan, here, index)
        assert known.status == "optimal"
        assert known.request_tiers[0] <= done.request_tiers[0] + 1e-6 * max(1.0, done.request_tiers[0])


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_going_on_from_todays_plan_gives_what_planning_from_nothing_gives(example: Path) -> None:
    plan = planned(example)
    figures = uncertain_inputs_of(plan.scenario)
    reference = reference_of(plan, figures)
    assert plan.scenario.calendar is not None
    solver = WarmStartSolver(reference)
    for index in range(3):
        here = apply_draw(plan.scenario, figures, sample_inputs(figures, 2, index, plan.scenario.calendar))
        cold, went_on = foresee(here, index), foresee(here, index, solver)
        assert went_on.status == cold.status == "optimal"
        assert went_on.filled_buckets == cold.filled_buckets
        assert went_on.met_by_due == cold.met_by_due
        assert went_on.late_unit_buckets == pytest.approx(cold.late_unit_buckets, rel=1e-5, abs=1e-4)
        assert went_on.request_tiers == pytest.approx(cold.request_tiers, rel=1e-6)
        assert went_on.cost == pytest.approx(cold.cost, rel=1e-6)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_a_draw_does_not_depend_on_the_draws_before_it(example: Path) -> None:
    plan = planned(example)
    figures = uncertain_inputs_of(plan.scenario)
    reference = reference_of(plan, figures)
    assert plan.scenario.calendar is not None
    worlds = [
        apply_draw(plan.scenario, figures, sample_inputs(figures, 3, index, plan.scenario.calendar)) for index in (0, 1)
    ]
    solver, simulator = WarmStartSolver(reference), simulator_of(plan)
    both = [(foresee(here, 0, solver), carry_out(plan, here, 0, simulator)) for here in worlds]
    alone = (foresee(worlds[1], 0, WarmStartSolver(reference)), carry_out(plan, worlds[1], 0, simulator_of(plan)))
    for after, fresh in zip(both[1], alone, strict=True):
        assert after.filled_buckets == fresh.filled_buckets
        assert after.late_unit_buckets == pytest.approx(fresh.late_unit_buckets, rel=1e-9, abs=1e-9)
        assert after.cost == pytest.approx(fresh.cost, rel=1e-9)
        assert after.handed_over_by == pytest.approx(fresh.handed_over_by, rel=1e-9, abs=1e-9)
        assert (after.binding_resources is None) == (fresh.binding_resources is None)
        assert after.binding_resources is None or np.array_equal(after.binding_resources, fresh.binding_resources)  # type: ignore[arg-type]


def test_a_lead_time_that_is_drawn_goes_on_from_todays_plan_too(tmp_path: Path) -> None:
    """A month at sea becomes two: the same columns and rows with the amounts in other places."""
    plan = plan_of(
        tmp_path,
        RECEIPT.replace("lane, origin, destination\nsea, depot, port", SEA).replace("2024-03-01", "2024-02-01"),
    )
    slow = world(plan, UncertainInput("lane", "sea", "lead_time", "fixed", applies="shift"), 1.0)
    reference = reference_of(plan)
    solver, simulator = WarmStartSolver(reference), simulator_of(plan)
    blueprint, program = compile_scenario(slow)
    assert isinstance(solver.solve(program, blueprint.tiers, 1000), tuple)
    for here, bucket in ((plan.scenario, 1), (slow, 2), (plan.scenario, 1)):
        known, done = foresee(here, 0, solver), carry_out(plan, here, 0, simulator)
        assert (known.status, known.filled_buckets, done.filled_buckets) == ("optimal", (bucket,), (bucket,))


def test_a_draw_that_takes_too_many_iterations_is_named(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, LINE)
    half = world(plan, UncertainInput("resource", "line", "quantity", "fixed"), 0.5)
    reference = reference_of(plan)
    for outcome in (
        foresee(half, 0, ColdStartReason.NOT_REQUESTED, 1),
        foresee(half, 0, WarmStartSolver(reference), 1),
        carry_out(plan, half, 0, None, 1),
    ):
        assert (outcome.status, outcome.has_plan, outcome.late_unit_buckets) == ("limit", False, ())
    assert foresee(half, 0, WarmStartSolver(reference), 1000).has_plan


def test_what_cannot_be_done_is_done_as_soon_as_it_can(tmp_path: Path) -> None:
    """4 a month are planned on a line of 4; at 1 in January and 8 from then on, 3 wait for February."""
    plan = plan_of(tmp_path, LINE + "line, 2024-02-01, 4\n")
    tables = dict(plan.scenario.tables)
    tables["capacities"] = tables["capacities"].with_columns(quantity=pl.Series([1.0, 8.0]))
    done = carry_out(plan, replace(plan.scenario, tables=tables), 0)
    assert by_then(done) == [[1, 8, 12]]
    assert done.late_unit_buckets == pytest.approx([3])
    assert not done.met_by_due[0]


def test_work_is_never_done_earlier_or_beyond_the_plan(tmp_path: Path) -> None:
    """With twice the capacity the plan's 4 a month stay 4 a month; with half of it, 2."""
    plan = plan_of(tmp_path, LINE)
    line = UncertainInput("resource", "line", "quantity", "fixed")
    assert by_then(carry_out(plan, world(plan, line, 2.0), 0)) == [[4, 8, 12]]
    assert by_then(carry_out(plan, world(plan, line, 0.5), 0)) == [[2, 4, 6]]
    assert carry_out(plan, world(plan, line, 0.5), 0).filled_buckets == (NEVER,)


def test_of_what_is_scarce_the_first_class_is_served_first(tmp_path: Path) -> None:
    """12 were planned for two requests of 6; with 9 the second is 3 short, as with foresight."""
    plan = plan_of(tmp_path, TWO)
    scarce = world(plan, UncertainInput("stock", "depot/pump", "quantity", "fixed"), 0.75)
    for outcome in (carry_out(plan, scarce, 0), foresee(scarce, 0)):
        assert [line[-1] for line in by_then(outcome)] == [6, 3]
        assert outcome.met_by_due == (True, False)


def test_among_equals_the_order_of_ids_decides(tmp_path: Path) -> None:
    equals = TWO.replace("2024-02-01, 2", "2024-02-01, 1").replace("second", "a-second")
    plan = plan_of(tmp_path, equals)
    scarce = world(plan, UncertainInput("stock", "depot/pump", "quantity", "fixed"), 0.75)
    done = carry_out(plan, scarce, 0)
    assert [want.request for want in plan.blueprint.demands] == ["a-second", "first"]  # type: ignore[union-attr]
    assert [line[-1] for line in by_then(done)] == [6, 3]


def test_a_receipt_that_slips_is_moved_and_handed_over_when_it_comes(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, RECEIPT)
    slipped = world(plan, UncertainInput("receipt", "depot/pump", "date", "fixed", applies="shift"), 2.0)
    done = carry_out(plan, slipped, 0)
    assert done.filled_buckets == (2,)
    assert done.met_by_due == (True,)
    lost = world(plan, UncertainInput("receipt", "depot/pump", "quantity", "fixed"), 0.0)
    assert carry_out(plan, lost, 0).late_unit_buckets == pytest.approx([6])


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
    slow = world(plan, UncertainInput("resource", "line", "quantity", "fixed"), 0.5)
    known, done = foresee(slow, 0), carry_out(plan, slow, 0)
    assert known.late_unit_buckets == pytest.approx([0])
    assert known.cost == pytest.approx(6 + 2 * 100)
    assert done.late_unit_buckets[0] > 0


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
    few = world(plan, UncertainInput("receipt", "depot/pump", "quantity", "fixed"), 0.2)
    done = carry_out(plan, few, 0)
    assert done.broken_buckets == 2
    assert done.met_by_due == (True,)


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
    done = carry_out(plan, world(plan, UncertainInput("receipt", "depot/pump", "quantity", "fixed"), 8 / 6), 0)
    assert (done.status, done.broken_buckets, done.met_by_due) == ("feasible", 1, (True,))


def test_the_resource_that_holds_a_request_back_is_told(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, LINE)
    half = foresee(world(plan, UncertainInput("resource", "line", "quantity", "fixed"), 0.5), 0)
    assert half.binding_resources is not None
    assert half.binding_resources.tolist() == [[True, True, True]]
    twice = foresee(world(plan, UncertainInput("resource", "line", "quantity", "fixed"), 2.0), 0)
    assert twice.binding_resources is not None
    assert not twice.binding_resources.any()


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
    none = foresee(world(plan, UncertainInput("receipt", "depot/pump", "quantity", "fixed"), 0.0), 3)
    assert (none.status, none.has_plan, none.draw) == ("infeasible", False, 3)
