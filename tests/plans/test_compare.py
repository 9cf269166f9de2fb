"""Changes of requests from one plan to another: small stories, plain arithmetic."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from muster.plans.compare import compare, words
from plans.story_comparisons import PLEDGE, TWO, ComparePlans, arriving, change_of, plan_comparer
from stories.story import plan_of


@pytest.fixture(name="compared")
def _compared(tmp_path: Path) -> ComparePlans:
    return plan_comparer(tmp_path)


def test_a_month_earlier(compared: ComparePlans) -> None:
    """10 come in January instead of February: in time instead of late in one bucket."""
    comparison = compared(arriving("2024-02-10"), arriving("2024-01-10"))
    change = change_of(comparison)
    assert change.changes == ("earlier", "more_on_time", "less_late")
    assert (change.days, change.months, change.verdict) == (-29, -1, "better")
    assert change.before is not None
    assert change.after is not None
    assert (change.before.on_time, change.after.on_time) == pytest.approx((0, 10))
    assert (change.before.late_unit_buckets, change.after.late_unit_buckets) == pytest.approx((10, 0))
    assert words(comparison).requests == (
        "r is filled 1 month earlier: by 2024-01-31 instead of 2024-02-29.",
        "r gets 10 more on time: 10 of 10 instead of 0.",
    )
    assert words(comparison).unchanged == ()


def test_two_months_later(compared: ComparePlans) -> None:
    comparison = compared(arriving("2024-01-10"), arriving("2024-03-10"))
    assert change_of(comparison).changes == ("later", "less_on_time", "more_late")
    assert (change_of(comparison).months, change_of(comparison).verdict) == (2, "worse")
    assert "r is filled 2 months later: by 2024-03-31 instead of 2024-01-31." in words(comparison).requests


def test_in_weeks_it_is_days(compared: ComparePlans) -> None:
    """A bucket is seven days from the start, Monday 1 January: filled by the 14th instead of the 21st."""
    comparison = compared(arriving("2024-01-15"), arriving("2024-01-08"), bucket="week")
    assert (change_of(comparison).days, change_of(comparison).months) == (-7, None)
    assert words(comparison).requests[0] == "r is filled 7 days earlier: by 2024-01-14 instead of 2024-01-21."


def test_more_but_not_all(compared: ComparePlans) -> None:
    comparison = compared(arriving("2024-01-01", 4), arriving("2024-01-01", 6))
    assert change_of(comparison).changes == ("more", "more_on_time", "less_late")
    assert change_of(comparison).days is None
    assert words(comparison).requests == ("r gets 2 more, all of it on time: 6 of 10 instead of 4.",)


def test_less_and_late(compared: ComparePlans) -> None:
    comparison = compared(arriving("2024-02-01", 8), arriving("2024-02-01", 5))
    assert words(comparison).requests == ("r gets 3 less by the end: 5 of 10 instead of 8.",)


def test_filled_now_and_filled_no_more(compared: ComparePlans) -> None:
    comparison = compared(arriving("2024-02-01", 8), arriving("2024-02-01", 10))
    assert change_of(comparison).changes == ("filled", "more", "less_late")
    assert words(comparison).requests[0] == "r is filled by 2024-02-29; in the first plan it is not filled."
    comparison = compared(arriving("2024-02-01", 10), arriving("2024-02-01", 8))
    assert change_of(comparison).changes == ("not_filled", "less", "more_late")
    assert words(comparison).requests[0] == "r is not filled; in the first plan it is filled by 2024-02-29."


def test_part_of_it_sooner(compared: ComparePlans) -> None:
    """5 of 10 come in February instead of March: late by 10 + 5 unit-months instead of 10 + 10, filled in March."""
    first = """
        receipts: location, item, quantity, date
        depot, thing, 5, {day}
        depot, thing, 5, 2024-03-01
        requests: request, location, wants, quantity, due
        r, depot, thing, 10, 2024-01
    """
    comparison = compared(first.format(day="2024-03-02"), first.format(day="2024-02-01"))
    assert change_of(comparison).changes == ("less_late",)
    assert words(comparison).requests == ("r is less late until the end: by 15 unit-months instead of 20.",)


def test_nothing_changes(compared: ComparePlans) -> None:
    comparison = compared(arriving("2024-02-01"), arriving("2024-02-01"))
    assert change_of(comparison).changes == ()
    assert (change_of(comparison).verdict, change_of(comparison).days) == ("same", 0)
    assert words(comparison).all == [
        "Nothing changes for any request.",
        "Both plans were made from the same tables, settings and options.",
    ]


def test_new_and_gone(compared: ComparePlans) -> None:
    """With 3 gone to r, 2 are left for the other."""
    comparison = compared(TWO.format(other="old", quantity=2), TWO.format(other="young", quantity=4))
    assert [(change.request, change.changes) for change in comparison.requests] == [
        ("r", ()),
        ("old", ("gone",)),
        ("young", ("new",)),
    ]
    assert words(comparison).requests == (
        "old is gone; in the first plan 2 of 2 are handed over by the end.",
        "young is new: 2 of 4 are handed over by the end.",
    )
    assert words(comparison).unchanged == ("Nothing changes for 1 request.",)
    assert words(comparison).headline == (
        "Requests: 0 better, 0 worse, 0 better and worse, 2 new, gone or on other terms, 1 unchanged.",
    )


def test_asked_for_more(compared: ComparePlans) -> None:
    comparison = compared(TWO.format(other="s", quantity=1), TWO.format(other="s", quantity=2))
    change = change_of(comparison, "s")
    assert change.changes == ("asked", "more", "more_on_time")
    assert (change.asked, change.verdict) == (("quantity",), "otherwise")
    assert words(comparison).requests == (
        "s asks for 2 instead of 1.",
        "s gets 1 more, all of it on time: 2 of 2 instead of 1.",
    )


def test_a_later_due_date_is_no_improvement(compared: ComparePlans) -> None:
    """Goods that come in February are in time for February, but nobody gets anything sooner."""
    before = arriving("2024-02-01")
    comparison = compared(before, before.replace("10, 2024-01\n", "10, 2024-02\n"))
    change = change_of(comparison)
    assert change.changes == ("asked", "more_on_time", "less_late")
    assert (change.asked, change.verdict) == (("due",), "otherwise")
    assert words(comparison).requests[0] == "The terms of r differ: due."
    assert {tier.name: tier.change for tier in comparison.tiers}["requests/1"] is None


def test_other_lines_are_other_terms(compared: ComparePlans) -> None:
    story = """
        stocks: location, item, quantity
        depot, thing, 9
        requests: request, location, wants
        r, depot, thing
        request_lines: request, due, quantity
        r, 2024-01, 4
        r, 2024-02, {quantity}
    """
    comparison = compared(story.format(quantity=5), story.format(quantity=5) + "r, 2024-03, 1")
    assert change_of(comparison).asked == ("request_lines",)
    assert words(comparison).requests[0] == "r asks for 10 instead of 9."


def test_one_id_that_asks_for_something_else(compared: ComparePlans) -> None:
    story = """
        stocks: location, item, quantity
        depot, thing, 5
        depot, other, 900
        requests: request, location, wants, quantity, due
        r, depot, {wants}, {quantity}, 2024-01
    """
    comparison = compared(story.format(wants="thing", quantity=5), story.format(wants="other", quantity=900))
    assert (change_of(comparison).changes, change_of(comparison).days) == (("wants",), None)
    assert words(comparison).requests == (
        "r asks for other instead of thing: the quantities it gets are not compared.",
    )


def test_a_request_that_is_done(compared: ComparePlans) -> None:
    """All 10 handed over before: to be filled in the first month of a later plan is not to be filled later."""
    later = """
        requests: request, location, wants, quantity, due, handed_over_before
        r, depot, thing, 10, 2024-01, 10
    """
    comparison = compared(arriving("2024-01-01"), later, start=("2024-01-01", "2024-02-01"))
    assert (change_of(comparison).changes, change_of(comparison).days) == (("only_before",), None)
    assert words(comparison).requests == ("Only the first plan has something left to hand over for r: 10.",)


MEETINGS = """
    stocks: location, item, quantity
    works, thing, {stock}
    receipts: location, item, quantity, date
    works, thing, 1, 2024-02-01
    works, thing, 1, {last}
    requests: request, location, wants, quantity, due, handed_over_before
    r, works, thing, 3, 2024-02, {done}
"""


def test_from_one_meeting_to_the_next(compared: ComparePlans) -> None:
    """One of three was handed over in January as planned, and February's plan goes on: nothing has changed."""
    first = MEETINGS.format(stock=1, last="2024-03-01", done="")
    comparison = compared(
        first, MEETINGS.format(stock=0, last="2024-03-01", done=1), start=("2024-01-01", "2024-02-01")
    )
    assert (change_of(comparison).changes, change_of(comparison).asked) == (
        ("handed_over_before",),
        ("handed_over_before",),
    )
    assert (change_of(comparison).verdict, change_of(comparison).months) == ("same", 0)
    assert words(comparison).requests == ()
    assert words(comparison).unchanged == ("Nothing changes for any request.",)
    assert words(comparison).caveats[0] == (
        "The first plan starts on 2024-01-01, the second on 2024-02-01: quantities on time are not compared."
    )


def test_a_meeting_later_it_takes_longer(compared: ComparePlans) -> None:
    """The last one has slipped from March to April: late by 1 in February, and in March too."""
    first = MEETINGS.format(stock=1, last="2024-03-01", done="")
    comparison = compared(
        first, MEETINGS.format(stock=0, last="2024-04-01", done=1), start=("2024-01-01", "2024-02-01")
    )
    assert change_of(comparison).changes == ("handed_over_before", "later", "more_late")
    assert change_of(comparison).verdict == "worse"
    assert words(comparison).requests == (
        "Of r, 1 were handed over before the second plan starts, 0 before the first.",
        "r is filled 1 month later: by 2024-04-30 instead of 2024-03-31.",
    )
    change = change_of(comparison)
    assert change.before is not None
    assert change.after is not None
    assert (change.before.late_unit_buckets, change.after.late_unit_buckets) == pytest.approx((1, 2))


def test_what_is_due_before_the_start_is_not_on_time_for_it(compared: ComparePlans) -> None:
    """Due in January, handed over in February: late for the first plan, in the first bucket of the second."""
    story = arriving("2024-02-01")
    comparison = compared(story, story, start=("2024-01-01", "2024-02-01"))
    assert change_of(comparison).changes == ()


def test_the_order_is_priority_then_size(compared: ComparePlans) -> None:
    """In class 1 much gains 5 of 10 and little 1 of 10, still none; low, of class 2, asks for half as much again."""
    story = """
        stocks: location, item, quantity
        depot, a, 8
        depot, b, {b}
        depot, c, {c}
        requests: request, location, wants, quantity, due, priority
        still, depot, a, 2, 2024-01, 1
        little, depot, b, 10, 2024-01, 1
        much, depot, c, 10, 2024-01, 1
        low, depot, a, {low}, 2024-01, 2
    """
    comparison = compared(story.format(b=1, c=1, low=4), story.format(b=2, c=6, low=6))
    assert [change.request for change in comparison.requests] == ["much", "little", "still", "low"]


def test_a_folder_tells_the_same_as_the_plan(tmp_path: Path) -> None:
    from muster.plans import read_plan, write_plan

    plans = [plan_of(tmp_path / name, PLEDGE.format(pledge=name, quantity=6)) for name in ("p", "q")]
    folders = [write_plan(plan, tmp_path / f"{number}.plan") for number, plan in enumerate(plans)]
    ours = compare(*plans).as_dict()
    theirs = compare(*map(read_plan, folders)).as_dict()
    assert json.loads(json.dumps(theirs, allow_nan=False)) == json.loads(json.dumps(ours, allow_nan=False))


def test_every_change_is_in_the_json(compared: ComparePlans) -> None:
    entries = compared(arriving("2024-02-10"), arriving("2024-01-10")).as_dict()
    assert entries["requests"][0] | {"before": None, "after": None} == {
        "request": "r", "priority": 1, "changes": ["earlier", "more_on_time", "less_late"], "asked": [],
        "days": -29, "months": -1, "before": None, "after": None, "verdict": "better",
    }  # fmt: skip
    assert entries["requests"][0]["after"]["filled_by"] == "2024-01-31"
    assert entries["tables"][0]["cells"] == [
        {
            "key": {"location": "depot", "item": "thing"},
            "column": "date",
            "before": {"file": "receipts.csv", "row": 2, "value": "2024-02-10"},
            "after": {"file": "receipts.csv", "row": 2, "value": "2024-01-10"},
        }
    ]
    assert entries["stretch"] == {"first": "2024-01-01", "last": "2024-03-31", "buckets": 3}
