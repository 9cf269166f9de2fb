"""Action for milestones of money, from announced to spent."""

from __future__ import annotations

from muster.record.actions.action import Action, Field, Fields, split_valid_from
from muster.record.actions.valuations import check_currency
from muster.record.projection.document_lookup import require_document
from muster.record.store.entry import EntryDraft
from muster.record.store.ledger import LedgerWriter
from muster.text import mark

MONEY_REACHED = "money.reached"
MONEY_MILESTONES = ("announced", "pledged", "legally committed", "contracted", "paid", "spent")
MONEY_KINDS = ("offer", "pledge", "commitment", "allocation")


def _reach(writer: LedgerWriter, fields: Fields) -> EntryDraft:
    fields, valid_from = split_valid_from(fields)
    require_document(writer.ledger, fields["kind"], fields["document"])
    check_currency(fields)
    return EntryDraft(MONEY_REACHED, f"{fields['kind']}/{fields['document']}", fields, valid_from or writer.today)


MONEY_ACTIONS = (
    Action(
        MONEY_REACHED,
        mark("Record that an amount of money of a document reached a milestone on its way between two parties."),
        (
            Field("kind", required=True, choices=MONEY_KINDS),
            Field("document", required=True),
            Field("milestone", required=True, choices=MONEY_MILESTONES),
            Field("from", required=True),
            Field("to", required=True),
            Field("currency", required=True),
            Field("amount", "amount", required=True),
            *(Field(name) for name in ("wants", "source", "note")),
        ),
        _reach,
    ),
)
