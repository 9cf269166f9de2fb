"""History of one subject: its entries and, for a document, its state, condition, lines and back references."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from muster.record.projection.conditions import Condition
from muster.record.projection.document import Document, document_at
from muster.record.projection.document_rows import conditions_at, documents_at
from muster.record.projection.line_balance import compute_balance, promised_lines
from muster.record.projection.state import fold_entries
from muster.record.queries.back_references import entries_referring_to
from muster.record.queries.subject_lookup import find_entries
from muster.record.store.entry import LedgerEntry
from muster.record.store.ledger import Ledger
from muster.record.store.reversals import reversed_entry_numbers, without_reversals


@dataclass(frozen=True)
class SubjectHistory:
    """Entries about a subject and, for a document, its state, condition and lines as of a day, and its references."""

    entries: Sequence[LedgerEntry]
    document: Document | None
    condition: Condition | None
    lines: dict[str, dict[str, float]]
    references: Sequence[LedgerEntry]

    def as_dict(self) -> dict[str, Any]:
        """Return the history for JSON output."""
        return {
            "entries": [entry.as_dict() for entry in self.entries],
            "state": self.document.state if self.document else None,
            "since": self.document.since if self.document else None,
            "condition": self.condition.as_dict() if self.condition else None,
            "lines": self.lines,
            "referring": [entry.as_dict() for entry in self.references],
        }


def read_history(ledger: Ledger, reference: Sequence[str], day: str) -> SubjectHistory:
    """Read the history of a subject as of a day; `reference` is a table and key, a document or an entry number.

    Raises:
        RecordRefusedError: There are no entries about the subject.
    """
    entries = find_entries(ledger, reference)
    valid = without_reversals(entries)
    document = document_at(valid, day)
    lines = {line: compute_balance(valid, line, day).as_dict() for line in promised_lines(valid)}
    references = entries_referring_to(ledger, document.kind, document.id) if document else []
    return SubjectHistory(entries, document, _condition_of(ledger, document, day), lines, references)


def _condition_of(ledger: Ledger, document: Document | None, day: str) -> Condition | None:
    if document is None or document.fields.get("condition", "none") == "none":
        return None
    last = ledger.head().number
    state = fold_entries(ledger.entries(last), reversed_entry_numbers(ledger, last), day)
    return conditions_at(state, documents_at(state, day), day).get(document.subject)
