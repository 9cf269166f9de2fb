"""Milestones as they are entered."""

from __future__ import annotations

from muster.record.action import Action, Field, Said, split
from muster.record.book import Pen
from muster.record.entry import Draft
from muster.record.milestones import MILESTONES, REACHED
from muster.record.moves import worth
from muster.record.named import document
from muster.record.refused import Refused
from muster.text import mark, phrase


def _reach(pen: Pen, said: Said) -> Draft:
    said, valid_from = split(said)
    for kind in ("request", "consent"):
        about = document(pen, kind, said[kind]) if kind in said else None
        wants = about.said.get("wants") if about else None
        if wants is not None and not worth(pen, wants, said["wants"]):
            words = phrase("{kind} {document} is for {wants}", kind=kind, document=said[kind], wants=wants)
            raise Refused(words)
    return Draft(REACHED, f"shipment/{said['shipment']}", said, valid_from or pen.today)


REACHING = (
    Action(
        REACHED,
        mark("A quantity of a shipment reaches a milestone on its way from a party to a party."),
        (
            Field("shipment", required=True),
            Field("milestone", required=True, choices=MILESTONES),
            Field("from", required=True),
            Field("to", required=True),
            Field("wants", required=True),
            Field("quantity", "amount", required=True),
            *(Field(name) for name in ("request", "consent", "source", "note")),
        ),
        _reach,
    ),
)
