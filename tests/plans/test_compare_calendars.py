"""Plans of other horizons, buckets, currencies and proofs: what is compared, and what is said instead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from muster.plans.compare import compare, words
from plans.compared import ROAD, Compared, arriving, comparing, of
from stories.story import plan_of


@pytest.fixture(name="compared")
def _compared(tmp_path: Path) -> Compared:
    return comparing(tmp_path)


def test_a_longer_horizon_does_not_make_a_request_later(compared: Compared) -> None:
    """6 of 10 are missing to the end: late by 18 in three months, by 36 in six; in the three that both have, by 18."""
    found = compared(arriving("2024-01-01", 4), arriving("2024-01-01", 4), buckets=(3, 6))
    assert of(found).changes == ()
    assert of(found).after is not None
    assert of(found).after.late_unit_buckets == pytest.approx(18)
    assert (found.stretch.first, found.stretch.last) == (date(2024, 1, 1), date(2024, 3, 31))
    assert {tier.change for tier in found.tiers} == {None}
    assert words(found).cautions == (
        'The first plan ends on 2024-03-31, the second on 2024-06-30: "by the end" is not the same day in both.',
        "Lateness and full load are compared in the 3 buckets that both plans have, from 2024-01-01 to 2024-03-31.",
    )
    assert words(found).inputs == ("Setting buckets is 6 instead of 3.",)


def test_a_request_beyond_the_first_horizon(compared: Compared) -> None:
    story = arriving("2024-01-01").replace("10, 2024-01\n", "10, 2024-05\n")
    found = compared(story, story, buckets=(3, 6))
    assert of(found).changes == ("only_after",)
    assert words(found).requests == ("Only the second plan has something left to hand over for r: 10.",)


def test_other_base_buckets_leave_the_dates(compared: Compared) -> None:
    found = compared(arriving("2024-02-01"), arriving("2024-02-01"), bucket=("month", "quarter"), buckets=(3, 1))
    one = of(found)
    assert one.changes == ("later", "more_on_time")
    assert (one.months, one.before and one.before.late_unit_buckets) == (1, None)
    assert found.stretch.lengths == {}
    assert (
        words(found).cautions[0].startswith("The base bucket is a month in the first plan and a quarter in the second")
    )
    assert "it counts as on the last day of its bucket" in words(found).cautions[1]


def test_buckets_of_one_length_and_two_base_buckets(compared: Compared) -> None:
    """A quarter of three months and a quarter as the base bucket: late by 3 x 10 and by 1 x 10 is the same."""
    found = compared(arriving("2024-04-01"), arriving("2024-04-01"), bucket=("month", "quarter"), buckets="2 quarter")
    assert of(found).changes == ()
    assert not found.stretch.there


def test_longer_buckets_later(compared: Compared) -> None:
    """Three months and a quarter against six months: three buckets in common, the others overlap unevenly."""
    found = compared(arriving("2024-02-01"), arriving("2024-02-01"), buckets=("3 month, 1 quarter", 6))
    assert (len(found.stretch.lengths), found.stretch.whole, found.stretch.uneven) == (3, False, True)
    assert of(found).changes == ()
    assert len(words(found).cautions) == 2


def test_horizons_that_do_not_meet(compared: Compared) -> None:
    second = arriving("2025-01-01").replace("2024", "2025")
    found = compared(arriving("2024-01-01"), second, start=("2024-01-01", "2025-01-01"))
    assert not found.stretch.there
    assert "The plans have no bucket in common: dates are compared, lateness and full load are not." in (
        words(found).cautions
    )


def test_the_same_horizon_in_other_words(compared: Compared) -> None:
    found = compared(arriving("2024-02-01"), arriving("2024-02-01"), buckets=(3, "3 months"))
    assert found.before.digest == found.after.digest
    assert found.inputs.same
    assert found.stretch.whole


def test_two_currencies(compared: Compared) -> None:
    found = compared(ROAD.format(cost=1), ROAD.format(cost=2), currency=("USD", "EUR"))
    assert not found.money.comparable
    assert not found.money.changed
    assert not any(fund.changed for fund in found.money.funds)
    assert words(found).money == ()
    assert words(found).cautions == ("Money is not compared: the first plan counts in USD, the second in EUR.",)
    assert {tier.name: tier.change for tier in found.tiers}["cost"] is None


def test_what_is_not_proved_is_said_first(tmp_path: Path) -> None:
    plan = plan_of(tmp_path / "s", arriving("2024-01-01"))
    found = compare(replace(plan, status="feasible"), plan)
    assert words(found).all[0].startswith("The first plan is not proven optimal")
    found = compare(plan, replace(plan, status="feasible"))
    assert words(found).all[0].startswith("The second plan is not proven optimal")


def test_no_plan_is_refused(tmp_path: Path) -> None:
    plan = plan_of(tmp_path / "s", arriving("2024-01-01"))
    with pytest.raises(ValueError, match="no plan"):
        compare(plan, replace(plan, status="infeasible"))
