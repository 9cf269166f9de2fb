"""The example of 28 September 2022, shipped as a record with its sources too."""

from __future__ import annotations

import datetime as dt

from muster.record.exchange.restore import restore
from muster.record.projection.scenario import Question, draw
from muster.record.queries.source_dependents import resting
from muster.record.store.hash_chain import exported, verify
from muster.scenario import read
from record.shipped import EXAMPLE, SHIPPED, current, lines


def test_the_scenario_drawn_from_it_is_the_example(where: str) -> None:
    example = read(EXAMPLE)
    with restore(where, SHIPPED) as book:
        drawn = draw(book, Question(dt.date(2022, 9, 28), book.head().number)).scenario
        assert drawn.digest == example.digest
        assert drawn.given.tables["sources"].height == example.given.tables["sources"].height > 0
        assert lines(book) == SHIPPED.read_bytes()


def test_what_rests_on_a_source_is_what_cites_it(where: str) -> None:
    tables = read(EXAMPLE).given.tables
    citing = sum(rows.filter(source="members").height for name, rows in tables.items() if name != "sources")
    with restore(where, SHIPPED) as book:
        assert len(resting(book, "members").figures) == citing > 0


def test_its_chain_stands() -> None:
    with SHIPPED.open("rb") as stream:
        assert verify(exported(stream)).stands


def test_it_says_all_that_the_example_says() -> None:
    """When the example changes, `make record` adds what changed."""
    assert current() == SHIPPED.read_bytes()
