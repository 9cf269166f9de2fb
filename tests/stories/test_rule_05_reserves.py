"""Rule 5: floors and targets as step functions, what counts, which are hard."""

from __future__ import annotations

from pathlib import Path

import pytest

from stories.story import by_bucket, handed, plan_of, problems_in_summary, tier

ASK = """
    requests: request, location, wants, quantity, due
    r, depot, thing, {quantity}, 2024-01
"""


def test_rows_make_two_step_functions(tmp_path: Path) -> None:
    """The floor stays 6 over a blank, and 0 ends it; the target rises from 8 to 9 and stays."""
    plan = plan_of(
        tmp_path,
        f"""
        stocks: location, item, quantity
        depot, thing, 10
        reserves: location, item, from, floor, target
        depot, thing, , 6, 8
        depot, thing, 2024-02, , 9
        depot, thing, 2024-03, 0,
        {ASK.format(quantity=10)}
        """,
    )
    assert handed(plan) == {"2024-01-01": 4, "2024-03-01": 6}
    assert by_bucket(plan.reserves, "target") == {"2024-01-01": 8, "2024-02-01": 9, "2024-03-01": 9}
    assert by_bucket(plan.reserves, "gap") == {"2024-01-01": 2, "2024-02-01": 3, "2024-03-01": 9}
    assert tier(plan, "reserves") == pytest.approx(2 / 8 + 3 / 9 + 9 / 9)


def test_a_partys_reserve_counts_all_its_locations(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        f"""
        stocks: location, item, quantity
        depot, thing, 6
        second, thing, 4
        reserves: party, item, floor
        us, thing, 5
        {ASK.format(quantity=6)}
        """,
    )
    assert handed(plan) == {"2024-01-01": 5}


def test_old_goods_of_another_party_do_not_count(tmp_path: Path) -> None:
    """Ten of theirs lie in our depot: they can go, our five cannot."""
    plan = plan_of(
        tmp_path,
        f"""
        locations: location, party
        depot, us
        other, them
        stocks: location, item, quantity
        depot, thing, 5
        other, thing, 10
        lanes: lane, item, origin, destination
        in, thing, other, depot
        reserves: location, item, floor
        depot, thing, 5
        {ASK.format(quantity=15)}
        """,
    )
    assert handed(plan) == {"2024-01-01": 10}
    assert by_bucket(plan.contributions, "quantity", party="them") == {"2024-01-01": 10}


def test_a_floor_from_the_start_gives_way_to_what_is_there(tmp_path: Path) -> None:
    """3 are there and 4 arrive: the floor of 5 is 3 in January and 5 from February on."""
    plan = plan_of(
        tmp_path,
        f"""
        stocks: location, item, quantity
        depot, thing, 3
        receipts: location, item, quantity, date
        depot, thing, 4, 2024-02
        reserves: location, item, floor
        depot, thing, 5
        {ASK.format(quantity=10)}
        """,
    )
    assert handed(plan) == {"2024-02-01": 2}
    assert by_bucket(plan.reserves, "floor") == {"2024-01-01": 3, "2024-02-01": 5, "2024-03-01": 5}
    assert ("note", "reserves") in problems_in_summary(plan)


def test_a_later_floor_forces_production(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        operations: operation, location, unit_cost
        make, depot, 1
        operation_items: operation, item, quantity
        make, thing, 1
        reserves: location, item, from, floor
        depot, thing, 2024-03, 7
        """,
    )
    assert tier(plan, "cost") == pytest.approx(7)
    assert by_bucket(plan.stocks, "quantity")["2024-03-01"] == pytest.approx(7)


def test_a_later_floor_that_nothing_can_fill_is_a_conflict(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        stocks: location, item, quantity
        depot, thing, 3
        reserves: location, item, from, floor
        depot, thing, 2024-02, 2
        depot, thing, 2024-03, 7
        """,
    )
    assert plan.summary["status"] == "infeasible"
    conflict = [(row["table"], row["row"]) for row in plan.summary["conflict"]]
    assert ("reserves", 3) in conflict
    assert ("reserves", 2) not in conflict


def test_a_target_comes_after_all_requests(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        f"""
        stocks: location, item, quantity
        depot, thing, 10
        reserves: location, item, target
        depot, thing, 10
        {ASK.format(quantity=10)}
        """,
    )
    assert handed(plan) == {"2024-01-01": 10}
    assert tier(plan, "reserves") == pytest.approx(3)


def test_a_target_comes_before_cost(tmp_path: Path) -> None:
    """Filling it from January on costs 4 and leaves no gap."""
    plan = plan_of(
        tmp_path,
        """
        operations: operation, location, unit_cost
        make, depot, 1
        operation_items: operation, item, quantity
        make, thing, 1
        reserves: location, item, target
        depot, thing, 4
        """,
    )
    assert tier(plan, "reserves") == pytest.approx(0, abs=1e-6)
    assert tier(plan, "cost") == pytest.approx(4)


def test_a_longer_bucket_has_the_floor_of_its_last_base_bucket(tmp_path: Path) -> None:
    """The floor of 4 begins in April, the last month of the bucket February to April."""
    plan = plan_of(
        tmp_path,
        f"""
        stocks: location, item, quantity
        depot, thing, 10
        reserves: location, item, from, floor
        depot, thing, 2024-04, 4
        {ASK.format(quantity=10)}
        """,
        buckets="1 month, 1 quarter",
    )
    assert handed(plan) == {"2024-01-01": 6}
    assert by_bucket(plan.reserves, "floor") == {"2024-02-01": 4}
