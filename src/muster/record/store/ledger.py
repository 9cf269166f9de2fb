"""The book: entries are written one after the other under a lock, and read up to one of them."""

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

from muster.record.errors import Refused
from muster.record.store import append_only_triggers as guards
from muster.record.store import database
from muster.record.store.checkpoint import Checkpoint
from muster.record.store.entry import Draft, Entry
from muster.record.store.hash_chain import NOTHING, Link, canonical, hash_of, line_of
from muster.text import number, phrase

OPENED = "record.opened"
FORMAT = 1
_STEP = 10_000
_LOCK = 7_236_812_001
_COLUMNS = "number, recorded_at, author, action, subject, valid_from, content"
_LONGEST_ACTION = 60
_LONGEST = 10_000
_LONGEST_SUBJECT = 600

Clock = Callable[[], dt.datetime]


class Book:
    """A record that is open. Everything up to an entry that was read once stays what it is."""

    def __init__(self, where: str | Path, clock: Clock | None = None, guarded: bool = True) -> None:
        """Refused if there is none, or, unless it is only looked at (`guarded` false), if its guards are down."""
        self._alias = database.connect(where)
        self._clock = clock
        database.check(self._alias, guarded)
        opened = self.entry(1)
        if opened is not None and opened.action == OPENED and opened.content.get("format", FORMAT) > FORMAT:
            raise Refused(phrase("the record was written by a newer version of muster; use that version"))

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the connection back."""
        connections[self._alias].close()

    def guarded(self) -> bool:
        """Whether the guards of the database are up."""
        return guards.standing(connections[self._alias])

    def admit(self, role: str) -> None:
        """Let a role of PostgreSQL read and add entries, and nothing else."""
        guards.admit(connections[self._alias], role)

    def rows(self, question: str, given: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What the database answers."""
        try:
            with connections[self._alias].cursor() as cursor:
                cursor.execute(question, list(given))
                found: list[tuple[Any, ...]] = cursor.fetchall()
        except Error as failure:
            raise database.unreachable(failure) from None
        return found

    def head(self) -> Checkpoint:
        """The last entry."""
        found = self.rows(f"SELECT number, hash, recorded_at FROM {guards.TABLE} ORDER BY number DESC LIMIT 1")
        return Checkpoint(*found[0]) if found else Checkpoint(0, NOTHING, "")

    def upto(self, known_at: dt.datetime) -> int:
        """The number of the last entry that was recorded by then; 0 if there is none.

        A writer that is about to record something earlier than `known_at` is waited for, so that the same question
        asked later has the same answer.
        """
        moment = stamp(known_at)
        if moment > self.head().recorded_at:
            with self._locked():
                pass
        found = self.rows(f"SELECT max(number) FROM {guards.TABLE} WHERE recorded_at <= %s", [moment])
        return int(found[0][0] or 0)

    def entries(self, upto: int | None = None) -> Iterator[Entry]:
        """All entries up to a number (default: the last) in order."""
        last = self.head().number if upto is None else upto
        for start in range(0, last, _STEP):
            question = f"SELECT {_COLUMNS} FROM {guards.TABLE} WHERE number > %s AND number <= %s ORDER BY number"
            yield from _entries(self.rows(question, [start, min(start + _STEP, last)]))

    def about(self, subject: str, upto: int | None = None) -> list[Entry]:
        """The entries about a subject in order."""
        question = f"SELECT {_COLUMNS} FROM {guards.TABLE} WHERE subject = %s AND number <= %s ORDER BY number"
        last = self.head().number if upto is None else upto
        return _entries(self.rows(question, [shortened(subject), last]))

    def of_action(self, action: str) -> list[Entry]:
        """The entries of an action in order, those that were taken back too."""
        question = f"SELECT {_COLUMNS} FROM {guards.TABLE} WHERE action = %s ORDER BY number"
        return _entries(self.rows(question, [action]))

    def entry(self, which: int) -> Entry | None:
        """An entry by its number."""
        found = self.rows(f"SELECT {_COLUMNS} FROM {guards.TABLE} WHERE number = %s", [which])
        return _entries(found)[0] if found else None

    def links(self, upto: int | None = None) -> Iterator[Link]:
        """The chain up to a number (default: the last) as it lies in the database, every line made from its row."""
        last, columns = self.head().number if upto is None else upto, f"{_COLUMNS}, previous, hash"
        question = f"SELECT {columns} FROM {guards.TABLE} WHERE number > %s AND number <= %s ORDER BY number"
        for start in range(0, last, _STEP):
            for place, *facts, content, previous, kept in self.rows(question, [start, min(start + _STEP, last)]):
                line = line_of(place, facts, content, previous)
                yield Link(place, line, previous, facts[0], kept)

    @contextmanager
    def writing(self, author: str) -> Iterator[Pen]:
        """Write entries with nobody else writing in between; all of them are kept, or none."""
        with self._locked():
            yield Pen(self, author, self._now())

    def write(self, drafts: Iterable[Draft], author: str) -> list[Entry]:
        """Write entries as they are."""
        with self.writing(author) as pen:
            return pen.write(drafts)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            with transaction.atomic(using=self._alias):
                if connections[self._alias].vendor == "postgresql":
                    self.rows("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
                yield
        except Error as failure:
            raise database.unreachable(failure) from None

    def _now(self) -> dt.datetime:
        """The time by the clock that all writers share."""
        if self._clock is not None:
            return self._clock()
        if connections[self._alias].vendor == "postgresql":
            found: dt.datetime = self.rows("SELECT clock_timestamp()")[0][0]
            return found
        return dt.datetime.now(dt.UTC)

    def insert(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Add rows; only a pen does."""
        question = f"INSERT INTO {guards.TABLE} ({_COLUMNS}, previous, hash) VALUES ({', '.join(['%s'] * 9)})"
        with connections[self._alias].cursor() as cursor:
            cursor.executemany(question, rows)


class Pen:
    """What writes while the lock is held: each entry follows the last one, in number, time and hash."""

    def __init__(self, book: Book, author: str, now: dt.datetime) -> None:
        self.book = book
        self.author = plain(author)
        self.today = now.astimezone(dt.UTC).date().isoformat()
        head = book.head()
        self._number, self._hash, self._last, self._now = head.number, head.hash, head.recorded_at, now

    def write(self, drafts: Iterable[Draft]) -> list[Entry]:
        """Write the entries; they can be read in this transaction at once, by others when it ends."""
        rows: list[tuple[Any, ...]] = []
        for draft in drafts:
            moment = stamp(self._now)
            if moment <= self._last:
                self._now = moment_of(self._last) + dt.timedelta(microseconds=1)
                moment = stamp(self._now)
            content = canonical(draft.content)
            facts = (moment, self.author, draft.action, plain(shortened(draft.subject)), draft.valid_from)
            line = line_of(self._number + 1, facts, content, self._hash)
            self._number, previous, self._hash, self._last = self._number + 1, self._hash, hash_of(line), moment
            rows.append((self._number, *facts, content, previous, self._hash))
        for start in range(0, len(rows), _STEP):
            self.book.insert(rows[start : start + _STEP])
        return _entries([row[:-2] for row in rows])


def create(where: str | Path, title: str = "", author: str = "", clock: Clock | None = None) -> Book:
    """The record at this place, made if there is none, brought up to this version if it is of an earlier one."""
    alias = database.connect(where)
    database.create(alias)
    book = Book(where, clock)
    with book.writing(author) as pen:
        if not book.head().number:
            pen.write([Draft(OPENED, content={"title": plain(title), "id": uuid.uuid4().hex, "format": FORMAT})])
    return book


def _entries(rows: Sequence[Sequence[Any]]) -> list[Entry]:
    """The entries of rows; their contents are read in one go, which takes half the time."""
    try:
        contents = json.loads("[" + ",".join(row[-1] for row in rows) + "]")
        return [Entry(*(*row[:-1], content)) for row, content in zip(rows, contents, strict=True)]
    except (ValueError, RecursionError):
        raise Refused(phrase("the record is damaged; see what is wrong with: muster record verify")) from None


def stamp(moment: dt.datetime) -> str:
    """The time as entries have it: UTC, to the microsecond, such that the order of texts is that of times."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment_of(text: str) -> dt.datetime:
    """The time that `stamp` wrote."""
    return dt.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=dt.UTC)


def shortened(subject: str) -> str:
    """The subject as entries have it: a long one is cut and ends in its SHA-256, since an index holds no long texts."""
    return subject if len(subject) <= _LONGEST_SUBJECT else f"{subject[:100]}#{hash_of(subject.encode())}"


def plain(text: str) -> str:
    """The text in Unicode form NFC on one line; refused if it has other control characters or is too long."""
    text = unicodedata.normalize("NFC", text).strip()
    if len(text) > _LONGEST:
        raise Refused(
            phrase(
                "a name has {length} characters; at most {limit} are taken",
                length=number(len(text)),
                limit=number(_LONGEST),
            )
        )
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        raise Refused(phrase("a name has characters that cannot be seen: {text}", text=ascii(text[:80])))
    return text
