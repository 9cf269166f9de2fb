"""Totals count one milestone at a boundary, and are compared line by line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.command import Run, runner
from muster.record.actions.measures import TotalMeasure
from muster.record.actions.submit import submit_entries
from muster.record.errors import RecordRefusedError
from muster.record.projection.milestones import MILESTONES
from muster.record.projection.state import fold_entries
from muster.record.queries.totals import TotalKey, TotalLine, count_quantities, total_lines
from muster.record.queries.unknown_names import UnknownName, find_unknown_names
from muster.record.store.ledger import Ledger


def milestone_item(
    milestone: str, shipment: str, giver: str, recipient: str, quantity: float, day: str
) -> dict[str, Any]:
    return {
        "action": "milestone.reached",
        "shipment": shipment,
        "milestone": milestone,
        "from": giver,
        "to": recipient,
        "wants": "pump",
        "quantity": quantity,
        "valid_from": day,
    }


# Ten pumps go from A through B to C, in two parts from B on; three go from B's own stock.
SHIPMENTS = [
    milestone_item("dispatched", "s1", "A", "B", 10, "2022-10-01"),
    milestone_item("handed over", "s1", "A", "B", 10, "2022-10-05"),
    milestone_item("dispatched", "s2", "B", "C", 6, "2022-10-06"),
    milestone_item("dispatched", "s3", "B", "C", 4, "2022-10-07"),
    milestone_item("dispatched", "s4", "B", "C", 3, "2022-10-07"),
    milestone_item("handed over", "s2", "B", "C", 5, "2022-10-10"),
    milestone_item("handed over", "s2", "B", "C", 1, "2022-10-11"),
    milestone_item("handed over", "s4", "B", "C", 3, "2022-10-20"),
]


def measure_into(milestone: str, *into: str) -> TotalMeasure:
    return TotalMeasure(milestone, frozenset(into))


@pytest.fixture
def shipments_ledger(ledger: Ledger) -> Ledger:
    submit_entries(ledger, SHIPMENTS, "B")
    return ledger


def total_into(ledger: Ledger, milestone: str, *into: str, as_of: str = "") -> float:
    return sum(
        quantity or 0
        for quantity in count_quantities(fold_entries(ledger.entries()), measure_into(milestone, *into), as_of).values()
    )


def test_goods_that_pass_through_others_count_once(shipments_ledger: Ledger) -> None:
    assert total_into(shipments_ledger, "handed over", "C") == 9
    assert total_into(shipments_ledger, "handed over", "B") == 10
    # Into both together: what goes from one of them to the other stays inside.
    assert total_into(shipments_ledger, "handed over", "B", "C") == 10


def test_a_total_is_of_one_milestone_and_of_a_day(shipments_ledger: Ledger) -> None:
    assert {
        name: total_into(shipments_ledger, name, "C") for name in MILESTONES if total_into(shipments_ledger, name, "C")
    } == {
        "dispatched": 13,
        "handed over": 9,
    }
    assert [
        total_into(shipments_ledger, "handed over", "C", as_of=f"2022-10-{day}") for day in ("09", "10", "11", "20")
    ] == [0, 5, 6, 9]


def test_two_totals_differ_line_by_line(shipments_ledger: Ledger) -> None:
    lines = total_lines(
        fold_entries(shipments_ledger.entries()), measure_into("handed over", "C"), measure_into("dispatched", "C")
    )
    quantities = {"s2": (6, 6), "s3": (0, 4), "s4": (3, 3)}
    assert lines == [TotalLine(TotalKey(f"shipment/{name}", "", "pump"), *pair) for name, pair in quantities.items()]
    assert sum(line.difference for line in lines) == 9 - 13


def test_names_that_the_record_has_never_seen_are_told(shipments_ledger: Ledger) -> None:
    measure = TotalMeasure(
        "handed over", frozenset({"C", "CC"}), givers=frozenset({"nobody"}), wants=frozenset({"pmp"})
    )
    unknown = find_unknown_names(fold_entries(shipments_ledger.entries()), measure)
    assert unknown == [UnknownName("CC", "C"), UnknownName("nobody", None), UnknownName("pmp", "pump")]
    assert find_unknown_names(fold_entries(shipments_ledger.entries()), measure_into("handed over", "C", "B")) == []
    base = {"kind": "request", "document": "r", "valid_from": "2022-10-01"}
    submit_entries(
        shipments_ledger,
        [{"action": "document.opened", **base}, {"action": "document.moved", **base, "to": "submitted"}],
        "C",
    )
    assert find_unknown_names(fold_entries(shipments_ledger.entries()), measure_into("handed over", "submitted")) == [
        UnknownName("submitted", None)
    ]


def test_delivered_is_no_milestone(ledger: Ledger) -> None:
    with pytest.raises(RecordRefusedError, match="has to be one of"):
        submit_entries(ledger, [milestone_item("delivered", "s1", "A", "B", 1, "2022-10-01")], "B")


def test_a_request_is_never_met_by_a_part(ledger: Ledger) -> None:
    base = {"kind": "request", "document": "r", "valid_from": "2022-10-01"}
    states = ("submitted", "validated", "open", "part met")
    steps = [{"action": "document.moved", **base, "to": state} for state in states]
    submit_entries(ledger, [{"action": "document.opened", **base, "quantity": 10}, *steps], "C")
    met = {"action": "document.moved", **base, "to": "met", "valid_from": "2022-10-31"}
    part, rest = (
        milestone_item("handed over", f"s{n}", "A", "C", n, f"2022-10-0{n}") | {"request": "r"} for n in (4, 6)
    )
    submit_entries(ledger, [{"action": "document.opened", "kind": "request", "document": "another"}], "C")
    other = milestone_item("handed over", "s9", "A", "C", 10, "2022-10-09") | {"request": "another"}
    submit_entries(ledger, [part, other, rest | {"milestone": "dispatched"}], "A")
    with pytest.raises(RecordRefusedError, match="only 4 of 10 was handed over"):
        submit_entries(ledger, [met], "C")
    last = submit_entries(ledger, [rest], "A")[0].number
    submit_entries(ledger, [{"action": "entry.reversed", "entry": last, "reason": "counted twice"}], "A")
    with pytest.raises(RecordRefusedError, match="only 4 of 10"):
        submit_entries(ledger, [met], "C")
    handed, moved = submit_entries(ledger, [rest, met], "C")
    with pytest.raises(RecordRefusedError, match=f"entry {moved.number} depends on this one"):
        submit_entries(ledger, [{"action": "entry.reversed", "entry": handed.number, "reason": "it never came"}], "A")
    slip = submit_entries(ledger, [rest | {"quantity": 3, "valid_from": "2022-11-05"}], "A")[0].number
    submit_entries(ledger, [{"action": "entry.reversed", "entry": slip, "reason": "entered twice"}], "A")
    reversals = [
        {"action": "entry.reversed", "entry": entry.number, "reason": "it never came"} for entry in (moved, handed)
    ]
    submit_entries(ledger, reversals, "A")
    with pytest.raises(RecordRefusedError, match="only 4 of 10"):
        submit_entries(ledger, [met], "C")


def test_command(
    shipments_ledger: Ledger,
    new_db: str,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    run: Run = runner(capfd, monkeypatch)
    arguments = ("record", "totals", new_db, "--milestone", "handed over", "--into", "C", "--as-of", "2022-10-31")
    assert "handed over, pump: 9\n" in run(*arguments).out
    output = run(*arguments, "--against", "dispatched", "--json").object
    assert output["totals"] == [{"unit": "pump", "quantity": 9, "against": 13, "unvalued": 0, "difference": -4}]
    assert [line["document"] for line in output["lines"]] == ["shipment/s2", "shipment/s3", "shipment/s4"]
    assert "9, against 13 dispatched: 4 less" in run(*arguments, "--against", "dispatched").out
    assert run("record", "totals", new_db, "--milestone", "delivered", "--into", "C").code == 1
    empty_total = run("record", "totals", new_db, "--milestone", "usable", "--into", "C")
    assert "Nothing reached the milestone." in empty_total.out
    reversal = tmp_path / "back.json"
    last = shipments_ledger.head().number
    reversal.write_text(json.dumps({"action": "entry.reversed", "entry": last, "reason": "counted twice"}))
    assert run("record", "add", new_db, reversal).code == 0
    assert "handed over, pump: 6\n" in run(*arguments).out
