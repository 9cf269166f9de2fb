"""Rule 2 (and C3): what arrives when."""

from __future__ import annotations

from pathlib import Path

import pytest

from stories.story import by_bucket, handed, plan_of, request_summary


def made_in_the_first_bucket(lead_time: str) -> str:
    """12 are started in January; how they arrive is seen from the hand-overs."""
    return f"""
        operations: operation, location, lead_time, maximum, available_until
        make, works, {lead_time}, 12, 2024-01
        operation_items: operation, item, quantity
        make, thing, 1
        requests: request, location, wants, quantity, due
        r, works, thing, 12, 2024-01
    """


@pytest.mark.parametrize(
    ("lead_time", "arrivals"),
    [
        ("", {"2024-01-01": 12}),
        ("0", {"2024-01-01": 12}),
        ("2", {"2024-03-01": 12}),
        ("0.5", {"2024-01-01": 6, "2024-02-01": 6}),
        ("1.25", {"2024-02-01": 9, "2024-03-01": 3}),
        ("1m", {"2024-02-01": 12}),
        ("2m", {"2024-03-01": 12}),
        ("31d", {"2024-02-01": 11.2258, "2024-03-01": 0.7742}),
    ],
)
def test_lead_times_in_months(lead_time: str, arrivals: dict[str, float], tmp_path: Path) -> None:
    """31 days from January reach two days into March: 29 of 31 parts arrive in February 2024."""
    plan = plan_of(tmp_path, made_in_the_first_bucket(lead_time))
    assert handed(plan) == arrivals


@pytest.mark.parametrize(("lead_time", "day"), [("3", "2024-01-04"), ("1w", "2024-01-08")])
def test_lead_times_in_days(lead_time: str, day: str, tmp_path: Path) -> None:
    story = made_in_the_first_bucket(lead_time).replace("2024-01\n", "2024-01-01\n")
    assert handed(plan_of(tmp_path, story, bucket="day", buckets=12)) == {day: 12}


@pytest.mark.parametrize(("lead_time", "year"), [("1y", "2025-01-01"), ("12m", "2025-01-01")])
def test_lead_times_in_years(lead_time: str, year: str, tmp_path: Path) -> None:
    plan = plan_of(tmp_path, made_in_the_first_bucket(lead_time), bucket="year")
    assert handed(plan) == {year: 12}


def test_days_in_months_are_shared_by_the_calendar(tmp_path: Path) -> None:
    """45 days after 1 February to 1 March 2023 is 18 March to 15 April: 14 days in each month."""
    story = made_in_the_first_bucket("45d").replace("2024-01", "2023-02")
    plan = plan_of(tmp_path, story, start="2023-02-01")
    assert handed(plan) == {"2023-03-01": 6, "2023-04-01": 6}


def test_a_month_in_quarters_is_a_third_of_a_bucket(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, made_in_the_first_bucket("1m"), bucket="quarter")
    assert handed(plan) == {"2024-01-01": 8, "2024-04-01": 4}


def test_what_is_started_evenly_over_a_longer_bucket_arrives_evenly(tmp_path: Path) -> None:
    """Started over January to March, it arrives over February to April: two thirds in the quarter itself."""
    plan = plan_of(
        tmp_path,
        """
        operations: operation, location, lead_time, maximum, available_until
        make, works, 1, 4, 2024-03
        operation_items: operation, item, quantity
        make, thing, 1
        requests: request, location, wants, quantity, due
        r, works, thing, 12, 2024-01
        """,
        buckets="1 quarter, 2 month",
    )
    assert by_bucket(plan.operations, "level") == {"2024-01-01": 12}
    assert handed(plan) == {"2024-01-01": 8, "2024-04-01": 4}


def test_from_a_month_into_a_quarter(tmp_path: Path) -> None:
    """What leaves in January arrives in February, which is part of the quarter."""
    plan = plan_of(
        tmp_path,
        """
        stocks: location, item, quantity
        depot, thing, 10
        lanes: lane, item, origin, destination, lead_time
        out, thing, depot, front, 1
        requests: request, location, wants, quantity, due
        r, front, thing, 10, 2024-01
        """,
        buckets="1 month, 1 quarter",
    )
    assert by_bucket(plan.moves, "quantity", lane="out") == {"2024-01-01": 10}
    assert handed(plan) == {"2024-02-01": 10}


def test_nothing_is_started_of_which_nothing_would_arrive(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, made_in_the_first_bucket("3"))
    assert by_bucket(plan.operations, "level") == {}
    assert request_summary(plan)["short"] == pytest.approx(12)


def test_what_arrives_after_the_end_is_outside_the_plan(tmp_path: Path) -> None:
    """Of 12 started in March half a month before the end, 6 arrive."""
    plan = plan_of(
        tmp_path,
        """
        operations: operation, location, lead_time, maximum, available_from
        make, works, 0.5, 12, 2024-03
        operation_items: operation, item, quantity
        make, thing, 1
        requests: request, location, wants, quantity, due
        r, works, thing, 12, 2024-03
        """,
    )
    assert by_bucket(plan.operations, "level") == {"2024-03-01": 12}
    assert handed(plan) == {"2024-03-01": 6}
