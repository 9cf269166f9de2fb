"""Rule 12: objective `value`, one tier and then calm."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stories.story import by_bucket, handed, names, plan_of, tier

MAKE_FOR_SEVEN = """
    operations: operation, location, unit_cost, maximum
    make, works, 7, 4
    operation_items: operation, item, quantity
    make, thing, 1
"""
VALUE: dict[str, Any] = {"objective": "value"}


def test_value_less_all_costs(tmp_path: Path) -> None:
    """10 handed over at 12 each, 7 to make and 1 a month to keep: none is kept."""
    plan = plan_of(
        tmp_path,
        f"""
        {MAKE_FOR_SEVEN}
        items: item, holding_cost
        thing, 1
        requests: request, location, wants, quantity, due, value
        r, works, thing, 10, 2024-03, 12
        """,
        **VALUE,
    )
    assert names(plan) == ["value", "calm"]
    assert tier(plan, "value") == pytest.approx(10 * (12 - 7))
    assert plan.summary["value"] == pytest.approx(50)
    assert plan.summary["cost"] == pytest.approx(70)


def test_what_is_not_worth_its_cost_is_not_made(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        f"""
        {MAKE_FOR_SEVEN}
        requests: request, location, wants, quantity, due, value
        cheap, works, thing, 2, 2024-01, 6
        dear, works, thing, 2, 2024-01, 8
        """,
        **VALUE,
    )
    assert sum(handed(plan, "dear").values()) == pytest.approx(2)
    assert handed(plan, "cheap") == {}
    assert tier(plan, "value") == pytest.approx(2)


def test_late_cost_by_unit_and_base_bucket(tmp_path: Path) -> None:
    """10 due in January, 4 made a month: 6 are late by January's end, 2 by February's, at 3 each."""
    plan = plan_of(
        tmp_path,
        f"""
        {MAKE_FOR_SEVEN}
        requests: request, location, wants, quantity, due, value, late_cost
        r, works, thing, 10, 2024-01, 12, 3
        """,
        **VALUE,
    )
    assert handed(plan) == {"2024-01-01": 4, "2024-02-01": 4, "2024-03-01": 2}
    assert tier(plan, "value") == pytest.approx(10 * 12 - 10 * 7 - (6 + 2) * 3)


def test_late_cost_counts_the_length_of_a_bucket(tmp_path: Path) -> None:
    """Nothing can be made: 10 late for one month and for three."""
    plan = plan_of(
        tmp_path,
        """
        stocks: location, item, quantity
        works, thing, 0
        requests: request, location, wants, quantity, due, value, late_cost
        r, works, thing, 10, 2024-01, 12, 3
        """,
        buckets="1 month, 1 quarter",
        **VALUE,
    )
    assert tier(plan, "value") == pytest.approx(-10 * 3 * 4)


def test_stock_left_at_the_end_has_its_value(tmp_path: Path) -> None:
    """Worth 9 at the end and 7 to make: 12 are made beside the 5 that were there."""
    plan = plan_of(
        tmp_path,
        f"""
        {MAKE_FOR_SEVEN}
        stocks: location, item, quantity, end_value
        works, thing, 5, 9
        """,
        **VALUE,
    )
    assert sum(by_bucket(plan.operations, "level").values()) == pytest.approx(12)
    assert tier(plan, "value") == pytest.approx(17 * 9 - 12 * 7)


def test_targets_do_not_count_and_floors_do(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        f"""
        {MAKE_FOR_SEVEN}
        reserves: location, item, from, floor, target
        works, thing, 2024-02, 3, 12
        """,
        **VALUE,
    )
    assert sum(by_bucket(plan.operations, "level").values()) == pytest.approx(3)
    assert tier(plan, "value") == pytest.approx(-21)


def test_priority_does_not_count(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        stocks: location, item, quantity
        depot, thing, 5
        requests: request, location, wants, quantity, due, value, priority
        first, depot, thing, 5, 2024-01, 1, 1
        second, depot, thing, 5, 2024-01, 2, 2
        """,
        **VALUE,
    )
    assert handed(plan, "first") == {}
    assert tier(plan, "value") == pytest.approx(10)


def test_service_does_not_count_value(tmp_path: Path) -> None:
    """Only objective `value` weighs value, end value and late cost."""
    plan = plan_of(
        tmp_path,
        """
        stocks: location, item, quantity, end_value
        depot, thing, 5, 100
        requests: request, location, wants, quantity, due, value
        r, depot, thing, 5, 2024-01, 1
        """,
    )
    assert handed(plan) == {"2024-01-01": 5}
    assert names(plan)[0] == "requests/1"
    assert names(plan)[-2:] == ["cost", "calm"]
    assert plan.summary["value"] is None
