"""Project request documents into rows of `requests` while they are validated, open, part met or met.

`handed_over_before` is the quantity handed over before the scenario's start, including the part that the document
states for the time before the record. Hand-overs since the start do not count: the plan begins with the stocks of that
day and plans them again. So a request that was met since the start still gives a row, with a note.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from muster import tolerances
from muster.record.projection.document import Document
from muster.record.projection.document_states import PROJECTED_STATES
from muster.record.projection.projection_context import (
    ProjectedRow,
    ProjectionContext,
    ProjectionProblem,
    document_cells,
)
from muster.record.projection.row_identity import RowKey

_FIELD_OF_COLUMN = {"party": "party", "wants": "wants", "quantity": "quantity", "due": "by", "source": "source"}
_HANDED_OVER_BEFORE = "handed_over_before"


def request_rows(context: ProjectionContext) -> Iterator[ProjectedRow | ProjectionProblem]:
    """Yield the rows of `requests` and their problems."""
    for document in context.documents_of_kind("request"):
        total, before_start = (
            context.handed_over_for(document, context.as_of),
            context.handed_over_for(document, context.last_day_before_start),
        )
        key = (document.id,)
        if total > before_start:
            facts = {"document": document.subject, "quantity": total - before_start, "start": context.start}
            yield ProjectionProblem("DOC-004", "requests", key, None, None, facts)
        cells = document_cells(document, _FIELD_OF_COLUMN)
        handed_over_before = before_start + cells.get(_HANDED_OVER_BEFORE, (None, 0.0))[1]
        quantity = document.fields.get("quantity")
        is_filled = quantity is not None and handed_over_before >= quantity * (1 - tolerances.FILLED)
        if document.state not in PROJECTED_STATES["request"] or is_filled:
            yield ProjectedRow("requests", key, document.subject, None)
            continue
        cells["request"] = ((document.state_changes[0].day, document.state_changes[0].entry), document.id)
        if handed_over_before:
            milestones = context.milestones_by_document.get((document.kind, document.id), ())
            last = max(
                ((milestone.valid_from, milestone.number) for milestone in milestones), default=cells["request"][0]
            )
            cells[_HANDED_OVER_BEFORE] = (last, handed_over_before)
        yield ProjectedRow("requests", key, document.subject, cells)
        yield from missing_columns(context, document, "requests", key, cells, ("party", "location", "wants"))


def missing_columns(
    context: ProjectionContext,
    document: Document,
    table: str,
    key: RowKey,
    cells: dict[str, Any],
    needed: tuple[str, ...],
) -> Iterator[ProjectionProblem]:
    """Yield a problem for each needed column that neither the document nor a registered row of its id sets."""
    row = context.state.rows.get((table, key))
    values = row.values() if row is not None and row.exists else {}
    for column in needed:
        if column not in cells and column not in values:
            yield ProjectionProblem("DOC-001", table, key, column, None, {"document": document.subject})
