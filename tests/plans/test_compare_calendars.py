"""Plans of other horizons, buckets, currencies and proofs: what is compared, and what is said instead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from muster.plans.compare import compare, words
from plans.story_comparisons import ROAD, ComparePlans, arriving, change_of, plan_comparer
from stories.story import plan_of


@pytest.fixture(name="compared")
def _compared(tmp_path: Path) -> ComparePlans:
    return plan_comparer(tmp_path)


def test_a_longer_horizon_does_not_make_a_request_later(compared: ComparePlans) -> None:
    """6 of 10 are missing to the end: late by 18 in three months, by 36 in six; in the three that both have, by 18."""
    comparison = compared(arriving("2024-01-01", 4), arriving("2024-01-01", 4), buckets=(3, 6))
    assert change_of(comparison).changes == ()
    assert change_of(comparison).after is not None
    assert change_of(comparison).after.late_unit_buckets == pytest.approx(18)
    assert (comparison.horizon.first, comparison.horizon.last) == (date(2024, 1, 1), date(2024, 3, 31))
    assert {tier.change for tier in comparison.tiers} == {None}
    assert words(comparison).caveats == (
        'The first plan ends on 2024-03-31, the second on 2024-06-30: "by the end" is not the same day in both.',
        "Lateness and full load are compared in the 3 buckets that both plans have, from 2024-01-01 to 2024-03-31.",
    )
    assert words(comparison).inputs == ("Setting buckets is 6 instead of 3.",)


def test_a_request_beyond_the_first_horizon(compared: ComparePlans) -> None:
    story = arriving("2024-01-01").replace("10, 2024-01\n", "10, 2024-05\n")
    comparison = compared(story, story, buckets=(3, 6))
    assert change_of(comparison).changes == ("only_after",)
    assert words(comparison).requests == ("Only the second plan has something left to hand over for r: 10.",)


def test_other_base_buckets_leave_the_dates(compared: ComparePlans) -> None:
    comparison = compared(arriving("2024-02-01"), arriving("2024-02-01"), bucket=("month", "quarter"), buckets=(3, 1))
    change = change_of(comparison)
    assert change.changes == ("later", "more_on_time")
    assert (change.months, change.before and change.before.late_unit_buckets) == (1, None)
    assert comparison.horizon.lengths == {}
    assert (
        words(comparison)
        .caveats[0]
        .startswith("The first plan counts in buckets of a month, the second in buckets of a quarter")
    )
    assert "it is dated on the last day of its bucket" in words(comparison).caveats[1]


def test_buckets_of_one_length_and_two_base_buckets(compared: ComparePlans) -> None:
    """A quarter of three months and a quarter as the base bucket: late by 3 x 10 and by 1 x 10 is the same."""
    comparison = compared(
        arriving("2024-04-01"), arriving("2024-04-01"), bucket=("month", "quarter"), buckets="2 quarter"
    )
    assert change_of(comparison).changes == ()
    assert not comparison.horizon.has_buckets


def test_longer_buckets_later(compared: ComparePlans) -> None:
    """Three months and a quarter against six months: three buckets in common, the others overlap unevenly."""
    comparison = compared(arriving("2024-02-01"), arriving("2024-02-01"), buckets=("3 month, 1 quarter", 6))
    horizon = comparison.horizon
    assert (len(horizon.lengths), horizon.is_complete, horizon.overlaps_unevenly) == (3, False, True)
    assert change_of(comparison).changes == ()
    assert len(words(comparison).caveats) == 2


def test_horizons_that_do_not_meet(compared: ComparePlans) -> None:
    second = arriving("2025-01-01").replace("2024", "2025")
    comparison = compared(arriving("2024-01-01"), second, start=("2024-01-01", "2025-01-01"))
    assert not comparison.horizon.has_buckets
    assert "The plans have no bucket in common: dates are compared, lateness and full load are not." in (
        words(comparison).caveats
    )


def test_the_same_horizon_in_other_words(compared: ComparePlans) -> None:
    comparison = compared(arriving("2024-02-01"), arriving("2024-02-01"), buckets=(3, "3 months"))
    assert comparison.before.digest == comparison.after.digest
    assert comparison.inputs.is_empty
    assert comparison.horizon.is_complete


def test_two_currencies(compared: ComparePlans) -> None:
    comparison = compared(ROAD.format(cost=1), ROAD.format(cost=2), currency=("USD", "EUR"))
    assert not comparison.money.comparable
    assert not comparison.money.changed
    assert not any(fund.changed for fund in comparison.money.funds)
    assert words(comparison).money == ()
    assert words(comparison).caveats == ("Money is not compared: the first plan counts in USD, the second in EUR.",)
    assert {tier.name: tier.change for tier in comparison.tiers}["cost"] is None


def test_what_is_not_proved_is_said_first(tmp_path: Path) -> None:
    plan = plan_of(tmp_path / "s", arriving("2024-01-01"))
    comparison = compare(replace(plan, status="feasible"), plan)
    assert words(comparison).all[0].startswith("The first plan is not proved optimal")
    comparison = compare(plan, replace(plan, status="feasible"))
    assert words(comparison).all[0].startswith("The second plan is not proved optimal")


def test_no_plan_is_refused(tmp_path: Path) -> None:
    plan = plan_of(tmp_path / "s", arriving("2024-01-01"))
    with pytest.raises(ValueError, match="no plan"):
        compare(plan, replace(plan, status="infeasible"))
