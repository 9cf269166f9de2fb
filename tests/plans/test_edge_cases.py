"""Odd but honest scenarios: very large and very small figures, names that look like others, nothing at all."""

from __future__ import annotations

from pathlib import Path

import pytest

import muster
from stories.story import folder_of, plan_of


def total(plan: muster.Plan, request: str) -> float:
    return next(row["handed_over"] for row in plan.summary["requests"] if row["request"] == request)


@pytest.mark.parametrize("wanted", [1e5, 5e8, 2e9])
def test_whole_items_in_large_numbers_come_from_somewhere(wanted: float, tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        f"""
        items: item, integer
        a, true
        stocks: location, item, quantity
        d, a, {wanted * 0.6:.0f}
        requests: request, party, location, wants, quantity, due
        r, them, d, a, {wanted:.0f}, 2024-01
        """,
        buckets=3,
    )
    assert plan.status == "optimal"
    assert total(plan, "r") == pytest.approx(wanted * 0.6, rel=1e-9)


def test_a_small_request_beside_a_huge_one_gets_what_its_lane_carries(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        stocks: location, item, quantity
        o, a, 5e11
        lanes: lane, origin, destination, lead_time, capacity
        wide, o, d, 0,
        narrow, o, e, 0, 3
        requests: request, party, location, wants, quantity, due
        r, them, d, a, 1e12, 2024-01
        small, them, e, a, 10, 2024-01
        """,
        buckets=1,
    )
    assert plan.status == "optimal"
    assert total(plan, "small") == pytest.approx(3)


def test_nothing_at_all_is_a_plan(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "", buckets=3)
    assert plan.status == "optimal"
    assert plan.requests.is_empty()
    muster.write_plan(plan, tmp_path / "plan")
    assert muster.verify(tmp_path / "plan").is_valid


def test_a_party_may_be_called_what_it_likes(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        locations: location, party
        d, any
        e, *
        f, a.b+c
        stocks: location, item, quantity
        d, x, 1
        e, x, 1
        f, x, 1
        lanes: lane, origin, destination
        l, e, d
        m, f, d
        consents: party, wants, holder, decision
        any, x, any, granted
        *, x, *, granted
        requests: request, party, location, wants, quantity, due
        r, them, d, x, 3, 2024-02
        """,
        buckets=3,
    )
    assert total(plan, "r") == pytest.approx(3)
    assert sorted(plan.contributions["party"].unique()) == ["*", "a.b+c", "any"]


@pytest.mark.parametrize("funded", [True, False])
def test_spending_adds_up_to_the_cost(funded: bool, tmp_path: Path) -> None:
    uses = "fund_uses: fund, of, id, share\n f, operation, make, 0.5" if funded else ""
    plan = plan_of(
        tmp_path,
        f"""
        locations: location, party
        d, us
        operations: operation, location, unit_cost
        make, d, 2
        mend, d, 1
        operation_items: operation, item, quantity
        make, a, 1
        mend, b, 1
        operation_resources: operation, resource
        make, line
        mend, line
        resources: resource, location
        line, d
        capacities: resource, quantity, cost
        line, 100, 1234567.8
        line, 100, 1234567.9
        funds: fund, date, amount
        f, 2024-01,
        {uses}
        requests: request, party, location, wants, quantity, due
        r, them, d, a, 90, 2024-01
        s, them, d, b, 70, 2024-01
        """,
        buckets=1,
    )
    assert total(plan, "r") == pytest.approx(90)
    assert plan.spending["amount"].sum() == pytest.approx(plan.cost, rel=1e-9)


def test_money_and_a_maximum_are_named_as_what_holds_back(tmp_path: Path) -> None:
    story = """
        locations: location, party
        d, us
        operations: operation, location, unit_cost, maximum
        make, d, 3, {maximum}
        operation_items: operation, item, quantity
        make, a, 1
        funds: fund, date, amount
        purse, 2024-01, {amount}
        fund_uses: fund, of, id
        purse, operation, make
        requests: request, party, location, wants, quantity, due
        r, them, d, a, 10, 2024-01
        """
    (tmp_path / "poor").mkdir()
    (tmp_path / "slow").mkdir()
    poor = plan_of(tmp_path / "poor", story.format(maximum="", amount=12), buckets=2)
    slow = plan_of(tmp_path / "slow", story.format(maximum=2, amount=1000), buckets=2)
    assert str(poor.guesses["r"][0]) == "money of fund purse"
    assert str(slow.guesses["r"][0]) == "maximum of operation make"


def test_huge_prices_and_a_purse_without_limit(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        locations: location, party
        d, us
        operations: operation, location, unit_cost
        make, d, 1000
        operation_items: operation, item, quantity
        make, a, 1
        funds: fund, date, amount
        purse, 2024-01,
        fund_uses: fund, of, id
        purse, operation, make
        requests: request, party, location, wants, quantity, due
        r, them, d, a, 1e12, 2024-01
        """,
        buckets=1,
    )
    assert plan.status == "optimal"
    assert plan.cost == pytest.approx(1e15)


def test_a_run_that_costs_may_serve_another_item_or_a_ramp(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        locations: location, party
        d, us
        stocks: location, item, quantity, maximum
        d, waste, 0, 0
        operations: operation, location, run_cost
        make, d,
        burn, d, 1
        operation_items: operation, item, quantity
        make, a, 1
        make, waste, 1
        burn, waste, -1
        requests: request, party, location, wants, quantity, due
        r, them, d, a, 10, 2024-01
        """,
        buckets=2,
    )
    assert total(plan, "r") == pytest.approx(10)


def test_an_investment_counts_from_its_earliest_month_in_a_quarter(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        locations: location, party
        d, us
        operations: operation, location
        make, d
        operation_items: operation, item, quantity
        make, a, 1
        operation_resources: operation, resource
        make, line
        resources: resource, location
        line, d
        investments: investment, resource, adds, earliest
        more, line, 10, 2024-03
        requests: request, party, location, wants, quantity, due
        r, them, d, a, 100, 2024-01
        """,
        buckets="2 quarter",
    )
    assert plan.resources["capacity"].to_list() == pytest.approx([10, 30])
    assert str(plan.investments["capacity_from"][0]) == "2024-03-01"


def test_whole_numbers_alone_can_be_the_conflict(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        locations: location, party
        d, us
        stocks: location, item, quantity, maximum
        d, a, 0, 8
        operations: operation, location, maximum, minimum_run
        make, d, 20, 10
        operation_items: operation, item, quantity
        make, a, 1
        reserves: location, item, from, floor
        d, a, 2024-03, 5
        """,
        buckets=3,
    )
    assert plan.status == "infeasible"
    assert {(row["table"], row["id"]) for row in plan.summary["conflict"]} >= {("reserves", "d/a"), ("stocks", "d/a")}


def test_a_row_of_a_lane_open_for_part_of_a_quarter_carries_a_part_for_all_marks(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        locations: location, party
        depot, us
        store, them
        front, us
        stocks: location, item, quantity
        depot, thing, 100
        store, thing, 100
        depot, spare, 1
        reserves: location, item, target
        depot, thing, 5
        lanes: lane, item, origin, destination, capacity, available_from
        bring, thing, store, depot, ,
        road, thing, depot, front, 30, 2024-02
        road, spare, depot, front, 30,
        requests: request, party, location, wants, quantity, due
        r, them, front, thing, 500, 2024-01
        """,
        buckets="1 quarter",
    )
    assert total(plan, "r") == pytest.approx(60)


def test_a_conflict_names_the_change_of_a_patch(tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path,
        """
        stocks: location, item, quantity
        d, a, 1
        reserves: location, item, from, floor
        d, a, 2024-02, 1
        """,
        buckets=3,
    )
    patch = tmp_path / "more.toml"
    patch.write_text(
        'title = "more"\n[[change]]\ntable = "reserves"\nkey = {location = "d", item = "a", from = 2024-02-01}\n'
        "set = {floor = 5}\n",
        encoding="utf-8",
    )
    plan = muster.plan(muster.read(folder).patched([patch]))
    assert plan.status == "infeasible"
    (row,) = plan.conflict
    assert row.row is None
    assert row.file.startswith("more.toml, change 1")
