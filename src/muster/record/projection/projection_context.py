"""Shared types of the document projections: their context, their rows and their problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from muster.record.projection.conditions import Condition
from muster.record.projection.document import Document, StateChange
from muster.record.projection.milestones import MilestonesByDocument, quantity_handed_over
from muster.record.projection.row_identity import RowKey
from muster.record.projection.state import RecordState, Stamp
from muster.record.projection.unit_ratios import unit_ratio_at
from muster.record.store.entry import LedgerEntry

TABLE_OF_KIND = {
    "request": "requests",
    "pledge": "pledges",
    "commitment": "pledges",
    "consent": "consents",
    "shipment": "receipts",
}
"""Scenario table that receives the rows of each kind of document."""

COLUMNS_FROM_FIELDS = {
    "request": ("request", "party", "wants", "quantity", "due", "source"),
    "pledge": ("pledge", "party", "recipient", "wants", "quantity", "by", "status", "source"),
    "commitment": ("pledge", "party", "recipient", "wants", "quantity", "by", "status", "source"),
    "consent": ("party", "wants", "recipient", "from", "decision", "limit", "source"),
    "shipment": ("item", "quantity", "date", "until", "source"),
}
"""Columns set by a document's own fields and states; its field `row` sets the others."""


@dataclass(frozen=True)
class ProjectedRow:
    """A row given by a document, each cell with its stamp (day, entry); `cells` is None for a suppressed row."""

    table: str
    key: RowKey
    document: str
    cells: Mapping[str, tuple[Stamp, Any]] | None


@dataclass(frozen=True)
class ProjectionProblem:
    """A problem of a projected row: its code, cell, value and further facts."""

    code: str
    table: str
    key: RowKey | None
    column: str | None = None
    value: Any = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ProjectionContext:
    """Input of the projections: state, documents and conditions as of a day, and the scenario's start.

    All days are ISO dates; `start` and `day_before_start` are empty if the scenario has no start.
    """

    state: RecordState
    documents: Mapping[str, Document]
    conditions: Mapping[str, Condition]
    as_of: str
    start: str
    day_before_start: str
    milestones: Sequence[LedgerEntry]
    """All milestones of goods."""
    milestones_by_document: MilestonesByDocument
    """The same milestones by the documents that they name."""

    @property
    def last_day_before_start(self) -> str:
        """Last day that counts as before the start: the day before it, or `as_of` if that is earlier."""
        return min(filter(None, (self.day_before_start, self.as_of)), default="")

    def handed_over_for(self, document: Document, day: str) -> float:
        """Sum the hand-overs by the end of a day whose milestones name the document, in units of its `wants`."""
        ratio = unit_ratio_at(self.state, document.fields.get("wants", ""))
        return quantity_handed_over(self.milestones_by_document.get((document.kind, document.id), ()), day, ratio)

    def documents_of_kind(self, *kinds: str) -> Iterator[Document]:
        """Iterate over the documents of these kinds in order of their subjects."""
        return (self.documents[subject] for subject in sorted(self.documents) if self.documents[subject].kind in kinds)

    def entries_for(self, document: Document) -> Sequence[LedgerEntry]:
        """Return the entries about a document."""
        return self.state.entries_by_subject.get(document.subject, ())


def document_cells(
    document: Document, names: Mapping[str, str], change: StateChange | None = None
) -> dict[str, tuple[Stamp, Any]]:
    """Return cells from a document's fields (`names` maps column to field) and its field `row`, with their stamp."""
    stamp = (change or document.state_changes[0]).day, (change or document.state_changes[0]).entry
    values = {column: document.fields[name] for column, name in names.items() if name in document.fields}
    return {column: (stamp, value) for column, value in (document.fields.get("row", {}) | values).items()}
