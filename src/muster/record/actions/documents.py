"""Documents: opened, corrected, moved from state to state, ended by themselves at their time; all of it is entries."""

from __future__ import annotations

from muster.record.actions.action import Action, Field, Said, split, understood
from muster.record.actions.document_fields import FACTS, checked
from muster.record.actions.rows import check_source
from muster.record.actions.transition_checks import CHECKS
from muster.record.errors import Refused
from muster.record.projection.document import CORRECTED, MOVED, OPENED, subject_of_document
from muster.record.projection.document_lookup import document, existing, needed
from muster.record.projection.document_states import MOVES, NEEDS, states
from muster.record.store.entry import Draft
from muster.record.store.ledger import Pen
from muster.record.store.reversals import standing
from muster.text import mark, phrase


def _open(pen: Pen, said: Said) -> Draft:
    said, valid_from = split(said)
    kind, name = said["kind"], said["document"]
    if document(pen.book, kind, name) is not None:
        raise Refused(phrase("there is a {kind} {document} already", kind=kind, document=name))
    said = checked(kind, said, _request_of(pen, said))
    return Draft(OPENED, subject_of_document(kind, name), said, valid_from or pen.today)


def _correct(pen: Pen, said: Said) -> Draft:
    said, valid_from = split(said)
    kind, name = said["kind"], said["document"]
    now = existing(pen.book, kind, name)
    first = now.steps[0]
    if valid_from and valid_from < first.day:
        raise Refused(phrase("{kind} {document} was opened on {day} only", kind=kind, document=name, day=first.day))
    cells = understood(CORRECTED, FACTS, said["set"])
    whole = {fact: value for fact, value in {**now.said, **cells}.items() if value is not None}
    whole = checked(kind, whole, _request_of(pen, whole))
    if cells.get("source") is not None:
        check_source(pen.book, cells["source"])
    cells = {fact: whole.get(fact) for fact in cells}
    content = said | {"set": cells, "of": first.entry}
    return Draft(CORRECTED, subject_of_document(kind, name), content, valid_from or first.day)


def _request_of(pen: Pen, said: Said) -> Said | None:
    """What the request says that a document is about."""
    kind, _slash, name = said.get("about", "").partition("/")
    found = document(pen.book, "request", name) if kind == "request" else None
    return dict(found.said) if found else None


def _move(pen: Pen, said: Said) -> Draft:
    said, valid_from = split(said)
    kind, name, to = said["kind"], said["document"], said["to"]
    day = valid_from or pen.today
    entries = standing(pen.book.about(subject_of_document(kind, name)))
    now = needed(pen, kind, name, day)
    if any(entry.valid_from > day for entry in entries if entry.action in (OPENED, MOVED)):
        raise Refused(phrase("{kind} {document} has moved after {day} already", kind=kind, document=name, day=day))
    allowed = MOVES[kind].get(now.state, ())
    if to not in allowed:
        raise Refused(
            phrase(
                '{kind} {document} is "{state}"; from there it goes to {allowed}, not to "{to}"',
                kind=kind,
                document=name,
                state=now.state,
                allowed=", ".join(allowed) or "-",
                to=to,
            )
        )
    missing = [field for field in NEEDS.get((kind, to), ()) if field not in said]
    if missing:
        raise Refused(phrase('"{to}" needs the field {name}', to=to, name=", ".join(missing)))
    if (kind, to) in CHECKS:
        CHECKS[kind, to](pen, now, said, day)
    return Draft(MOVED, subject_of_document(kind, name), said | {"from": now.state}, day)


_KIND = Field("kind", required=True, choices=tuple(MOVES))
_DOCUMENT = Field("document", required=True)
_STATES = tuple(dict.fromkeys(state for kind in MOVES for state in states(kind)))

DOCUMENTS = (
    Action(
        OPENED,
        mark("A document: request, offer, pledge, commitment, allocation, consent, shipment, decision or meeting."),
        (_KIND, _DOCUMENT, *FACTS),
        _open,
    ),
    Action(
        CORRECTED,
        mark("Other facts of a document, from the day of its opening or a later one; it points to that entry."),
        (_KIND, _DOCUMENT, Field("set", "cells", required=True), Field("reason", required=True)),
        _correct,
    ),
    Action(
        MOVED,
        mark("A document moves to another state, with what that state needs."),
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
