"""Whoever owns the machine can change what lies in it, guards and all; the checker tells."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.db import connections
from hypothesis import assume, given
from hypothesis import strategies as st

from muster.record.errors import Refused
from muster.record.store import append_only_triggers as guards
from muster.record.store import database
from muster.record.store.checkpoint import Checkpoint
from muster.record.store.entry import Draft
from muster.record.store.hash_chain import NOTHING, canonical, exported, hash_of, line_of, verify
from muster.record.store.ledger import Book

TABLE = guards.TABLE
FIRST_OTHER = "CASE substr({column}, 1, 1) WHEN 'f' THEN 'e' ELSE 'f' END || substr({column}, 2)"
OTHER = {"content": '\'{"x":"other"}\'', "recorded_at": "'2022-09-01T00:00:00.000009Z'", "number": "99"}
COLUMNS = ("number", "recorded_at", "author", "action", "subject", "valid_from", "content", "previous", "hash")


def change(where: str, *statements: str) -> None:
    """Change the database by its owner's hand, the guards down meanwhile."""
    connection = connections[database.connect(where)]
    on = "" if connection.vendor == "sqlite" else f" ON {TABLE}"
    with connection.cursor() as cursor:
        for name in ("record_no_update", "record_no_delete", "record_next"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
        for statement in statements:
            cursor.execute(statement)
    guards.install(connection)


@pytest.fixture
def kept(book: Book) -> Checkpoint:
    """The checkpoint of a record with five entries."""
    for name in "abcd":
        book.write([Draft("test.said", name, {"x": name}, "2022-10-01")], "nation")
    assert verify(book.links(), [book.head()]).stands
    return book.head()


@pytest.mark.parametrize("number", [1, 3, 5])
@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_column_is_found(book: Book, where: str, kept: Checkpoint, column: str, number: int) -> None:
    """In the first entry, one between and the last."""
    value = OTHER.get(column, FIRST_OTHER.format(column=column))
    change(where, f"UPDATE {TABLE} SET {column} = {value} WHERE number = {number}")
    assert not verify(book.links(), [kept]).stands


@pytest.mark.parametrize("number", range(1, 6))
def test_a_deleted_entry_is_found(book: Book, where: str, kept: Checkpoint, number: int) -> None:
    """Also when those behind it move up, and when it was the last."""
    change(where, f"DELETE FROM {TABLE} WHERE number = {number}")
    assert not verify(book.links(), [kept]).stands
    change(
        where, *(f"UPDATE {TABLE} SET number = {later - 1} WHERE number = {later}" for later in range(number + 1, 6))
    )
    assert not verify(book.links(), [kept]).stands


def test_two_entries_that_change_places_are_found(book: Book, where: str, kept: Checkpoint) -> None:
    steps = ((2, 90), (3, 2), (90, 3))
    change(where, *(f"UPDATE {TABLE} SET number = {to} WHERE number = {number}" for number, to in steps))
    assert not verify(book.links(), [kept]).stands


def test_a_fork_with_hashes_of_its_own_is_found_by_a_checkpoint(book: Book, where: str, kept: Checkpoint) -> None:
    """All from entry 3 on is written anew, each hash made anew too: in itself it stands."""
    rows = book.rows(f"SELECT number, recorded_at, author, action, subject, valid_from, content, hash FROM {TABLE}")
    first, second, *rest = sorted(rows)
    previous, statements = second[-1], [f"DELETE FROM {TABLE} WHERE number > 2"]
    for number, *facts, _content, _hash in rest:
        content = '{"x":"other"}'
        own = hash_of(line_of(number, facts, content, previous))
        cells = ", ".join(f"'{cell}'" for cell in (*facts, content, previous, own))
        statements.append(f"INSERT INTO {TABLE} VALUES ({number}, {cells})")
        previous = own
    change(where, *statements)
    assert verify(book.links()).stands
    assert verify(book.links(), [Checkpoint(first[0], first[-1], first[1])]).stands
    found = verify(book.links(), [kept])
    assert [str(fault) for fault in found.faults] == [
        "the record goes another way than the checkpoint : something up to entry 5 was changed"
    ]


TEXT = st.text(max_size=12)
CONTENT = st.dictionaries(
    TEXT, TEXT | st.integers(-9, 9) | st.floats(allow_nan=False, allow_infinity=False), max_size=3
)


@st.composite
def chains(draw: st.DrawFn) -> list[bytes]:
    """An exported chain of one to five entries."""
    lines: list[bytes] = []
    previous = NOTHING
    for number, content in enumerate(draw(st.lists(CONTENT, min_size=1, max_size=5)), start=1):
        facts = (f"2022-09-0{number}T00:00:00.000000Z", draw(TEXT), "test.said", draw(TEXT), "")
        lines.append(line_of(number, facts, canonical(content), previous))
        previous = hash_of(lines[-1])
    return lines


@given(st.data())
def test_any_change_of_an_export_is_found(data: st.DataObject) -> None:
    """A byte that is another one, more or fewer; lines missing, twice, or in another order."""
    lines = data.draw(chains())
    kept = Checkpoint(len(lines), hash_of(lines[-1]), "")
    assert verify(exported(lines), [kept]).stands
    place = data.draw(st.integers(0, len(lines) - 1))
    line, at = lines[place], data.draw(st.integers(0, len(lines[place]) - 1))
    byte = bytes([data.draw(st.integers(0, 255))])
    other = data.draw(st.integers(0, len(lines) - 1))
    ways = {
        "changed": [*lines[:place], line[:at] + byte + line[at + 1 :], *lines[place + 1 :]],
        "more": [*lines[:place], line[:at] + byte + line[at:], *lines[place + 1 :]],
        "fewer": [*lines[:place], line[:at] + line[at + 1 :], *lines[place + 1 :]],
        "cut": [*lines[:place], line[:at], *lines[place + 1 :]],
        "missing": lines[:place] + lines[place + 1 :],
        "twice": [*lines[: other + 1], line, *lines[other + 1 :]],
        "moved": sorted(lines, key=lambda one: hash_of(one + byte)),
    }
    found = ways[data.draw(st.sampled_from(sorted(ways)))]
    assume(found != lines)
    with suppress(Refused):
        assert not verify(exported(found), [kept]).stands


@pytest.mark.parametrize("content", ["no JSON", '{"x":1},{"x":2}', "["])
def test_a_content_that_is_no_json_is_refused_when_read(book: Book, where: str, kept: Checkpoint, content: str) -> None:
    change(where, f"UPDATE {TABLE} SET content = '{content}' WHERE number = 3")
    for ask in (lambda: list(book.entries()), lambda: book.entry(3), lambda: book.about("b")):
        with pytest.raises(Refused, match="damaged"):
            ask()
    assert not verify(book.links(), [kept]).stands
