"""Differences between the inputs of two plans: settings, options, rows and cells, before defaults are applied."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from muster.calendar import parse_buckets
from muster.plans.compare.row_matching import Row, match_rows
from muster.plans.plan import Plan
from muster.scenario import Scenario
from muster.scenario.raw_table import ROW, in_key_order
from muster.schema import SETTINGS, TABLES, InputTable


@dataclass(frozen=True)
class ChangedSetting:
    """A setting or an option that differs; None in a plan that does not set it."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class LocatedValue:
    """A cell value and its location: file and row in the plan's `scenario/`, or the patch that set it (no row)."""

    file: str
    row: int | None
    value: Any


@dataclass(frozen=True)
class CellChange:
    """A changed cell of a row in both scenarios; `key` identifies the row by its cells in the second one."""

    key: Mapping[str, Any]
    column: str
    before: LocatedValue
    after: LocatedValue


@dataclass(frozen=True)
class UnmatchedRow:
    """A row of only one scenario, with its cells that are not blank."""

    file: str
    row: int | None
    cells: Mapping[str, Any]


@dataclass(frozen=True)
class TableChange:
    """Differences in a table: rows added, rows removed, and changed cells of matched rows."""

    table: str
    file: str
    added: tuple[UnmatchedRow, ...]
    removed: tuple[UnmatchedRow, ...]
    cells: tuple[CellChange, ...]


@dataclass(frozen=True)
class InputChanges:
    """All differences between the inputs of two plans."""

    settings: tuple[ChangedSetting, ...]
    options: tuple[ChangedSetting, ...]
    tables: tuple[TableChange, ...]

    @property
    def is_empty(self) -> bool:
        """True if the inputs are the same."""
        return not (self.settings or self.options or self.tables)


def identifying_values(table: TableChange, row: UnmatchedRow) -> list[Any]:
    """Cells that identify a row: its key, or its required columns if the table has no key."""
    schema = TABLES[table.table]
    names = schema.key or [column.name for column in schema.columns if column.required]
    return [row.cells[name] for name in names if name in row.cells]


def input_changes(before: Plan, after: Plan) -> InputChanges:
    """Compare inputs: settings and tables in the order of the schema, options by name."""
    changes = (_table_change(table, before.scenario, after.scenario) for table in TABLES.values())
    return InputChanges(
        _changed_settings(before.scenario.given.settings, after.scenario.given.settings),
        _changed_options(before.options, after.options),
        tuple(change for change in changes if change is not None),
    )


def _changed_settings(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[ChangedSetting, ...]:
    """Settings that differ; two notations of the same horizon count as equal."""
    return tuple(
        ChangedSetting(name, before.get(name), after.get(name))
        for name in SETTINGS
        if _normalized(name, before) != _normalized(name, after)
    )


def _normalized(name: str, settings: Mapping[str, Any]) -> Any:
    value = settings.get(name)
    if name == "buckets" and value is not None:
        with suppress(ValueError):
            return parse_buckets(value, str(settings.get("bucket", SETTINGS["bucket"].default)))
    return value


def _changed_options(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[ChangedSetting, ...]:
    return tuple(
        ChangedSetting(name, before.get(name), after.get(name))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    )


def _table_change(table: InputTable, before: Scenario, after: Scenario) -> TableChange | None:
    pairs, removed_rows, added_rows = match_rows(table, _rows(table, before), _rows(table, after))
    cells = tuple(change for pair in pairs for change in _cell_changes(table, before, after, *pair))
    if not (cells or removed_rows or added_rows):
        return None
    added = tuple(_unmatched_row(table, after, row) for row in added_rows)
    removed = tuple(_unmatched_row(table, before, row) for row in removed_rows)
    return TableChange(table.name, table.file, added, removed, cells)


def _rows(table: InputTable, scenario: Scenario) -> list[Row]:
    return list(in_key_order(table, scenario.given.tables[table.name]).iter_rows(named=True))


def _cell_changes(table: InputTable, before: Scenario, after: Scenario, old: Row, new: Row) -> list[CellChange]:
    key = {name: new[name] for name in table.key or _required_ids(table) if new[name] is not None}
    return [
        CellChange(
            key,
            column.name,
            LocatedValue(*before.locator(table.name).locate(old[ROW]), old[column.name]),
            LocatedValue(*after.locator(table.name).locate(new[ROW]), new[column.name]),
        )
        for column in table.columns
        if old[column.name] != new[column.name]
    ]


def _required_ids(table: InputTable) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns if column.type == "id" and column.required)


def _unmatched_row(table: InputTable, scenario: Scenario, row: Row) -> UnmatchedRow:
    cells = {column.name: row[column.name] for column in table.columns if row[column.name] is not None}
    return UnmatchedRow(*scenario.locator(table.name).locate(row[ROW]), cells)
