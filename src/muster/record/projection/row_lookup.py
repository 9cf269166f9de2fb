"""Look up a current row of the record by table and key."""

from __future__ import annotations

from muster.record.errors import RecordRefusedError
from muster.record.projection.row_identity import RowKey, row_subject
from muster.record.projection.state import RecordRow, fold_entries
from muster.record.store.ledger import Ledger
from muster.record.store.reversals import reversed_entry_numbers
from muster.text import phrase


def find_row(ledger: Ledger, table: str, key: RowKey) -> RecordRow | None:
    """Return the current row regardless of its `valid_from`; None if it does not exist."""
    last_entry = ledger.head().number
    state = fold_entries(ledger.entries_for(row_subject(table, key)), reversed_entry_numbers(ledger, last_entry))
    row = state.rows.get((table, key))
    return row if row is not None and row.exists else None


def require_source(ledger: Ledger, source: str) -> None:
    """Check that a source is registered.

    Raises:
        RecordRefusedError: The source is not registered.
    """
    if find_row(ledger, "sources", (source,)) is None:
        raise RecordRefusedError(phrase('"{source}" is not among the sources; register it first', source=source))
