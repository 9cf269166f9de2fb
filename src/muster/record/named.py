"""Documents that an entry names, and that have to be there for it."""

from __future__ import annotations

from muster.record.book import Pen
from muster.record.document import Document, document_at, subject_of_document
from muster.record.refused import Refused
from muster.record.reversals import standing
from muster.text import phrase

DECIDED = ("taken", "implemented", "overdue")
"""States of a decision on which something can rest."""


def document(pen: Pen, kind: str, name: str, day: str = "") -> Document | None:
    """A document of the record as of a day."""
    return document_at(standing(pen.book.about(subject_of_document(kind, name))), day)


def needed(pen: Pen, kind: str, name: str, day: str, states: tuple[str, ...] = ()) -> Document:
    """A document that has to be there on a day, in one of these states (none named: in any)."""
    found = document(pen, kind, name, day)
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
