"""Everything about something: its entries, and of a document where it stands and what refers to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from muster.record.actions.line_quantities import balance, lines_of
from muster.record.projection.conditions import Condition
from muster.record.projection.document import Document, document_at
from muster.record.projection.document_rows import documents_in, tied_in
from muster.record.projection.state import fold
from muster.record.queries.back_references import referring
from muster.record.queries.subject_lookup import found_under
from muster.record.store.entry import Entry
from muster.record.store.ledger import Book
from muster.record.store.reversals import standing, taken_back


@dataclass(frozen=True)
class Shown:
    """The entries about something; of a document also its state, condition and lines as of a day, and what names it."""

    entries: Sequence[Entry]
    document: Document | None
    condition: Condition | None
    lines: dict[str, dict[str, float]]
    referring: Sequence[Entry]

    def told(self) -> dict[str, Any]:
        """All of it as JSON shows it."""
        return {
            "entries": [entry.told() for entry in self.entries],
            "state": self.document.state if self.document else None,
            "since": self.document.since if self.document else None,
            "condition": self.condition.told() if self.condition else None,
            "lines": self.lines,
            "referring": [entry.told() for entry in self.referring],
        }


def shown(book: Book, words: Sequence[str], day: str) -> Shown:
    """What the words name (a table and a key, a document, an entry's number), as of a day."""
    entries = found_under(book, words)
    valid = standing(entries)
    found = document_at(valid, day)
    lines = {line: balance(valid, line, day).told() for line in lines_of(valid)}
    named = referring(book, found.kind, found.id) if found else []
    return Shown(entries, found, _condition(book, found, day), lines, named)


def _condition(book: Book, document: Document | None, day: str) -> Condition | None:
    if document is None or document.said.get("condition", "none") == "none":
        return None
    last = book.head().number
    known = fold(book.entries(last), taken_back(book, last), day)
    return tied_in(known, documents_in(known, day), day).get(document.subject)
