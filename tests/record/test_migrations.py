"""A record of an earlier version is upgraded; a record of a newer version is refused."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import Error, connections

from cli.command import Run, runner
from muster.record.errors import RecordRefusedError
from muster.record.projection.scenario import ScenarioQuery, project_scenario
from muster.record.store import append_only_triggers as triggers
from muster.record.store import database
from muster.record.store.entry import EntryDraft
from muster.record.store.hash_chain import parse_export, sha256_hex, verify_chain
from muster.record.store.ledger import FORMAT_VERSION, Ledger, create_ledger
from muster.scenario import read
from record.shipped import EXAMPLE, SHIPPED, export_lines

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


def execute_sql(db: str, text: str, *given: Any) -> None:
    with connections[database.connection_alias(db)].cursor() as cursor:
        cursor.execute(text, given)


@pytest.fixture
def first_version_db(new_db: str) -> str:
    """The shipped record in the tables of the first version, without triggers and index."""
    call_command("migrate", "record", "0001", database=database.connection_alias(new_db), verbosity=0)
    names = ("number", "recorded_at", "author", "action", "subject", "valid_from")
    marks = ", ".join(["%s"] * 9)
    with SHIPPED.open("rb") as stream:
        for link in parse_export(stream):
            values = json.loads(link.line)
            content = json.dumps(values["content"], ensure_ascii=False, separators=(",", ":"), sort_keys=True)
            metadata = (*(values[name] for name in names), content, link.previous, sha256_hex(link.line))
            execute_sql(new_db, f"INSERT INTO {triggers.TABLE} VALUES ({marks})", *metadata)
    return new_db


def test_a_record_of_the_first_version_is_brought_forward(first_version_db: str, run: Run) -> None:
    for words in (*READING, WRITING[1]):
        done = run("record", words[0], first_version_db, *words[1:])
        assert (done.code, done.out) == (1, ""), words
        assert "made by an earlier version of muster" in done.err
    assert run("record", "init", first_version_db).code == 0
    with Ledger(first_version_db) as ledger:
        assert export_lines(ledger) == SHIPPED.read_bytes()
        assert verify_chain(ledger.links(), [ledger.head()]).is_intact
        projected = project_scenario(ledger, ScenarioQuery(dt.date(2022, 9, 28), ledger.head().number)).scenario
        assert projected.digest == read(EXAMPLE).digest
        ledger.append([EntryDraft("test.said", "a")], "somebody")
    for change in ("DELETE FROM", "UPDATE"):
        with pytest.raises(Error, match="entries of the record"):
            execute_sql(
                first_version_db, f"{change} {triggers.TABLE}" + (" SET subject = 'x'" if change == "UPDATE" else "")
            )
    assert run("record", "verify", first_version_db).code == 0


def add_later_migration(db: str) -> None:
    execute_sql(db, "INSERT INTO django_migrations (app, name, applied) VALUES ('record', '9999_later', '2030-01-01')")


def add_later_format(db: str) -> None:
    """A newer version with the same tables is recognised by the opening entry."""
    table = triggers.TABLE
    on = "" if connections[database.connection_alias(db)].vendor == "sqlite" else f" ON {table}"
    execute_sql(db, f"DROP TRIGGER record_no_update{on}")
    new = json.dumps({"title": "", "id": "", "format": FORMAT_VERSION + 1})
    execute_sql(db, f"UPDATE {table} SET content = %s WHERE number = 1", new)
    triggers.install(connections[database.connection_alias(db)])


@pytest.mark.parametrize("later", [add_later_migration, add_later_format])
def test_a_record_of_a_newer_version_is_refused_and_left_alone(new_db: str, run: Run, later: Any) -> None:
    create_ledger(new_db, "A group").close()
    later(new_db)
    with connections[database.connection_alias(new_db)].cursor() as cursor:
        cursor.execute(f"SELECT * FROM {triggers.TABLE}")
        before = cursor.fetchall()
    for words in (*READING, *WRITING):
        done = run("record", words[0], new_db, *words[1:])
        assert (done.code, done.out) == (1, ""), words
        assert "written by a newer version of muster" in done.err
        assert "Traceback" not in done.err
    output = run("record", "show", new_db, "1", "--json")
    assert (output.code, output.object["status"]) == (1, "refused")
    with connections[database.connection_alias(new_db)].cursor() as cursor:
        cursor.execute(f"SELECT * FROM {triggers.TABLE}")
        assert cursor.fetchall() == before
    for attempt in (Ledger, create_ledger):
        with pytest.raises(RecordRefusedError, match="newer version of muster"):
            attempt(new_db)


def test_the_models_are_what_the_migrations_make(new_db: str) -> None:
    from django.core.management import call_command

    database.connection_alias(new_db)
    call_command("makemigrations", "record", check=True, dry_run=True, verbosity=0)
