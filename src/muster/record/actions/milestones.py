"""Action for milestones of goods."""

from __future__ import annotations

from muster.record.actions.action import Action, Field, Fields, split_valid_from
from muster.record.errors import RecordRefusedError
from muster.record.projection.document_lookup import require_document
from muster.record.projection.line_balance import KINDS_WITH_LINES, promised_lines
from muster.record.projection.milestones import MILESTONE_REACHED, MILESTONES, REFERENCED_KINDS
from muster.record.projection.unit_ratios import current_unit_ratio
from muster.record.store.entry import EntryDraft
from muster.record.store.ledger import LedgerWriter
from muster.record.store.reversals import without_reversals
from muster.text import mark, phrase


def _reach(writer: LedgerWriter, fields: Fields) -> EntryDraft:
    fields, valid_from = split_valid_from(fields)
    for kind in REFERENCED_KINDS:
        if kind in fields:
            _check_reference(writer, fields, kind, fields[kind])
    return EntryDraft(MILESTONE_REACHED, f"shipment/{fields['shipment']}", fields, valid_from or writer.today)


def _check_reference(writer: LedgerWriter, fields: Fields, kind: str, name: str) -> None:
    """Require that the named document exists, wants the item and has no lines (those record their own hand-overs)."""
    document = require_document(writer.ledger, kind, name)
    wants = document.fields.get("wants")
    if wants is not None and not current_unit_ratio(writer.ledger, wants, fields["wants"]):
        raise RecordRefusedError(phrase("{kind} {document} is for {wants}", kind=kind, document=name, wants=wants))
    if kind in KINDS_WITH_LINES and promised_lines(without_reversals(writer.ledger.entries_for(document.subject))):
        raise RecordRefusedError(
            phrase("{kind} {document} has lines, so its hand-overs are recorded on them", kind=kind, document=name),
            phrase("Omit the field {kind}, and move the quantity of the line with quantity.moved.", kind=kind),
        )


MILESTONE_ACTIONS = (
    Action(
        MILESTONE_REACHED,
        mark("Record that a quantity of a shipment reached a milestone on its way between two parties."),
        (
            Field("shipment", required=True),
            Field("milestone", required=True, choices=MILESTONES),
            Field("from", required=True),
            Field("to", required=True),
            Field("wants", required=True),
            Field("quantity", "amount", required=True),
            *(Field(name) for name in (*REFERENCED_KINDS, "source", "note")),
        ),
        _reach,
    ),
)
