"""Append-only ledger: writes entries one after the other under a lock, and reads them up to a given entry."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import Error, connections, transaction

from muster.record.errors import RecordRefusedError
from muster.record.store import append_only_triggers as triggers
from muster.record.store import database
from muster.record.store.checkpoint import Checkpoint
from muster.record.store.entry import EntryDraft, LedgerEntry
from muster.record.store.hash_chain import GENESIS_HASH, ChainLink, canonical_json, format_line, sha256_hex
from muster.text import number, phrase

RECORD_OPENED = "record.opened"
FORMAT_VERSION = 1
_BATCH_SIZE = 10_000
_LOCK_KEY = 7_236_812_001
_COLUMNS = "number, recorded_at, author, action, subject, valid_from, content"
_MAX_TEXT_LENGTH = 10_000
_MAX_SUBJECT_LENGTH = 600

Clock = Callable[[], dt.datetime]


class Ledger:
    """An open record. Entries up to a given number never change, so reading them again gives the same result."""

    def __init__(self, db: str | Path, clock: Clock | None = None, require_triggers: bool = True) -> None:
        """Open a record.

        Args:
            db: SQLite file or PostgreSQL URL.
            clock: Clock for recording times; default: that of the PostgreSQL server, or of this machine.
            require_triggers: False only for a verification, which reports missing triggers itself.

        Raises:
            RecordRefusedError: There is no record, it has another version, or triggers are missing.
        """
        self._alias = database.connection_alias(db)
        self._clock = clock
        database.check_database(self._alias, require_triggers)
        opening = self.entry(1)
        if (
            opening is not None
            and opening.action == RECORD_OPENED
            and opening.content.get("format", FORMAT_VERSION) > FORMAT_VERSION
        ):
            raise RecordRefusedError(phrase("the record was written by a newer version of muster; use that version"))

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        connections[self._alias].close()

    def has_triggers(self) -> bool:
        """True if the append-only triggers exist and are enabled."""
        return triggers.are_installed(connections[self._alias])

    def grant_append_access(self, role: str) -> None:
        """Grant a PostgreSQL role the rights to read and add entries, and revoke all others."""
        triggers.grant_append_access(connections[self._alias], role)

    def query_rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a query and return its rows.

        Raises:
            RecordRefusedError: The database reports an error.
        """
        try:
            with connections[self._alias].cursor() as cursor:
                cursor.execute(sql, list(parameters))
                rows: list[tuple[Any, ...]] = cursor.fetchall()
        except Error as failure:
            raise database.database_error(failure) from None
        return rows

    def head(self) -> Checkpoint:
        """Return number, hash and time of the last entry; number 0 if there is none."""
        rows = self.query_rows(f"SELECT number, hash, recorded_at FROM {triggers.TABLE} ORDER BY number DESC LIMIT 1")
        return Checkpoint(*rows[0]) if rows else Checkpoint(0, GENESIS_HASH, "")

    def last_entry_at(self, known_at: dt.datetime) -> int:
        """Return the number of the last entry recorded by `known_at`; 0 if there is none.

        Waits for a writer that may still record an entry before `known_at`, so that repeating the query later gives the
        same number.
        """
        moment = format_time(known_at)
        if moment > self.head().recorded_at:
            with self._exclusive_lock():
                pass
        rows = self.query_rows(f"SELECT max(number) FROM {triggers.TABLE} WHERE recorded_at <= %s", [moment])
        return int(rows[0][0] or 0)

    def entries(self, up_to: int | None = None) -> Iterator[LedgerEntry]:
        """Iterate over all entries up to a number (default: the last) in order."""
        last = self.head().number if up_to is None else up_to
        for start in range(0, last, _BATCH_SIZE):
            sql = f"SELECT {_COLUMNS} FROM {triggers.TABLE} WHERE number > %s AND number <= %s ORDER BY number"
            yield from _parse_entries(self.query_rows(sql, [start, min(start + _BATCH_SIZE, last)]))

    def entries_for(self, subject: str, up_to: int | None = None) -> list[LedgerEntry]:
        """Return the entries about a subject in order."""
        sql = f"SELECT {_COLUMNS} FROM {triggers.TABLE} WHERE subject = %s AND number <= %s ORDER BY number"
        last = self.head().number if up_to is None else up_to
        return _parse_entries(self.query_rows(sql, [shorten_subject(subject), last]))

    def entries_of_action(self, action: str) -> list[LedgerEntry]:
        """Return the entries of an action in order, including reversed ones."""
        sql = f"SELECT {_COLUMNS} FROM {triggers.TABLE} WHERE action = %s ORDER BY number"
        return _parse_entries(self.query_rows(sql, [action]))

    def entry(self, entry_number: int) -> LedgerEntry | None:
        """Return an entry by its number, or None."""
        rows = self.query_rows(f"SELECT {_COLUMNS} FROM {triggers.TABLE} WHERE number = %s", [entry_number])
        return _parse_entries(rows)[0] if rows else None

    def links(self, up_to: int | None = None) -> Iterator[ChainLink]:
        """Iterate over the chain up to a number (default: the last), with each line formatted from its row."""
        last, columns = self.head().number if up_to is None else up_to, f"{_COLUMNS}, previous, hash"
        sql = f"SELECT {columns} FROM {triggers.TABLE} WHERE number > %s AND number <= %s ORDER BY number"
        for start in range(0, last, _BATCH_SIZE):
            for entry_number, *metadata, content, previous, stored_hash in self.query_rows(
                sql, [start, min(start + _BATCH_SIZE, last)]
            ):
                line = format_line(entry_number, metadata, content, previous)
                yield ChainLink(entry_number, line, previous, metadata[0], stored_hash)

    @contextmanager
    def exclusive_writer(self, author: str) -> Iterator[LedgerWriter]:
        """Hold the lock for writing, in one transaction that writes all entries or none."""
        with self._exclusive_lock():
            yield LedgerWriter(self, author, self._now())

    def append(self, drafts: Iterable[EntryDraft], author: str) -> list[LedgerEntry]:
        """Write entries without checking them."""
        with self.exclusive_writer(author) as writer:
            return writer.append(drafts)

    @contextmanager
    def _exclusive_lock(self) -> Iterator[None]:
        try:
            with transaction.atomic(using=self._alias):
                if connections[self._alias].vendor == "postgresql":
                    self.query_rows("SELECT pg_advisory_xact_lock(%s)", [_LOCK_KEY])
                yield
        except Error as failure:
            raise database.database_error(failure) from None

    def _now(self) -> dt.datetime:
        """Return the time of the clock that all writers share."""
        if self._clock is not None:
            return self._clock()
        if connections[self._alias].vendor == "postgresql":
            server_time: dt.datetime = self.query_rows("SELECT clock_timestamp()")[0][0]
            return server_time
        return dt.datetime.now(dt.UTC)

    def insert_rows(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert rows; only `LedgerWriter` and a restore may call this."""
        sql = f"INSERT INTO {triggers.TABLE} ({_COLUMNS}, previous, hash) VALUES ({', '.join(['%s'] * 9)})"
        with connections[self._alias].cursor() as cursor:
            cursor.executemany(sql, rows)


class LedgerWriter:
    """Writer of entries while the lock is held; each entry continues the last one in number, time and hash."""

    def __init__(self, ledger: Ledger, author: str, now: dt.datetime) -> None:
        self.ledger = ledger
        self.author = normalise_line(author)
        self.today = now.astimezone(dt.UTC).date().isoformat()
        head = ledger.head()
        self._last_number, self._last_hash, self._last_recorded_at = head.number, head.hash, head.recorded_at
        self._now = now

    def append(self, drafts: Iterable[EntryDraft]) -> list[LedgerEntry]:
        """Write entries; this transaction can read them at once, others after it ends."""
        rows: list[tuple[Any, ...]] = []
        for draft in drafts:
            recorded_at = format_time(self._now)
            if recorded_at <= self._last_recorded_at:
                self._now = parse_time(self._last_recorded_at) + dt.timedelta(microseconds=1)
                recorded_at = format_time(self._now)
            content = canonical_json(draft.content)
            subject = normalise_line(shorten_subject(draft.subject))
            metadata = (recorded_at, self.author, draft.action, subject, draft.valid_from)
            number, previous = self._last_number + 1, self._last_hash
            line = format_line(number, metadata, content, previous)
            self._last_number, self._last_hash, self._last_recorded_at = number, sha256_hex(line), recorded_at
            rows.append((number, *metadata, content, previous, self._last_hash))
        for start in range(0, len(rows), _BATCH_SIZE):
            self.ledger.insert_rows(rows[start : start + _BATCH_SIZE])
        return _parse_entries([row[:-2] for row in rows])


def create_ledger(db: str | Path, title: str = "", author: str = "", clock: Clock | None = None) -> Ledger:
    """Open a record for writing; create it if there is none, upgrade it if it has an earlier version."""
    alias = database.connection_alias(db)
    database.migrate(alias)
    ledger = Ledger(db, clock)
    with ledger.exclusive_writer(author) as writer:
        if not ledger.head().number:
            content = {"title": normalise_line(title), "id": uuid.uuid4().hex, "format": FORMAT_VERSION}
            writer.append([EntryDraft(RECORD_OPENED, content=content)])
    return ledger


def _parse_entries(rows: Sequence[Sequence[Any]]) -> list[LedgerEntry]:
    """Parse rows into entries; all contents are parsed at once, which halves the time."""
    try:
        contents = json.loads("[" + ",".join(row[-1] for row in rows) + "]")
        return [LedgerEntry(*(*row[:-1], content)) for row, content in zip(rows, contents, strict=True)]
    except (ValueError, RecursionError):
        raise RecordRefusedError(phrase("the record is damaged; find the fault with: muster record verify")) from None


def format_time(moment: dt.datetime) -> str:
    """Format a time as in entries: UTC with microseconds, so that texts sort like times."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse_time(text: str) -> dt.datetime:
    """Parse a time written by `format_time`."""
    return dt.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=dt.UTC)


def shorten_subject(subject: str) -> str:
    """Truncate a long subject and append its SHA-256, because an index cannot hold long texts."""
    return subject if len(subject) <= _MAX_SUBJECT_LENGTH else f"{subject[:100]}#{sha256_hex(subject.encode())}"


def normalise_line(text: str) -> str:
    """Normalise a text to Unicode NFC without surrounding spaces.

    Raises:
        RecordRefusedError: The text is too long or has control characters.
    """
    text = unicodedata.normalize("NFC", text).strip()
    if len(text) > _MAX_TEXT_LENGTH:
        raise RecordRefusedError(
            phrase(
                "a name has {length} characters; at most {limit} are allowed",
                length=number(len(text)),
                limit=number(_MAX_TEXT_LENGTH),
            )
        )
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        raise RecordRefusedError(phrase("a name has invisible characters: {text}", text=ascii(text[:80])))
    return text
