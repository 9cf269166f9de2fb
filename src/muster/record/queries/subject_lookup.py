"""What somebody means by a table and a key, a document, or an entry's number."""

from __future__ import annotations

import json
from collections.abc import Sequence

from muster.problems import nearest
from muster.record.errors import Refused
from muster.record.store import append_only_triggers as guards
from muster.record.store.entry import Entry
from muster.record.store.ledger import Book
from muster.scenario.workbook_reader import text_of
from muster.schema import TABLES
from muster.text import phrase

# Longer numbers are no entries.
_DIGITS = 16


def found_under(book: Book, words: Sequence[str]) -> list[Entry]:
    """The entries about what the words name; refused if there is nothing under them."""
    if len(words) == 1 and words[0].isdecimal() and len(words[0]) < _DIGITS:
        entry = book.entry(int(words[0]))
        if entry is None:
            raise Refused(phrase("there is no entry {number}", number=words[0]))
        return [entry]
    if words[0] not in TABLES:
        subjects = [subject for (subject,) in book.rows(f"SELECT DISTINCT subject FROM {guards.TABLE}")]
        return _about(book, " ".join(words), subjects)
    start = words[0] + "["
    found = book.rows(f"SELECT DISTINCT subject FROM {guards.TABLE} WHERE subject LIKE %s", [start + "%"])
    # A shortened subject ends in a hash, and cannot be read back.
    whole = [subject for (subject,) in found if subject.startswith(start) and subject.endswith("]")]
    keys = {subject: json.loads(subject[len(words[0]) :]) for subject in whole}
    wanted = list(words[1:])
    hits = [subject for subject, key in keys.items() if [text_of(part) for part in key if part is not None] == wanted]
    if hits:
        return sorted((entry for hit in hits for entry in book.about(hit)), key=lambda entry: entry.number)
    return _about(book, start + json.dumps(wanted, separators=(",", ":"), ensure_ascii=False)[1:], list(keys))


def _about(book: Book, subject: str, subjects: Sequence[str]) -> list[Entry]:
    found = book.about(subject)
    if not found:
        near = nearest(subject, subjects)
        if near:
            raise Refused(
                phrase("nothing is entered about {subject}; did you mean {nearest}?", subject=subject, nearest=near)
            )
        raise Refused(phrase("nothing is entered about {subject}", subject=subject))
    return found
