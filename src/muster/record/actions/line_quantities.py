"""Promises and moves on the lines of a pledge or commitment, checked against the line's balance."""

from __future__ import annotations

from muster.record.actions.action import Action, Field, Fields, split_valid_from
from muster.record.errors import RecordRefusedError
from muster.record.projection.document import document_at
from muster.record.projection.document_lookup import require_document
from muster.record.projection.line_balance import (
    ALLOWED_MOVES,
    CLOSING_MOVES,
    KINDS_WITH_LINES,
    QUANTITY_MOVED,
    QUANTITY_PROMISED,
    compute_balance,
    promised_lines,
)
from muster.record.projection.milestones import MILESTONE_REACHED, milestones_by_document
from muster.record.store.entry import EntryDraft
from muster.record.store.ledger import LedgerWriter
from muster.record.store.reversals import reversed_entry_numbers, without_reversals
from muster.text import mark, phrase


def _promise(writer: LedgerWriter, fields: Fields) -> EntryDraft:
    fields, valid_from = split_valid_from(fields)
    require_document(writer.ledger, fields["kind"], fields["document"])
    entries = without_reversals(writer.ledger.entries_for(f"{fields['kind']}/{fields['document']}"))
    if not promised_lines(entries):
        _check_without_milestones(writer, fields["kind"], fields["document"])
    for name in ("wants", "by"):
        first = next(
            (
                entry
                for entry in entries
                if entry.action == QUANTITY_PROMISED and entry.content["line"] == fields["line"]
            ),
            None,
        )
        if first is not None and fields.get(name, first.content.get(name)) != first.content.get(name):
            reason = phrase("line {line} has another {name}; use another line", line=fields["line"], name=name)
            raise RecordRefusedError(reason)
    return _checked_draft(writer, fields, QUANTITY_PROMISED, valid_from)


def _check_without_milestones(writer: LedgerWriter, kind: str, name: str) -> None:
    """Refuse lines for a document that milestones name, because its hand-overs would count twice."""
    reversed_numbers = reversed_entry_numbers(writer.ledger, writer.ledger.head().number)
    milestones = milestones_by_document(
        entry for entry in writer.ledger.entries_of_action(MILESTONE_REACHED) if entry.number not in reversed_numbers
    ).get((kind, name))
    if milestones:
        raise RecordRefusedError(
            phrase(
                "{kind} {document} cannot have lines: entry {number} is a milestone that names it",
                kind=kind,
                document=name,
                number=milestones[0].number,
            ),
            phrase("Correct its quantity with document.corrected, or reverse that entry first."),
        )


def _move(writer: LedgerWriter, fields: Fields) -> EntryDraft:
    fields, valid_from = split_valid_from(fields)
    if fields["to"] not in ALLOWED_MOVES[fields["from"]]:
        allowed = ", ".join(ALLOWED_MOVES[fields["from"]]) or "-"
        raise RecordRefusedError(
            phrase(
                "a quantity that is {origin} can become {allowed}, not {to}",
                origin=fields["from"],
                allowed=allowed,
                to=fields["to"],
            )
        )
    if "until" in fields and fields["to"] != "allocated":
        raise RecordRefusedError(phrase("only what is allocated can be reserved until a day"))
    if "until" in fields and fields["until"] < (valid_from or writer.today):
        raise RecordRefusedError(phrase("until is {until}, before the day of the move", until=fields["until"]))
    return _checked_draft(writer, fields, QUANTITY_MOVED, valid_from)


def _checked_draft(writer: LedgerWriter, fields: Fields, action: str, valid_from: str) -> EntryDraft:
    """Make the draft, and refuse it if the line no longer balances with it."""
    subject = f"{fields['kind']}/{fields['document']}"
    draft = EntryDraft(action, subject, fields, valid_from or writer.today)
    entries = without_reversals(writer.ledger.entries_for(subject))
    document = document_at(entries, draft.valid_from)
    _to, closed_accounts = CLOSING_MOVES.get((document.kind, document.state), ("", ())) if document else ("", ())
    if document and closed_accounts and fields.get("from", closed_accounts[0]) in closed_accounts:
        raise RecordRefusedError(
            phrase('{kind} {document} is "{state}"', kind=document.kind, document=document.id, state=document.state)
        )
    compute_balance([*entries, draft], fields["line"])
    return draft


_LINE = (
    Field("kind", required=True, choices=KINDS_WITH_LINES),
    Field("document", required=True),
    Field("line", required=True),
)
_QUANTITY = Field("quantity", "amount", required=True)
_ACCOUNTS = tuple(ALLOWED_MOVES)

QUANTITY_ACTIONS = (
    Action(
        QUANTITY_PROMISED,
        mark("Promise a quantity on a line of a pledge or commitment."),
        (*_LINE, _QUANTITY, Field("wants"), Field("by", "date")),
        _promise,
    ),
    Action(
        QUANTITY_MOVED,
        mark(
            "Move a quantity of a line to another account; with `until` it is a reservation that lapses automatically."
        ),
        (
            *_LINE,
            _QUANTITY,
            Field("from", required=True, choices=_ACCOUNTS),
            Field("to", required=True, choices=_ACCOUNTS),
            Field("until", "date"),
            *(Field(name) for name in ("shipment", "allocation", "reason", "note")),
        ),
        _move,
    ),
)
