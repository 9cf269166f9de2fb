"""Rule 3: nothing disappears, stock is never negative, storage and holding cost."""

from __future__ import annotations

from pathlib import Path

import pytest

from stories.story import by_bucket, handed, plan_of, problems_in_summary, problems_of, request_summary, tier

WITH_SCRAP = """
    operations: operation, location
    make, works
    {burn}
    operation_items: operation, item, quantity
    make, thing, 1
    make, scrap, 1
    {burns}
    stocks: location, item, quantity, maximum
    works, scrap, 0, 3
    requests: request, location, wants, quantity, due
    r, works, thing, 10, 2024-01
"""


def test_there_is_no_disposal(tmp_path: Path) -> None:
    """Each thing made gives scrap, and there is room for 3."""
    plan = plan_of(tmp_path, WITH_SCRAP.format(burn="", burns=""))
    assert handed(plan) == {"2024-01-01": 3}
    assert request_summary(plan)["short"] == pytest.approx(7)


def test_an_operation_that_gives_nothing_is_a_disposal(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, WITH_SCRAP.format(burn="burn, works", burns="burn, scrap, -1"))
    assert handed(plan) == {"2024-01-01": 10}
    assert sum(by_bucket(plan.operations, "level", operation="burn").values()) >= 7 - 1e-6
    assert ("note", "operations") in problems_in_summary(plan)


def test_what_is_not_used_stays(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        stocks: location, item, quantity
        depot, thing, 10
        receipts: location, item, quantity, date
        depot, thing, 5, 2024-02
        requests: request, location, wants, quantity, due
        r, depot, thing, 4, 2024-01
        """,
    )
    assert by_bucket(plan.stocks, "quantity") == {"2024-01-01": 6, "2024-02-01": 11, "2024-03-01": 11}


def test_holding_cost_is_paid_at_the_end_of_every_bucket(tmp_path: Path) -> None:
    """10 at 2 a month over three months, the last included."""
    plan = plan_of(
        tmp_path,
        """
        items: item, holding_cost
        thing, 2
        stocks: location, item, quantity
        depot, thing, 10
        """,
    )
    assert tier(plan, "cost") == pytest.approx(60)


def test_holding_cost_counts_the_length_of_a_bucket(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        items: item, holding_cost
        thing, 2
        stocks: location, item, quantity
        depot, thing, 10
        """,
        buckets="1 month, 1 quarter",
    )
    assert tier(plan, "cost") == pytest.approx(80)


def test_goods_on_the_way_pay_holding_cost(tmp_path: Path) -> None:
    """10 arrive after two months on the way, at 3 a month."""
    plan = plan_of(
        tmp_path,
        """
        items: item, holding_cost
        thing, 3
        stocks: location, item, quantity
        depot, thing, 10
        lanes: lane, item, origin, destination, lead_time
        out, thing, depot, front, 2
        requests: request, location, wants, quantity, due
        r, front, thing, 10, 2024-03
        """,
    )
    assert handed(plan) == {"2024-03-01": 10}
    assert tier(plan, "cost") == pytest.approx(60)


def test_goods_on_the_way_pay_for_the_whole_lead_time(tmp_path: Path) -> None:
    """Half a month on the way: half a month's cost, though half of the goods arrive in the same bucket."""
    plan = plan_of(
        tmp_path,
        """
        items: item, holding_cost
        thing, 3
        stocks: location, item, quantity
        depot, thing, 10
        lanes: lane, item, origin, destination, lead_time
        out, thing, depot, front, 0.5
        requests: request, location, wants, quantity, due
        r, front, thing, 10, 2024-01
        """,
    )
    assert handed(plan) == {"2024-01-01": 5, "2024-02-01": 5}
    assert tier(plan, "cost") == pytest.approx(15)


def test_storage_is_limited_over_all_marks(tmp_path: Path) -> None:
    """Six of ours lie there; of their eight, four find room before the lane closes."""
    plan = plan_of(
        tmp_path,
        """
        locations: location, party
        depot, us
        other, them
        stocks: location, item, quantity, maximum
        depot, thing, 6, 10
        other, thing, 8,
        lanes: lane, item, origin, destination, available_until
        in, thing, other, depot, 2024-01
        requests: request, location, wants, quantity, due, earliest
        r, depot, thing, 14, 2024-03, 2024-03
        """,
    )
    assert handed(plan) == {"2024-03-01": 10}
    assert by_bucket(plan.contributions, "quantity", party="them") == {"2024-03-01": 4}


def test_storage_rises_to_what_idleness_would_leave(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        stocks: location, item, quantity, maximum
        depot, thing, 10, 5
        receipts: location, item, quantity, date
        depot, thing, 2, 2024-02
        """,
    )
    assert by_bucket(plan.stocks, "quantity") == {"2024-01-01": 10, "2024-02-01": 12, "2024-03-01": 12}
    assert ("note", "stocks") in problems_in_summary(plan)


def test_a_negative_receipt_takes_what_idleness_would_leave(tmp_path: Path) -> None:
    """4 of the 10 are lost in February, so only 6 can be given in January."""
    plan = plan_of(
        tmp_path,
        """
        stocks: location, item, quantity
        depot, thing, 10
        receipts: location, item, quantity, date
        depot, thing, -4, 2024-02
        requests: request, location, wants, quantity, due
        r, depot, thing, 10, 2024-01
        """,
    )
    assert handed(plan) == {"2024-01-01": 6}
    assert request_summary(plan)["short"] == pytest.approx(4)


def test_a_loss_of_more_than_there_is_is_an_error(tmp_path: Path) -> None:
    problems = problems_of(
        tmp_path,
        """
        stocks: location, item, quantity
        depot, thing, 10
        receipts: location, item, quantity, date
        depot, thing, -11, 2024-02
        """,
    )
    assert ("error", "receipts") in problems
