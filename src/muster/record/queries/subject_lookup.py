"""Resolve a command-line reference (table and key, document, entry number) to a subject."""

from __future__ import annotations

import json
from collections.abc import Sequence

from muster.problems import nearest
from muster.record.errors import RecordRefusedError
from muster.record.store import append_only_triggers as triggers
from muster.record.store.entry import LedgerEntry
from muster.record.store.ledger import Ledger
from muster.scenario.cell_text import value_as_text
from muster.schema import TABLES
from muster.text import phrase

# Longer numbers cannot be entry numbers.
_MAX_DIGITS = 16


def find_entries(ledger: Ledger, reference: Sequence[str]) -> list[LedgerEntry]:
    """Return the entries about the subject of a reference.

    Raises:
        RecordRefusedError: There are none; the message suggests the nearest subject.
    """
    if len(reference) == 1 and reference[0].isdecimal() and len(reference[0]) < _MAX_DIGITS:
        entry = ledger.entry(int(reference[0]))
        if entry is None:
            raise RecordRefusedError(phrase("there is no entry {number}", number=reference[0]))
        return [entry]
    if reference[0] not in TABLES:
        subjects = [subject for (subject,) in ledger.query_rows(f"SELECT DISTINCT subject FROM {triggers.TABLE}")]
        return _entries_or_refuse(ledger, " ".join(reference), subjects)
    start = reference[0] + "["
    rows = ledger.query_rows(f"SELECT DISTINCT subject FROM {triggers.TABLE} WHERE subject LIKE %s", [start + "%"])
    # A shortened subject ends in a hash and has no readable key.
    full_subjects = [subject for (subject,) in rows if subject.startswith(start) and subject.endswith("]")]
    keys = {subject: json.loads(subject[len(reference[0]) :]) for subject in full_subjects}
    wanted = list(reference[1:])
    matches = [
        subject for subject, key in keys.items() if [value_as_text(part) for part in key if part is not None] == wanted
    ]
    if matches:
        return sorted(
            (entry for match in matches for entry in ledger.entries_for(match)), key=lambda entry: entry.number
        )
    return _entries_or_refuse(
        ledger, start + json.dumps(wanted, separators=(",", ":"), ensure_ascii=False)[1:], list(keys)
    )


def _entries_or_refuse(ledger: Ledger, subject: str, subjects: Sequence[str]) -> list[LedgerEntry]:
    entries = ledger.entries_for(subject)
    if not entries:
        suggestion = nearest(subject, subjects)
        if suggestion:
            raise RecordRefusedError(
                phrase(
                    "nothing is entered about {subject}; did you mean {nearest}?", subject=subject, nearest=suggestion
                )
            )
        raise RecordRefusedError(phrase("nothing is entered about {subject}", subject=subject))
    return entries
