"""Meetings and decisions, and what changed from one meeting to the next, by document and with its cause."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from cli.command import Run, runner
from muster.record.errors import Refused
from muster.record.exchange.import_scenario import take
from muster.record.queries.diff import Change, Moment, changes
from muster.record.queries.meetings import moment_of_meeting
from muster.record.store.ledger import Book
from record.conftest import Clock
from record.test_draw import STOCK, story
from record.test_drawn import ASKED, PLEDGED, handed, moved, opened, say


def meet(book: Book, clock: Clock, name: str, day: str) -> None:
    clock.at(day)
    opened(book, f"meeting/{name}", valid_from=day, agenda=["requests", "pledges"])
    moved(book, f"meeting/{name}", "held", valid_from=day, participants=["AAA", "BBB"])


@pytest.fixture
def cycle(book: Book, clock: Clock, tmp_path: Path) -> Book:
    """Two meetings a month apart, and what was entered before, between and after them."""
    take(book, story(tmp_path / "story"), "secretariat")
    clock.at("2022-09-01")
    opened(book, "request/q", **ASKED)
    opened(book, "pledge/p", **PLEDGED, until="2022-09-25")
    opened(book, "decision/d")
    say(book, "quantity.promised", kind="pledge", document="p", line="1", quantity=10)
    meet(book, clock, "first", "2022-09-06")
    moved(book, "decision/d", "tabled", valid_from="2022-09-06", meeting="first")
    clock.at("2022-09-20")
    moved(book, "request/q", "submitted", "validated", "open", valid_from="2022-09-20")
    handed(book, 3, "2022-09-20", request="q")
    line = {"kind": "pledge", "document": "p", "line": "1", "quantity": 4}
    say(book, "quantity.moved", **line, valid_from="2022-09-20", **{"from": "announced", "to": "committed"})
    claim = {"table": "stocks", "key": STOCK, "column": "quantity", "value": 8, "source": "letter", "valid_from": None}
    number = say(book, "claim.made", **claim)
    clock.at("2022-10-04")
    meet(book, clock, "second", "2022-10-04")
    moved(book, "decision/d", "taken", valid_from="2022-10-04", meeting="second")
    said = {"claim": number, "reason": "the letter is newer", "decision": "d", "valid_from": None}
    say(book, "claim.adopted", **said)
    clock.at("2022-10-10")
    moved(book, "request/q", "withdrawn", valid_from="2022-10-10")
    return book


def between(book: Book, first: str = "first", second: str = "second") -> dict[str, Change]:
    moments = (moment_of_meeting(book, name) for name in (first, second))
    return {one.subject: one for one in changes(book, *moments)}


def test_what_changed_between_two_meetings_by_document_and_with_its_cause(cycle: Book) -> None:
    found = between(cycle)
    assert found.keys() == {
        "decision/d",
        "meeting/second",
        "pledge/p",
        "request/q",
        "shipment/s",
        'stocks["depot","pump"]',
    }
    request = found["request/q"]
    assert request.cells == {"state": ("draft", "open")}
    (row,) = request.rows
    assert (row.subject, row.verdict, row.cells["handed_over_before"]) == ('requests["q"]', "new", (None, 3.0))
    causes = [(entry.action, entry.content.get("to")) for entry in request.entries]
    assert causes[:3] == [("document.moved", state) for state in ("submitted", "validated", "open")]
    assert causes[3] == ("milestone.reached", "BBB")
    # The pledge lapsed by itself on the 26th: the cause is the entry that gave it until the 25th.
    pledge = found["pledge/p"]
    assert pledge.cells == {
        "state": ("announced", "lapsed"),
        "line 1, announced": (10.0, None),
        "line 1, committed": (None, 4.0),
        "line 1, lapsed": (None, 6.0),
    }
    assert found["shipment/s"].cells == {"handed over": (None, 3.0)}
    stocks = found['stocks["depot","pump"]']
    assert stocks.cells == {"quantity": (10.0, 8.0), "source": ("paper", "letter")}
    assert [entry.action for entry in stocks.entries] == ["claim.made", "claim.adopted"]
    assert stocks.entries[1].content["reason"] == "the letter is newer"
    assert found["decision/d"].cells["state"] == ("tabled", "taken")


def test_a_lapse_without_any_entry_names_the_entry_that_said_so(cycle: Book) -> None:
    last = cycle.head().number
    days = (dt.date(2022, 9, 25), dt.date(2022, 9, 26))
    (pledge,) = changes(cycle, *(Moment(last, day) for day in days))
    lapsed = {"line 1, announced": (6.0, None), "line 1, lapsed": (None, 6.0)}
    assert pledge.cells == lapsed | {"state": ("announced", "lapsed")}
    assert [entry.action for entry in pledge.entries] == ["document.opened", "quantity.moved"]


def test_a_row_that_only_a_milestone_changed_is_told_under_its_document(cycle: Book, clock: Clock) -> None:
    before = cycle.head().number
    opened(cycle, "request/z", **ASKED)
    moved(cycle, "request/z", "submitted", "validated", "open")
    asked = cycle.head().number
    number = handed(cycle, 2, "2022-09-21", "z", request="z")
    found = {one.subject: one for one in changes(cycle, Moment(asked), Moment(number))}
    assert found["request/z"].verdict == "told"
    assert [row.cells for row in found["request/z"].rows] == [{"handed_over_before": (None, 2.0)}]
    assert [entry.number for entry in found["request/z"].entries] == [number]
    assert before < asked


def test_only_a_meeting_that_was_held_is_a_moment(cycle: Book) -> None:
    for name, reason in (("nothing", "no meeting nothing"), ("third", "is planned")):
        if name == "third":
            opened(cycle, "meeting/third")
        with pytest.raises(Refused, match=reason):
            moment_of_meeting(cycle, name)


def test_a_claim_is_adopted_by_a_decision_that_was_taken(cycle: Book) -> None:
    opened(cycle, "decision/e")
    number = next(entry.number for entry in cycle.entries() if entry.action == "claim.made")
    with pytest.raises(Refused, match='decision e is "drafted"'):
        say(cycle, "claim.adopted", claim=number, reason="x", decision="e", valid_from=None)


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    return runner(capfd, monkeypatch)


def told(run: Run, *words: str) -> Any:
    done = run("record", *words, "--json")
    assert done.code == 0, done.err
    return done.object


def test_commands(cycle: Book, where: str, run: Run) -> None:
    done = run("record", "diff", where, "--between", "first", "meeting/second")
    assert done.code == 0
    assert "state: draft → open" in done.out
    assert 'requests["q"]  new' in done.out
    assert "handed_over_before: — → 3" in done.out
    assert "reason: the letter is newer" in done.out
    found = told(run, "diff", where, "--between", "first", "second")
    assert found["as_of"] == ["2022-09-06", "2022-10-04"]
    pledge = next(one for one in found["changes"] if one["subject"] == "pledge/p")
    assert pledge["cells"]["state"] == ["announced", "lapsed"]
    shown = run("record", "show", where, "meeting/second", "--as-of", "2022-10-04").out
    assert "its state is held, since 2022-10-04" in shown
    assert "What refers to it:" in shown
    assert [one["subject"] for one in told(run, "show", where, "meeting/second")["referring"]] == ["decision/d"]
    rests = told(run, "show", where, "decision/d")["referring"]
    assert [one["action"] for one in rests] == ["claim.adopted"]
    for wrong in ((), ("--between", "first", "second", "--known-at", "2022-10-01")):
        assert run("record", "diff", where, *wrong).code == 2
    assert run("record", "diff", where, "--between", "first", "second", "--as-of", "2022-10-01").code == 2
    assert run("record", "diff", where, "--between", "first", "never").code == 1


def test_a_condition_is_shown_with_its_standing(cycle: Book, where: str, run: Run) -> None:
    tied = {"condition": "matching", "threshold": 12, "among": ["BBB"]}
    opened(cycle, "pledge/tied", **PLEDGED | tied)
    opened(cycle, "pledge/other", **PLEDGED | {"party": "BBB", "quantity": 11})
    moved(cycle, "pledge/other", "registered", source="letter")
    shown = run("record", "show", where, "pledge/tied", "--as-of", "2022-10-04").out
    assert "Condition: matching: 11 of 12 from BBB, not met" in shown
    condition = told(run, "show", where, "pledge/tied")["condition"]
    assert condition == {
        "kind": "matching",
        "met": False,
        "threshold": 12,
        "among": ["BBB"],
        "there": 11,
        "state": None,
    }
    say(cycle, "quantity.promised", kind="pledge", document="other", line="1", quantity=12)
    assert told(run, "show", where, "pledge/tied")["condition"]["met"]
