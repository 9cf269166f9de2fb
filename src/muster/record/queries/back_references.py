"""Entries that refer to a document, such as decisions of a meeting or conversions of a pledge."""

from __future__ import annotations

import json

from muster.record.projection.document import document_subject
from muster.record.store import append_only_triggers as triggers
from muster.record.store.entry import LedgerEntry
from muster.record.store.ledger import Ledger
from muster.record.store.reversals import reversed_entry_numbers

_SUBJECT_FIELDS = ("about", "upon", "of")
_ID_FIELDS = {"request": ("request", "successor"), "commitment": ("commitment", "successor")}


def entries_referring_to(ledger: Ledger, kind: str, name: str, up_to: int | None = None) -> list[LedgerEntry]:
    """Return the entries about other subjects that name this document, in order and without reversed ones."""
    last = ledger.head().number if up_to is None else up_to
    subject = document_subject(kind, name)
    escaped = json.dumps(name, ensure_ascii=False)[1:-1].replace("!", "!!").replace("%", "!%").replace("_", "!_")
    sql = f"SELECT number FROM {triggers.TABLE} WHERE number <= %s AND content LIKE %s ESCAPE '!' ORDER BY number"
    reversed_numbers = reversed_entry_numbers(ledger, last)
    references = []
    for (number,) in ledger.query_rows(sql, [last, f"%{escaped}%"]):
        entry = ledger.entry(number)
        if (
            entry is not None
            and number not in reversed_numbers
            and entry.subject != subject
            and _refers_to(entry, kind, name, subject)
        ):
            references.append(entry)
    return references


def _refers_to(entry: LedgerEntry, kind: str, name: str, subject: str) -> bool:
    content = entry.content
    by_id = any(content.get(field) == name for field in _ID_FIELDS.get(kind, (kind,)))
    return by_id or any(content.get(field) == subject for field in _SUBJECT_FIELDS)
