"""Totals name their milestone, count at a boundary, and differ line by line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.command import Run, runner
from muster.record.actions.measures import Measure
from muster.record.actions.submit import enter
from muster.record.errors import Refused
from muster.record.projection.milestones import MILESTONES
from muster.record.projection.state import fold
from muster.record.queries.totals import Line, Part, counted, lines
from muster.record.queries.unknown_names import Stranger, strangers
from muster.record.store.ledger import Book


def reached(milestone: str, shipment: str, giver: str, taker: str, quantity: float, day: str) -> dict[str, Any]:
    return {
        "action": "milestone.reached",
        "shipment": shipment,
        "milestone": milestone,
        "from": giver,
        "to": taker,
        "wants": "pump",
        "quantity": quantity,
        "valid_from": day,
    }


# Ten pumps go from A through B to C, in two parts from B on; three go from B's own stock.
WAY = [
    reached("dispatched", "s1", "A", "B", 10, "2022-10-01"),
    reached("handed over", "s1", "A", "B", 10, "2022-10-05"),
    reached("dispatched", "s2", "B", "C", 6, "2022-10-06"),
    reached("dispatched", "s3", "B", "C", 4, "2022-10-07"),
    reached("dispatched", "s4", "B", "C", 3, "2022-10-07"),
    reached("handed over", "s2", "B", "C", 5, "2022-10-10"),
    reached("handed over", "s2", "B", "C", 1, "2022-10-11"),
    reached("handed over", "s4", "B", "C", 3, "2022-10-20"),
]


def measure(milestone: str, *into: str) -> Measure:
    return Measure(milestone, frozenset(into))


@pytest.fixture
def way(book: Book) -> Book:
    enter(book, WAY, "B")
    return book


def total(book: Book, milestone: str, *into: str, as_of: str = "") -> float:
    return sum(quantity or 0 for quantity in counted(fold(book.entries()), measure(milestone, *into), as_of).values())


def test_goods_that_pass_through_others_count_once(way: Book) -> None:
    assert total(way, "handed over", "C") == 9
    assert total(way, "handed over", "B") == 10
    # Into both together: what goes from one of them to the other stays inside.
    assert total(way, "handed over", "B", "C") == 10


def test_a_total_is_of_one_milestone_and_of_a_day(way: Book) -> None:
    assert {name: total(way, name, "C") for name in MILESTONES if total(way, name, "C")} == {
        "dispatched": 13,
        "handed over": 9,
    }
    assert [total(way, "handed over", "C", as_of=f"2022-10-{day}") for day in ("09", "10", "11", "20")] == [0, 5, 6, 9]


def test_two_totals_differ_line_by_line(way: Book) -> None:
    found = lines(fold(way.entries()), measure("handed over", "C"), measure("dispatched", "C"))
    quantities = {"s2": (6, 6), "s3": (0, 4), "s4": (3, 3)}
    assert found == [Line(Part(f"shipment/{name}", "", "pump"), *pair) for name, pair in quantities.items()]
    assert sum(line.difference for line in found) == 9 - 13


def test_names_that_the_record_has_never_seen_are_told(way: Book) -> None:
    asked = Measure("handed over", frozenset({"C", "CC"}), givers=frozenset({"nobody"}), wants=frozenset({"pmp"}))
    found = strangers(fold(way.entries()), asked)
    assert found == [Stranger("CC", "C"), Stranger("nobody", None), Stranger("pmp", "pump")]
    assert strangers(fold(way.entries()), measure("handed over", "C", "B")) == []
    base = {"kind": "request", "document": "r", "valid_from": "2022-10-01"}
    enter(way, [{"action": "document.opened", **base}, {"action": "document.moved", **base, "to": "submitted"}], "C")
    assert strangers(fold(way.entries()), measure("handed over", "submitted")) == [Stranger("submitted", None)]


def test_delivered_is_no_milestone(book: Book) -> None:
    with pytest.raises(Refused, match="has to be one of"):
        enter(book, [reached("delivered", "s1", "A", "B", 1, "2022-10-01")], "B")


def test_a_request_is_never_met_by_a_part(book: Book) -> None:
    base = {"kind": "request", "document": "r", "valid_from": "2022-10-01"}
    states = ("submitted", "validated", "open", "part met")
    steps = [{"action": "document.moved", **base, "to": state} for state in states]
    enter(book, [{"action": "document.opened", **base, "quantity": 10}, *steps], "C")
    met = {"action": "document.moved", **base, "to": "met", "valid_from": "2022-10-31"}
    part, rest = (reached("handed over", f"s{n}", "A", "C", n, f"2022-10-0{n}") | {"request": "r"} for n in (4, 6))
    enter(book, [{"action": "document.opened", "kind": "request", "document": "another"}], "C")
    other = reached("handed over", "s9", "A", "C", 10, "2022-10-09") | {"request": "another"}
    enter(book, [part, other, rest | {"milestone": "dispatched"}], "A")
    with pytest.raises(Refused, match="only 4 of 10 was handed over"):
        enter(book, [met], "C")
    last = enter(book, [rest], "A")[0].number
    enter(book, [{"action": "entry.reversed", "entry": last, "reason": "counted twice"}], "A")
    with pytest.raises(Refused, match="only 4 of 10"):
        enter(book, [met], "C")
    handed, moved = enter(book, [rest, met], "C")
    with pytest.raises(Refused, match=f"entry {moved.number} rests on this one"):
        enter(book, [{"action": "entry.reversed", "entry": handed.number, "reason": "it never came"}], "A")
    slip = enter(book, [rest | {"quantity": 3, "valid_from": "2022-11-05"}], "A")[0].number
    enter(book, [{"action": "entry.reversed", "entry": slip, "reason": "entered twice"}], "A")
    gone = [{"action": "entry.reversed", "entry": one.number, "reason": "it never came"} for one in (moved, handed)]
    enter(book, gone, "A")
    with pytest.raises(Refused, match="only 4 of 10"):
        enter(book, [met], "C")


def test_command(
    way: Book, where: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run: Run = runner(capfd, monkeypatch)
    asked = ("record", "totals", where, "--milestone", "handed over", "--into", "C", "--as-of", "2022-10-31")
    assert "handed over, pump: 9\n" in run(*asked).out
    told = run(*asked, "--against", "dispatched", "--json").object
    assert told["totals"] == [{"unit": "pump", "quantity": 9, "against": 13, "unvalued": 0, "difference": -4}]
    assert [line["document"] for line in told["lines"]] == ["shipment/s2", "shipment/s3", "shipment/s4"]
    assert "9, against 13 dispatched: 4 less" in run(*asked, "--against", "dispatched").out
    assert run("record", "totals", where, "--milestone", "delivered", "--into", "C").code == 1
    assert "Nothing reached it." in run("record", "totals", where, "--milestone", "usable", "--into", "C").out
    taken = tmp_path / "back.json"
    last = way.head().number
    taken.write_text(json.dumps({"action": "entry.reversed", "entry": last, "reason": "counted twice"}))
    assert run("record", "add", where, taken).code == 0
    assert "handed over, pump: 6\n" in run(*asked).out
