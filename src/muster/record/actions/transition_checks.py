"""Guards of state transitions, checked in addition to the state machine of the document's kind."""

from __future__ import annotations

from collections.abc import Callable

from muster import tolerances
from muster.record.actions.action import Fields
from muster.record.errors import RecordRefusedError
from muster.record.projection.document import DOCUMENT_MOVED, DOCUMENT_OPENED, Document
from muster.record.projection.document_lookup import DECIDED_STATES, find_document, require_document_on
from muster.record.projection.document_rows import conditions_at, documents_at
from muster.record.projection.milestones import (
    MILESTONE_REACHED,
    REFERENCED_KINDS,
    milestones_by_document,
    quantity_handed_over,
)
from muster.record.projection.open_promises import converted_quantity, list_promises
from muster.record.projection.state import fold_entries
from muster.record.projection.unit_ratios import current_unit_ratio
from muster.record.store.entry import LedgerEntry
from muster.record.store.ledger import LedgerWriter
from muster.record.store.reversals import reversed_entry_numbers, without_reversals
from muster.text import number, phrase

TransitionCheck = Callable[[LedgerWriter, Document, Fields, str], None]


def _check_met(writer: LedgerWriter, document: Document, fields: Fields, day: str) -> None:
    """Require that the full quantity of a request was handed over."""
    wanted = document.fields.get("quantity")
    if wanted is None:
        return
    handed_over = _handed_over_for(writer, document, day)
    if handed_over < wanted * (1 - tolerances.FILLED):
        reason = phrase("only {there} of {wanted} was handed over", there=number(handed_over), wanted=number(wanted))
        raise RecordRefusedError(reason)


def _handed_over_for(writer: LedgerWriter, document: Document, day: str) -> float:
    """Sum the hand-overs by the end of a day whose milestones name the document."""
    reversed_numbers = reversed_entry_numbers(writer.ledger, writer.ledger.head().number)
    milestones = milestones_by_document(
        entry for entry in writer.ledger.entries_of_action(MILESTONE_REACHED) if entry.number not in reversed_numbers
    )
    entries = milestones.get((document.kind, document.id), ())
    return quantity_handed_over(
        entries, day, lambda item: current_unit_ratio(writer.ledger, document.fields.get("wants", item), item)
    )


def _check_successor(writer: LedgerWriter, document: Document, fields: Fields, day: str) -> None:
    """Require that the successor exists and is another document."""
    if fields["successor"] == document.id:
        raise RecordRefusedError(
            phrase("{kind} {document} cannot be its own successor", kind=document.kind, document=document.id)
        )
    require_document_on(writer, document.kind, fields["successor"], day)


def _check_accepted(writer: LedgerWriter, document: Document, fields: Fields, day: str) -> None:
    offered = document.fields.get("quantity")
    if offered is not None and fields["quantity"] > offered:
        accepted = number(fields["quantity"])
        raise RecordRefusedError(
            phrase("only {there} is offered; {quantity} is too much", there=number(offered), quantity=accepted)
        )


def _check_declined(writer: LedgerWriter, document: Document, fields: Fields, day: str) -> None:
    if fields["reason"] == "date" and "earliest" not in fields:
        raise RecordRefusedError(
            phrase("an offer declined for its date needs the earliest possible date: the field earliest")
        )


def _check_converted(writer: LedgerWriter, document: Document, fields: Fields, day: str) -> None:
    """Require an existing commitment, at most the remaining quantity, and a condition that is met."""
    require_document_on(writer, "commitment", fields["commitment"], day)
    entries = without_reversals(writer.ledger.entries_for(document.subject))
    pledged = sum(promise.promised for promise in list_promises(document, entries, day))
    if pledged:
        convertible = pledged - converted_quantity(document) - _handed_over_for(writer, document, day)
        remaining = convertible - fields["quantity"]
        if remaining < -tolerances.FILLED * pledged:
            available, wanted = number(max(0.0, convertible)), number(fields["quantity"])
            raise RecordRefusedError(
                phrase("only {there} is left to convert, not {quantity}", there=available, quantity=wanted)
            )
        if fields["to"] == "converted" and remaining > tolerances.FILLED * pledged:
            raise RecordRefusedError(
                phrase('{left} would remain, so the state is "part converted"', left=number(remaining))
            )
    if document.fields.get("condition", "none") == "none":
        return
    last = writer.ledger.head().number
    state = fold_entries(writer.ledger.entries(last), reversed_entry_numbers(writer.ledger, last), day)
    condition = conditions_at(state, documents_at(state, day), day)[document.subject]
    if not condition.met:
        raise RecordRefusedError(phrase("its condition is not met: {condition}", condition=condition.sentence))


def _check_fulfilled(writer: LedgerWriter, document: Document, fields: Fields, day: str) -> None:
    """Require that nothing is left to hand over."""
    open_promises = list_promises(
        document,
        without_reversals(writer.ledger.entries_for(document.subject)),
        day,
        _handed_over_for(writer, document, day),
    )
    remaining = sum(promise.firm for promise in open_promises)
    if remaining > tolerances.FILLED * sum(promise.promised for promise in open_promises):
        raise RecordRefusedError(phrase("{left} is still to be handed over", left=number(remaining)))


def _check_decision(writer: LedgerWriter, document: Document, fields: Fields, day: str) -> None:
    require_document_on(writer, "decision", fields["decision"], day, DECIDED_STATES)


def _check_tabled(writer: LedgerWriter, document: Document, fields: Fields, day: str) -> None:
    require_document_on(writer, "meeting", fields["meeting"], day, ("planned", "held"))


def _check_meeting(writer: LedgerWriter, document: Document, fields: Fields, day: str) -> None:
    if "meeting" in fields:
        require_document_on(writer, "meeting", fields["meeting"], day, ("held",))


TRANSITION_CHECKS: dict[tuple[str, str], TransitionCheck] = {
    ("request", "met"): _check_met,
    ("request", "superseded"): _check_successor,
    ("offer", "accepted"): _check_accepted,
    ("offer", "declined"): _check_declined,
    ("pledge", "part converted"): _check_converted,
    ("pledge", "converted"): _check_converted,
    ("commitment", "fulfilled"): _check_fulfilled,
    ("commitment", "amended"): _check_successor,
    ("allocation", "decided"): _check_decision,
    ("decision", "tabled"): _check_tabled,
    ("decision", "taken"): _check_meeting,
    ("decision", "deferred"): _check_meeting,
    ("decision", "rejected"): _check_meeting,
}


_ENABLED_BY_MILESTONES = {("request", "met"), ("commitment", "fulfilled"), ("pledge", "converted")}


def transition_enabled_by(writer: LedgerWriter, milestone: LedgerEntry) -> int | None:
    """Return the number of the entry whose transition relied on this hand-over; None if there is none."""
    for kind in REFERENCED_KINDS if milestone.content["milestone"] == "handed over" else ():
        name = milestone.content.get(kind)
        document = find_document(writer.ledger, kind, name) if name is not None else None
        if document is None or (document.kind, document.state) not in _ENABLED_BY_MILESTONES:
            continue
        if document.last_change.entry > milestone.number and milestone.valid_from <= document.since:
            return document.last_change.entry
    return None


def dependent_entry(entries: list[LedgerEntry], entry: LedgerEntry) -> LedgerEntry | None:
    """Return the first entry about the same document that prevents the reversal of this one.

    Any other entry prevents the reversal of the opening; a later move prevents that of a move. `entries` has no
    reversed ones.
    """
    if entry.action == DOCUMENT_OPENED:
        return next((other for other in entries if other.number != entry.number), None)
    order = (entry.valid_from, entry.number)
    later = [other for other in entries if (other.valid_from, other.number) > order and other.action == DOCUMENT_MOVED]
    return later[0] if later else None
