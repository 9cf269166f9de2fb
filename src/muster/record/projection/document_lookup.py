"""Look up the documents that an entry names, and refuse the entry if they do not exist."""

from __future__ import annotations

from muster.record.errors import RecordRefusedError
from muster.record.projection.document import Document, document_at, document_subject
from muster.record.store.ledger import Ledger, LedgerWriter
from muster.record.store.reversals import without_reversals
from muster.text import phrase

DECIDED_STATES = ("taken", "implemented", "overdue")
"""States of a decision that other entries may cite."""


def find_document(ledger: Ledger, kind: str, name: str, as_of: str = "", up_to: int | None = None) -> Document | None:
    """Return a document of the record as of a day, or None."""
    return document_at(without_reversals(ledger.entries_for(document_subject(kind, name), up_to)), as_of)


def require_document(ledger: Ledger, kind: str, name: str) -> Document:
    """Return a document that must exist, on any day.

    Raises:
        RecordRefusedError: The document does not exist.
    """
    document = find_document(ledger, kind, name)
    if document is None:
        raise RecordRefusedError(phrase("there is no {kind} {document}", kind=kind, document=name))
    return document


def require_document_on(writer: LedgerWriter, kind: str, name: str, day: str, states: tuple[str, ...] = ()) -> Document:
    """Return a document that must exist on a day, in one of `states` (empty: any state).

    Raises:
        RecordRefusedError: The document does not exist on that day, or is in another state.
    """
    document = find_document(writer.ledger, kind, name, day)
    if document is None:
        raise RecordRefusedError(phrase("there is no {kind} {document} on {day}", kind=kind, document=name, day=day))
    if states and document.state not in states:
        raise RecordRefusedError(
            phrase(
                '{kind} {document} is "{state}" on {day}; it has to be {allowed}',
                kind=kind,
                document=name,
                state=document.state,
                day=day,
                allowed=", ".join(states),
            )
        )
    return document
