"""Meetings and decisions, and changes between meetings by document and cause."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from cli.command import Run, runner
from muster.record.errors import RecordRefusedError
from muster.record.exchange.import_scenario import import_scenario
from muster.record.queries.diff import Moment, RecordChange, diff_record, moment_of_meeting
from muster.record.store.ledger import Ledger
from record.conftest import Clock
from record.test_draw import STOCK, story
from record.test_drawn import ASKED, PLEDGED, hand_over, move_document, open_document, submit_entry


def hold_meeting(ledger: Ledger, clock: Clock, name: str, day: str) -> None:
    clock.at(day)
    open_document(ledger, f"meeting/{name}", valid_from=day, agenda=["requests", "pledges"])
    move_document(ledger, f"meeting/{name}", "held", valid_from=day, participants=["AAA", "BBB"])


@pytest.fixture
def meetings_ledger(ledger: Ledger, clock: Clock, tmp_path: Path) -> Ledger:
    """A record of two meetings a month apart, with entries before, between and after them."""
    import_scenario(ledger, story(tmp_path / "story"), "secretariat")
    clock.at("2022-09-01")
    open_document(ledger, "request/q", **ASKED)
    open_document(ledger, "pledge/p", **PLEDGED, until="2022-09-25")
    open_document(ledger, "decision/d")
    submit_entry(ledger, "quantity.promised", kind="pledge", document="p", line="1", quantity=10)
    hold_meeting(ledger, clock, "first", "2022-09-06")
    move_document(ledger, "decision/d", "tabled", valid_from="2022-09-06", meeting="first")
    clock.at("2022-09-20")
    move_document(ledger, "request/q", "submitted", "validated", "open", valid_from="2022-09-20")
    hand_over(ledger, 3, "2022-09-20", request="q")
    line = {"kind": "pledge", "document": "p", "line": "1", "quantity": 4}
    submit_entry(ledger, "quantity.moved", **line, valid_from="2022-09-20", **{"from": "announced", "to": "committed"})
    claim = {"table": "stocks", "key": STOCK, "column": "quantity", "value": 8, "source": "letter", "valid_from": None}
    number = submit_entry(ledger, "claim.made", **claim)
    clock.at("2022-10-04")
    hold_meeting(ledger, clock, "second", "2022-10-04")
    move_document(ledger, "decision/d", "taken", valid_from="2022-10-04", meeting="second")
    adoption = {"claim": number, "reason": "the letter is newer", "decision": "d", "valid_from": None}
    submit_entry(ledger, "claim.adopted", **adoption)
    clock.at("2022-10-10")
    move_document(ledger, "request/q", "withdrawn", valid_from="2022-10-10")
    return ledger


def changes_between(ledger: Ledger, first: str = "first", second: str = "second") -> dict[str, RecordChange]:
    moments = (moment_of_meeting(ledger, name) for name in (first, second))
    return {change.subject: change for change in diff_record(ledger, *moments)}


def test_what_changed_between_two_meetings_by_document_and_with_its_cause(meetings_ledger: Ledger) -> None:
    changes = changes_between(meetings_ledger)
    assert changes.keys() == {
        "decision/d",
        "meeting/second",
        "pledge/p",
        "request/q",
        "shipment/s",
        'stocks["depot","pump"]',
    }
    request = changes["request/q"]
    assert request.cells == {"state": ("draft", "open")}
    (row,) = request.rows
    assert (row.subject, row.verdict, row.cells["handed_over_before"]) == ('requests["q"]', "new", (None, 3.0))
    causes = [(entry.action, entry.content.get("to")) for entry in request.entries]
    assert causes[:3] == [("document.moved", state) for state in ("submitted", "validated", "open")]
    assert causes[3] == ("milestone.reached", "BBB")
    # The pledge lapsed by itself on the 26th: the cause is the entry that gave it until the 25th.
    pledge = changes["pledge/p"]
    assert pledge.cells == {
        "state": ("announced", "lapsed"),
        "line 1, announced": (10.0, None),
        "line 1, committed": (None, 4.0),
        "line 1, lapsed": (None, 6.0),
    }
    assert changes["shipment/s"].cells == {"handed over": (None, 3.0)}
    stocks = changes['stocks["depot","pump"]']
    assert stocks.cells == {"quantity": (10.0, 8.0), "source": ("paper", "letter")}
    assert [entry.action for entry in stocks.entries] == ["claim.made", "claim.adopted"]
    assert stocks.entries[1].content["reason"] == "the letter is newer"
    assert changes["decision/d"].cells["state"] == ("tabled", "taken")


def test_a_lapse_without_any_entry_names_the_entry_that_said_so(meetings_ledger: Ledger) -> None:
    last = meetings_ledger.head().number
    days = (dt.date(2022, 9, 25), dt.date(2022, 9, 26))
    (pledge,) = diff_record(meetings_ledger, *(Moment(last, day) for day in days))
    lapsed = {"line 1, announced": (6.0, None), "line 1, lapsed": (None, 6.0)}
    assert pledge.cells == lapsed | {"state": ("announced", "lapsed")}
    assert [entry.action for entry in pledge.entries] == ["document.opened", "quantity.moved"]


def test_a_row_that_only_a_milestone_changed_is_told_under_its_document(meetings_ledger: Ledger, clock: Clock) -> None:
    before = meetings_ledger.head().number
    open_document(meetings_ledger, "request/z", **ASKED)
    move_document(meetings_ledger, "request/z", "submitted", "validated", "open")
    entry_number = meetings_ledger.head().number
    number = hand_over(meetings_ledger, 2, "2022-09-21", "z", request="z")
    changes = {change.subject: change for change in diff_record(meetings_ledger, Moment(entry_number), Moment(number))}
    assert changes["request/z"].verdict == "told"
    assert [row.cells for row in changes["request/z"].rows] == [{"handed_over_before": (None, 2.0)}]
    assert [entry.number for entry in changes["request/z"].entries] == [number]
    assert before < entry_number


def test_only_a_meeting_that_was_held_is_a_moment(meetings_ledger: Ledger) -> None:
    for name, reason in (("nothing", "no meeting nothing"), ("third", "is planned")):
        if name == "third":
            open_document(meetings_ledger, "meeting/third")
        with pytest.raises(RecordRefusedError, match=reason):
            moment_of_meeting(meetings_ledger, name)


def test_a_claim_is_adopted_by_a_decision_that_was_taken(meetings_ledger: Ledger) -> None:
    open_document(meetings_ledger, "decision/e")
    number = next(entry.number for entry in meetings_ledger.entries() if entry.action == "claim.made")
    with pytest.raises(RecordRefusedError, match='decision e is "drafted"'):
        submit_entry(meetings_ledger, "claim.adopted", claim=number, reason="x", decision="e", valid_from=None)


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    return runner(capfd, monkeypatch)


def run_json(run: Run, *words: str) -> Any:
    done = run("record", *words, "--json")
    assert done.code == 0, done.err
    return done.object


def test_commands(meetings_ledger: Ledger, new_db: str, run: Run) -> None:
    done = run("record", "diff", new_db, "--between", "first", "meeting/second")
    assert done.code == 0
    assert "state: draft → open" in done.out
    assert 'requests["q"]  new' in done.out
    assert "handed_over_before: — → 3" in done.out
    assert "reason: the letter is newer" in done.out
    output = run_json(run, "diff", new_db, "--between", "first", "second")
    assert output["as_of"] == ["2022-09-06", "2022-10-04"]
    pledge = next(item for item in output["changes"] if item["subject"] == "pledge/p")
    assert pledge["cells"]["state"] == ["announced", "lapsed"]
    text = run("record", "show", new_db, "meeting/second", "--as-of", "2022-10-04").out
    assert "its state is held, since 2022-10-04" in text
    assert "What refers to it:" in text
    assert [item["subject"] for item in run_json(run, "show", new_db, "meeting/second")["referring"]] == ["decision/d"]
    rests = run_json(run, "show", new_db, "decision/d")["referring"]
    assert [item["action"] for item in rests] == ["claim.adopted"]
    for wrong in ((), ("--between", "first", "second", "--known-at", "2022-10-01")):
        assert run("record", "diff", new_db, *wrong).code == 2
    assert run("record", "diff", new_db, "--between", "first", "second", "--as-of", "2022-10-01").code == 2
    assert run("record", "diff", new_db, "--between", "first", "never").code == 1


def test_a_condition_is_shown_with_its_standing(meetings_ledger: Ledger, new_db: str, run: Run) -> None:
    condition_fields = {"condition": "matching", "threshold": 12, "among": ["BBB"]}
    open_document(meetings_ledger, "pledge/tied", **PLEDGED | condition_fields)
    open_document(meetings_ledger, "pledge/other", **PLEDGED | {"party": "BBB", "quantity": 11})
    move_document(meetings_ledger, "pledge/other", "registered", source="letter")
    text = run("record", "show", new_db, "pledge/tied", "--as-of", "2022-10-04").out
    assert "Condition: matching: 11 of 12 from BBB, not met" in text
    condition = run_json(run, "show", new_db, "pledge/tied")["condition"]
    assert condition == {
        "kind": "matching",
        "met": False,
        "threshold": 12,
        "among": ["BBB"],
        "there": 11,
        "state": None,
    }
    submit_entry(meetings_ledger, "quantity.promised", kind="pledge", document="other", line="1", quantity=12)
    assert run_json(run, "show", new_db, "pledge/tied")["condition"]["met"]
