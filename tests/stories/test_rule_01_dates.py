"""Rule 1: what a date means, in equal and in longer buckets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import muster
from stories.story import by_bucket, folder_of, handed, plan_of, problems_in_summary, problems_of, request_summary, tier

MAKE = """
    operations: operation, location
    make, works
    operation_items: operation, item, quantity
    make, thing, 1
    operation_resources: operation, resource
    make, line
    resources: resource, location
    line, works
"""
MONTH_THEN_QUARTER: dict[str, Any] = {"buckets": "1 month, 1 quarter"}


def test_a_date_means_the_bucket_that_contains_it(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        receipts: location, item, quantity, date
        depot, thing, 10, 2024-02-25
        requests: request, location, wants, quantity, due
        r, depot, thing, 10, 2024-02-03
        """,
    )
    assert handed(plan) == {"2024-02-01": 10}
    assert request_summary(plan)["on_time"] == pytest.approx(10)


def test_until_includes_its_bucket(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        receipts: location, item, quantity, date, until
        depot, thing, 4, 2024-01-20, 2024-03-01
        requests: request, location, wants, quantity, due, until
        r, depot, thing, 5, 2024-01-15, 2024-03-02
        """,
    )
    assert request_summary(plan)["quantity"] == pytest.approx(15)
    assert handed(plan) == {"2024-01-01": 4, "2024-02-01": 4, "2024-03-01": 4}


def test_latest_includes_its_bucket(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        receipts: location, item, quantity, date
        depot, thing, 6, 2024-02-28
        depot, thing, 6, 2024-03-01
        requests: request, location, wants, quantity, due, latest
        r, depot, thing, 10, 2024-01-01, 2024-02-10
        """,
    )
    assert handed(plan) == {"2024-02-01": 6}


def test_available_until_includes_its_bucket(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        operations: operation, location, maximum, available_until
        make, works, 4, 2024-02-15
        operation_items: operation, item, quantity
        make, thing, 1
        requests: request, location, wants, quantity, due
        r, works, thing, 20, 2024-01-01
        """,
    )
    assert handed(plan) == {"2024-01-01": 4, "2024-02-01": 4}


def test_a_longer_bucket_sums_capacity_and_what_is_due(tmp_path: Path) -> None:
    """February to April is one bucket: 10 in February, 40 a month from March; 60 a month are asked for."""
    plan = plan_of(
        tmp_path,
        f"""
        {MAKE}
        capacities: resource, from, quantity
        line, 2024-01, 10
        line, 2024-03, 40
        requests: request, location, wants, quantity, due, until
        r, works, thing, 60, 2024-01, 2024-04
        """,
        **MONTH_THEN_QUARTER,
    )
    assert request_summary(plan)["quantity"] == pytest.approx(240)
    assert handed(plan) == {"2024-01-01": 10, "2024-02-01": 90}
    assert by_bucket(plan.resources, "capacity") == {"2024-01-01": 10, "2024-02-01": 90}


def test_a_longer_bucket_sums_ceilings_over_the_base_buckets_that_are_open(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        operations: operation, location, maximum, available_until
        make, works, 4, 2024-03-10
        operation_items: operation, item, quantity
        make, thing, 1
        requests: request, location, wants, quantity, due
        r, works, thing, 50, 2024-01-01
        """,
        **MONTH_THEN_QUARTER,
    )
    assert handed(plan) == {"2024-01-01": 4, "2024-02-01": 8}


def test_a_longer_bucket_has_the_mean_of_prices(tmp_path: Path) -> None:
    """1 in February, 7 in March and April: 5 each for what is made in the quarter."""
    plan = plan_of(
        tmp_path,
        """
        operations: operation, location, unit_cost, available_from
        make, works, 1, 2024-02
        operation_items: operation, item, quantity
        make, thing, 1
        costs: of, id, from, unit_cost
        operation, make, 2024-03, 7
        requests: request, location, wants, quantity, due
        r, works, thing, 10, 2024-03
        """,
        **MONTH_THEN_QUARTER,
    )
    assert tier(plan, "cost") == pytest.approx(50)


def test_a_longer_bucket_has_the_mean_of_yields(tmp_path: Path) -> None:
    """0.4 in February, 1 in March and April: 0.8, so 10 good units need 12.5 starts."""
    plan = plan_of(
        tmp_path,
        """
        operations: operation, location, available_from
        make, works, 2024-02
        operation_items: operation, item, quantity
        make, thing, 1
        yields: operation, from, factor
        make, 2024-02, 0.4
        make, 2024-03, 1
        requests: request, location, wants, quantity, due
        r, works, thing, 10, 2024-03
        """,
        **MONTH_THEN_QUARTER,
    )
    assert by_bucket(plan.operations, "level") == {"2024-02-01": 12.5}


def test_a_quarter_is_three_months_from_where_it_stands(tmp_path: Path) -> None:
    """After the one month of February the quarter is March to May."""
    plan = plan_of(
        tmp_path,
        """
        stocks: location, item, quantity
        depot, thing, 10
        requests: request, location, wants, quantity, due, earliest
        r, depot, thing, 10, 2024-05-31, 2024-05-31
        """,
        start="2024-02-01",
        **MONTH_THEN_QUARTER,
    )
    assert handed(plan) == {"2024-03-01": 10}
    assert (request_summary(plan)["filled_on"], request_summary(plan)["filled_by"]) == ("2024-03-01", "2024-05-31")


@pytest.mark.parametrize(
    "settings",
    [
        {"start": "2024-01-15"},
        {"bucket": "quarter", "buckets": "2 quarter, 1 month"},
        {"bucket": "day", "buckets": "5 day, 1 month"},
        {"bucket": "week", "buckets": "5 week, 1 month"},
    ],
)
def test_buckets_that_do_not_fit_their_base(settings: dict[str, Any], tmp_path: Path) -> None:
    story = """
        stocks: location, item, quantity
        depot, thing, 10
    """
    scenario = muster.read(folder_of(tmp_path, story, **settings))
    assert [p.file for p in scenario.errors] == ["scenario.toml"]
    assert muster.plan(scenario).summary["status"] == "invalid"


def test_weeks_are_whole_multiples_of_days(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        f"""
        {MAKE}
        capacities: resource, quantity
        line, 2
        requests: request, location, wants, quantity, due
        r, works, thing, 100, 2024-01-01
        """,
        bucket="day",
        buckets="2 day, 1 week",
    )
    assert handed(plan) == {"2024-01-01": 2, "2024-01-02": 2, "2024-01-03": 14}


def test_before_the_start_means_the_start(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        operations: operation, location, available_from
        make, works, 2023-05
        operation_items: operation, item, quantity
        make, thing, 1
        operation_resources: operation, resource
        make, line
        resources: resource, location
        line, works
        capacities: resource, from, quantity
        line, 2023-06, 7
        requests: request, location, wants, quantity, due, earliest
        r, works, thing, 20, 2024-01, 2023-07
        """,
    )
    assert handed(plan) == {"2024-01-01": 7, "2024-02-01": 7, "2024-03-01": 6}


def test_a_request_due_before_the_start_is_due_in_the_first_bucket(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        receipts: location, item, quantity, date
        depot, thing, 10, 2024-02-01
        requests: request, location, wants, quantity, due
        r, depot, thing, 10, 2023-11-01
        """,
    )
    assert by_bucket(plan.requests, "due") == {"2024-01-01": 10}
    assert request_summary(plan)["late_unit_buckets"] == pytest.approx(10)
    assert ("note", "requests") in problems_in_summary(plan)


def test_a_receipt_before_the_start_is_an_error(tmp_path: Path) -> None:
    problems = problems_of(
        tmp_path,
        """
        receipts: location, item, quantity, date
        depot, thing, 10, 2023-12-31
        """,
    )
    assert ("error", "receipts") in problems


def test_after_the_horizon_there_is_no_effect(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        stocks: location, item, quantity
        depot, thing, 10
        requests: request, location, wants, quantity, due
        now, depot, thing, 4, 2024-01-01
        then, depot, thing, 9, 2024-04-01
        """,
    )
    assert handed(plan, "now") == {"2024-01-01": 4}
    assert handed(plan, "then") == {}
    assert tier(plan, "requests/1") == pytest.approx(0, abs=1e-9)
    assert ("warning", "requests") in problems_in_summary(plan)
