"""The example of 28 September 2022 is also shipped as a record with its sources."""

from __future__ import annotations

import datetime as dt

from muster.record.exchange.restore import restore_record
from muster.record.projection.scenario import ScenarioQuery, project_scenario
from muster.record.queries.source_dependents import find_source_dependents
from muster.record.store.hash_chain import parse_export, verify_chain
from muster.scenario import read
from record.shipped import EXAMPLE, SHIPPED, current_lines, export_lines


def test_the_scenario_drawn_from_it_is_the_example(new_db: str) -> None:
    example = read(EXAMPLE)
    with restore_record(new_db, SHIPPED) as ledger:
        projected = project_scenario(ledger, ScenarioQuery(dt.date(2022, 9, 28), ledger.head().number)).scenario
        assert projected.digest == example.digest
        assert projected.given.tables["sources"].height == example.given.tables["sources"].height > 0
        assert export_lines(ledger) == SHIPPED.read_bytes()


def test_what_rests_on_a_source_is_what_cites_it(new_db: str) -> None:
    tables = read(EXAMPLE).given.tables
    citing = sum(rows.filter(source="members").height for name, rows in tables.items() if name != "sources")
    with restore_record(new_db, SHIPPED) as ledger:
        assert len(find_source_dependents(ledger, "members").rows) == citing > 0


def test_its_chain_stands() -> None:
    with SHIPPED.open("rb") as stream:
        assert verify_chain(parse_export(stream)).is_intact


def test_it_says_all_that_the_example_says() -> None:
    """`make record` adds the changes when the example changes."""
    assert current_lines() == SHIPPED.read_bytes()
