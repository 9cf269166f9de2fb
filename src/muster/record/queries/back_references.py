"""What refers to a document: decisions taken at a meeting, what rests on a decision, what became of a pledge."""

from __future__ import annotations

import json

from muster.record.projection.document import subject_of_document
from muster.record.store import append_only_triggers as guards
from muster.record.store.entry import Entry
from muster.record.store.ledger import Book
from muster.record.store.reversals import taken_back

_BY_SUBJECT = ("about", "upon", "of")
_BY_ID = {"request": ("request", "successor"), "commitment": ("commitment", "successor")}


def referring(book: Book, kind: str, name: str, upto: int | None = None) -> list[Entry]:
    """The standing entries about other things that name this document, in order."""
    last = book.head().number if upto is None else upto
    subject = subject_of_document(kind, name)
    escaped = json.dumps(name, ensure_ascii=False)[1:-1].replace("!", "!!").replace("%", "!%").replace("_", "!_")
    question = f"SELECT number FROM {guards.TABLE} WHERE number <= %s AND content LIKE %s ESCAPE '!' ORDER BY number"
    gone = taken_back(book, last)
    found = []
    for (number,) in book.rows(question, [last, f"%{escaped}%"]):
        entry = book.entry(number)
        if entry is not None and number not in gone and entry.subject != subject and _names(entry, kind, name, subject):
            found.append(entry)
    return found


def _names(entry: Entry, kind: str, name: str, subject: str) -> bool:
    said = entry.content
    by_id = any(said.get(field) == name for field in _BY_ID.get(kind, (kind,)))
    return by_id or any(said.get(field) == subject for field in _BY_SUBJECT)
