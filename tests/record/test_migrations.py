"""A record made by an earlier version is brought forward; one made by a newer version is left alone."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import Error, connections

from cli.command import Run, runner
from muster.record.errors import Refused
from muster.record.projection.scenario import Question, draw
from muster.record.store import append_only_triggers as guards
from muster.record.store import database
from muster.record.store.entry import Draft
from muster.record.store.hash_chain import exported, hash_of, verify
from muster.record.store.ledger import FORMAT, Book, create
from muster.scenario import read
from record.shipped import EXAMPLE, SHIPPED, lines

READING = (
    ("show", "1"),
    ("verify",),
    ("checkpoint",),
    ("export", "-o", "all.jsonl"),
    ("diff", "--known-at", "2022-01-01"),
)
WRITING = (("init",), ("add", "entry.json"))


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "entry.json").write_text('{"action": "source.retracted", "source": "x", "reason": "y"}')
    return runner(capfd, monkeypatch)


def statement(where: str, text: str, *given: Any) -> None:
    with connections[database.connect(where)].cursor() as cursor:
        cursor.execute(text, given)


@pytest.fixture
def first(where: str) -> str:
    """The shipped record in the tables of the first version: no guards, and no index of subjects."""
    call_command("migrate", "record", "0001", database=database.connect(where), verbosity=0)
    names = ("number", "recorded_at", "author", "action", "subject", "valid_from")
    marks = ", ".join(["%s"] * 9)
    with SHIPPED.open("rb") as stream:
        for link in exported(stream):
            told = json.loads(link.line)
            content = json.dumps(told["content"], ensure_ascii=False, separators=(",", ":"), sort_keys=True)
            facts = (*(told[name] for name in names), content, link.previous, hash_of(link.line))
            statement(where, f"INSERT INTO {guards.TABLE} VALUES ({marks})", *facts)
    return where


def test_a_record_of_the_first_version_is_brought_forward(first: str, run: Run) -> None:
    for words in (*READING, WRITING[1]):
        done = run("record", words[0], first, *words[1:])
        assert (done.code, done.out) == (1, ""), words
        assert "made by an earlier version of muster" in done.err
    assert run("record", "init", first).code == 0
    with Book(first) as book:
        assert lines(book) == SHIPPED.read_bytes()
        assert verify(book.links(), [book.head()]).stands
        drawn = draw(book, Question(dt.date(2022, 9, 28), book.head().number)).scenario
        assert drawn.digest == read(EXAMPLE).digest
        book.write([Draft("test.said", "a")], "somebody")
    for change in ("DELETE FROM", "UPDATE"):
        with pytest.raises(Error, match="entries of the record"):
            statement(first, f"{change} {guards.TABLE}" + (" SET subject = 'x'" if change == "UPDATE" else ""))
    assert run("record", "verify", first).code == 0


def migration_of_later(where: str) -> None:
    statement(where, "INSERT INTO django_migrations (app, name, applied) VALUES ('record', '9999_later', '2030-01-01')")


def entries_of_later(where: str) -> None:
    """A newer version that needs no other tables says so in the entry that opens the record."""
    table = guards.TABLE
    on = "" if connections[database.connect(where)].vendor == "sqlite" else f" ON {table}"
    statement(where, f"DROP TRIGGER record_no_update{on}")
    new = json.dumps({"title": "", "id": "", "format": FORMAT + 1})
    statement(where, f"UPDATE {table} SET content = %s WHERE number = 1", new)
    guards.install(connections[database.connect(where)])


@pytest.mark.parametrize("later", [migration_of_later, entries_of_later])
def test_a_record_of_a_newer_version_is_refused_and_left_alone(where: str, run: Run, later: Any) -> None:
    create(where, "A group").close()
    later(where)
    with connections[database.connect(where)].cursor() as cursor:
        cursor.execute(f"SELECT * FROM {guards.TABLE}")
        before = cursor.fetchall()
    for words in (*READING, *WRITING):
        done = run("record", words[0], where, *words[1:])
        assert (done.code, done.out) == (1, ""), words
        assert "written by a newer version of muster" in done.err
        assert "Traceback" not in done.err
    told = run("record", "show", where, "1", "--json")
    assert (told.code, told.object["status"]) == (1, "refused")
    with connections[database.connect(where)].cursor() as cursor:
        cursor.execute(f"SELECT * FROM {guards.TABLE}")
        assert cursor.fetchall() == before
    for attempt in (Book, create):
        with pytest.raises(Refused, match="newer version of muster"):
            attempt(where)


def test_the_models_are_what_the_migrations_make(where: str) -> None:
    from django.core.management import call_command

    database.connect(where)
    call_command("makemigrations", "record", check=True, dry_run=True, verbosity=0)
