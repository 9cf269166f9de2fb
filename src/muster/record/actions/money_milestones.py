"""Milestones of money, from an announcement to what was spent."""

from __future__ import annotations

from muster.record.actions.action import Action, Field, Said, split
from muster.record.actions.valuations import check_currency
from muster.record.projection.document_lookup import existing
from muster.record.store.entry import Draft
from muster.record.store.ledger import Pen
from muster.text import mark

PAID = "money.reached"
MILESTONES = ("announced", "pledged", "legally committed", "contracted", "paid", "spent")
KINDS = ("offer", "pledge", "commitment", "allocation")


def _reach(pen: Pen, said: Said) -> Draft:
    said, valid_from = split(said)
    existing(pen.book, said["kind"], said["document"])
    check_currency(said)
    return Draft(PAID, f"{said['kind']}/{said['document']}", said, valid_from or pen.today)


PAYING = (
    Action(
        PAID,
        mark("An amount of money of a document reaches a milestone on its way from a party to a party."),
        (
            Field("kind", required=True, choices=KINDS),
            Field("document", required=True),
            Field("milestone", required=True, choices=MILESTONES),
            Field("from", required=True),
            Field("to", required=True),
            Field("currency", required=True),
            Field("amount", "amount", required=True),
            *(Field(name) for name in ("wants", "source", "note")),
        ),
        _reach,
    ),
)
