"""Sentences on changes in tiers, money, pledges, consents and load."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from muster.plans.compare import words
from plans.story_comparisons import LINE, PLEDGE, ROAD, ComparePlans, arriving, plan_comparer


@pytest.fixture(name="compared")
def _compared(tmp_path: Path) -> ComparePlans:
    return plan_comparer(tmp_path)


def test_money(compared: ComparePlans) -> None:
    """10 units at 2 instead of 1: 20 instead of 10, half of it the fund's."""
    comparison = compared(ROAD.format(cost=1), ROAD.format(cost=2))
    assert (comparison.money.before, comparison.money.after) == pytest.approx((10, 20))
    funds = comparison.money.funds
    assert [(fund.fund, fund.changed) for fund in funds] == [("common", True), (None, True)]
    assert [(fund.before, fund.after) for fund in funds] == [pytest.approx((5, 10)), pytest.approx((5, 10))]
    assert words(comparison).money == (
        "The plan costs 10 USD more: 20 instead of 10.",
        "Fund common pays 10 USD instead of 5.",
        "10 USD of it is covered by no fund, instead of 5.",
    )
    assert {tier.name: tier.change for tier in comparison.tiers} == {
        "requests/1": "same", "share/1": "same", "reserves": "same", "cost": "worse", "calm": None,
    }  # fmt: skip
    assert words(comparison).tiers == (
        "The second plan is worse: the first objective that differs is cost, 20 instead of 10.",
    )


def test_the_first_tier_decides(compared: ComparePlans) -> None:
    comparison = compared(arriving("2024-02-01"), arriving("2024-01-01"))
    assert comparison.tiers[0].name == "requests/1"
    assert comparison.tiers[0].change == "better"
    assert words(comparison).tiers == (
        "The second plan is better: the first objective that differs is requests/1, 0 instead of 1.",
    )


def test_reserves_are_compared_where_the_targets_are_alike(compared: ComparePlans) -> None:
    story = """
        stocks: location, item, quantity
        depot, thing, {stock}
        reserves: location, item, target
        depot, thing, {target}
    """
    comparison = compared(story.format(stock=4, target=10), story.format(stock=5, target=10))
    (tier,) = [tier for tier in comparison.tiers if tier.name == "reserves"]
    assert (tier.before, tier.after) == pytest.approx((1.8, 1.5))  # three months short of 6, of 5 tenths
    assert tier.change == "better"
    comparison = compared(story.format(stock=4, target=10), story.format(stock=4, target=8))
    assert {tier.name: tier.change for tier in comparison.tiers}["reserves"] is None


def test_objective_value_is_better_when_higher(compared: ComparePlans) -> None:
    story = """
        stocks: location, item, quantity
        depot, thing, {stock}
        requests: request, location, wants, quantity, due, value
        r, depot, thing, 10, 2024-01, 3
    """
    comparison = compared(story.format(stock=4), story.format(stock=6), objective="value")
    assert [(tier.name, tier.change) for tier in comparison.tiers if tier.name != "calm"] == [("value", "better")]
    comparison = compared(story.format(stock=4), story.format(stock=4), objective=("value", "service"))
    assert {tier.change for tier in comparison.tiers} == {None}
    assert "the objective value, the second for service" in words(comparison).caveats[0]


def test_pledges(compared: ComparePlans) -> None:
    """All stock is handed over to them by the end of January."""
    comparison = compared(PLEDGE.format(pledge="p", quantity=3), PLEDGE.format(pledge="p", quantity=6))
    assert words(comparison).pledges == ("Pledge p is kept; in the first plan it is not.",)
    comparison = compared(PLEDGE.format(pledge="p", quantity=6), PLEDGE.format(pledge="p", quantity=3))
    assert words(comparison).pledges == ("Pledge p is not kept; in the first plan it is.",)
    comparison = compared(PLEDGE.format(pledge="p", quantity=2), PLEDGE.format(pledge="p", quantity=3))
    assert words(comparison).pledges == ("Of pledge p, 3 of 5 are handed over by 2024-01-31 instead of 2.",)
    comparison = compared(PLEDGE.format(pledge="p", quantity=6), PLEDGE.format(pledge="p", quantity=7))
    assert len(comparison.pledges) == 1
    assert words(comparison).pledges == ()
    comparison = compared(PLEDGE.format(pledge="p", quantity=6), PLEDGE.format(pledge="q", quantity=6))
    assert words(comparison).pledges == ("Pledge p is gone.", "Pledge q is new, and is kept.")


CONSENT = """
    stocks: location, item, quantity
    depot, thing, 10
    requests: request, location, wants, quantity, due
    r, depot, thing, 10, 2024-01
    parties: party
    us
    consents: party, wants, from, decision, limit
"""


def test_consents(compared: ComparePlans) -> None:
    comparison = compared(CONSENT + "us, thing, , withheld,", CONSENT + "us, thing, , granted,")
    (change,) = comparison.consents
    assert (change.name, change.since) == ("us/thing", date(2024, 1, 1))
    assert (change.before.decision, change.after.decision) == ("withheld", "granted")
    assert words(comparison).consents == ("From 2024-01-01 the consent of us/thing is granted instead of withheld.",)


def test_consents_in_steps(compared: ComparePlans) -> None:
    """The same until February; then one is granted; in March both are, to other limits."""
    before = CONSENT + "us, thing, , withheld,\nus, thing, 2024-03, granted, 5"
    after = CONSENT + "us, thing, , withheld,\nus, thing, 2024-02, granted,"
    assert words(compared(before, after)).consents == (
        "From 2024-02-01 the consent of us/thing is granted instead of withheld.",
        "From 2024-03-01 the limit of the consent of us/thing is none instead of 5.",
    )


def test_consents_that_part_once_are_told_once(compared: ComparePlans) -> None:
    """A row that says again what holds already is no other decision, nor is one from before the start."""
    before = CONSENT + "us, thing, , withheld,"
    after = CONSENT + "us, thing, 2024-01, granted,\nus, thing, 2024-03, granted,"
    assert len(compared(before, after).consents) == 1
    assert compared(before, CONSENT + "us, thing, 2023-06, withheld,").consents == ()


def test_consents_without_a_row(compared: ComparePlans) -> None:
    row = "us, thing, 2024-02, undecided,"
    assert words(compared(CONSENT, CONSENT + row)).consents == (
        "From 2024-02-01 the consent of us/thing is undecided; the first plan has no row for it.",
    )
    assert words(compared(CONSENT + row, CONSENT)).consents == (
        "From 2024-02-01 there is no row for the consent of us/thing; in the first plan it is undecided.",
    )


def test_full_load(compared: ComparePlans) -> None:
    """5 a month are asked for in two months: with a capacity of 5 it is full in both, with 20 never."""
    comparison = compared(LINE.format(capacity=5), LINE.format(capacity=20))
    (change,) = comparison.resources
    assert (change.resource, change.before, change.after) == ("line", (date(2024, 1, 1), date(2024, 2, 1)), ())
    assert words(comparison).resources == ("line is at full load in 0 buckets instead of 2.",)
    assert words(compared(LINE.format(capacity=20), LINE.format(capacity=5))).resources == (
        "line is at full load in 2 buckets instead of 0.",
    )
