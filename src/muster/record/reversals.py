"""Entries that were taken back by later ones."""

from __future__ import annotations

import json

from muster.record import guards
from muster.record.book import Book

REVERSED = "entry.reversed"


def taken_back(book: Book, upto: int) -> frozenset[int]:
    """The numbers of the entries that were taken back by then."""
    question = f"SELECT content FROM {guards.TABLE} WHERE action = %s AND number <= %s"
    return frozenset(json.loads(row[0])["entry"] for row in book.rows(question, [REVERSED, upto]))
