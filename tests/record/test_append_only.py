"""Entries are added and never changed: by the ORM, in bulk, by raw SQL, by a role of the application."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import Error, connections, models

from muster.record.errors import Refused
from muster.record.store import append_only_triggers as guards
from muster.record.store.entry import Draft
from muster.record.store.hash_chain import verify
from muster.record.store.ledger import Book, create
from record.databases import as_role


def of_orm(book: Book) -> Any:
    from muster.record.models import Entry

    return Entry.objects.using(book._alias)


def save(book: Book) -> None:
    one = of_orm(book).get(number=2)
    one.subject = "other"
    one.save()


def replace(book: Book) -> None:
    """SQLite's way to delete a row without its trigger on deletions; on PostgreSQL the nearest there is."""
    on_sqlite = connections[book._alias].vendor == "sqlite"
    word = "INSERT OR REPLACE" if on_sqlite else "INSERT"
    rest = "" if on_sqlite else " ON CONFLICT (number) DO UPDATE SET subject = 'other'"
    values = (
        f"SELECT number, recorded_at, author, action, 'other', valid_from, content, previous, hash FROM {guards.TABLE}"
    )
    raw(f"{word} INTO {guards.TABLE} {values} WHERE number = 2{rest}")(book)


def raw(statement: str) -> Callable[[Book], None]:
    def attempt(book: Book) -> None:
        with connections[book._alias].cursor() as cursor:
            cursor.execute(statement)

    return attempt


ATTEMPTS: dict[str, Callable[[Book], object]] = {
    "save": save,
    "delete": lambda book: of_orm(book).get(number=2).delete(),
    "update": lambda book: of_orm(book).filter(number=2).update(subject="other"),
    "delete many": lambda book: of_orm(book).all().delete(),
    "bulk update": lambda book: of_orm(book).bulk_update([renamed(book)], ["subject"]),
    "bulk upsert": lambda book: of_orm(book).bulk_create(
        [renamed(book)], update_conflicts=True, update_fields=["subject"], unique_fields=["number"]
    ),
    "raw update": raw(f"UPDATE {guards.TABLE} SET subject = 'other' WHERE number = 2"),
    "raw number": raw(f"UPDATE {guards.TABLE} SET number = 99 WHERE number = 2"),
    "raw delete": raw(f"DELETE FROM {guards.TABLE} WHERE number = 2"),
    "replace": replace,
}


def renamed(book: Book) -> models.Model:
    one: models.Model = of_orm(book).get(number=2)
    one.subject = "other"  # type: ignore[attr-defined]
    return one


@pytest.mark.parametrize("name", ATTEMPTS)
def test_nothing_is_changed_or_deleted(book: Book, name: str) -> None:
    book.write([Draft("test.said", "a", {"x": 1}), Draft("test.said", "b", {"x": 2})], "nation")
    before = list(book.entries())
    with pytest.raises(Error, match="entries of the record"):
        ATTEMPTS[name](book)
    assert list(book.entries()) == before
    assert verify(book.links()).stands


def test_no_gap_and_no_fork_can_be_inserted(book: Book) -> None:
    head = book.head()
    row = ("test.said", "x", "", "{}", head.hash, "f" * 64)
    for number, previous in ((5, head.hash), (2, "e" * 64), (1, head.hash), (0, head.hash)):
        with pytest.raises(Error):
            book.insert([(number, "2030-01-01T00:00:00.000000Z", "me", *row[:4], previous, row[5])])
    assert book.head() == head


def test_truncate_is_refused(book: Book) -> None:
    if connections[book._alias].vendor == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    for statement in ("TRUNCATE record_entry", "SET session_replication_role = replica; DELETE FROM record_entry"):
        with pytest.raises(Error, match="never changed or deleted"):
            raw(statement)(book)
    assert book.head().number == 1


def test_the_role_of_the_application_has_no_right_to_change(book: Book, where: str) -> None:
    connection = connections[book._alias]
    if connection.vendor == "sqlite":
        with pytest.raises(Refused, match="only a PostgreSQL record has roles"):
            guards.admit(connection, "app")
        return
    role = "app_" + where.split("/")[3].split("?", maxsplit=1)[0][:12]
    raw(f"CREATE ROLE {role} LOGIN")(book)
    with pytest.raises(Refused, match="this role may not do that") as refused, Book(as_role(where, role)) as stranger:
        stranger.head()
    assert "--role ROLE" in str(refused.value.remedy)
    guards.admit(connection, role)
    with Book(as_role(where, role)) as lent:
        lent.write([Draft("test.said", "a")], "application")
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
        for attempt in (*ATTEMPTS.values(), *map(raw, outright)):
            with pytest.raises(Error, match=r"permission denied|must be owner"):
                attempt(lent)
        assert list(lent.entries()) == before
        assert [entry.author for entry in before] == ["secretariat", "application"]
        assert verify(lent.links(), [lent.head()]).stands


def test_a_record_whose_guards_are_down_is_refused_until_they_are_up_again(book: Book, where: str) -> None:
    table = "" if connections[book._alias].vendor == "sqlite" else f" ON {guards.TABLE}"
    raw(f"DROP TRIGGER record_no_update{table}")(book)
    with pytest.raises(Refused, match="guards"):
        Book(where)
    create(where).close()
    Book(where).close()


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3"])
def test_what_is_no_record_is_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("no") / "file.db"
    with pytest.raises(Refused, match="no record"):
        Book(path)
    assert not path.exists()
    path.write_bytes(content)
    with pytest.raises(Refused):
        Book(path)
    assert path.read_bytes() == content
