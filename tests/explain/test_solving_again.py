"""Solving again from the last basis and the faces that still hold comes to what solving afresh does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import muster
from muster.explain.bottlenecks.lead_times import LeadTimes, with_shortened_lead_times
from muster.explain.relaxations.build import relaxations_of_plan
from muster.explain.relaxations.screening import CandidateScreen
from muster.explain.request_lateness import RequestReoptimizer
from muster.explain.results import ChangeSize
from muster.explain.what_if.replan import replan
from muster.plans import read_plan, write_plan
from muster.solve import solve_lexicographic
from stories.story import plan_of

GROUP = """
    parties: party
    nor
    us
    locations: location, party
    works, us
    depot, nor
    front, ukr
    operations: operation, location, lead_time, unit_cost
    cast, works, 1, 1
    fill, works, 0, 2
    operation_items: operation, item, quantity
    cast, body, 1
    fill, body, -1
    fill, charge, -1
    fill, round, 1
    operation_resources: operation, resource
    cast, furnace
    fill, line
    resources: resource, location, ramp_up, initial_load
    furnace, works, ,
    line, works, 2, 4
    capacities: resource, quantity
    furnace, 6
    line, 9
    stocks: location, item, quantity
    works, charge, 25
    works, body, 3
    depot, round, 20
    reserves: location, item, floor
    depot, round, 12
    lanes: lane, origin, destination, capacity
    road, works, front, 7
    sea, depot, front, 5
    consents: party, wants, recipient, decision, limit
    nor, round, ukr, granted, 6
    funds: fund, date, amount
    chest, 2024-01-01, 40
    fund_uses: fund, of, id
    chest, operation, fill
    requests: request, location, wants, quantity, due, priority
    a, front, round, 12, 2024-01-01, 1
    b, front, round, 10, 2024-02-01, 2
    c, front, round, 14, 2024-02-01, 2
    d, front, round, 9, 2024-03-01, 3
"""


@pytest.fixture
def plan(tmp_path: Path) -> muster.Plan:
    return plan_of(tmp_path / "s", GROUP, buckets=6)


def test_every_factor_every_change(plan: muster.Plan) -> None:
    """Tier values are those of the program with the bounds moved, solved from nothing."""
    reoptimizer, relaxations = RequestReoptimizer.from_plan(plan), relaxations_of_plan(plan)
    tiers = reoptimizer.tier_reoptimizer.tiers
    kinds = {relaxation.kind for relaxation in relaxations}
    assert kinds >= {"capacity", "ramp", "stock", "reserve", "consent", "fund", "lane"}
    for relaxation in relaxations:
        for change in relaxation.possible_changes:
            bounds = relaxations.relaxed_bounds([relaxation], change)
            program = reoptimizer.program
            upper, lower, above = program.upper.copy(), program.row_lower.copy(), program.row_upper.copy()
            upper[bounds.columns] = bounds.upper
            lower[bounds.rows], above[bounds.rows] = bounds.row_lower, bounds.row_upper
            moved = replace(program, upper=upper, row_lower=lower, row_upper=above)
            cold = solve_lexicographic(moved, tiers)
            values = [float(program.objective(tier).costs @ cold.x) * program.objective(tier).unit for tier in tiers]
            reoptimized = reoptimizer.tier_reoptimizer.solve(bounds, tiers[-1])
            values_then = [reoptimized.values[tier] for tier in tiers]
            assert values_then == pytest.approx(values, abs=1e-6), (relaxation.name, change)


@pytest.mark.parametrize("start", ["none", "of nothing basic but rows"])
def test_wherever_it_starts(plan: muster.Plan, start: str) -> None:
    """Bases only save time: without them, and from ones that say nothing, every tier comes to the same."""
    relaxations, tiers = relaxations_of_plan(plan), RequestReoptimizer.from_plan(plan).tier_reoptimizer.tiers
    assert plan.program is not None
    slack = np.repeat(np.array([0, 1], dtype=np.int8), [plan.program.columns, plan.program.rows])
    others = [replace(proof, basis=None if start == "none" else slack) for proof in plan.proofs]
    assert all(proof.basis is not None for proof in plan.proofs)
    for relaxation in relaxations:
        bounds = relaxations.relaxed_bounds([relaxation], ChangeSize.UNLIMITED)
        first = RequestReoptimizer.from_plan(plan).tier_reoptimizer.solve(bounds, tiers[-1])
        second = RequestReoptimizer.from_plan(replace(plan, proofs=tuple(others))).tier_reoptimizer.solve(
            bounds, tiers[-1]
        )
        assert dict(first.values) == pytest.approx(dict(second.values), abs=1e-6), relaxation.name


def test_a_folder_brings_its_bases(plan: muster.Plan, tmp_path: Path) -> None:
    """What is read from a plan folder goes on from where the solver ended, tier by tier."""
    write_plan(plan, tmp_path / "p")
    read = read_plan(tmp_path / "p", with_program=True)
    for solved, read_back in zip(plan.proofs, read.proofs, strict=True):
        assert solved.basis is not None
        assert read_back.basis is not None
        assert np.array_equal(solved.basis, read_back.basis)


def test_what_is_worth_nothing_gains_nothing(plan: muster.Plan) -> None:
    """The screen leaves out only factors without which every late request of the class is as late as with them."""
    reoptimizer, relaxations = RequestReoptimizer.from_plan(plan), relaxations_of_plan(plan)
    screen = CandidateScreen(reoptimizer, relaxations)
    left_out = 0
    for last, requests in reoptimizer.late_requests_by_tier.items():
        resolved, before = reoptimizer.baseline[last]
        for request in requests:
            duals = reoptimizer.request_duals(resolved, request)
            candidates = {candidate.relaxation for candidate in screen.candidates(request, duals)}
            for relaxation in relaxations:
                if relaxation not in candidates and relaxation.closed_columns is None:
                    bounds = relaxations.relaxed_bounds([relaxation], ChangeSize.UNLIMITED)
                    lifted = reoptimizer.reoptimize(bounds, last, [request])
                    after = reoptimizer.statuses(lifted, [request])[request]
                    assert after.late == pytest.approx(before[request].late, abs=1e-5), (request, relaxation.name)
                    left_out += 1
    assert left_out > 0


@pytest.mark.parametrize("change", ChangeSize)
def test_a_shorter_lead_time(plan: muster.Plan, change: ChangeSize) -> None:
    """Other coefficients, the same shape: the values of planning the changed tables."""
    reoptimizer = RequestReoptimizer.from_plan(plan)
    lead_times = LeadTimes(reoptimizer, CandidateScreen(reoptimizer, relaxations_of_plan(plan)))
    key = ("operations", "cast")
    reoptimized = reoptimizer.tier_reoptimizer.solve_modified_program(
        lead_times.shortened_program(key, change), reoptimizer.tier_reoptimizer.tiers[-1]
    )
    cold = replan(with_shortened_lead_times(plan.scenario, key, change), reoptimizer.tier_reoptimizer.tiers)
    assert cold is not None
    for tier in reoptimizer.tier_reoptimizer.tiers:
        objective = cold.program.objective(tier)
        assert reoptimized.values[tier] == pytest.approx(float(objective.costs @ cold.x) * objective.unit, abs=1e-6)


def test_the_bounds_are_put_back(plan: muster.Plan) -> None:
    """The same question twice has the same answer, whatever was asked in between."""
    reoptimizer, relaxations = RequestReoptimizer.from_plan(plan), relaxations_of_plan(plan)
    last = reoptimizer.tier_reoptimizer.tiers[-1]
    changes = [relaxations.relaxed_bounds([relaxation], ChangeSize.UNLIMITED) for relaxation in relaxations]
    first = [dict(reoptimizer.tier_reoptimizer.solve(change, last).values) for change in changes]
    second = [dict(reoptimizer.tier_reoptimizer.solve(change, last).values) for change in changes]
    for before, after in zip(first, second, strict=True):
        assert np.allclose(list(before.values()), list(after.values()), atol=1e-7)
