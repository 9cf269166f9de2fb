"""Entries as people and programs give them: looked at one by one, all written or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from muster.problems import nearest
from muster.record.actions.action import Action, Field, Said, said_in
from muster.record.actions.documents import DOCUMENTS
from muster.record.actions.line_quantities import QUANTITIES, balance
from muster.record.actions.measures import NAMING
from muster.record.actions.milestones import REACHING
from muster.record.actions.money_milestones import PAYING
from muster.record.actions.rows import ROWS, check_source
from muster.record.actions.transition_checks import resting_on, told_by
from muster.record.actions.valuations import VALUING
from muster.record.errors import Refused
from muster.record.projection.document import MOVED, OPENED
from muster.record.projection.milestones import REACHED, by_document
from muster.record.projection.state import fold
from muster.record.store.entry import Draft, Entry
from muster.record.store.ledger import Book, Pen
from muster.record.store.reversals import REVERSED, standing, taken_back
from muster.text import mark, phrase

_TAKEN_BACK = ("row.", "claim.", "source.", "document.", "quantity.", "milestone.", "money.", "value.")


def _reverse(pen: Pen, said: Said) -> Draft:
    entry = pen.book.entry(said["entry"])
    if entry is None:
        raise Refused(phrase("there is no entry {number}", number=said["entry"]))
    if not entry.action.startswith(_TAKEN_BACK):
        raise Refused(phrase("an entry {action} is not taken back; enter what holds instead", action=entry.action))
    gone = taken_back(pen.book, pen.book.head().number)
    if entry.number in gone:
        raise Refused(phrase("entry {number} was taken back already", number=entry.number))
    _check_rest(pen, entry)
    return Draft(REVERSED, entry.subject, {"entry": entry.number, "reason": said["reason"]})


def _check_rest(pen: Pen, entry: Entry) -> None:
    """What was entered since has to hold without the entry."""
    about = standing(pen.book.about(entry.subject))
    if entry.action == "claim.made":
        known = fold(about)
        resting = [adoption.number for _stamp, claim, adoption in known.adopted.values() if claim == entry.number]
        if resting:
            raise Refused(phrase("entry {number} adopts this claim; take that back first", number=resting[0]))
    elif entry.action in (OPENED, MOVED):
        later = resting_on(about, entry) or (_naming(pen, entry) if entry.action == OPENED else None)
        if later is not None:
            raise Refused(phrase("entry {number} rests on this one; take that back first", number=later.number))
    elif entry.action == REACHED:
        moved = told_by(pen, entry)
        if moved is not None:
            raise Refused(phrase("entry {number} rests on this one; take that back first", number=moved))
    elif entry.action.startswith("quantity."):
        balance([one for one in about if one.number != entry.number], entry.content["line"])


def _naming(pen: Pen, opening: Entry) -> Entry | None:
    """The first standing milestone that names the document of an opening."""
    gone = taken_back(pen.book, pen.book.head().number)
    reached = by_document(one for one in pen.book.of_action(REACHED) if one.number not in gone)
    return next(iter(reached.get((opening.content["kind"], opening.content["document"]), ())), None)


_REVERSAL = Action(
    REVERSED,
    mark("An earlier entry is taken back, as if it had not been; it stays in the book."),
    (Field("entry", "whole", required=True), Field("reason", required=True)),
    _reverse,
)

_ALL = (*ROWS, *DOCUMENTS, *QUANTITIES, *REACHING, *PAYING, *VALUING, *NAMING, _REVERSAL)
ACTIONS: dict[str, Action] = {action.name: action for action in _ALL}


def enter(book: Book, items: Iterable[Mapping[str, Any]], author: str) -> list[Entry]:
    """Write the entries; refused with the number of the first one that does not hold, and then none is written.

    >>> enter(book, [{"action": "claim.made", "table": "stocks", …}], "secretariat")  # doctest: +SKIP
    """
    written: list[Entry] = []
    with book.writing(author) as pen:
        for number, item in enumerate(items, start=1):
            try:
                written += pen.write([_draft(pen, item)])
            except Refused as refused:
                meant = phrase("entry {number} of those given: {reason}", number=number, reason=refused.meant)
                raise Refused(meant, refused.remedy) from None
    return written


def _draft(pen: Pen, item: Mapping[str, Any]) -> Draft:
    name = item.get("action")
    action = ACTIONS.get(name) if isinstance(name, str) else None
    if action is None:
        near = nearest(str(name), ACTIONS) or ", ".join(ACTIONS)
        raise Refused(phrase('"{action}" is no action; there is {nearest}', action=str(name)[:80], nearest=near))
    said = said_in(action, {field: value for field, value in item.items() if field != "action"})
    if "source" in said:
        check_source(pen.book, said["source"])
    return action.draft(pen, said)
