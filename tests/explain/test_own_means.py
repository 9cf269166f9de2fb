"""What each giver can do alone: pooled or alone, and whether pledges can be kept; and how stocks are refilled."""

from __future__ import annotations

from pathlib import Path

import pytest

import muster
from muster.explain.pegging.replenishment import replenishments
from muster.explain.what_if.pledge_feasibility import pledge_feasibilities
from muster.explain.what_if.pooling import pooling_gains, stand_alone_results
from muster.explain.what_if.single_party import scenario_of_party
from stories.story import plan_of

POOL = """
    locations: location, party
    cz-works, cz
    cz-depot, cz
    de-works, de
    front, ukr
    stocks: location, item, quantity
    cz-works, body, 100
    de-works, charge, 60
    cz-depot, round, 5
    operations: operation, location
    fill, cz-works
    operation_items: operation, item, quantity
    fill, body, -1
    fill, charge, -1
    fill, round, 1
    lanes: lane, origin, destination
    a, de-works, cz-works
    b, cz-works, front
    c, cz-depot, front
    requests: request, location, wants, quantity, due
    r, front, round, 80, 2024-01-01
"""


def test_what_only_planning_together_gives(tmp_path: Path) -> None:
    """Bodies here, charges there: together 60 rounds and the 5 in stock; alone one party has 5, the other nothing."""
    plan = plan_of(tmp_path / "s", POOL)
    results = stand_alone_results(plan)
    assert [(result.request, result.party, result.handed_over, round(result.pooled, 6)) for result in results] == [
        ("r", "cz", pytest.approx(5), 65)
    ]
    (gained,) = pooling_gains(results)
    assert (gained.together, gained.apart, gained.gain) == (pytest.approx(65), pytest.approx(5), pytest.approx(60))


def test_own_keeps_what_is_the_partys_and_empties_other_funds(tmp_path: Path) -> None:
    """A bill that only a common fund may pay is not paid alone; one's own fund pays, others' plants are gone."""
    text = """
    locations: location, party
    works, cz
    other, de
    operations: operation, location, unit_cost
    make, works, 1
    paid, works, 1
    theirs, other, 0
    operation_items: operation, item, quantity
    make, round, 1
    paid, round, 1
    theirs, round, 1
    funds: fund, date, amount, party
    mine, 2024-01-01, 7, cz
    common, 2024-01-01, 50, eu
    fund_uses: fund, of, id
    mine, operation, make
    common, operation, paid
    requests: request, location, wants, quantity, due
    r, works, round, 80, 2024-01-01
    """
    plan = plan_of(tmp_path / "s", text)
    single = muster.plan(scenario_of_party(plan.scenario, "cz"))
    assert single.served[0].handed_over == pytest.approx(7)
    assert set(scenario_of_party(plan.scenario, "cz").tables["operations"]["operation"]) == {"make", "paid"}


PLEDGES = """
    locations: location, party
    works, cz
    front, ukr
    stocks: location, item, quantity
    works, round, 10
    operations: operation, location, maximum
    make, works, 4
    operation_items: operation, item, quantity
    make, round, 1
    lanes: lane, origin, destination, lead_time
    a, works, front, 1
    requests: request, location, wants, quantity, due
    r, front, round, 1, 2024-04-01
    pledges: pledge, party, recipient, wants, quantity, by
    first, cz, ukr, round, 12, 2024-02-28
    second, cz, ukr, round, 10, 2024-03-31
    after, cz, ukr, round, 10, 2026-03-31
"""


def test_pledges_of_one_giver_share_what_it_has(tmp_path: Path) -> None:
    """By February 14 can be at the front, by March 18, by April 22: the first is kept, the second gets 6 of 10."""
    plan = plan_of(tmp_path / "s", PLEDGES, buckets=4)
    pledges = {pledge.pledge: pledge for pledge in pledge_feasibilities(plan)}
    assert (pledges["first"].can_be_kept, pledges["first"].possible) == (True, pytest.approx(12))
    second = pledges["second"]
    assert (second.can_be_kept, second.possible, second.possible_by_end) == (False, pytest.approx(6), pytest.approx(10))
    assert str(second.filled_by) == "2024-04-30"
    assert pledges["after"].can_be_kept is None


def test_a_stock_is_drawn_down_and_refilled(tmp_path: Path) -> None:
    """20 in stock, 15 given in January, 5 made a month at 2 each: 10, 15, 20 at the ends, back in March."""
    plan = plan_of(
        tmp_path / "s",
        """
        stocks: location, item, quantity
        depot, round, 20
        reserves: location, item, target
        depot, round, 20
        resources: resource, location
        line, depot
        capacities: resource, quantity
        line, 5
        operations: operation, location, unit_cost
        make, depot, 2
        operation_resources: operation, resource
        make, line
        operation_items: operation, item, quantity
        make, round, 1
        requests: request, location, wants, quantity, due
        r, depot, round, 15, 2024-01-01
        """,
        buckets=5,
    )
    (replenishment,) = replenishments(plan)
    assert (replenishment.opening, replenishment.lowest) == (20, pytest.approx(10))
    assert str(replenishment.lowest_on) == "2024-01-01"
    assert str(replenishment.back_on) == "2024-03-01"
    assert (replenishment.refilled, replenishment.cost) == (pytest.approx(10), pytest.approx(20))
    assert [str(guess) for guess in replenishment.delayed_by] == ["capacity of line"]


def test_what_is_not_back_by_the_end_misses_so_much(tmp_path: Path) -> None:
    """No target and nothing made: 15 of 20 are gone for good, and no cause is named."""
    plan = plan_of(
        tmp_path / "s",
        """
        stocks: location, item, quantity
        depot, round, 20
        requests: request, location, wants, quantity, due
        r, depot, round, 15, 2024-02-01
        """,
    )
    (replenishment,) = replenishments(plan)
    assert (replenishment.lowest, replenishment.missing, replenishment.back_on) == (5, 15, None)
    assert (replenishment.cost, replenishment.delayed_by) == (0, ())
    assert not replenishment.has_target
