"""Records on both databases."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from muster.record.actions.submit import enter
from muster.record.store.ledger import Book, create
from record.databases import new_database, programs, server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Path]:
    """The socket's folder of a running PostgreSQL."""
    found = programs()
    if found is None:
        assert not os.environ.get("MUSTER_POSTGRES"), "MUSTER_POSTGRES is set, but PostgreSQL 15 or later is not there"
        pytest.skip("PostgreSQL 15 or later is not installed")
    with server(found) as socket:
        yield socket


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a record can be made."""
    if request.param == "sqlite":
        return str(tmp_path / "record.db")
    return new_database(request.getfixturevalue("postgres"))


class Clock:
    """A clock that a test sets; it stands still in between."""

    def __init__(self) -> None:
        self.now = dt.datetime(2022, 9, 1, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now

    def at(self, day: str) -> dt.datetime:
        """Set it to noon of a day."""
        self.now = dt.datetime.fromisoformat(day + "T12:00:00+00:00")
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def list_sources(book: Book, *names: str) -> None:
    """Register sources of these names."""
    rows = [{"table": "sources", "row": {"source": name, "title": f"The {name}"}} for name in names]
    enter(book, [{"action": "row.registered", **row} for row in rows], "secretariat")


@pytest.fixture
def book(where: str, clock: Clock) -> Iterator[Book]:
    """A new record."""
    made = create(where, "A group", "secretariat", clock)
    yield made
    made.close()
