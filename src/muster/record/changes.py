"""What changed in the record between two times, by what it is about, with the entries that changed it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from muster.record.book import Book, shortened
from muster.record.cells import subject_of
from muster.record.draw import known_at
from muster.record.entry import Entry
from muster.record.known import MAIN, Known


@dataclass(frozen=True)
class Change:
    """A subject, the cells that have another value (before, after; None: blank), and the entries in between.

    `verdict` is `new`, `gone`, `changed`, or `told` where entries say something that changes no row.
    """

    subject: str
    verdict: str
    cells: dict[str, tuple[Any, Any]]
    entries: tuple[Entry, ...]


def changes(book: Book, before: int, after: int, as_of: dt.date | None = None, scenario: str = MAIN) -> list[Change]:
    """What the entries after `before`, up to `after`, changed in what is known as of a day."""
    between: dict[str, list[Entry]] = {}
    for entry in book.entries(after):
        if entry.number > before:
            between.setdefault(entry.subject, []).append(entry)
    first = _rows(known_at(book, as_of, before, scenario)[0], scenario)
    second = _rows(known_at(book, as_of, after, scenario)[0], scenario)
    found = []
    for subject in sorted(between):
        old, new = first.get(subject), second.get(subject)
        verdict, cells = "told", {}
        if old is None and new is not None:
            verdict, cells = "new", {name: (None, value) for name, value in new.items()}
        elif new is None and old is not None:
            verdict, cells = "gone", {name: (value, None) for name, value in old.items()}
        elif old is not None and new is not None and old != new:
            names = sorted({*old, *new})
            verdict = "changed"
            cells = {name: (old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)}
        found.append(Change(subject, verdict, cells, tuple(between[subject])))
    return found


def _rows(known: Known, scenario: str) -> dict[str, dict[str, Any]]:
    """The rows by subject, with the claims that the scenario adopts."""
    adoptions = known.adoptions(scenario)
    return {shortened(subject_of(*place)): known.cells(place, row, adoptions) for place, row in known.there()}
