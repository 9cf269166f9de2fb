"""Rule 10: which costs fall when, which funds pay them, and what no fund pays."""

from __future__ import annotations

from pathlib import Path

import pytest

from stories.story import by_bucket, handed, plan_of, problems_in_summary, problems_of, tier


def made_for_ten(funds: str, uses: str = "f, operation, make, 1", more: str = "", start: str = "") -> str:
    """100 are asked for at once and cost 10 each to make; `funds`: fund, date, amount, party."""
    return f"""
        operations: operation, location, unit_cost, lead_time
        make, works, 10, {start}
        operation_items: operation, item, quantity
        make, thing, 1
        {more}
        funds: fund, date, amount, party
        {funds}
        fund_uses: fund, of, id, share
        {uses}
        requests: request, location, wants, quantity, due
        r, works, thing, 100, 2024-01
    """


def test_a_cost_falls_in_the_bucket_of_the_start(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, made_for_ten("f, 2024-02, 50,", start="1"))
    assert by_bucket(plan.spending, "amount", fund="f") == {"2024-02-01": 50}
    assert handed(plan) == {"2024-03-01": 5}


def test_tranches_add_up(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, made_for_ten("f, 2024-01, 50,\nf, 2024-03, 20,"))
    assert handed(plan) == {"2024-01-01": 5, "2024-03-01": 2}


def test_what_is_not_spent_carries_over(tmp_path: Path) -> None:
    limited = """
        operation_resources: operation, resource
        make, line
        resources: resource, location
        line, works
        capacities: resource, quantity
        line, 4
    """
    plan = plan_of(tmp_path, made_for_ten("f, 2024-01, 100,", more=limited))
    assert handed(plan) == {"2024-01-01": 4, "2024-02-01": 4, "2024-03-01": 2}


def test_a_blank_amount_is_without_limit(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, made_for_ten("f, 2024-02, ,"))
    assert handed(plan) == {"2024-02-01": 100}


def test_several_funds_share_one_bill(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        made_for_ten("f, 2024-01, 30,\ng, 2024-01, 50,", "f, operation, make, 1\ng, operation, make, 1"),
    )
    assert handed(plan) == {"2024-01-01": 8}
    assert by_bucket(plan.spending, "amount", fund="f") == {"2024-01-01": 30}
    assert by_bucket(plan.spending, "amount", fund="g") == {"2024-01-01": 50}


def test_each_fund_pays_up_to_its_share(tmp_path: Path) -> None:
    """f may pay a quarter of a bill and has plenty, g the rest and has 60: 80 in all, of which f pays 20."""
    uses = "f, operation, make, 0.25\ng, operation, make, 0.75"
    plan = plan_of(tmp_path, made_for_ten("f, 2024-01, 1000,\ng, 2024-01, 60,", uses))
    assert handed(plan) == {"2024-01-01": 8}
    assert by_bucket(plan.spending, "amount", fund="f") == {"2024-01-01": 20}


def test_what_the_shares_leave_over_is_not_limited(tmp_path: Path) -> None:
    """f has 25 and may pay a quarter: bills up to 100 can be paid, the other 75 by nobody in particular."""
    plan = plan_of(tmp_path, made_for_ten("f, 2024-01, 25,", "f, operation, make, 0.25"))
    assert handed(plan) == {"2024-01-01": 10}
    assert by_bucket(plan.spending, "amount", fund="f") == {"2024-01-01": 25}
    unpaid = plan.spending.filter(plan.spending["fund"].is_null())
    assert sum(unpaid["amount"]) == pytest.approx(75)


def test_what_no_fund_may_pay_is_not_limited(tmp_path: Path) -> None:
    other = """
        operations: operation, location
        other, works
        operation_items: operation, item, quantity
        other, spare, 1
    """
    plan = plan_of(tmp_path, made_for_ten("f, 2024-01, 1,", "f, operation, other, 1", more=other))
    assert handed(plan) == {"2024-01-01": 100}


def test_run_cost_and_capacity_cost_are_on_the_bill(tmp_path: Path) -> None:
    """8 a unit, 2 for the capacity of each, 20 for the run: 120 pays for 10."""
    plan = plan_of(
        tmp_path,
        """
        operations: operation, location, unit_cost, run_cost
        make, works, 8, 20
        operation_items: operation, item, quantity
        make, thing, 1
        operation_resources: operation, resource
        make, line
        resources: resource, location
        line, works
        capacities: resource, cost, quantity
        line, 2, 1000
        funds: fund, date, amount
        f, 2024-01, 120
        fund_uses: fund, of, id
        f, operation, make
        requests: request, location, wants, quantity, due
        r, works, thing, 100, 2024-01
        """,
        buckets=1,
    )
    assert handed(plan) == {"2024-01-01": 10}


PARTIES = """
    locations: location, party
    works, us
    front, them
    stocks: location, item, quantity
    works, thing, 100
    lanes: lane, item, origin, destination, unit_cost
    out, thing, works, front, 10
    funds: fund, date, amount
    f, 2024-01, 50
    fund_uses: fund, of, id
    f, party, {party}
    requests: request, location, wants, quantity, due
    r, front, thing, 100, 2024-01
"""


def test_with_party_a_fund_pays_what_happens_at_its_locations(tmp_path: Path) -> None:
    """A lane is its origin's."""
    plan = plan_of(tmp_path / "us", PARTIES.format(party="us"))
    assert handed(plan) == {"2024-01-01": 5}
    plan = plan_of(tmp_path / "them", PARTIES.format(party="them"))
    assert handed(plan) == {"2024-01-01": 100}


def test_an_investment_is_paid_when_it_is_begun(tmp_path: Path) -> None:
    """60 are there from February for a line of 30: two, which count from March."""
    plan = plan_of(
        tmp_path,
        """
        operations: operation, location
        make, works
        operation_items: operation, item, quantity
        make, thing, 1
        operation_resources: operation, resource
        make, line
        resources: resource, location
        line, works
        investments: investment, resource, adds, cost, lead_time, maximum
        more, line, 5, 30, 1, 10
        funds: fund, date, amount
        f, 2024-02, 60
        fund_uses: fund, of, id
        f, investment, more
        requests: request, location, wants, quantity, due
        r, works, thing, 100, 2024-01
        """,
    )
    assert handed(plan) == {"2024-03-01": 10}
    assert by_bucket(plan.spending, "amount", id="more") == {"2024-02-01": 60}


def test_holding_cost_is_paid_by_no_fund(tmp_path: Path) -> None:
    """Our fund has 10 and pays all we do: one is made for it, and kept to March at 4 a month besides."""
    plan = plan_of(
        tmp_path,
        """
        items: item, holding_cost
        thing, 4
        operations: operation, location, unit_cost, available_until
        make, works, 10, 2024-01
        operation_items: operation, item, quantity
        make, thing, 1
        funds: fund, date, amount
        f, 2024-01, 10
        fund_uses: fund, of, id
        f, party, us
        requests: request, location, wants, quantity, due, earliest
        r, works, thing, 5, 2024-03, 2024-03
        """,
    )
    assert handed(plan) == {"2024-03-01": 1}
    assert tier(plan, "cost") == pytest.approx(10 + 4 + 4)


NEGATIVE = """
    operations: operation, location, unit_cost, maximum
    earn, works, -3, {maximum}
    operation_items: operation, item, quantity
    earn, thing, 1
"""


def test_a_negative_cost_needs_a_limit(tmp_path: Path) -> None:
    assert ("error", "operations") in problems_of(tmp_path / "without", NEGATIVE.format(maximum=""))
    plan = plan_of(tmp_path / "with", NEGATIVE.format(maximum=2))
    assert tier(plan, "cost") == pytest.approx(-18)


def test_money_without_limit_is_noted(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        operations: operation, location, unit_cost
        make, works, 10
        operation_items: operation, item, quantity
        make, thing, 1
        requests: request, location, wants, quantity, due
        r, works, thing, 4, 2024-01
        """,
    )
    assert "note" in {severity for severity, _ in problems_in_summary(plan)}
    assert by_bucket(plan.spending, "amount") == {"2024-01-01": 40}
    assert set(plan.spending["fund"]) == {None}


def test_a_price_below_nothing_leaves_the_shares_in_force(tmp_path: Path) -> None:
    """Two funds may pay half each; a rebate in the last month does not let one of them pay it all in the first."""
    plan = plan_of(
        tmp_path,
        """
        locations: location, party
        d, us
        operations: operation, location, unit_cost, maximum
        make, d, 2, 10
        operation_items: operation, item, quantity
        make, a, 1
        costs: of, id, from, unit_cost
        operation, make, 2024-03, -1
        funds: fund, date, amount
        rich, 2024-01, 100
        poor, 2024-01, 6
        fund_uses: fund, of, id, share
        rich, operation, make, 0.5
        poor, operation, make, 0.5
        requests: request, party, location, wants, quantity, due
        r, them, d, a, 10, 2024-01
        """,
        buckets=3,
    )
    first = plan.spending.filter(plan.spending["bucket"] == plan.spending["bucket"].min())
    assert dict(first.select("fund", "amount").iter_rows()) == pytest.approx({"rich": 6, "poor": 6})
    assert plan.handed_over["quantity"][0] == pytest.approx(6)
