"""Units of the wanted item or family that one unit of an item counts for: 1 for itself, its ratio for a member."""

from __future__ import annotations

from collections.abc import Callable

from muster.record.projection.row_lookup import find_row
from muster.record.projection.state import RecordRow, RecordState
from muster.record.store.ledger import Ledger


def unit_ratio_at(state: RecordState, wants: str) -> Callable[[str], float]:
    """Return a function from an item to its ratio in this state; 0 if it cannot replace what is wanted."""

    def ratio_of(item: str) -> float:
        return 1.0 if item == wants else _ratio_in_row(state.rows.get(("families", (wants, item))))

    return ratio_of


def current_unit_ratio(ledger: Ledger, wants: str, item: str) -> float:
    """Return the ratio of an item in the current record; 0 if it cannot replace what is wanted."""
    return 1.0 if item == wants else _ratio_in_row(find_row(ledger, "families", (wants, item)))


def _ratio_in_row(row: RecordRow | None) -> float:
    return float(row.values().get("ratio", 1.0)) if row is not None and row.exists else 0.0
