"""Project documents into rows of a scenario: requests, pledges, consents and receipts.

From the day of its opening a document governs the row with its id. The row exists exactly while the document's state
counts. Its cells come from the document; cells that the document does not set stay as registered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from muster.record.projection.conditions import Condition, evaluate_conditions
from muster.record.projection.consents import consent_rows
from muster.record.projection.document import Document, document_at
from muster.record.projection.milestones import MILESTONE_REACHED, milestones_by_document
from muster.record.projection.pledges import pledge_rows
from muster.record.projection.projection_context import ProjectedRow, ProjectionContext, ProjectionProblem
from muster.record.projection.receipts import receipt_rows
from muster.record.projection.requests import request_rows
from muster.record.projection.row_identity import SETTINGS
from muster.record.projection.state import MAIN_SCENARIO, RecordRow, RecordState, RowId
from muster.record.projection.unit_ratios import unit_ratio_at

ROW_PROJECTIONS: tuple[Callable[[ProjectionContext], Iterator[ProjectedRow | ProjectionProblem]], ...] = (
    request_rows,
    pledge_rows,
    consent_rows,
    receipt_rows,
)


@dataclass
class DocumentRows:
    """Rows governed by documents, by table and key (suppressed rows have `exists` False), and their problems."""

    rows: dict[RowId, RecordRow] = field(default_factory=dict)
    problems: list[ProjectionProblem] = field(default_factory=list)
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    """Conditions of offers and pledges, by subject."""
    source_documents: dict[RowId, str] = field(default_factory=dict)
    """Subject of the document that gives or suppresses each row."""


def documents_at(state: RecordState, as_of: str = "") -> dict[str, Document]:
    """Return all documents as of a day, by subject."""
    documents = {subject: document_at(entries, as_of) for subject, entries in state.entries_by_subject.items()}
    return {subject: document for subject, document in documents.items() if document is not None}


def conditions_at(state: RecordState, documents: Mapping[str, Document], as_of: str = "") -> dict[str, Condition]:
    """Evaluate the conditions of offers and pledges as of a day, with the pledges registered as rows in `state`."""
    pledged = [row.values() for (table, _key), row in state.present_rows() if table == "pledges"]
    return evaluate_conditions(
        documents, state.entries_by_subject, lambda wants, item: unit_ratio_at(state, wants)(item), pledged, as_of
    )


def project_document_rows(state: RecordState, as_of: str = "", scenario: str = MAIN_SCENARIO) -> DocumentRows:
    """Project all documents into rows as of a day (ISO; empty: all entries), for a scenario's start."""
    result = DocumentRows()
    documents = documents_at(state, as_of)
    if not documents:
        return result
    settings = state.rows.get((SETTINGS, (scenario,)))
    start = str(settings.values().get("start", "")) if settings else ""
    day_before_start = (dt.date.fromisoformat(start) - dt.timedelta(days=1)).isoformat() if start else ""
    result.conditions = conditions = conditions_at(state, documents, as_of)
    milestones = [
        entry for entries in state.entries_by_subject.values() for entry in entries if entry.action == MILESTONE_REACHED
    ]
    context = ProjectionContext(
        state, documents, conditions, as_of, start, day_before_start, milestones, milestones_by_document(milestones)
    )
    for projection in ROW_PROJECTIONS:
        for output in projection(context):
            if isinstance(output, ProjectionProblem):
                result.problems.append(output)
            else:
                _add_row(state, result, output)
    _remove_dependent_rows(state, result)
    return result


def _add_row(state: RecordState, result: DocumentRows, projected: ProjectedRow) -> None:
    row_id = (projected.table, projected.key)
    registered_row = state.rows.get(row_id)
    registered_row = registered_row if registered_row is not None and registered_row.exists else None
    if projected.cells is None:
        result.rows.setdefault(row_id, RecordRow(("", 0), False))
        result.source_documents.setdefault(row_id, projected.document)
        return
    other_document = result.source_documents.get(row_id, projected.document)
    if other_document != projected.document and result.rows[row_id].exists:
        conflict = {"documents": [other_document, projected.document]}
        result.problems.append(ProjectionProblem("DOC-002", projected.table, projected.key, None, None, conflict))
        return
    result.source_documents[row_id] = projected.document
    row = RecordRow(("", 0), True, dict(registered_row.cells) if registered_row else {})
    registered_values = registered_row.values() if registered_row else {}
    row.cells = {name: stamped for name, stamped in row.cells.items() if name in registered_values}
    for name, stamped in projected.cells.items():
        if name == "source" and not _is_listed_source(state, stamped[1]):
            continue
        if registered_values.get(name, stamped[1]) != stamped[1]:
            facts = {"document": projected.document, "said": stamped[1]}
            result.problems.append(
                ProjectionProblem("DOC-005", projected.table, projected.key, name, registered_values[name], facts)
            )
        row.cells[name] = stamped
    result.rows[row_id] = row


def _is_listed_source(state: RecordState, source: str) -> bool:
    """True if the scenario has the source; a row may cite no other."""
    row = state.rows.get(("sources", (source,)))
    return row is not None and row.exists


def _remove_dependent_rows(state: RecordState, result: DocumentRows) -> None:
    """Suppress the request lines and uncertainties of suppressed requests and pledges."""
    kinds = {"requests": "request", "pledges": "pledge"}
    removed_ids = [row_id for row_id, row in result.rows.items() if not row.exists and row_id[0] in kinds]
    removed_documents = {(kinds[table], key[0]): result.source_documents[table, key] for table, key in removed_ids}
    for row_id, row in state.present_rows() if removed_documents else ():
        cells = row.values() if row_id[0] in ("request_lines", "uncertainties") else {}
        parent = cells.get("of", "request"), cells.get("id", cells.get("request"))
        if cells and parent in removed_documents:
            result.rows[row_id] = RecordRow(row.since, False)
            result.source_documents[row_id] = removed_documents[parent]
