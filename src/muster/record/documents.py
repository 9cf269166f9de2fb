"""Documents: opened, moved from state to state, ended by themselves at their time; every move is an entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from muster.record.action import Action, Field, Said, split
from muster.record.book import Book, Pen
from muster.record.entry import Draft, Entry
from muster.record.milestones import REACHED, handed_over
from muster.record.refused import Refused
from muster.record.reversals import taken_back
from muster.record.states import FIRST, LAPSES, MOVES, NEEDS, states
from muster.text import mark, number, phrase

# The share of a quantity that may be missing when it is filled (rule 8).
_FILLED = 1e-6
OPENED, MOVED = "document.opened", "document.moved"


@dataclass(frozen=True)
class Document:
    """A document as of a day: its state, since when, until when (empty: no end), and what it was opened with."""

    kind: str
    id: str
    state: str
    since: str
    until: str
    said: dict[str, Any]


def subject_of_document(kind: str, document: str) -> str:
    """What entries about a document are written under: `pledge/usa-ad-6`."""
    return f"{kind}/{document}"


def document_at(entries: Iterable[Entry], as_of: str = "") -> Document | None:
    """The document that these entries are about, as of a day (empty: after all of them); None if it is not there yet.

    A reservation, an offer or a consent whose day is over has lapsed, though no entry says so.
    """
    found: Document | None = None
    for entry in entries:
        if as_of and entry.valid_from > as_of:
            continue
        said = dict(entry.content)
        if entry.action == OPENED:
            kind, until = said["kind"], said.get("until", "")
            found = Document(kind, said["document"], FIRST[kind], entry.valid_from, until, said)
        elif entry.action == MOVED and found is not None:
            kept = found.said
            found = Document(found.kind, found.id, said["to"], entry.valid_from, said.get("until", ""), kept)
    return found and _lapsed(found, as_of)


def _lapsed(found: Document, as_of: str) -> Document:
    after = LAPSES.get((found.kind, found.state))
    if after is None or not found.until or not as_of or as_of <= found.until:
        return found
    day = dt.date.fromisoformat(found.until) + dt.timedelta(days=1)
    return Document(found.kind, found.id, after, day.isoformat(), "", found.said)


def document(book: Book, kind: str, name: str, as_of: str = "", upto: int | None = None) -> Document | None:
    """A document of the record."""
    return document_at(book.about(subject_of_document(kind, name), upto), as_of)


def _open(pen: Pen, said: Said) -> Draft:
    said, valid_from = split(said)
    kind, name = said["kind"], said["document"]
    if document(pen.book, kind, name) is not None:
        raise Refused(phrase("there is a {kind} {document} already", kind=kind, document=name))
    return Draft(OPENED, subject_of_document(kind, name), said, valid_from or pen.today)


def _move(pen: Pen, said: Said) -> Draft:
    said, valid_from = split(said)
    kind, name, to = said["kind"], said["document"], said["to"]
    day = valid_from or pen.today
    entries = pen.book.about(subject_of_document(kind, name))
    now = document_at(entries, day)
    if now is None:
        raise Refused(phrase("there is no {kind} {document} on {day}", kind=kind, document=name, day=day))
    if any(entry.valid_from > day for entry in entries):
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
    if (kind, to) == ("request", "met") and "quantity" in now.said:
        _check_met(pen, name, now.said["quantity"], day)
    return Draft(MOVED, subject_of_document(kind, name), said | {"from": now.state}, day)


def _check_met(pen: Pen, request: str, wanted: float, day: str) -> None:
    """A request is met by what was handed over for it, and never by a part of it."""
    gone = taken_back(pen.book, pen.book.head().number)
    entries = [entry for entry in pen.book.of_action(REACHED) if entry.number not in gone]
    there = handed_over(entries, request, day)
    if there < wanted * (1 - _FILLED):
        words = phrase("only {there} of {wanted} was handed over", there=number(there), wanted=number(wanted))
        raise Refused(words)


_KIND = Field("kind", required=True, choices=tuple(MOVES))
_DOCUMENT = Field("document", required=True)
_STATES = tuple(dict.fromkeys(state for kind in MOVES for state in states(kind)))
_QUANTITY = Field("quantity", "amount")

DOCUMENTS = (
    Action(
        OPENED,
        mark("A document: request, offer, pledge, commitment, allocation, consent, shipment or decision."),
        (
            _KIND,
            _DOCUMENT,
            *(Field(name) for name in ("party", "recipient", "wants", "source", "about", "condition", "note")),
            _QUANTITY,
            Field("by", "date"),
            Field("until", "date"),
        ),
        _open,
    ),
    Action(
        MOVED,
        mark("A document moves to another state, with what that state needs."),
        (
            _KIND,
            _DOCUMENT,
            Field("to", required=True, choices=_STATES),
            *(Field(name) for name in ("reason", "source", "decision", "scope", "note")),
            _QUANTITY,
            Field("date", "date"),
            Field("until", "date"),
            Field("earliest", "date"),
            Field("limit", "amount"),
        ),
        _move,
    ),
)
