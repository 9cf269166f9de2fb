"""What differs in what two plans were made from: settings, options, rows and cells, as they were given."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from muster.calendar import parse_buckets
from muster.plans.compare.row_matching import Row, pair
from muster.plans.plan import Plan
from muster.scenario import Scenario
from muster.scenario.folder_writer import in_order
from muster.scenario.raw_table import ROW
from muster.schema import SETTINGS, TABLES, Table


@dataclass(frozen=True)
class Difference:
    """A setting or an option that differs; None where it is not given."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Cell:
    """A cell and where it stands: in the plan's `scenario/`, or in the patch that made it (then without a row)."""

    file: str
    row: int | None
    value: Any


@dataclass(frozen=True)
class CellChange:
    """A cell of a row that both scenarios have; `key` names the row by its cells in the second one."""

    key: Mapping[str, Any]
    column: str
    before: Cell
    after: Cell


@dataclass(frozen=True)
class LoneRow:
    """A row that only one of the scenarios has, with its cells that are not blank."""

    file: str
    row: int | None
    cells: Mapping[str, Any]


@dataclass(frozen=True)
class TableChange:
    """What differs in a table: rows only in the second scenario, rows only in the first, cells of rows in both."""

    table: str
    file: str
    added: tuple[LoneRow, ...]
    removed: tuple[LoneRow, ...]
    cells: tuple[CellChange, ...]


@dataclass(frozen=True)
class Inputs:
    """All that differs in what the plans were made from; `same` where nothing does."""

    settings: tuple[Difference, ...]
    options: tuple[Difference, ...]
    tables: tuple[TableChange, ...]

    @property
    def same(self) -> bool:
        """Whether nothing that a plan is made from differs."""
        return not (self.settings or self.options or self.tables)


def known_by(table: TableChange, row: LoneRow) -> list[Any]:
    """The cells that a row is known by; all that it has to have where its table has no key."""
    schema = TABLES[table.table]
    names = schema.key or [column.name for column in schema.columns if column.required]
    return [row.cells[name] for name in names if name in row.cells]


def input_changes(before: Plan, after: Plan) -> Inputs:
    """Settings in the order of the documentation, options by name, tables in the order of the schema."""
    tables = (_table(table, before.scenario, after.scenario) for table in TABLES.values())
    return Inputs(
        _settings(before.scenario.given.settings, after.scenario.given.settings),
        _options(before.options, after.options),
        tuple(one for one in tables if one is not None),
    )


def _settings(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Settings given differently; two spellings of one horizon are the same."""
    found = (Difference(name, before.get(name), after.get(name)) for name in SETTINGS)
    return tuple(one for one in found if _meant(one.name, one.before, before) != _meant(one.name, one.after, after))


def _meant(name: str, value: Any, given: Mapping[str, Any]) -> Any:
    if name == "buckets" and value is not None:
        with suppress(ValueError):
            return parse_buckets(value, str(given.get("bucket", SETTINGS["bucket"].default)))
    return value


def _options(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    found = (Difference(name, before.get(name), after.get(name)) for name in sorted(before.keys() | after.keys()))
    return tuple(one for one in found if one.before != one.after)


def _table(table: Table, before: Scenario, after: Scenario) -> TableChange | None:
    pairs, gone, new = pair(table, _rows(table, before), _rows(table, after))
    cells = tuple(cell for one in pairs for cell in _cells(table, before, after, *one))
    if not (cells or gone or new):
        return None
    added = tuple(_lone(table, after, row) for row in new)
    removed = tuple(_lone(table, before, row) for row in gone)
    return TableChange(table.name, table.file, added, removed, cells)


def _rows(table: Table, scenario: Scenario) -> list[Row]:
    return list(in_order(table, scenario.given.tables[table.name]).iter_rows(named=True))


def _cells(table: Table, before: Scenario, after: Scenario, one: Row, other: Row) -> list[CellChange]:
    key = {name: other[name] for name in table.key or _ids(table) if other[name] is not None}
    return [
        CellChange(
            key,
            column.name,
            Cell(*before.place(table.name).found(one[ROW]), one[column.name]),
            Cell(*after.place(table.name).found(other[ROW]), other[column.name]),
        )
        for column in table.columns
        if one[column.name] != other[column.name]
    ]


def _ids(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns if column.type == "id" and column.required)


def _lone(table: Table, scenario: Scenario, row: Row) -> LoneRow:
    cells = {column.name: row[column.name] for column in table.columns if row[column.name] is not None}
    return LoneRow(*scenario.place(table.name).found(row[ROW]), cells)
