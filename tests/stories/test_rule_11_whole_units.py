"""Rule 11: whole items, and operations that run at least so much or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from stories.story import by_bucket, handed, plan_of, problems_of, tier

WHOLE = """
    items: item, integer
    thing, true
"""


def test_levels_and_hand_overs_of_a_whole_item_are_whole(tmp_path: Path) -> None:
    """A capacity of 2.5 a month makes 2; the halves do not add up."""
    plan = plan_of(
        tmp_path,
        f"""
        {WHOLE}
        operations: operation, location
        make, works
        operation_items: operation, item, quantity
        make, thing, 1
        operation_resources: operation, resource
        make, line
        resources: resource, location
        line, works
        capacities: resource, quantity
        line, 2.5
        requests: request, location, wants, quantity, due
        r, works, thing, 10, 2024-01
        """,
    )
    assert handed(plan) == {"2024-01-01": 2, "2024-02-01": 2, "2024-03-01": 2}


def test_moves_of_a_whole_item_are_whole(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        f"""
        {WHOLE}
        stocks: location, item, quantity
        depot, thing, 10
        lanes: lane, item, origin, destination, capacity
        out, thing, depot, front, 1.5
        requests: request, location, wants, quantity, due
        r, front, thing, 10, 2024-01
        """,
    )
    assert by_bucket(plan.moves, "quantity") == {"2024-01-01": 1, "2024-02-01": 1, "2024-03-01": 1}


def test_hand_overs_of_a_whole_item_are_whole(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        f"""
        {WHOLE}
        stocks: location, item, quantity
        depot, thing, 2.5
        requests: request, location, wants, quantity, due
        r, depot, thing, 10, 2024-01
        """,
    )
    assert handed(plan) == {"2024-01-01": 2}


def test_arrivals_need_not_be_whole(tmp_path: Path) -> None:
    """One started in January arrives half in January and half in February, and is handed over whole."""
    plan = plan_of(
        tmp_path,
        f"""
        {WHOLE}
        operations: operation, location, lead_time, maximum, available_until
        make, works, 0.5, 1, 2024-01
        operation_items: operation, item, quantity
        make, thing, 1
        requests: request, location, wants, quantity, due
        r, works, thing, 1, 2024-01
        """,
    )
    assert handed(plan) == {"2024-02-01": 1}
    assert by_bucket(plan.stocks, "quantity") == {"2024-01-01": 0.5}


RUN = """
    operations: operation, location, unit_cost, maximum, minimum_run, run_cost
    make, works, 1, {maximum}, {minimum_run}, {run_cost}
    operation_items: operation, item, quantity
    make, thing, 1
    requests: request, location, wants, quantity, due, earliest
    r, works, thing, 3, {due}, {due}
"""


def test_a_run_is_nothing_or_its_minimum(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, RUN.format(maximum=10, minimum_run=4, run_cost="", due="2024-02"))
    assert sum(by_bucket(plan.operations, "level").values()) == pytest.approx(4)
    assert handed(plan) == {"2024-02-01": 3}
    assert tier(plan, "cost") == pytest.approx(4)


def test_a_run_costs_once_a_bucket(tmp_path: Path) -> None:
    """Two runs of up to 2 are needed for 3."""
    plan = plan_of(tmp_path, RUN.format(maximum=2, minimum_run="", run_cost=100, due="2024-03"))
    assert tier(plan, "cost") == pytest.approx(203)


def test_runs_count_times_the_length_of_the_bucket(tmp_path: Path) -> None:
    """In a quarter: at least 3 x 4 made, and 3 x 100 for the run."""
    story = RUN.format(maximum=10, minimum_run=4, run_cost=100, due="2024-01")
    plan = plan_of(tmp_path, story, buckets="1 quarter")
    assert by_bucket(plan.operations, "level") == {"2024-01-01": 12}
    assert tier(plan, "cost") == pytest.approx(312)


def test_a_minimum_run_needs_a_limit(tmp_path: Path) -> None:
    story = RUN.format(maximum="", minimum_run=4, run_cost="", due="2024-01")
    assert ("error", "operations") in problems_of(tmp_path, story)


def test_a_whole_investment(tmp_path: Path) -> None:
    """60 pay for two lines of 25 and not for part of a third."""
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
        investments: investment, resource, adds, cost, maximum, integer
        more, line, 5, 25, 10, true
        funds: fund, date, amount
        f, 2024-01, 60
        fund_uses: fund, of, id
        f, investment, more
        requests: request, location, wants, quantity, due
        r, works, thing, 100, 2024-01
        """,
        buckets=1,
    )
    assert handed(plan) == {"2024-01-01": 10}
