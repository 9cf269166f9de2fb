"""What changed in the record between two moments, by what it is about, with the entries that caused it.

A row that a document gives is told under its document. What changes without an entry in between (a reservation that
lapsed, a figure whose day came) names the entry that said so earlier.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from muster.record.actions.line_quantities import balance, lines_of
from muster.record.actions.money_milestones import PAID
from muster.record.actions.valuations import VALUED
from muster.record.projection.document import document_at
from muster.record.projection.document_rows import Documented
from muster.record.projection.milestones import REACHED
from muster.record.projection.row_identity import subject_of
from muster.record.projection.scenario import known_at
from muster.record.projection.state import MAIN, Known
from muster.record.store.entry import Entry
from muster.record.store.ledger import Book, shortened


@dataclass(frozen=True)
class Moment:
    """What was known after an entry, as of a day (None: whatever day things hold from)."""

    entry: int
    as_of: dt.date | None = None


@dataclass(frozen=True)
class Change:
    """A subject, what of it has another value (before, after; None: blank), and the entries that caused it.

    `verdict` is `new`, `gone`, `changed`, or `told` where entries say something that changes nothing told here. `cells`
    of a document are its facts, its `state`, the accounts of its lines and its milestones; `rows` are the changes of
    the rows that it gives.
    """

    subject: str
    verdict: str
    cells: dict[str, tuple[Any, Any]]
    entries: tuple[Entry, ...]
    rows: tuple[Change, ...] = ()

    def told(self) -> dict[str, Any]:
        """The change as JSON shows it."""
        rows = [{"subject": row.subject, "verdict": row.verdict, "cells": row.cells} for row in self.rows]
        entries = [entry.told() for entry in self.entries]
        return {"subject": self.subject, "verdict": self.verdict, "cells": self.cells, "rows": rows, "entries": entries}


Cells = dict[str, tuple[Any, int]]
"""Values by name, each with the number of the entry that says it."""


@dataclass
class _State:
    """All that was known at a moment, by subject, and the documents that give rows."""

    cells: dict[str, Cells] = field(default_factory=dict)
    givers: dict[str, str] = field(default_factory=dict)


def changes(book: Book, before: Moment, after: Moment, scenario: str = MAIN) -> list[Change]:
    """What changed from the one moment to the other, in order of the subjects."""
    between: dict[str, list[Entry]] = {}
    for entry in book.entries(after.entry):
        if entry.number > before.entry:
            between.setdefault(entry.subject, []).append(entry)
    first, second = (_state(book, moment, scenario) for moment in (before, after))
    found: dict[str, Change] = {}
    for subject in sorted({*between, *first.cells, *second.cells}):
        one = _change(book, subject, first, second, between.get(subject, []))
        if one is not None:
            found[subject] = one
    for subject in [subject for subject in found if subject in first.givers or subject in second.givers]:
        giver = second.givers.get(subject) or first.givers[subject]
        own = found.get(giver, Change(giver, "told", {}, ()))
        row = found.pop(subject)
        causes = {entry.number: entry for entry in (*own.entries, *row.entries)}
        since = {number: entry for number, entry in causes.items() if number > before.entry} or causes
        found[giver] = replace(own, rows=(*own.rows, row), entries=tuple(since[number] for number in sorted(since)))
    return [found[subject] for subject in sorted(found)]


def _change(book: Book, subject: str, first: _State, second: _State, between: list[Entry]) -> Change | None:
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
        entry = book.entry(number) if number and number not in causes else None
        causes |= {entry.number: entry} if entry else {}
    return Change(subject, verdict, cells, tuple(causes[number] for number in sorted(causes)))


def _state(book: Book, moment: Moment, scenario: str) -> _State:
    known, documented = known_at(book, moment.as_of, moment.entry, scenario)
    day = moment.as_of.isoformat() if moment.as_of else ""
    found = _State(dict(_rows(known, documented, scenario)))
    for subject, entries in known.about.items():
        found.cells[subject] = _told(entries, day)
    for subject, condition in documented.tied.items():
        found.cells[subject]["condition met"] = (condition.met, condition.cause)
    found.givers = {shortened(subject_of(*place)): giver for place, giver in documented.causes.items()}
    return found


def _rows(known: Known, documented: Documented, scenario: str) -> Iterator[tuple[str, Cells]]:
    """The rows by subject, with the claims that the scenario adopts."""
    adoptions = known.adoptions(scenario)
    for place, row in known.there():
        numbers = {name: stamp[1] for name, (stamp, _value) in row.cells.items()}
        for claim, entry in adoptions.get(place, ()):
            numbers |= {claim.column: entry.number, "source": entry.number}
        cells = known.cells(place, row, adoptions)
        yield shortened(subject_of(*place)), {name: (value, numbers[name]) for name, value in cells.items()}


def _told(entries: list[Entry], day: str) -> Cells:
    """A document's facts, its state, the accounts of its lines, what of it reached which milestone, its values."""
    found: Cells = {}
    document = document_at(entries, day)
    if document is not None:
        said: Mapping[str, Any] = document.said
        first = document.steps[0].entry
        found = {name: (value, first) for name, value in said.items() if name not in ("kind", "document")}
        found["state"] = (document.state, document.last.entry)
    for line in lines_of(entries):
        last = max(one.number for one in entries if one.content.get("line") == line)
        for account, quantity in balance(entries, line, day).told().items():
            found[f"line {line}, {account}"] = (quantity, last)
    for one in entries:
        said = one.content
        if one.action in (REACHED, PAID):
            goods = one.action == REACHED
            name, quantity = (said["milestone"], said["quantity"]) if goods else (_money(said), said["amount"])
            found[name] = (found.get(name, (0.0, 0))[0] + quantity, one.number)
        elif one.action == VALUED:
            found[f"{said['rule']}, {said['currency']}, {said['source']}"] = (said["amount"], one.number)
    return found


def _money(said: Mapping[str, Any]) -> str:
    return f"{said['milestone']}, {said['currency']}"
