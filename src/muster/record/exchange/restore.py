"""A record made anew from its exported chain: the same entries with the same numbers, times and hashes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from muster.record.actions.imported_entry_checks import check
from muster.record.errors import Refused
from muster.record.store import database
from muster.record.store.hash_chain import Link, canonical, exported, hash_of, line_of, unreadable, verify
from muster.record.store.ledger import Book
from muster.text import phrase

_TOGETHER = 1_000
_FACTS = ("recorded_at", "author", "action", "subject", "valid_from")


def restore(where: str | Path, file: Path) -> Book:
    """The record that the file tells of, in a database that has none yet.

    Refused if the chain does not stand, or if an entry does not say what entries of its action say; then nothing is
    written. That it is the chain that a member knows is told by `muster record verify` with a checkpoint.
    """
    verdict = verify(_checked(file))
    if not verdict.stands:
        raise Refused(phrase("the chain of {file} does not stand: {fault}", file=file.name, fault=verdict.faults[0]))
    database.create(database.connect(where))
    book = Book(where)
    with book.writing("") as pen:
        if book.head().number:
            raise Refused(phrase("there is a record already; entries are taken over into a new one"))
        rows = (_row(link) for link in _links(file))
        while part := list(islice(rows, _TOGETHER)):
            pen.book.insert(part)
        if book.head().hash != verdict.head:
            raise Refused(phrase("{file} was changed while it was read", file=file.name))
    return book


def _links(file: Path) -> Iterator[Link]:
    with file.open("rb") as stream:
        yield from exported(stream)


def _checked(file: Path) -> Iterator[Link]:
    """The links, each looked at: written as this program writes it, and with what its action has to say."""
    for link in _links(file):
        number, *facts, content, previous, _hash = _row(link)
        if line_of(number, facts, content, previous) != link.line:
            raise unreadable(number, phrase("it is not written as the export writes it"))
        said = json.loads(content)
        if not isinstance(said, dict):
            raise unreadable(number, "content")
        try:
            check(facts[2], said, facts[4])
        except Refused as refused:
            where = phrase("entry {number} of {file}: {reason}", number=number, file=file.name, reason=refused.meant)
            raise Refused(where) from None
        yield link


def _row(link: Link) -> tuple[Any, ...]:
    """The entry as a row of the table."""
    told = json.loads(link.line)
    content = canonical(told["content"])
    return (link.number, *(told[name] for name in _FACTS), content, link.previous, hash_of(link.line))
