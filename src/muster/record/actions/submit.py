"""Submit entries from people and programs: check them one by one, and write all or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from muster.problems import nearest
from muster.record.actions.action import Action, Field, Fields, parse_fields
from muster.record.actions.documents import DOCUMENT_ACTIONS
from muster.record.actions.line_quantities import QUANTITY_ACTIONS
from muster.record.actions.measures import MEASURE_ACTIONS
from muster.record.actions.milestones import MILESTONE_ACTIONS
from muster.record.actions.money_milestones import MONEY_ACTIONS
from muster.record.actions.rows import ROW_ACTIONS
from muster.record.actions.transition_checks import dependent_entry, transition_enabled_by
from muster.record.actions.valuations import VALUATION_ACTIONS
from muster.record.errors import RecordRefusedError
from muster.record.projection.document import DOCUMENT_MOVED, DOCUMENT_OPENED
from muster.record.projection.line_balance import compute_balance
from muster.record.projection.milestones import MILESTONE_REACHED, milestones_by_document
from muster.record.projection.row_lookup import require_source
from muster.record.projection.state import fold_entries
from muster.record.store.entry import EntryDraft, LedgerEntry
from muster.record.store.ledger import Ledger, LedgerWriter
from muster.record.store.reversals import ENTRY_REVERSED, reversed_entry_numbers, without_reversals
from muster.text import mark, phrase

_REVERSIBLE_PREFIXES = ("row.", "claim.", "source.", "document.", "quantity.", "milestone.", "money.", "value.")


def _reverse(writer: LedgerWriter, fields: Fields) -> EntryDraft:
    entry = writer.ledger.entry(fields["entry"])
    if entry is None:
        raise RecordRefusedError(phrase("there is no entry {number}", number=fields["entry"]))
    if not entry.action.startswith(_REVERSIBLE_PREFIXES):
        raise RecordRefusedError(
            phrase("an entry {action} cannot be reversed; enter the current value instead", action=entry.action)
        )
    reversed_numbers = reversed_entry_numbers(writer.ledger, writer.ledger.head().number)
    if entry.number in reversed_numbers:
        raise RecordRefusedError(phrase("entry {number} is already reversed", number=entry.number))
    _check_reversible(writer, entry)
    return EntryDraft(ENTRY_REVERSED, entry.subject, {"entry": entry.number, "reason": fields["reason"]})


def _check_reversible(writer: LedgerWriter, entry: LedgerEntry) -> None:
    """Refuse a reversal if a later entry depends on the entry."""
    entries = without_reversals(writer.ledger.entries_for(entry.subject))
    if entry.action == "claim.made":
        state = fold_entries(entries)
        adopting = [adoption.number for _stamp, claim, adoption in state.adopted.values() if claim == entry.number]
        if adopting:
            raise RecordRefusedError(
                phrase("entry {number} adopts this claim; reverse that entry first", number=adopting[0])
            )
    elif entry.action in (DOCUMENT_OPENED, DOCUMENT_MOVED):
        dependent = dependent_entry(entries, entry) or (
            _milestone_naming(writer, entry) if entry.action == DOCUMENT_OPENED else None
        )
        if dependent is not None:
            raise RecordRefusedError(
                phrase("entry {number} depends on this one; reverse that entry first", number=dependent.number)
            )
    elif entry.action == MILESTONE_REACHED:
        enabled_entry = transition_enabled_by(writer, entry)
        if enabled_entry is not None:
            raise RecordRefusedError(
                phrase("entry {number} depends on this one; reverse that entry first", number=enabled_entry)
            )
    elif entry.action.startswith("quantity."):
        compute_balance([other for other in entries if other.number != entry.number], entry.content["line"])


def _milestone_naming(writer: LedgerWriter, opening: LedgerEntry) -> LedgerEntry | None:
    """Return the first milestone, reversed ones left out, that names the document of an opening."""
    reversed_numbers = reversed_entry_numbers(writer.ledger, writer.ledger.head().number)
    milestones = milestones_by_document(
        milestone
        for milestone in writer.ledger.entries_of_action(MILESTONE_REACHED)
        if milestone.number not in reversed_numbers
    )
    return next(iter(milestones.get((opening.content["kind"], opening.content["document"]), ())), None)


_REVERSAL_ACTION = Action(
    ENTRY_REVERSED,
    mark("Reverse an earlier entry, as if it had never been made; it stays in the ledger."),
    (Field("entry", "whole", required=True), Field("reason", required=True)),
    _reverse,
)

_ALL_ACTIONS = (
    *ROW_ACTIONS,
    *DOCUMENT_ACTIONS,
    *QUANTITY_ACTIONS,
    *MILESTONE_ACTIONS,
    *MONEY_ACTIONS,
    *VALUATION_ACTIONS,
    *MEASURE_ACTIONS,
    _REVERSAL_ACTION,
)
ACTIONS: dict[str, Action] = {action.name: action for action in _ALL_ACTIONS}


def submit_entries(ledger: Ledger, items: Iterable[Mapping[str, Any]], author: str) -> list[LedgerEntry]:
    """Check and write entries in one transaction.

    Each entry is checked against the record with the entries before it.

    >>> submit_entries(ledger, [{"action": "claim.made", "table": "stocks", …}], "secretariat")  # doctest: +SKIP

    Args:
        ledger: The open record.
        items: One mapping for each entry, with its `action` and fields.
        author: Name written into the entries.

    Raises:
        RecordRefusedError: An entry is invalid; the message has its position, and nothing is written.
    """
    written: list[LedgerEntry] = []
    with ledger.exclusive_writer(author) as writer:
        for position, item in enumerate(items, start=1):
            try:
                written += writer.append([_make_draft(writer, item)])
            except RecordRefusedError as error:
                message = phrase("entry {number} of the input: {reason}", number=position, reason=error.message)
                raise RecordRefusedError(message, error.remedy) from None
    return written


def _make_draft(writer: LedgerWriter, item: Mapping[str, Any]) -> EntryDraft:
    name = item.get("action")
    action = ACTIONS.get(name) if isinstance(name, str) else None
    if action is None:
        suggestion = nearest(str(name), ACTIONS) or ", ".join(ACTIONS)
        raise RecordRefusedError(
            phrase('"{action}" is not an action; there is {nearest}', action=str(name)[:80], nearest=suggestion)
        )
    fields = parse_fields(action, {field: value for field, value in item.items() if field != "action"})
    if "source" in fields:
        require_source(writer.ledger, fields["source"])
    return action.make_draft(writer, fields)
