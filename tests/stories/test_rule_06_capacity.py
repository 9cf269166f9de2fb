"""Rule 6: which capacity counts, when, at what cost, and what investments add.

The request asks for far more than can be made, so that what is handed over in a bucket is the capacity in it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from stories.story import by_bucket, handed, plan_of, problems_in_summary, tier

MAKE = """
    operations: operation, location
    make, works
    operation_items: operation, item, quantity
    make, thing, 1
    operation_resources: operation, resource
    make, line
    resources: resource, location
    line, works
    requests: request, location, wants, quantity, due
    r, works, thing, 1000, 2024-01
"""
TWO_BASES = f"""
    {MAKE}
    capacities: resource, basis, quantity
    line, announced, 9
    line, demonstrated, 5
"""


def test_the_basis_named_first_holds(tmp_path: Path) -> None:
    plan = plan_of(tmp_path / "usual", TWO_BASES)
    assert handed(plan) == {"2024-01-01": 5, "2024-02-01": 5, "2024-03-01": 5}
    assert set(plan.resources["basis"]) == {"demonstrated"}
    plan = plan_of(tmp_path / "announced", TWO_BASES, basis=["announced", "demonstrated"])
    assert handed(plan) == {"2024-01-01": 9, "2024-02-01": 9, "2024-03-01": 9}


def test_a_resource_whose_rows_all_fall_to_the_basis_has_none(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, TWO_BASES, basis=["contracted"])
    assert handed(plan) == {}
    assert ("warning", "resources") in problems_in_summary(plan) or ("warning", "capacities") in problems_in_summary(
        plan
    )


def test_a_later_set_replaces_the_whole_earlier_one(tmp_path: Path) -> None:
    """Also where its basis is a weaker one."""
    plan = plan_of(
        tmp_path,
        f"""
        {MAKE}
        capacities: resource, from, basis, quantity
        line, , demonstrated, 5
        line, 2024-02, announced, 9
        line, 2024-03, assumed, 2
        """,
    )
    assert handed(plan) == {"2024-01-01": 5, "2024-02-01": 9, "2024-03-01": 2}


def test_a_row_that_is_not_of_the_bases_replaces_nothing(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        f"""
        {MAKE}
        capacities: resource, from, basis, quantity
        line, , demonstrated, 5
        line, 2024-02, announced, 9
        """,
        basis=["demonstrated"],
    )
    assert handed(plan) == {"2024-01-01": 5, "2024-02-01": 5, "2024-03-01": 5}


def test_rows_of_rising_cost_are_overtime(tmp_path: Path) -> None:
    """5 for nothing and 5 at 3 each; from February one row alone, and the overtime is gone."""
    plan = plan_of(
        tmp_path,
        f"""
        {MAKE}
        capacities: resource, from, cost, quantity
        line, , , 5
        line, , 3, 5
        line, 2024-02, , 6
        """,
    )
    assert handed(plan) == {"2024-01-01": 10, "2024-02-01": 6, "2024-03-01": 6}
    assert tier(plan, "cost") == pytest.approx(15)


def test_the_cheaper_row_is_used_first(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        operations: operation, location
        make, works
        operation_items: operation, item, quantity
        make, thing, 1
        operation_resources: operation, resource, quantity
        make, line, 2
        resources: resource, location
        line, works
        capacities: resource, cost, quantity
        line, 1, 4
        line, 5, 4
        requests: request, location, wants, quantity, due
        r, works, thing, 3, 2024-01
        """,
        buckets=1,
    )
    assert tier(plan, "cost") == pytest.approx(4 * 1 + 2 * 5)


def test_nothing_before_the_first_row(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        f"""
        {MAKE}
        capacities: resource, from, quantity
        line, 2024-02, 5
        """,
    )
    assert handed(plan) == {"2024-02-01": 5, "2024-03-01": 5}


def test_no_row_at_all_is_unlimited(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, MAKE)
    assert handed(plan) == {"2024-01-01": 1000}
    assert ("note", "resources") in problems_in_summary(plan)


@pytest.mark.parametrize(
    ("lead_time", "made"),
    [
        ("0", {"2024-01-01": 5, "2024-02-01": 5, "2024-03-01": 5}),
        ("1", {"2024-02-01": 5, "2024-03-01": 5}),
        ("1.5", {"2024-03-01": 5}),
        ("40d", {"2024-03-01": 5}),
        ("3", {}),
    ],
)
def test_with_investments_only_it_starts_at_nothing(lead_time: str, made: dict[str, float], tmp_path: Path) -> None:
    """What is built counts from the first base bucket wholly after its lead time."""
    plan = plan_of(
        tmp_path,
        f"""
        {MAKE}
        investments: investment, resource, adds, lead_time
        more, line, 5, {lead_time}
        """,
    )
    assert handed(plan) == made
    built = {"2024-01-01": 1} if made else {}
    assert by_bucket(plan.investments, "level", investment="more") == built


def test_investments_add_to_rows_up_to_their_maximum(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        f"""
        {MAKE}
        capacities: resource, quantity
        line, 10
        investments: investment, resource, adds, lead_time, earliest, maximum, cost
        more, line, 5, 1, 2024-02, 2, 7
        """,
    )
    assert handed(plan) == {"2024-01-01": 10, "2024-02-01": 10, "2024-03-01": 20}
    assert tier(plan, "cost") == pytest.approx(14)
    assert [str(day) for day in plan.investments["capacity_from"]] == ["2024-03-01"]


def test_an_investment_adds_within_a_longer_bucket(tmp_path: Path) -> None:
    """Ready two months from the start: it adds in two of the three months February to April."""
    plan = plan_of(
        tmp_path,
        f"""
        {MAKE}
        investments: investment, resource, adds, lead_time
        more, line, 5, 2
        """,
        buckets="1 month, 1 quarter",
    )
    assert handed(plan) == {"2024-02-01": 10}


def test_an_investment_takes_items(tmp_path: Path) -> None:
    """Each takes 4 of the 6 machines: one and a half are built."""
    plan = plan_of(
        tmp_path,
        f"""
        {MAKE}
        stocks: location, item, quantity
        works, machine, 6
        investments: investment, resource, adds, maximum
        more, line, 5, 3
        investment_items: investment, item, quantity
        more, machine, 4
        """,
        buckets=1,
    )
    assert handed(plan) == {"2024-01-01": 7.5}


def test_straight_to_the_next_row(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        f"""
        {MAKE}
        capacities: resource, from, quantity, to_next
        line, 2024-01, 2, line
        line, 2024-04, 8,
        """,
        buckets=4,
    )
    expected = {"2024-01-01": 2, "2024-02-01": 4, "2024-03-01": 6, "2024-04-01": 8}
    assert by_bucket(plan.resources, "capacity") == expected
    assert handed(plan) == expected
