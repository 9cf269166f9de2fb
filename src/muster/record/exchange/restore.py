"""Restore a record from its exported chain, with the same numbers, times and hashes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from muster.record.actions.imported_entry_checks import check_imported_entry
from muster.record.errors import RecordRefusedError
from muster.record.store import database
from muster.record.store.hash_chain import (
    ChainLink,
    canonical_json,
    format_line,
    parse_export,
    sha256_hex,
    unreadable_line_error,
    verify_chain,
)
from muster.record.store.ledger import Ledger
from muster.text import phrase

_BATCH_SIZE = 1_000
_METADATA_KEYS = ("recorded_at", "author", "action", "subject", "valid_from")


def restore_record(db: str | Path, file: Path) -> Ledger:
    """Restore a record into a database that has none.

    This verifies the chain itself; `muster record verify` with a checkpoint proves that it is the chain a member knows.

    Args:
        db: SQLite file or PostgreSQL URL.
        file: Exported chain (JSON Lines).

    Raises:
        RecordRefusedError: The chain is broken, an entry is invalid, or the database has a record. Nothing is written.
    """
    verdict = verify_chain(_checked_links(file))
    if not verdict.is_intact:
        raise RecordRefusedError(
            phrase("the chain of {file} is broken: {fault}", file=file.name, fault=verdict.faults[0])
        )
    database.migrate(database.connection_alias(db))
    ledger = Ledger(db)
    with ledger.exclusive_writer("") as writer:
        if ledger.head().number:
            raise RecordRefusedError(phrase("the database has a record already; restore into a new one"))
        rows = (_table_row(link) for link in _read_links(file))
        while batch := list(islice(rows, _BATCH_SIZE)):
            writer.ledger.insert_rows(batch)
        if ledger.head().hash != verdict.head_hash:
            raise RecordRefusedError(phrase("{file} was changed while it was read", file=file.name))
    return ledger


def _read_links(file: Path) -> Iterator[ChainLink]:
    with file.open("rb") as stream:
        yield from parse_export(stream)


def _checked_links(file: Path) -> Iterator[ChainLink]:
    """Yield the links; refuse a line in another format and an entry with invalid content."""
    for link in _read_links(file):
        number, *metadata, content, previous, _hash = _table_row(link)
        if format_line(number, metadata, content, previous) != link.line:
            raise unreadable_line_error(number, phrase("its format differs from that of an export"))
        fields = json.loads(content)
        if not isinstance(fields, dict):
            raise unreadable_line_error(number, "content")
        try:
            check_imported_entry(metadata[2], fields, metadata[4])
        except RecordRefusedError as error:
            message = phrase("entry {number} of {file}: {reason}", number=number, file=file.name, reason=error.message)
            raise RecordRefusedError(message) from None
        yield link


def _table_row(link: ChainLink) -> tuple[Any, ...]:
    """Convert a link to a row of the table."""
    values = json.loads(link.line)
    content = canonical_json(values["content"])
    return (link.number, *(values[name] for name in _METADATA_KEYS), content, link.previous, sha256_hex(link.line))
