"""How many units of what is wanted one unit of an item is: 1 for itself, its ratio for a member of the family."""

from __future__ import annotations

from collections.abc import Callable

from muster.record.actions.rows import row_at
from muster.record.projection.state import Known, Row
from muster.record.store.ledger import Book


def worth_in(known: Known, wants: str) -> Callable[[str], float]:
    """What an item is worth, as it is known; 0 if it cannot stand for what is wanted."""

    def worth(item: str) -> float:
        return 1.0 if item == wants else _ratio(known.rows.get(("families", (wants, item))))

    return worth


def worth_now(book: Book, wants: str, item: str) -> float:
    """What an item is worth by the record as it is now."""
    return 1.0 if item == wants else _ratio(row_at(book, "families", (wants, item)))


def _ratio(row: Row | None) -> float:
    return float(row.values().get("ratio", 1.0)) if row is not None and row.there else 0.0
