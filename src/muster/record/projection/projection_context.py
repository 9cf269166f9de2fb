"""What documents give to a scenario: rows, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from muster.record.projection.conditions import Condition
from muster.record.projection.document import Document, Step
from muster.record.projection.milestones import Named, handed_over
from muster.record.projection.row_identity import Key
from muster.record.projection.state import Known, Stamp
from muster.record.projection.unit_ratios import worth_in
from muster.record.store.entry import Entry

TABLE_OF = {
    "request": "requests",
    "pledge": "pledges",
    "commitment": "pledges",
    "consent": "consents",
    "shipment": "receipts",
}
"""The table of the scenario to which a kind of document gives rows."""

SAID = {
    "request": ("request", "party", "wants", "quantity", "due", "source"),
    "pledge": ("pledge", "party", "recipient", "wants", "quantity", "by", "status", "source"),
    "commitment": ("pledge", "party", "recipient", "wants", "quantity", "by", "status", "source"),
    "consent": ("party", "wants", "recipient", "from", "decision", "limit", "source"),
    "shipment": ("item", "quantity", "date", "until", "source"),
}
"""Columns that a document says by its own fields and states; the others are told with its field `row`."""


@dataclass(frozen=True)
class Stand:
    """A row as a document has it: each cell with the day and the entry that says it; None: the row is not there."""

    table: str
    key: Key
    document: str
    cells: Mapping[str, tuple[Stamp, Any]] | None


@dataclass(frozen=True)
class Trouble:
    """A problem of a drawn row: its code, its cell, what was found there, and further facts."""

    code: str
    table: str
    key: Key | None
    column: str | None = None
    value: Any = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Circumstances:
    """What is known, the documents and conditions as of a day, and the scenario's start with the day before it."""

    known: Known
    documents: Mapping[str, Document]
    tied: Mapping[str, Condition]
    as_of: str
    start: str
    eve: str
    reached: Sequence[Entry]
    """Every milestone that goods reached."""
    named: Named
    """The same, by the documents that they name."""

    @property
    def before(self) -> str:
        """The last day that counts as before the start: the eve of it or the day that is asked for."""
        return min(filter(None, (self.eve, self.as_of)), default="")

    def handed(self, document: Document, day: str) -> float:
        """What was handed over by the end of a day by milestones that name a document, in units of what it wants."""
        worth = worth_in(self.known, document.said.get("wants", ""))
        return handed_over(self.named.get((document.kind, document.id), ()), day, worth)

    def of_kind(self, *kinds: str) -> Iterator[Document]:
        """The documents of these kinds in order of their subjects."""
        return (self.documents[subject] for subject in sorted(self.documents) if self.documents[subject].kind in kinds)

    def about(self, document: Document) -> Sequence[Entry]:
        """The entries about a document."""
        return self.known.about.get(document.subject, ())


def cells_of(document: Document, names: Mapping[str, str], step: Step | None = None) -> dict[str, tuple[Stamp, Any]]:
    """Cells from a document's facts (by column), and from its field `row`, with when it says them."""
    since = (step or document.steps[0]).day, (step or document.steps[0]).entry
    facts = {column: document.said[name] for column, name in names.items() if name in document.said}
    return {column: (since, value) for column, value in (document.said.get("row", {}) | facts).items()}
