"""Entries can be added but never changed: not by the ORM, in bulk, by raw SQL or by an application's role."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import Error, connections, models

from muster.record.errors import RecordRefusedError
from muster.record.store import append_only_triggers as triggers
from muster.record.store.entry import EntryDraft
from muster.record.store.hash_chain import verify_chain
from muster.record.store.ledger import Ledger, create_ledger
from record.databases import as_role


def orm_entries(ledger: Ledger) -> Any:
    from muster.record.models import Entry

    return Entry.objects.using(ledger._alias)


def save_by_orm(ledger: Ledger) -> None:
    entry = orm_entries(ledger).get(number=2)
    entry.subject = "other"
    entry.save()


def replace_row(ledger: Ledger) -> None:
    """Replace a row, which on SQLite fires no trigger on deletions; PostgreSQL uses its nearest equivalent."""
    on_sqlite = connections[ledger._alias].vendor == "sqlite"
    word = "INSERT OR REPLACE" if on_sqlite else "INSERT"
    rest = "" if on_sqlite else " ON CONFLICT (number) DO UPDATE SET subject = 'other'"
    columns = "number, recorded_at, author, action, 'other', valid_from, content, previous, hash"
    values = f"SELECT {columns} FROM {triggers.TABLE}"
    sql_attempt(f"{word} INTO {triggers.TABLE} {values} WHERE number = 2{rest}")(ledger)


def sql_attempt(statement: str) -> Callable[[Ledger], None]:
    def attempt(ledger: Ledger) -> None:
        with connections[ledger._alias].cursor() as cursor:
            cursor.execute(statement)

    return attempt


ATTEMPTS: dict[str, Callable[[Ledger], object]] = {
    "save": save_by_orm,
    "delete": lambda book: orm_entries(book).get(number=2).delete(),
    "update": lambda book: orm_entries(book).filter(number=2).update(subject="other"),
    "delete many": lambda book: orm_entries(book).all().delete(),
    "bulk update": lambda book: orm_entries(book).bulk_update([renamed_entry(book)], ["subject"]),
    "bulk upsert": lambda book: orm_entries(book).bulk_create(
        [renamed_entry(book)], update_conflicts=True, update_fields=["subject"], unique_fields=["number"]
    ),
    "raw update": sql_attempt(f"UPDATE {triggers.TABLE} SET subject = 'other' WHERE number = 2"),
    "raw number": sql_attempt(f"UPDATE {triggers.TABLE} SET number = 99 WHERE number = 2"),
    "raw delete": sql_attempt(f"DELETE FROM {triggers.TABLE} WHERE number = 2"),
    "replace": replace_row,
}


def renamed_entry(ledger: Ledger) -> models.Model:
    entry: models.Model = orm_entries(ledger).get(number=2)
    entry.subject = "other"  # type: ignore[attr-defined]
    return entry


@pytest.mark.parametrize("name", ATTEMPTS)
def test_nothing_is_changed_or_deleted(ledger: Ledger, name: str) -> None:
    ledger.append([EntryDraft("test.said", "a", {"x": 1}), EntryDraft("test.said", "b", {"x": 2})], "nation")
    before = list(ledger.entries())
    with pytest.raises(Error, match="entries of the record"):
        ATTEMPTS[name](ledger)
    assert list(ledger.entries()) == before
    assert verify_chain(ledger.links()).is_intact


def test_no_gap_and_no_fork_can_be_inserted(ledger: Ledger) -> None:
    head = ledger.head()
    row = ("test.said", "x", "", "{}", head.hash, "f" * 64)
    for number, previous in ((5, head.hash), (2, "e" * 64), (1, head.hash), (0, head.hash)):
        with pytest.raises(Error):
            ledger.insert_rows([(number, "2030-01-01T00:00:00.000000Z", "me", *row[:4], previous, row[5])])
    assert ledger.head() == head


def test_truncate_is_refused(ledger: Ledger) -> None:
    if connections[ledger._alias].vendor == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    for statement in ("TRUNCATE record_entry", "SET session_replication_role = replica; DELETE FROM record_entry"):
        with pytest.raises(Error, match="never changed or deleted"):
            sql_attempt(statement)(ledger)
    assert ledger.head().number == 1


def test_the_role_of_the_application_has_no_right_to_change(ledger: Ledger, new_db: str) -> None:
    connection = connections[ledger._alias]
    if connection.vendor == "sqlite":
        with pytest.raises(RecordRefusedError, match="only a PostgreSQL record has roles"):
            triggers.grant_append_access(connection, "app")
        return
    role = "app_" + new_db.split("/")[3].split("?", maxsplit=1)[0][:12]
    sql_attempt(f"CREATE ROLE {role} LOGIN")(ledger)
    with (
        pytest.raises(RecordRefusedError, match="this role lacks the privilege") as refused,
        Ledger(as_role(new_db, role)) as stranger,
    ):
        stranger.head()
    assert "--role ROLE" in str(refused.value.remedy)
    triggers.grant_append_access(connection, role)
    with Ledger(as_role(new_db, role)) as lent:
        lent.append([EntryDraft("test.said", "a")], "application")
        before = list(lent.entries())
        outright = (
            "UPDATE record_entry SET subject = 'x'",
            "DELETE FROM record_entry",
            "TRUNCATE record_entry",
            "ALTER TABLE record_entry DISABLE TRIGGER ALL",
            "DROP TRIGGER record_no_update ON record_entry",
            "DROP TABLE record_entry",
            "SET session_replication_role = replica",
        )
        for attempt in (*ATTEMPTS.values(), *map(sql_attempt, outright)):
            with pytest.raises(Error, match=r"permission denied|must be owner"):
                attempt(lent)
        assert list(lent.entries()) == before
        assert [entry.author for entry in before] == ["secretariat", "application"]
        assert verify_chain(lent.links(), [lent.head()]).is_intact


def test_a_record_whose_guards_are_down_is_refused_until_they_are_up_again(ledger: Ledger, new_db: str) -> None:
    table = "" if connections[ledger._alias].vendor == "sqlite" else f" ON {triggers.TABLE}"
    sql_attempt(f"DROP TRIGGER record_no_update{table}")(ledger)
    with pytest.raises(RecordRefusedError, match="triggers that protect the entries are missing"):
        Ledger(new_db)
    create_ledger(new_db).close()
    Ledger(new_db).close()


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3"])
def test_what_is_no_record_is_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("no") / "file.db"
    with pytest.raises(RecordRefusedError, match="no record"):
        Ledger(path)
    assert not path.exists()
    path.write_bytes(content)
    with pytest.raises(RecordRefusedError):
        Ledger(path)
    assert path.read_bytes() == content
