"""Rule 8: what counts as handed over, on time, late, short and filled."""

from __future__ import annotations

from pathlib import Path

import pytest

from stories.story import by_bucket, handed, plan_of, request_summary, tier

MAKE_FIVE = """
    operations: operation, location, maximum
    make, works, 5
    operation_items: operation, item, quantity
    make, thing, 1
    stocks: location, item, quantity, maximum
    works, thing, 0, 0
"""


def test_a_family_counts_in_its_own_units(tmp_path: Path) -> None:
    """Two small ones stand for one: 10 small and 1 large are 6 of the 8 asked for."""
    plan = plan_of(
        tmp_path,
        """
        families: family, item, ratio
        any, large, 1
        any, small, 0.5
        stocks: location, item, quantity
        depot, large, 1
        depot, small, 10
        requests: request, location, wants, quantity, due
        r, depot, any, 8, 2024-01
        """,
    )
    assert handed(plan) == {"2024-01-01": 6}
    assert by_bucket(plan.handed_over, "quantity", item="small") == {"2024-01-01": 10}
    assert (request_summary(plan)["quantity"], request_summary(plan)["short"]) == (8, pytest.approx(2))


def test_with_until_the_quantity_is_due_in_every_base_bucket(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        f"""
        {MAKE_FIVE}
        requests: request, location, wants, quantity, due, until
        r, works, thing, 6, 2024-01, 2024-03
        """,
    )
    assert by_bucket(plan.requests, "due") == {"2024-01-01": 6, "2024-02-01": 6, "2024-03-01": 6}
    assert by_bucket(plan.requests, "late") == {"2024-01-01": 1, "2024-02-01": 2, "2024-03-01": 3}
    assert tier(plan, "requests/1") == pytest.approx((1 + 2 + 3) / 18)


def test_handing_over_early_is_on_time(tmp_path: Path) -> None:
    """Nothing can be kept, so what is made in January and February goes at once."""
    plan = plan_of(
        tmp_path,
        f"""
        {MAKE_FIVE}
        requests: request, location, wants, quantity, due
        r, works, thing, 15, 2024-03
        """,
    )
    assert handed(plan) == {"2024-01-01": 5, "2024-02-01": 5, "2024-03-01": 5}
    assert request_summary(plan)["on_time"] == pytest.approx(15)
    assert request_summary(plan)["late_unit_buckets"] == pytest.approx(0, abs=1e-6)


def test_unless_earliest_forbids_it(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        f"""
        {MAKE_FIVE}
        requests: request, location, wants, quantity, due, earliest
        r, works, thing, 15, 2024-03, 2024-02
        """,
    )
    assert handed(plan) == {"2024-02-01": 5, "2024-03-01": 5}


def test_after_latest_nothing_and_what_is_missing_stays_late(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        f"""
        {MAKE_FIVE}
        requests: request, location, wants, quantity, due, latest
        r, works, thing, 8, 2024-01, 2024-01
        """,
    )
    assert handed(plan) == {"2024-01-01": 5}
    assert by_bucket(plan.requests, "late") == {"2024-01-01": 3, "2024-02-01": 3, "2024-03-01": 3}
    assert request_summary(plan)["late_unit_buckets"] == pytest.approx(9)


@pytest.mark.parametrize("objective", ["service", "value"])
def test_nothing_beyond_what_is_asked(objective: str, tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        stocks: location, item, quantity
        depot, thing, 20
        requests: request, location, wants, quantity, due, value
        r, depot, thing, 5, 2024-01, 100
        """,
        objective=objective,
    )
    assert sum(handed(plan).values()) == pytest.approx(5)


def test_hand_overs_count_against_the_oldest_due(tmp_path: Path) -> None:
    """5 are due in January and in February, and 5 come in February and in March: all are late."""
    plan = plan_of(
        tmp_path,
        """
        receipts: location, item, quantity, date, until
        depot, thing, 5, 2024-02, 2024-03
        requests: request, location, wants
        r, depot, thing
        request_lines: request, due, quantity
        r, 2024-01, 5
        r, 2024-02, 5
        """,
    )
    assert handed(plan) == {"2024-02-01": 5, "2024-03-01": 5}
    assert by_bucket(plan.requests, "late") == {"2024-01-01": 5, "2024-02-01": 5}
    assert request_summary(plan)["on_time"] == pytest.approx(0, abs=1e-6)
    assert request_summary(plan)["late_unit_buckets"] == pytest.approx(10)


def test_handed_over_before_is_taken_off_the_oldest(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        receipts: location, item, quantity, date
        depot, thing, 3, 2024-02
        requests: request, location, wants, handed_over_before
        r, depot, thing, 7
        request_lines: request, due, quantity
        r, 2024-02, 5
        r, 2024-01, 5
        """,
    )
    assert handed(plan) == {"2024-02-01": 3}
    assert request_summary(plan)["quantity"] == pytest.approx(3)
    assert request_summary(plan)["on_time"] == pytest.approx(3)
    assert tier(plan, "requests/1") == pytest.approx(0, abs=1e-9)


def test_filled_on_and_filled_by(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        receipts: location, item, quantity, date
        depot, thing, 6, 2024-01
        depot, thing, 4, 2024-02
        requests: request, location, wants, quantity, due
        r, depot, thing, 10, 2024-01
        """,
    )
    assert (request_summary(plan)["filled_on"], request_summary(plan)["filled_by"]) == ("2024-02-01", "2024-02-29")
    assert request_summary(plan)["on_time"] == pytest.approx(6)


@pytest.mark.parametrize(("stock", "filled"), [(999_999.5, "2024-01-01"), (999_990, None)])
def test_filled_but_for_a_millionth(stock: float, filled: str | None, tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        f"""
        stocks: location, item, quantity
        depot, thing, {stock}
        requests: request, location, wants, quantity, due
        r, depot, thing, 1000000, 2024-01
        """,
    )
    assert request_summary(plan)["filled_on"] == filled


def test_a_lower_class_never_takes_from_a_higher(tmp_path: Path) -> None:
    """However much the second class weighs."""
    plan = plan_of(
        tmp_path,
        """
        stocks: location, item, quantity
        depot, thing, 10
        requests: request, location, wants, quantity, due, priority, weight
        low, depot, thing, 10, 2024-01, 2, 1000
        high, depot, thing, 10, 2024-03, 1, 0.001
        """,
    )
    assert handed(plan, "high") == {"2024-03-01": 10}
    assert handed(plan, "low") == {}


def test_within_a_class_weight_decides(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        stocks: location, item, quantity
        depot, thing, 10
        requests: request, location, wants, quantity, due, weight
        light, depot, thing, 10, 2024-01, 1
        heavy, depot, thing, 10, 2024-01, 2
        """,
    )
    assert handed(plan, "heavy") == {"2024-01-01": 10}
    assert tier(plan, "requests/1") == pytest.approx(10 * 3 / 20)


def test_equal_requests_share(tmp_path: Path) -> None:
    """C5: among plans that are equally good, the one that spreads lateness most evenly."""
    plan = plan_of(
        tmp_path,
        """
        stocks: location, item, quantity
        depot, thing, 10
        requests: request, location, wants, quantity, due
        a, depot, thing, 10, 2024-01
        b, depot, thing, 10, 2024-01
        """,
    )
    assert handed(plan, "a") == {"2024-01-01": 5}
    assert handed(plan, "b") == {"2024-01-01": 5}
