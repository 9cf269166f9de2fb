"""A scenario's folder or workbook taken into the record: a new row is one entry, a changed cell is one entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from muster.problems import Problem
from muster.record.actions.rows import correction, removal
from muster.record.projection.document_rows import documented
from muster.record.projection.row_identity import SETTINGS, Cells, Key, kept, key_of, keyed, rows_of, subject_of
from muster.record.projection.state import MAIN, Known, Row, fold
from muster.record.store.entry import Draft, Entry
from muster.record.store.ledger import Book
from muster.record.store.reversals import taken_back
from muster.scenario import Scenario
from muster.scenario.raw_table import Place
from muster.schema import TABLES, Column, Table

_OF_THE_TABLES = ("FILE-", "COL-", "ROW-", "CELL-", "KEY-001")
_SETTINGS = Table(SETTINGS, "", "", ("scenario",), (Column("scenario", "id", ""),))


@dataclass(frozen=True)
class Taken:
    """The entries written: new rows, changed cells, rows taken away."""

    registered: tuple[Entry, ...]
    corrected: tuple[Entry, ...]
    removed: tuple[Entry, ...]


def take(
    book: Book, scenario: Scenario, author: str, valid_from: str = "", name: str = MAIN, whole: bool = False
) -> Taken:
    """Write what the record does not say yet; the same scenario twice changes nothing.

    Cells are compared with what the record says now (with `valid_from`: as of that day, from which the changes then
    hold); a cell that has the value of an adopted claim is not changed. A blank cell in a column that the table has is
    blank from then on. Rows that the scenario does not have stay, unless `whole` says that its tables are whole: then
    rows missing in a table that it has are removed. A row that is as documents have it is not written.
    """
    with book.writing(author) as pen:
        last = book.head().number
        known = fold(book.entries(last), taken_back(book, last), valid_from)
        found = _Comparison(known, valid_from, name)
        found.settings(scenario.given.settings)
        for table in TABLES.values():
            place = scenario.given.places[table.name]
            if place.there:
                found.table(table, rows_of(scenario.given.tables[table.name]), place, whole)
        parts = [tuple(pen.write(part)) for part in (found.new, found.changed, found.gone)]
    return Taken(*parts)


def blocking(scenario: Scenario) -> list[Problem]:
    """The errors with which nothing of a scenario is taken.

    A scenario with settings is taken whole, so all its errors count. Without settings it is a set of tables that add
    to what the record has: then what they refer to may be there already, and only what cannot be read counts, and rows
    that are there twice.
    """
    if scenario.given.settings:
        return list(scenario.errors)
    return [found for found in scenario.errors if str(found.args.get("code", found.code)).startswith(_OF_THE_TABLES)]


class _Comparison:
    """What a scenario says against what is known, as drafts of new rows, changed cells and rows taken away."""

    def __init__(self, known: Known, valid_from: str, name: str) -> None:
        self.known, self.valid_from, self.name = known, valid_from, name
        self.documented = documented(known, valid_from, name).rows
        self.adoptions = known.adoptions(name)
        self.there: dict[str, dict[Key, Row]] = {}
        for (table, key), row in known.there():
            self.there.setdefault(table, {})[key] = row
        self.new: list[Draft] = []
        self.changed: list[Draft] = []
        self.gone: list[Draft] = []

    def settings(self, given: Mapping[str, Any]) -> None:
        """The settings, which are a row of their own for each scenario of the record."""
        cells = {name: _plain(value) for name, value in given.items()}
        if cells:
            self._rows(_SETTINGS, [((self.name,), cells)], tuple(cells))

    def table(self, table: Table, rows: list[Cells], place: Place, whole: bool) -> None:
        """A table; if it is whole, the rows that it does not have are gone."""
        own = self.there.get(table.name, {})
        given = {key: row for (name, key), row in self.documented.items() if name == table.name and row.there}
        matched = _matched(table, rows, own | given)
        matched = [(key, cells) for key, cells in matched if key not in given or given[key].values() != cells]
        self._rows(table, matched, tuple(column for column in place.header if column in table.by_name))
        if whole:
            reason = f"not in {place.file}"
            missing = own.keys() - given.keys() - {key for key, _cells in matched}
            self.gone += [removal(table, key, own[key], self.valid_from, reason) for key in sorted(missing, key=repr)]

    def _rows(self, table: Table, rows: list[tuple[Key, Cells]], columns: tuple[str, ...]) -> None:
        own = self.there.get(table.name, {})
        for key, cells in rows:
            row = own.get(key)
            if row is None:
                content = {"table": table.name, "key": list(key), "cells": cells}
                self.new.append(Draft("row.registered", subject_of(table.name, key), content, self.valid_from))
                continue
            values, drawn = row.values(), self.known.cells((table.name, key), row, self.adoptions)
            for column in columns:
                value = cells.get(column)
                if value not in (values.get(column), drawn.get(column)):
                    self.changed.append(correction(table, key, row, {column: value}, self.valid_from))


def _matched(table: Table, rows: list[Cells], own: dict[Key, Row]) -> list[tuple[Key, Cells]]:
    """Rows with their keys; of rows that add up, those that are there unchanged keep their own."""
    if table.key:
        return keyed(table, rows)
    waiting: dict[Key, list[tuple[Key, Cells]]] = {}
    for key, row in sorted(own.items(), key=lambda pair: pair[0][-1]):
        waiting.setdefault(key[:-1], []).append((key, row.values()))
    found, left = [], []
    for cells in rows:
        alike = waiting.get(key_of(table, cells)[:-1], [])
        same = next((pair for pair in alike if pair[1] == cells), None)
        if same is None:
            left.append(cells)
            continue
        alike.remove(same)
        found.append((same[0], cells))
    used = {key for key, _cells in found}
    for _key, cells in keyed(table, left):
        bare = key_of(table, cells)[:-1]
        alike = waiting.get(bare, [])
        if alike:
            key = alike.pop(0)[0]
        else:
            number = 1
            while (*bare, number) in used or (*bare, number) in own:
                number += 1
            key = (*bare, number)
        used.add(key)
        found.append((key, cells))
    return found


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else kept(value)
