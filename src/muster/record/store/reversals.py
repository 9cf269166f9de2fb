"""Entries reversed by later ones."""

from __future__ import annotations

import json
from collections.abc import Sequence

from muster.record.store import append_only_triggers as triggers
from muster.record.store.entry import LedgerEntry
from muster.record.store.ledger import Ledger

ENTRY_REVERSED = "entry.reversed"


def reversed_entry_numbers(ledger: Ledger, up_to: int) -> frozenset[int]:
    """Return the numbers of entries that were reversed by entries up to a number."""
    sql = f"SELECT content FROM {triggers.TABLE} WHERE action = %s AND number <= %s"
    return frozenset(json.loads(row[0])["entry"] for row in ledger.query_rows(sql, [ENTRY_REVERSED, up_to]))


def without_reversals(entries: Sequence[LedgerEntry]) -> list[LedgerEntry]:
    """Filter the entries about one subject: leave out reversed entries and the reversals themselves."""
    reversed_numbers = {entry.content["entry"] for entry in entries if entry.action == ENTRY_REVERSED}
    return [entry for entry in entries if entry.number not in reversed_numbers and entry.action != ENTRY_REVERSED]
