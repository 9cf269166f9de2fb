"""Documents that an entry names, and that have to be there for it."""

from __future__ import annotations

from muster.record.errors import Refused
from muster.record.projection.document import Document, document_at, subject_of_document
from muster.record.store.ledger import Book, Pen
from muster.record.store.reversals import standing
from muster.text import phrase

DECIDED = ("taken", "implemented", "overdue")
"""States of a decision on which something can rest."""


def document(book: Book, kind: str, name: str, as_of: str = "", upto: int | None = None) -> Document | None:
    """A document of the record."""
    return document_at(standing(book.about(subject_of_document(kind, name), upto)), as_of)


def existing(book: Book, kind: str, name: str) -> Document:
    """A document that has to be there, on whatever day."""
    found = document(book, kind, name)
    if found is None:
        raise Refused(phrase("there is no {kind} {document}", kind=kind, document=name))
    return found


def needed(pen: Pen, kind: str, name: str, day: str, states: tuple[str, ...] = ()) -> Document:
    """A document that has to be there on a day, in one of these states (none named: in any)."""
    found = document(pen.book, kind, name, day)
    if found is None:
        raise Refused(phrase("there is no {kind} {document} on {day}", kind=kind, document=name, day=day))
    if states and found.state not in states:
        raise Refused(
            phrase(
                '{kind} {document} is "{state}" on {day}; it has to be {allowed}',
                kind=kind,
                document=name,
                state=found.state,
                day=day,
                allowed=", ".join(states),
            )
        )
    return found
