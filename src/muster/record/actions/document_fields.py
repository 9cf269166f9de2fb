"""What a document is opened with, and whether that holds together."""

from __future__ import annotations

from typing import Any

from muster.record.actions.action import Field, Said
from muster.record.errors import Refused
from muster.record.projection import conditions
from muster.record.projection.projection_context import SAID, TABLE_OF
from muster.record.projection.row_identity import table_of, understood
from muster.text import phrase

FACTS = (
    *(Field(name) for name in ("party", "recipient", "wants")),
    Field("quantity", "amount"),
    *(Field(name, "date") for name in ("by", "until", "earliest")),
    *(Field(name) for name in ("source", "about")),
    Field("row", "cells"),
    Field("condition", choices=conditions.KINDS),
    Field("threshold", "amount"),
    Field("among", "list"),
    Field("upon"),
    *(Field(name, "list") for name in ("agenda", "participants")),
    Field("note"),
)
"""The facts of a document: given when it is opened, and corrected later."""


def checked(kind: str, said: Said, request: Said | None) -> Said:
    """The facts of a document with the cells of `row` in their types; refused if they contradict themselves.

    `request` is what the request says that an offer is about.
    """
    conditions.check(kind, said)
    for name in ("agenda", "participants"):
        if name in said and kind != "meeting":
            raise Refused(phrase("only a meeting has the field {name}", name=name))
    if kind == "offer" and request is not None:
        _check_date(said, request)
    return said | {"row": _row(kind, said["row"])} if "row" in said else said


def _check_date(offer: Said, request: Said) -> None:
    """Who cannot meet the date of a request states the earliest one."""
    due: str = request.get("by", "")
    if due and "earliest" not in offer and offer.get("by", "9999-12-31") > due:
        raise Refused(
            phrase("the request is due on {due}; an offer that cannot meet it needs the field earliest", due=due)
        )


def _row(kind: str, cells: dict[str, Any]) -> dict[str, Any]:
    """Cells of the row that the document gives, for columns that it does not say by its own fields."""
    if kind not in TABLE_OF:
        raise Refused(phrase("a {kind} gives no row of a scenario", kind=kind))
    table = table_of(TABLE_OF[kind])
    for name in cells:
        if name in SAID[kind]:
            raise Refused(phrase("a {kind} says {column} by its own fields, not in row", kind=kind, column=name))
    return {name: value for name, value in understood(table, cells).items() if value is not None}
