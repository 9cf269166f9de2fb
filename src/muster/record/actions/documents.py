"""Actions on documents: open, correct, and move to another state."""

from __future__ import annotations

from muster.record.actions.action import Action, Field, Fields, parse_values, split_valid_from
from muster.record.actions.document_fields import DOCUMENT_FIELDS, validate_fields
from muster.record.actions.transition_checks import TRANSITION_CHECKS
from muster.record.errors import RecordRefusedError
from muster.record.projection.document import DOCUMENT_CORRECTED, DOCUMENT_MOVED, DOCUMENT_OPENED, document_subject
from muster.record.projection.document_lookup import find_document, require_document, require_document_on
from muster.record.projection.document_states import REQUIRED_FIELDS, TRANSITIONS, states_of
from muster.record.projection.row_lookup import require_source
from muster.record.store.entry import EntryDraft
from muster.record.store.ledger import LedgerWriter
from muster.record.store.reversals import without_reversals
from muster.text import mark, phrase


def _open(writer: LedgerWriter, fields: Fields) -> EntryDraft:
    fields, valid_from = split_valid_from(fields)
    kind, name = fields["kind"], fields["document"]
    if find_document(writer.ledger, kind, name) is not None:
        raise RecordRefusedError(phrase("there is a {kind} {document} already", kind=kind, document=name))
    fields = validate_fields(kind, fields, _request_fields(writer, fields))
    return EntryDraft(DOCUMENT_OPENED, document_subject(kind, name), fields, valid_from or writer.today)


def _correct(writer: LedgerWriter, fields: Fields) -> EntryDraft:
    fields, valid_from = split_valid_from(fields)
    kind, name = fields["kind"], fields["document"]
    document = require_document(writer.ledger, kind, name)
    opening = document.state_changes[0]
    if valid_from and valid_from < opening.day:
        raise RecordRefusedError(
            phrase(
                "{kind} {document} was opened on {day}; a correction cannot hold from an earlier day",
                kind=kind,
                document=name,
                day=opening.day,
            )
        )
    cells = parse_values(DOCUMENT_CORRECTED, DOCUMENT_FIELDS, fields["set"])
    corrected = {field: value for field, value in {**document.fields, **cells}.items() if value is not None}
    corrected = validate_fields(kind, corrected, _request_fields(writer, corrected))
    if cells.get("source") is not None:
        require_source(writer.ledger, cells["source"])
    cells = {field: corrected.get(field) for field in cells}
    content = fields | {"set": cells, "of": opening.entry}
    return EntryDraft(DOCUMENT_CORRECTED, document_subject(kind, name), content, valid_from or opening.day)


def _request_fields(writer: LedgerWriter, fields: Fields) -> Fields | None:
    """Return the fields of the request that a document is about; None if it is about none."""
    kind, _slash, name = fields.get("about", "").partition("/")
    document = find_document(writer.ledger, "request", name) if kind == "request" else None
    return dict(document.fields) if document else None


def _move(writer: LedgerWriter, fields: Fields) -> EntryDraft:
    fields, valid_from = split_valid_from(fields)
    kind, name, to = fields["kind"], fields["document"], fields["to"]
    day = valid_from or writer.today
    entries = without_reversals(writer.ledger.entries_for(document_subject(kind, name)))
    document = require_document_on(writer, kind, name, day)
    if any(entry.valid_from > day for entry in entries if entry.action in (DOCUMENT_OPENED, DOCUMENT_MOVED)):
        raise RecordRefusedError(
            phrase(
                "{kind} {document} has already moved after {day}; give a later valid_from",
                kind=kind,
                document=name,
                day=day,
            )
        )
    allowed = TRANSITIONS[kind].get(document.state, ())
    if to not in allowed:
        raise RecordRefusedError(
            phrase(
                '{kind} {document} is "{state}"; it can move to {allowed}, not to "{to}"',
                kind=kind,
                document=name,
                state=document.state,
                allowed=", ".join(allowed) or "-",
                to=to,
            )
        )
    missing = [field for field in REQUIRED_FIELDS.get((kind, to), ()) if field not in fields]
    if missing:
        raise RecordRefusedError(phrase('"{to}" needs the field {name}', to=to, name=", ".join(missing)))
    if (kind, to) in TRANSITION_CHECKS:
        TRANSITION_CHECKS[kind, to](writer, document, fields, day)
    return EntryDraft(DOCUMENT_MOVED, document_subject(kind, name), fields | {"from": document.state}, day)


_KIND = Field("kind", required=True, choices=tuple(TRANSITIONS))
_DOCUMENT = Field("document", required=True)
_STATES = tuple(dict.fromkeys(state for kind in TRANSITIONS for state in states_of(kind)))

DOCUMENT_ACTIONS = (
    Action(
        DOCUMENT_OPENED,
        mark(
            "Open a document: request, offer, pledge, commitment, allocation, consent, shipment, decision or meeting."
        ),
        (_KIND, _DOCUMENT, *DOCUMENT_FIELDS),
        _open,
    ),
    Action(
        DOCUMENT_CORRECTED,
        mark("Correct fields of a document, from the day of its opening or later; the entry cites the opening."),
        (_KIND, _DOCUMENT, Field("set", "cells", required=True), Field("reason", required=True)),
        _correct,
    ),
    Action(
        DOCUMENT_MOVED,
        mark("Move a document to another state, with the fields that the state needs."),
        (
            _KIND,
            _DOCUMENT,
            Field("to", required=True, choices=_STATES),
            *(Field(name) for name in ("reason", "source", "decision", "meeting", "successor", "commitment", "scope")),
            Field("participants", "list"),
            Field("quantity", "amount"),
            Field("date", "date"),
            Field("until", "date"),
            Field("earliest", "date"),
            Field("limit", "amount"),
            Field("note"),
        ),
        _move,
    ),
)
