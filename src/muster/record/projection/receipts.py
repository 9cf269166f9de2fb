"""Project shipment documents into rows of `receipts`: goods in transit at the scenario's start.

A shipment gives a receipt if it was dispatched before the start, was not handed over before it, and has not been lost,
damaged, returned or diverted since. It arrives at the location in its field `row`, on its day `by` or on the day of its
hand-over. Quantities handed over before the start are subtracted. Goods dispatched since the start are still in the
stocks of that day, so the plan moves them itself.

A receipt has no id: a row registered by hand for the same location, item and day may be the same goods. muster reports
that as an error and omits the shipment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from muster.record.projection.document import Document, document_at
from muster.record.projection.projection_context import (
    ProjectedRow,
    ProjectionContext,
    ProjectionProblem,
    document_cells,
)

_IN_TRANSIT_STATES = ("dispatched", "at node")
_ARRIVED_STATES = ("handed over", "receipt confirmed")
_FIELD_OF_COLUMN = {"item": "wants", "quantity": "quantity", "date": "by", "source": "source"}
_REQUIRED_COLUMNS = ("location", "item", "quantity", "date")


def receipt_rows(context: ProjectionContext) -> Iterator[ProjectedRow | ProjectionProblem]:
    """Yield the rows of `receipts`, and problems of shipments that cannot be projected."""
    by_hand = {key[:-1] for (table, key), _row in context.state.present_rows() if table == "receipts"}
    counts: Counter[Any] = Counter()
    for document in context.documents_of_kind("shipment"):
        if not _is_in_transit(context, document):
            continue
        cells = _receipt_cells(context, document)
        missing = [name for name in _REQUIRED_COLUMNS if name not in cells]
        if missing:
            facts = {"document": document.subject, "columns": missing}
            yield ProjectionProblem("DOC-003", "receipts", None, None, None, facts)
            continue
        identity = tuple(cells[name][1] for name in ("location", "item", "date"))
        if identity in by_hand:
            yield ProjectionProblem("DOC-007", "receipts", (*identity, 1), None, None, {"document": document.subject})
        elif cells["quantity"][1] > 0:
            counts[identity] += 1
            yield ProjectedRow("receipts", (*identity, counts[identity]), document.subject, cells)


def _is_in_transit(context: ProjectionContext, document: Document) -> bool:
    document_before_start = document_at(context.entries_for(document), context.last_day_before_start)
    return (
        document_before_start is not None
        and document_before_start.state in _IN_TRANSIT_STATES
        and document.state in (*_IN_TRANSIT_STATES, *_ARRIVED_STATES)
    )


def _receipt_cells(context: ProjectionContext, document: Document) -> dict[str, Any]:
    cells = document_cells(document, _FIELD_OF_COLUMN)
    arrived = document.changes_to("handed over")
    if arrived:
        cells["date"] = ((arrived[-1].day, arrived[-1].entry), arrived[-1].day)
    hand_overs = [
        entry
        for entry in context.entries_for(document)
        if entry.action == "milestone.reached"
        and entry.content["milestone"] == "handed over"
        and entry.content["wants"] == document.fields.get("wants")
        and context.start
        and entry.valid_from < context.start
    ]
    if hand_overs and "quantity" in cells:
        remaining = cells["quantity"][1] - sum(entry.content["quantity"] for entry in hand_overs)
        cells["quantity"] = ((hand_overs[-1].valid_from, hand_overs[-1].number), remaining)
    return cells
