"""Solving again from the last basis and the faces that still hold comes to what solving afresh does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import muster
from muster.explain.bottlenecks.lead_times import LeadTimes, shortened
from muster.explain.pipeline import factors_of
from muster.explain.relaxations.relaxation import CHANGES
from muster.explain.relaxations.screening import Screen
from muster.explain.request_lateness import Chain
from muster.explain.what_if.replan import replanned
from muster.plans import read_plan, write_plan
from muster.solve import solve
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
    chain, factors = Chain.of(plan), factors_of(plan)
    tiers = chain.again.tiers
    assert {factor.kind for factor in factors} >= {"capacity", "ramp", "stock", "reserve", "consent", "fund", "lane"}
    for factor in factors:
        for change in factor.changes:
            bounds = factors.bounds([factor], change)
            program = chain.program
            upper, lower, above = program.upper.copy(), program.row_lower.copy(), program.row_upper.copy()
            upper[bounds.columns] = bounds.upper
            lower[bounds.rows], above[bounds.rows] = bounds.row_lower, bounds.row_upper
            moved = replace(program, upper=upper, row_lower=lower, row_upper=above)
            afresh = solve(moved, tiers)
            values = [float(program.objective(tier).costs @ afresh.x) * program.objective(tier).unit for tier in tiers]
            again = chain.again.solve(bounds, tiers[-1])
            assert [again.values[tier] for tier in tiers] == pytest.approx(values, abs=1e-6), (factor.name, change)


@pytest.mark.parametrize("start", ["none", "of nothing basic but rows"])
def test_wherever_it_starts(plan: muster.Plan, start: str) -> None:
    """Bases only save time: without them, and from ones that say nothing, every tier comes to the same."""
    factors, tiers = factors_of(plan), Chain.of(plan).again.tiers
    assert plan.program is not None
    slack = np.repeat(np.array([0, 1], dtype=np.int8), [plan.program.columns, plan.program.rows])
    others = [replace(proof, basis=None if start == "none" else slack) for proof in plan.proofs]
    assert all(proof.basis is not None for proof in plan.proofs)
    for factor in factors:
        bounds = factors.bounds([factor], "unlimited")
        one = Chain.of(plan).again.solve(bounds, tiers[-1])
        two = Chain.of(replace(plan, proofs=tuple(others))).again.solve(bounds, tiers[-1])
        assert dict(one.values) == pytest.approx(dict(two.values), abs=1e-6), factor.name


def test_a_folder_brings_its_bases(plan: muster.Plan, tmp_path: Path) -> None:
    """What is read from a plan folder goes on from where the solver ended, tier by tier."""
    write_plan(plan, tmp_path / "p")
    read = read_plan(tmp_path / "p", whole=True)
    for mine, its in zip(plan.proofs, read.proofs, strict=True):
        assert mine.basis is not None
        assert its.basis is not None
        assert np.array_equal(mine.basis, its.basis)


def test_what_is_worth_nothing_gains_nothing(plan: muster.Plan) -> None:
    """The screen leaves out only factors without which every late request of the class is as late as with them."""
    chain, factors = Chain.of(plan), factors_of(plan)
    screen = Screen(chain, factors)
    left_out = 0
    for last, requests in chain.classes.items():
        resolved, before = chain.unchanged[last]
        for request in requests:
            kept = {one.factor for one in screen.candidates(request, chain.duals_of(resolved, request))}
            for factor in factors:
                if factor not in kept and factor.gate is None:
                    then = chain.solve(factors.bounds([factor], "unlimited"), last, [request])
                    after = chain.standings(then, [request])[request]
                    assert after.late == pytest.approx(before[request].late, abs=1e-5), (request, factor.name)
                    left_out += 1
    assert left_out > 0


@pytest.mark.parametrize("change", CHANGES)
def test_a_shorter_lead_time(plan: muster.Plan, change: str) -> None:
    """Other coefficients, the same shape: the values of planning the changed tables."""
    chain = Chain.of(plan)
    leads = LeadTimes(chain, Screen(chain, factors_of(plan)))
    which = ("operations", "cast")
    again = chain.again.solve_other(leads.program(which, change), chain.again.tiers[-1])
    afresh = replanned(shortened(plan.scenario, which, change), chain.again.tiers)
    assert afresh is not None
    for tier in chain.again.tiers:
        objective = afresh.program.objective(tier)
        assert again.values[tier] == pytest.approx(float(objective.costs @ afresh.x) * objective.unit, abs=1e-6)


def test_the_bounds_are_put_back(plan: muster.Plan) -> None:
    """The same question twice has the same answer, whatever was asked in between."""
    chain, factors = Chain.of(plan), factors_of(plan)
    last = chain.again.tiers[-1]
    first = [dict(chain.again.solve(factors.bounds([f], "unlimited"), last).values) for f in factors]
    second = [dict(chain.again.solve(factors.bounds([f], "unlimited"), last).values) for f in factors]
    for one, two in zip(first, second, strict=True):
        assert np.allclose(list(one.values()), list(two.values()), atol=1e-7)
