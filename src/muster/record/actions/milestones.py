"""Milestones as they are entered."""

from __future__ import annotations

from muster.record.actions.action import Action, Field, Said, split
from muster.record.actions.line_quantities import KINDS, lines_of
from muster.record.errors import Refused
from muster.record.projection.document_lookup import existing
from muster.record.projection.milestones import MILESTONES, REACHED, SERVED
from muster.record.projection.unit_ratios import worth_now
from muster.record.store.entry import Draft
from muster.record.store.ledger import Pen
from muster.record.store.reversals import standing
from muster.text import mark, phrase


def _reach(pen: Pen, said: Said) -> Draft:
    said, valid_from = split(said)
    for kind in SERVED:
        if kind in said:
            _check(pen, said, kind, said[kind])
    return Draft(REACHED, f"shipment/{said['shipment']}", said, valid_from or pen.today)


def _check(pen: Pen, said: Said, kind: str, name: str) -> None:
    """What the milestone names is there and wants the thing; a promise with lines is told by moves of these only."""
    about = existing(pen.book, kind, name)
    wants = about.said.get("wants")
    if wants is not None and not worth_now(pen.book, wants, said["wants"]):
        raise Refused(phrase("{kind} {document} is for {wants}", kind=kind, document=name, wants=wants))
    if kind in KINDS and lines_of(standing(pen.book.about(about.subject))):
        raise Refused(
            phrase("{kind} {document} has lines, so what was handed over is told by them", kind=kind, document=name),
            phrase("Leave the field {kind} out, and move the quantity of the line: quantity.moved.", kind=kind),
        )


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
            *(Field(name) for name in (*SERVED, "source", "note")),
        ),
        _reach,
    ),
)
