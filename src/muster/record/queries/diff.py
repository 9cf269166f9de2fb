"""Differences in the record between two moments, by subject, with the entries that caused them.

Changes of a row given by a document are listed under the document. A change without an entry between the moments, such
as a reservation that lapsed or a value whose day came, cites the earlier entry that caused it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from muster.record.actions.money_milestones import MONEY_REACHED
from muster.record.actions.valuations import VALUE_GIVEN
from muster.record.errors import RecordRefusedError
from muster.record.projection.document import document_at
from muster.record.projection.document_lookup import require_document
from muster.record.projection.document_rows import DocumentRows
from muster.record.projection.line_balance import compute_balance, promised_lines
from muster.record.projection.milestones import MILESTONE_REACHED
from muster.record.projection.row_identity import row_subject
from muster.record.projection.scenario import state_at
from muster.record.projection.state import MAIN_SCENARIO, RecordState
from muster.record.store.entry import LedgerEntry
from muster.record.store.ledger import Ledger, shorten_subject
from muster.text import phrase


@dataclass(frozen=True)
class Moment:
    """A pair of times: the last entry that counts, and the day (None: no limit on `valid_from`)."""

    entry: int
    as_of: dt.date | None = None


def moment_of_meeting(ledger: Ledger, name: str) -> Moment:
    """Return the moment at the end of a meeting's day (UTC).

    Minutes entered on a later day count as changes after the meeting. `name` may include the kind (`meeting/m`).

    Raises:
        RecordRefusedError: The meeting does not exist or was not held.
    """
    name = name.removeprefix("meeting/")
    meeting = require_document(ledger, "meeting", name)
    if meeting.state != "held":
        raise RecordRefusedError(
            phrase("meeting {document} was not held; it is {state}", document=name, state=meeting.state)
        )
    day = dt.date.fromisoformat(meeting.since)
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), dt.UTC) - dt.timedelta(microseconds=1)
    return Moment(ledger.last_entry_at(end), day)


@dataclass(frozen=True)
class RecordChange:
    """Change of one subject.

    Attributes:
        subject: Subject of the entries.
        verdict: `new`, `gone`, `changed`, or `told` if there are entries but no listed value changed.
        cells: Changed values (before, after; None: blank). A document has its fields, `state`, line accounts,
            milestones and valuations.
        entries: Entries that caused the change.
        rows: Changes of the rows that the document gives.
    """

    subject: str
    verdict: str
    cells: dict[str, tuple[Any, Any]]
    entries: tuple[LedgerEntry, ...]
    rows: tuple[RecordChange, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the change for JSON output."""
        rows = [{"subject": row.subject, "verdict": row.verdict, "cells": row.cells} for row in self.rows]
        entries = [entry.as_dict() for entry in self.entries]
        return {"subject": self.subject, "verdict": self.verdict, "cells": self.cells, "rows": rows, "entries": entries}


SourcedCells = dict[str, tuple[Any, int]]
"""Values by name, each with the number of its entry."""


@dataclass
class _Snapshot:
    """Values at one moment by subject, and the document that gives each row."""

    cells: dict[str, SourcedCells] = field(default_factory=dict)
    source_documents: dict[str, str] = field(default_factory=dict)


def diff_record(ledger: Ledger, before: Moment, after: Moment, scenario: str = MAIN_SCENARIO) -> list[RecordChange]:
    """Compare the record at two moments, in order of the subjects."""
    between: dict[str, list[LedgerEntry]] = {}
    for entry in ledger.entries(after.entry):
        if entry.number > before.entry:
            between.setdefault(entry.subject, []).append(entry)
    first, second = (_snapshot(ledger, moment, scenario) for moment in (before, after))
    changes: dict[str, RecordChange] = {}
    for subject in sorted({*between, *first.cells, *second.cells}):
        change = _compare_subject(ledger, subject, first, second, between.get(subject, []))
        if change is not None:
            changes[subject] = change
    for subject in [
        subject for subject in changes if subject in first.source_documents or subject in second.source_documents
    ]:
        document = second.source_documents.get(subject) or first.source_documents[subject]
        document_change = changes.get(document, RecordChange(document, "told", {}, ()))
        row = changes.pop(subject)
        causes = {entry.number: entry for entry in (*document_change.entries, *row.entries)}
        new_causes = {number: entry for number, entry in causes.items() if number > before.entry} or causes
        changes[document] = replace(
            document_change,
            rows=(*document_change.rows, row),
            entries=tuple(new_causes[number] for number in sorted(new_causes)),
        )
    return [changes[subject] for subject in sorted(changes)]


def _compare_subject(
    ledger: Ledger, subject: str, first: _Snapshot, second: _Snapshot, between: list[LedgerEntry]
) -> RecordChange | None:
    old, new = first.cells.get(subject), second.cells.get(subject)
    names = sorted({*(old or {}), *(new or {})})
    values = {name: ((old or {}).get(name, (None, 0))[0], (new or {}).get(name, (None, 0))[0]) for name in names}
    cells = {name: pair for name, pair in values.items() if pair[0] != pair[1]}
    if not between and not cells:
        return None
    verdict = "changed" if cells else "told"
    if old is None and new is not None:
        verdict = "new"
    elif new is None and old is not None:
        verdict = "gone"
    causes = {entry.number: entry for entry in between}
    for name in cells if not between else ():
        number = ((new or old or {}).get(name) or (old or {}).get(name) or (None, 0))[1]
        entry = ledger.entry(number) if number and number not in causes else None
        causes |= {entry.number: entry} if entry else {}
    return RecordChange(subject, verdict, cells, tuple(causes[number] for number in sorted(causes)))


def _snapshot(ledger: Ledger, moment: Moment, scenario: str) -> _Snapshot:
    state, document_rows = state_at(ledger, moment.as_of, moment.entry, scenario)
    day = moment.as_of.isoformat() if moment.as_of else ""
    snapshot = _Snapshot(dict(_row_cells(state, document_rows, scenario)))
    for subject, entries in state.entries_by_subject.items():
        snapshot.cells[subject] = _document_cells(entries, day)
    for subject, condition in document_rows.conditions.items():
        snapshot.cells[subject]["condition met"] = (condition.met, condition.cause_entry)
    snapshot.source_documents = {
        shorten_subject(row_subject(*row_id)): document for row_id, document in document_rows.source_documents.items()
    }
    return snapshot


def _row_cells(state: RecordState, document_rows: DocumentRows, scenario: str) -> Iterator[tuple[str, SourcedCells]]:
    """Yield the rows by subject, with the claims that the scenario adopts."""
    adoptions = state.adoptions_by_row(scenario)
    for row_id, row in state.present_rows():
        numbers = {name: stamp[1] for name, (stamp, _value) in row.cells.items()}
        for claim, entry in adoptions.get(row_id, ()):
            numbers |= {claim.column: entry.number, "source": entry.number}
        cells = state.cells_with_claims(row_id, row, adoptions)
        yield shorten_subject(row_subject(*row_id)), {name: (value, numbers[name]) for name, value in cells.items()}


def _document_cells(entries: list[LedgerEntry], day: str) -> SourcedCells:
    """Flatten a document for comparison: fields, state, line balances, quantity per milestone, valuations."""
    cells: SourcedCells = {}
    document = document_at(entries, day)
    if document is not None:
        fields: Mapping[str, Any] = document.fields
        first = document.state_changes[0].entry
        cells = {name: (value, first) for name, value in fields.items() if name not in ("kind", "document")}
        cells["state"] = (document.state, document.last_change.entry)
    for line in promised_lines(entries):
        last = max(entry.number for entry in entries if entry.content.get("line") == line)
        for account, quantity in compute_balance(entries, line, day).as_dict().items():
            cells[f"line {line}, {account}"] = (quantity, last)
    for entry in entries:
        content = entry.content
        if entry.action in (MILESTONE_REACHED, MONEY_REACHED):
            goods = entry.action == MILESTONE_REACHED
            name, quantity = (
                (content["milestone"], content["quantity"]) if goods else (_money_label(content), content["amount"])
            )
            cells[name] = (cells.get(name, (0.0, 0))[0] + quantity, entry.number)
        elif entry.action == VALUE_GIVEN:
            cells[f"{content['rule']}, {content['currency']}, {content['source']}"] = (content["amount"], entry.number)
    return cells


def _money_label(content: Mapping[str, Any]) -> str:
    return f"{content['milestone']}, {content['currency']}"
