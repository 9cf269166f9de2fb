"""Entries that were taken back by later ones."""

from __future__ import annotations

import json
from collections.abc import Sequence

from muster.record.store import append_only_triggers as guards
from muster.record.store.entry import Entry
from muster.record.store.ledger import Book

REVERSED = "entry.reversed"


def taken_back(book: Book, upto: int) -> frozenset[int]:
    """The numbers of the entries that were taken back by then."""
    question = f"SELECT content FROM {guards.TABLE} WHERE action = %s AND number <= %s"
    return frozenset(json.loads(row[0])["entry"] for row in book.rows(question, [REVERSED, upto]))


def standing(entries: Sequence[Entry]) -> list[Entry]:
    """All entries about one subject but those that were taken back and those that say so, under the same subject."""
    gone = {entry.content["entry"] for entry in entries if entry.action == REVERSED}
    return [entry for entry in entries if entry.number not in gone and entry.action != REVERSED]
