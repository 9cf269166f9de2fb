"""The owner of the machine can change the database despite its triggers; verification detects it."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.db import connections
from hypothesis import assume, given
from hypothesis import strategies as st

from muster.record.errors import RecordRefusedError
from muster.record.store import append_only_triggers as triggers
from muster.record.store import database
from muster.record.store.checkpoint import Checkpoint
from muster.record.store.entry import EntryDraft
from muster.record.store.hash_chain import (
    GENESIS_HASH,
    canonical_json,
    format_line,
    parse_export,
    sha256_hex,
    verify_chain,
)
from muster.record.store.ledger import Ledger

TABLE = triggers.TABLE
FIRST_OTHER = "CASE substr({column}, 1, 1) WHEN 'f' THEN 'e' ELSE 'f' END || substr({column}, 2)"
OTHER = {"content": '\'{"x":"other"}\'', "recorded_at": "'2022-09-01T00:00:00.000009Z'", "number": "99"}
COLUMNS = ("number", "recorded_at", "author", "action", "subject", "valid_from", "content", "previous", "hash")


def change_as_owner(db: str, *statements: str) -> None:
    """Change the database as its owner, with the triggers disabled meanwhile."""
    connection = connections[database.connection_alias(db)]
    on = "" if connection.vendor == "sqlite" else f" ON {TABLE}"
    with connection.cursor() as cursor:
        for name in ("record_no_update", "record_no_delete", "record_next"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
        for statement in statements:
            cursor.execute(statement)
    triggers.install(connection)


@pytest.fixture
def checkpoint(ledger: Ledger) -> Checkpoint:
    """The checkpoint of a record with five entries."""
    for name in "abcd":
        ledger.append([EntryDraft("test.said", name, {"x": name}, "2022-10-01")], "nation")
    assert verify_chain(ledger.links(), [ledger.head()]).is_intact
    return ledger.head()


@pytest.mark.parametrize("number", [1, 3, 5])
@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_column_is_found(
    ledger: Ledger, new_db: str, checkpoint: Checkpoint, column: str, number: int
) -> None:
    """A change is detected in the first entry, a middle one and the last."""
    value = OTHER.get(column, FIRST_OTHER.format(column=column))
    change_as_owner(new_db, f"UPDATE {TABLE} SET {column} = {value} WHERE number = {number}")
    assert not verify_chain(ledger.links(), [checkpoint]).is_intact


@pytest.mark.parametrize("number", range(1, 6))
def test_a_deleted_entry_is_found(ledger: Ledger, new_db: str, checkpoint: Checkpoint, number: int) -> None:
    """A deletion is detected even if later entries move up, and if it was the last entry."""
    change_as_owner(new_db, f"DELETE FROM {TABLE} WHERE number = {number}")
    assert not verify_chain(ledger.links(), [checkpoint]).is_intact
    change_as_owner(
        new_db, *(f"UPDATE {TABLE} SET number = {later - 1} WHERE number = {later}" for later in range(number + 1, 6))
    )
    assert not verify_chain(ledger.links(), [checkpoint]).is_intact


def test_two_entries_that_change_places_are_found(ledger: Ledger, new_db: str, checkpoint: Checkpoint) -> None:
    steps = ((2, 90), (3, 2), (90, 3))
    change_as_owner(new_db, *(f"UPDATE {TABLE} SET number = {to} WHERE number = {number}" for number, to in steps))
    assert not verify_chain(ledger.links(), [checkpoint]).is_intact


def test_a_fork_with_hashes_of_its_own_is_found_by_a_checkpoint(
    ledger: Ledger, new_db: str, checkpoint: Checkpoint
) -> None:
    """Rewrite everything from entry 3 on with new hashes: the chain itself is intact."""
    rows = ledger.query_rows(
        f"SELECT number, recorded_at, author, action, subject, valid_from, content, hash FROM {TABLE}"
    )
    first, second, *rest = sorted(rows)
    previous, statements = second[-1], [f"DELETE FROM {TABLE} WHERE number > 2"]
    for number, *facts, _content, _hash in rest:
        content = '{"x":"other"}'
        own_hash = sha256_hex(format_line(number, facts, content, previous))
        cells = ", ".join(f"'{cell}'" for cell in (*facts, content, previous, own_hash))
        statements.append(f"INSERT INTO {TABLE} VALUES ({number}, {cells})")
        previous = own_hash
    change_as_owner(new_db, *statements)
    assert verify_chain(ledger.links()).is_intact
    assert verify_chain(ledger.links(), [Checkpoint(first[0], first[-1], first[1])]).is_intact
    verdict = verify_chain(ledger.links(), [checkpoint])
    assert [str(fault) for fault in verdict.faults] == [
        "the record disagrees with the checkpoint : something up to entry 5 was changed"
    ]


TEXT = st.text(max_size=12)
CONTENT = st.dictionaries(
    TEXT, TEXT | st.integers(-9, 9) | st.floats(allow_nan=False, allow_infinity=False), max_size=3
)


@st.composite
def chains(draw: st.DrawFn) -> list[bytes]:
    """Return an exported chain of one to five entries."""
    lines: list[bytes] = []
    previous = GENESIS_HASH
    for number, content in enumerate(draw(st.lists(CONTENT, min_size=1, max_size=5)), start=1):
        facts = (f"2022-09-0{number}T00:00:00.000000Z", draw(TEXT), "test.said", draw(TEXT), "")
        lines.append(format_line(number, facts, canonical_json(content), previous))
        previous = sha256_hex(lines[-1])
    return lines


@given(st.data())
def test_any_change_of_an_export_is_found(data: st.DataObject) -> None:
    """Change, add or remove a byte; or remove, duplicate or reorder lines."""
    lines = data.draw(chains())
    checkpoint = Checkpoint(len(lines), sha256_hex(lines[-1]), "")
    assert verify_chain(parse_export(lines), [checkpoint]).is_intact
    index = data.draw(st.integers(0, len(lines) - 1))
    line, position = lines[index], data.draw(st.integers(0, len(lines[index]) - 1))
    byte = bytes([data.draw(st.integers(0, 255))])
    other = data.draw(st.integers(0, len(lines) - 1))
    variants = {
        "changed": [*lines[:index], line[:position] + byte + line[position + 1 :], *lines[index + 1 :]],
        "more": [*lines[:index], line[:position] + byte + line[position:], *lines[index + 1 :]],
        "fewer": [*lines[:index], line[:position] + line[position + 1 :], *lines[index + 1 :]],
        "cut": [*lines[:index], line[:position], *lines[index + 1 :]],
        "missing": lines[:index] + lines[index + 1 :],
        "twice": [*lines[: other + 1], line, *lines[other + 1 :]],
        "moved": sorted(lines, key=lambda line: sha256_hex(line + byte)),
    }
    changed = variants[data.draw(st.sampled_from(sorted(variants)))]
    assume(changed != lines)
    with suppress(RecordRefusedError):
        assert not verify_chain(parse_export(changed), [checkpoint]).is_intact


@pytest.mark.parametrize("content", ["no JSON", '{"x":1},{"x":2}', "["])
def test_a_content_that_is_no_json_is_refused_when_read(
    ledger: Ledger, new_db: str, checkpoint: Checkpoint, content: str
) -> None:
    change_as_owner(new_db, f"UPDATE {TABLE} SET content = '{content}' WHERE number = 3")
    for ask in (lambda: list(ledger.entries()), lambda: ledger.entry(3), lambda: ledger.entries_for("b")):
        with pytest.raises(RecordRefusedError, match="damaged"):
            ask()
    assert not verify_chain(ledger.links(), [checkpoint]).is_intact
