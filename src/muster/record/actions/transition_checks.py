"""What has to hold before a document moves to a state, beyond what its state table allows."""

from __future__ import annotations

from collections.abc import Callable

from muster.record.actions.action import Said
from muster.record.errors import Refused
from muster.record.projection.document import MOVED, OPENED, Document
from muster.record.projection.document_lookup import DECIDED, document, needed
from muster.record.projection.document_rows import documents_in, tied_in
from muster.record.projection.milestones import REACHED, SERVED, by_document, handed_over
from muster.record.projection.open_promises import converted, promises
from muster.record.projection.state import fold
from muster.record.projection.unit_ratios import worth_now
from muster.record.store.entry import Entry
from muster.record.store.ledger import Pen
from muster.record.store.reversals import standing, taken_back
from muster.text import number, phrase

# The share of a quantity that may be missing when it is filled (rule 8).
_FILLED = 1e-6

Check = Callable[[Pen, Document, Said, str], None]


def _met(pen: Pen, now: Document, said: Said, day: str) -> None:
    """A request is met by what was handed over for it, and never by a part of it."""
    wanted = now.said.get("quantity")
    if wanted is None:
        return
    there = _handed(pen, now, day)
    if there < wanted * (1 - _FILLED):
        words = phrase("only {there} of {wanted} was handed over", there=number(there), wanted=number(wanted))
        raise Refused(words)


def _handed(pen: Pen, now: Document, day: str) -> float:
    """What was handed over by the end of a day by milestones that name a document."""
    gone = taken_back(pen.book, pen.book.head().number)
    reached = by_document(entry for entry in pen.book.of_action(REACHED) if entry.number not in gone)
    entries = reached.get((now.kind, now.id), ())
    return handed_over(entries, day, lambda item: worth_now(pen.book, now.said.get("wants", item), item))


def _succeeded(pen: Pen, now: Document, said: Said, day: str) -> None:
    """What takes its place is there, and is another one."""
    if said["successor"] == now.id:
        raise Refused(phrase("{kind} {document} cannot take its own place", kind=now.kind, document=now.id))
    needed(pen, now.kind, said["successor"], day)


def _accepted(pen: Pen, now: Document, said: Said, day: str) -> None:
    offered = now.said.get("quantity")
    if offered is not None and said["quantity"] > offered:
        taken = number(said["quantity"])
        raise Refused(phrase("only {there} is offered; {quantity} is too much", there=number(offered), quantity=taken))


def _declined(pen: Pen, now: Document, said: Said, day: str) -> None:
    if said["reason"] == "date" and "earliest" not in said:
        raise Refused(phrase("who cannot meet a date states the earliest one: the field earliest"))


def _converted(pen: Pen, now: Document, said: Said, day: str) -> None:
    """A pledge becomes a commitment that is there; never more than was pledged, nor before its condition is met."""
    needed(pen, "commitment", said["commitment"], day)
    about = standing(pen.book.about(now.subject))
    pledged = sum(one.promised for one in promises(now, about, day))
    if pledged:
        open_ = pledged - converted(now) - _handed(pen, now, day)
        left = open_ - said["quantity"]
        if left < -_FILLED * pledged:
            there, wanted = number(max(0.0, open_)), number(said["quantity"])
            raise Refused(phrase("only {there} is left to convert, not {quantity}", there=there, quantity=wanted))
        if said["to"] == "converted" and left > _FILLED * pledged:
            raise Refused(phrase('{left} would be left; that is "part converted"', left=number(left)))
    if now.said.get("condition", "none") == "none":
        return
    last = pen.book.head().number
    known = fold(pen.book.entries(last), taken_back(pen.book, last), day)
    tied = tied_in(known, documents_in(known, day), day)[now.subject]
    if not tied.met:
        raise Refused(phrase("its condition is not met: {condition}", condition=tied.meant))


def _fulfilled(pen: Pen, now: Document, said: Said, day: str) -> None:
    """A commitment is fulfilled when nothing of it is left to hand over."""
    found = promises(now, standing(pen.book.about(now.subject)), day, _handed(pen, now, day))
    left = sum(one.firm for one in found)
    if left > _FILLED * sum(one.promised for one in found):
        raise Refused(phrase("{left} is still to be handed over", left=number(left)))


def _decided(pen: Pen, now: Document, said: Said, day: str) -> None:
    needed(pen, "decision", said["decision"], day, DECIDED)


def _tabled(pen: Pen, now: Document, said: Said, day: str) -> None:
    needed(pen, "meeting", said["meeting"], day, ("planned", "held"))


def _at_meeting(pen: Pen, now: Document, said: Said, day: str) -> None:
    if "meeting" in said:
        needed(pen, "meeting", said["meeting"], day, ("held",))


CHECKS: dict[tuple[str, str], Check] = {
    ("request", "met"): _met,
    ("request", "superseded"): _succeeded,
    ("offer", "accepted"): _accepted,
    ("offer", "declined"): _declined,
    ("pledge", "part converted"): _converted,
    ("pledge", "converted"): _converted,
    ("commitment", "fulfilled"): _fulfilled,
    ("commitment", "amended"): _succeeded,
    ("allocation", "decided"): _decided,
    ("decision", "tabled"): _tabled,
    ("decision", "taken"): _at_meeting,
    ("decision", "deferred"): _at_meeting,
    ("decision", "rejected"): _at_meeting,
}


_BY_MILESTONES = {("request", "met"), ("commitment", "fulfilled"), ("pledge", "converted")}


def told_by(pen: Pen, milestone: Entry) -> int | None:
    """The entry that moved a document to where what was handed over by this milestone allowed it to go, if one did."""
    for kind in SERVED if milestone.content["milestone"] == "handed over" else ():
        name = milestone.content.get(kind)
        now = document(pen.book, kind, name) if name is not None else None
        if now is None or (now.kind, now.state) not in _BY_MILESTONES:
            continue
        if now.last.entry > milestone.number and milestone.valid_from <= now.since:
            return now.last.entry
    return None


def resting_on(entries: list[Entry], entry: Entry) -> Entry | None:
    """The first standing entry about the same document that keeps this one from being taken back.

    That of its opening is any other; that of a move is a later one.
    """
    if entry.action == OPENED:
        return next((one for one in entries if one.number != entry.number), None)
    order = (entry.valid_from, entry.number)
    later = [one for one in entries if (one.valid_from, one.number) > order and one.action == MOVED]
    return later[0] if later else None
