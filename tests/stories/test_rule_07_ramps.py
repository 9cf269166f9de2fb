"""Rule 7: how fast a load may rise and fall."""

from __future__ import annotations

from pathlib import Path

import pytest

from stories.story import by_bucket, handed, plan_of, tier

MAKE = """
    operations: operation, location, unit_cost
    make, works, 1
    operation_items: operation, item, quantity
    make, thing, 1
    operation_resources: operation, resource
    make, line
"""
ASK = """
    requests: request, location, wants, quantity, due
    r, works, thing, 1000, 2024-01
"""


def test_load_rises_by_the_ramp(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        f"""
        {MAKE}
        {ASK}
        resources: resource, location, ramp_up, initial_load
        line, works, 2, 3
        capacities: resource, quantity
        line, 8
        """,
    )
    assert by_bucket(plan.resources, "load") == {"2024-01-01": 5, "2024-02-01": 7, "2024-03-01": 8}
    assert handed(plan) == {"2024-01-01": 5, "2024-02-01": 7, "2024-03-01": 8}


def test_without_initial_load_the_first_bucket_is_free(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        f"""
        {MAKE}
        {ASK}
        resources: resource, location, ramp_up
        line, works, 2
        capacities: resource, from, quantity
        line, , 40
        line, 2024-02, 100
        """,
    )
    assert handed(plan) == {"2024-01-01": 40, "2024-02-01": 42, "2024-03-01": 44}


def test_load_falls_by_the_ramp(tmp_path: Path) -> None:
    """From 10 down by at most 4: 6 and 2 are made though nobody asks."""
    plan = plan_of(
        tmp_path,
        f"""
        {MAKE}
        resources: resource, location, ramp_down, initial_load
        line, works, 4, 10
        """,
    )
    assert by_bucket(plan.operations, "level") == {"2024-01-01": 6, "2024-02-01": 2}
    assert tier(plan, "cost") == pytest.approx(8)


def test_a_load_that_nothing_can_feed_is_a_conflict(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        stocks: location, item, quantity
        works, part, 5
        operations: operation, location
        make, works
        operation_items: operation, item, quantity
        make, part, -1
        make, thing, 1
        operation_resources: operation, resource
        make, line
        resources: resource, location, ramp_down, initial_load
        line, works, 4, 10
        """,
    )
    assert plan.summary["status"] == "infeasible"
    assert ("resources", "line") in {(row["table"], row["id"]) for row in plan.summary["conflict"]}


def test_ramps_are_by_base_bucket_and_the_distance_of_the_middles(tmp_path: Path) -> None:
    """A month at 5, then a quarter: at most 2 x (3 + 1) / 2 = 4 a month more, 9 a month, 27 in all."""
    plan = plan_of(
        tmp_path,
        f"""
        {MAKE}
        {ASK}
        resources: resource, location, ramp_up, initial_load
        line, works, 2, 3
        """,
        buckets="1 month, 1 quarter",
    )
    assert handed(plan) == {"2024-01-01": 5, "2024-02-01": 27}


def test_a_first_quarter_ramps_from_a_load_of_one_base_bucket(tmp_path: Path) -> None:
    """Against the load before the start: 3 + 2 x (3 + 1) / 2 = 7 a month."""
    plan = plan_of(
        tmp_path,
        f"""
        {MAKE}
        {ASK}
        resources: resource, location, ramp_up, initial_load
        line, works, 2, 3
        """,
        buckets="1 quarter",
    )
    assert handed(plan) == {"2024-01-01": 21}


def test_lanes_load_resources_too(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        stocks: location, item, quantity
        depot, thing, 100
        lanes: lane, item, origin, destination, load
        out, thing, depot, front, 2
        lane_resources: lane, resource, quantity
        out, trucks, 0.5
        resources: resource, location, ramp_up, initial_load
        trucks, depot, 3, 4
        requests: request, location, wants, quantity, due
        r, front, thing, 100, 2024-01
        """,
    )
    assert handed(plan) == {"2024-01-01": 7, "2024-02-01": 10, "2024-03-01": 13}
