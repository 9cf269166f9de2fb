"""Fields of documents and their validation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from muster.record.actions.action import Field, Fields
from muster.record.errors import RecordRefusedError
from muster.record.projection import conditions
from muster.record.projection.projection_context import COLUMNS_FROM_FIELDS, TABLE_OF_KIND
from muster.record.projection.row_identity import parse_row_cells, require_table
from muster.text import phrase

DOCUMENT_FIELDS = (
    *(Field(name) for name in ("party", "recipient", "wants")),
    Field("quantity", "amount"),
    *(Field(name, "date") for name in ("by", "until", "earliest")),
    *(Field(name) for name in ("source", "about")),
    Field("row", "cells"),
    Field("condition", choices=conditions.CONDITION_KINDS),
    Field("threshold", "amount"),
    Field("among", "list"),
    Field("upon"),
    *(Field(name, "list") for name in ("agenda", "participants")),
    Field("note"),
)
"""Fields of a document, set when it is opened and corrected later."""

_CONDITIONAL_KINDS = ("offer", "pledge")


def validate_fields(kind: str, fields: Fields, request: Fields | None) -> Fields:
    """Validate a document's fields and parse the cells of its field `row`.

    Args:
        kind: Kind of document.
        fields: Its fields.
        request: Fields of the request that an offer answers; None if there is none.

    Raises:
        RecordRefusedError: The fields contradict one another or do not belong to this kind.
    """
    _check_condition(kind, fields)
    for name in ("agenda", "participants"):
        if name in fields and kind != "meeting":
            raise RecordRefusedError(phrase("only a meeting has the field {name}", name=name))
    if kind == "offer" and request is not None:
        _check_date(fields, request)
    return fields | {"row": _parse_row(kind, fields["row"])} if "row" in fields else fields


def _check_condition(kind: str, fields: Mapping[str, Any]) -> None:
    """Refuse a condition with missing fields, and fields of a condition without a condition."""
    condition = fields.get("condition", "none")
    if condition != "none" and kind not in _CONDITIONAL_KINDS:
        raise RecordRefusedError(phrase("only an offer or a pledge has a condition"))
    needed = {"none": (), "matching": ("threshold", "among")}.get(condition, ("upon",))
    for name in conditions.CONDITION_FIELDS:
        if (name in fields) != (name in needed):
            needed_names = ", ".join(needed) or "-"
            raise RecordRefusedError(
                phrase(
                    'the condition "{condition}" needs exactly these fields: {needed}',
                    condition=condition,
                    needed=needed_names,
                )
            )
    if condition in conditions.CONDITION_DOCUMENTS and not fields["upon"].startswith(
        conditions.CONDITION_DOCUMENTS[condition][0] + "/"
    ):
        kind = conditions.CONDITION_DOCUMENTS[condition][0]
        raise RecordRefusedError(
            phrase('the condition "{condition}" names a {kind}, such as {kind}/x', condition=condition, kind=kind)
        )


def _check_date(offer: Fields, request: Fields) -> None:
    """Require `earliest` from an offer that cannot meet the date of its request."""
    due: str = request.get("by", "")
    if due and "earliest" not in offer and offer.get("by", "9999-12-31") > due:
        raise RecordRefusedError(
            phrase("the request is due on {due}; an offer that cannot meet it needs the field earliest", due=due)
        )


def _parse_row(kind: str, cells: dict[str, Any]) -> dict[str, Any]:
    """Parse the cells of `row`, which may set only columns that the document's own fields do not."""
    if kind not in TABLE_OF_KIND:
        raise RecordRefusedError(phrase("a {kind} gives no row of a scenario, so it has no field row", kind=kind))
    table = require_table(TABLE_OF_KIND[kind])
    for name in cells:
        if name in COLUMNS_FROM_FIELDS[kind]:
            raise RecordRefusedError(
                phrase("the column {column} of a {kind} is set by its own fields, not in row", kind=kind, column=name)
            )
    return {name: value for name, value in parse_row_cells(table, cells).items() if value is not None}
