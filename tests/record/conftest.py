"""Fixtures for records on SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from muster.record.actions.submit import submit_entries
from muster.record.store.ledger import Ledger, create_ledger
from record.databases import find_server_programs, new_database, running_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Path]:
    """Return the socket folder of a running PostgreSQL server."""
    programs = find_server_programs()
    if programs is None:
        assert not os.environ.get("MUSTER_POSTGRES"), "MUSTER_POSTGRES is set, but PostgreSQL 15 or later is not there"
        pytest.skip("PostgreSQL 15 or later is not installed")
    with running_server(programs) as socket:
        yield socket


@pytest.fixture(params=["sqlite", "postgresql"])
def new_db(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the path or URL of a database without a record, for each kind of database."""
    if request.param == "sqlite":
        return str(tmp_path / "record.db")
    return new_database(request.getfixturevalue("postgres"))


class Clock:
    """Clock that only moves when a test sets it."""

    def __init__(self) -> None:
        self.now = dt.datetime(2022, 9, 1, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now

    def at(self, day: str) -> dt.datetime:
        """Set the clock to noon of a day (UTC)."""
        self.now = dt.datetime.fromisoformat(day + "T12:00:00+00:00")
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def list_sources(ledger: Ledger, *names: str) -> None:
    """Register sources of these names."""
    rows = [{"table": "sources", "row": {"source": name, "title": f"The {name}"}} for name in names]
    submit_entries(ledger, [{"action": "row.registered", **row} for row in rows], "secretariat")


@pytest.fixture
def ledger(new_db: str, clock: Clock) -> Iterator[Ledger]:
    """A new record."""
    ledger = create_ledger(new_db, "A group", "secretariat", clock)
    yield ledger
    ledger.close()
