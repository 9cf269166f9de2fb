"""Stories from a peer's test models, with days as buckets, and the trap that greedy planners fall into."""

from __future__ import annotations

from pathlib import Path

import pytest

from stories.story import by_bucket, handed, plan_of, request_summary, tier

DAYS = {"bucket": "day", "buckets": 40}


def test_moving_bottleneck(tmp_path: Path) -> None:
    """b sets the timing, c the total; a is never short. A batch of 2 a, 1 b, 3 c gives 5 subassemblies."""
    plan = plan_of(
        tmp_path,
        """
        receipts: location, item, quantity, date
        works, a, 50, 2024-01-01
        works, b, 2, 2024-01-01
        works, b, 8, 2024-01-20
        works, b, 2, 2024-01-22
        works, c, 12, 2024-01-01
        works, c, 21, 2024-01-21
        operations: operation, location
        batch, works
        finish, works
        operation_items: operation, item, quantity
        batch, a, -2
        batch, b, -1
        batch, c, -3
        batch, sub, 5
        finish, sub, -2
        finish, unit, 1
        lanes: lane, item, origin, destination, lead_time
        out, unit, works, front, 1
        requests: request, location, wants, quantity, due
        r, front, unit, 100, 2024-01-10
        """,
        **DAYS,
    )
    assert handed(plan) == {"2024-01-10": 5, "2024-01-21": 5, "2024-01-22": 15, "2024-01-23": 2.5}
    assert request_summary(plan)["short"] == pytest.approx(72.5)
    assert request_summary(plan)["on_time"] == pytest.approx(5)
    assert request_summary(plan)["filled_on"] is None


def test_an_earlier_date_does_not_beat_a_priority(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        stocks: location, item, quantity
        depot, thing, 25
        requests: request, location, wants, quantity, due, priority
        first, depot, thing, 10, 2024-01-10, 1
        second, depot, thing, 10, 2024-01-11, 2
        third, depot, thing, 10, 2024-01-05, 3
        """,
        **DAYS,
    )
    assert handed(plan, "first") == {"2024-01-10": 10}
    assert handed(plan, "second") == {"2024-01-11": 10}
    assert handed(plan, "third") == {"2024-01-05": 5}
    assert request_summary(plan, "third")["on_time"] == pytest.approx(5)
    assert request_summary(plan, "third")["short"] == pytest.approx(5)


def test_effective_dates(tmp_path: Path) -> None:
    """Component A is used to the end of January, B from February on; making takes a day."""
    plan = plan_of(
        tmp_path,
        """
        stocks: location, item, quantity
        works, A, 10
        works, B, 10
        operations: operation, location, lead_time, available_from, available_until
        with-A, works, 1, , 2024-01-31
        with-B, works, 1, 2024-02-01,
        operation_items: operation, item, quantity
        with-A, A, -1
        with-A, unit, 1
        with-B, B, -1
        with-B, unit, 1
        requests: request, location, wants, quantity, due
        r, works, unit, 30, 2024-01-01
        """,
        **DAYS,
    )
    assert handed(plan) == {"2024-01-02": 10, "2024-02-02": 10}
    assert request_summary(plan)["short"] == pytest.approx(10)


def test_yield_by_month(tmp_path: Path) -> None:
    """100 good units a month need more starts while the yield is low. The price of a start keeps them few."""
    plan = plan_of(
        tmp_path,
        """
        operations: operation, location, unit_cost
        make, works, 1
        operation_items: operation, item, quantity
        make, unit, 1
        yields: operation, from, factor
        make, 2024-01, 0.7
        make, 2024-02, 0.8
        make, 2024-03, 1.0
        requests: request, location, wants, quantity, due, until
        r, works, unit, 100, 2024-01, 2024-03
        """,
    )
    starts = {"2024-01-01": 142.8571, "2024-02-01": 125, "2024-03-01": 100}
    assert by_bucket(plan.operations, "level", operation="make") == pytest.approx(starts)
    assert request_summary(plan)["on_time"] == pytest.approx(300)


def test_pooling_over_hard_floors(tmp_path: Path) -> None:
    """Stocks of 10, 100 and 20 with floors of 10: 100 of the 160 asked for at the first come from stock."""
    plan = plan_of(
        tmp_path,
        """
        stocks: location, item, quantity
        first, thing, 10
        second, thing, 100
        third, thing, 20
        reserves: location, item, floor
        first, thing, 10
        second, thing, 10
        third, thing, 10
        lanes: lane, item, origin, destination
        from-second, thing, second, first
        from-third, thing, third, first
        operations: operation, location, unit_cost
        buy, first, 1
        operation_items: operation, item, quantity
        buy, thing, 1
        requests: request, location, wants, quantity, due
        r1, first, thing, 40, 2024-01
        r2, first, thing, 40, 2024-01
        r3, first, thing, 40, 2024-02
        r4, first, thing, 40, 2024-03
        """,
    )
    assert tier(plan, "requests/1") == pytest.approx(0, abs=1e-9)
    assert tier(plan, "cost") == pytest.approx(60)
    assert sum(by_bucket(plan.operations, "level").values()) == pytest.approx(60)
    for depot in ("first", "second", "third"):
        assert by_bucket(plan.stocks, "quantity", location=depot)["2024-03-01"] == pytest.approx(10)


def test_greedy_trap(tmp_path: Path) -> None:
    """The first class takes X or Y, the second only X: both are met when the first takes Y."""
    plan = plan_of(
        tmp_path,
        """
        families: family, item
        either, X
        either, Y
        stocks: location, item, quantity
        depot, X, 10
        depot, Y, 10
        requests: request, location, wants, quantity, due, priority
        A, depot, either, 10, 2024-01, 1
        B, depot, X, 10, 2024-01, 2
        """,
    )
    assert by_bucket(plan.handed_over, "quantity", request="A", item="Y") == {"2024-01-01": 10}
    assert by_bucket(plan.handed_over, "quantity", request="B", item="X") == {"2024-01-01": 10}
    assert [request_summary(plan, name)["short"] for name in "AB"] == pytest.approx([0, 0], abs=1e-5)
