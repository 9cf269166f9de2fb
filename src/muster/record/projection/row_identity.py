"""Identity and JSON form of table rows in the record.

Cells are JSON values: numbers, booleans, ISO dates as text, other text; a blank cell is None. A row is identified by
its table's key. Tables without a key have rows that add up: their rows are identified by the required cells that are
not numbers, and by a counter among equal rows.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from muster.problems import nearest
from muster.record.errors import RecordRefusedError
from muster.record.store.hash_chain import canonical_json
from muster.scenario.cell_parsing import DTYPES, parse_cells
from muster.scenario.cell_text import value_as_text
from muster.scenario.raw_table import ROW, RawTable, TableLocator, normalise_text
from muster.schema import TABLES, InputTable
from muster.text import phrase

RowKey = tuple[Any, ...]
Cells = dict[str, Any]

SETTINGS = "settings"
"""Table name under which the record stores settings, with one row for each named scenario."""


def require_table(name: Any) -> InputTable:
    """Return the table of this name.

    Raises:
        RecordRefusedError: There is no such table.
    """
    if name not in TABLES:
        suggestion = nearest(str(name), TABLES)
        if suggestion:
            raise RecordRefusedError(
                phrase(
                    '"{table}" is not a table of a scenario; did you mean "{nearest}"?',
                    table=str(name),
                    nearest=suggestion,
                )
            )
        raise RecordRefusedError(phrase('"{table}" is not a table of a scenario', table=str(name)))
    return TABLES[name]


def parse_row_cells(table: InputTable, cells: Mapping[str, Any]) -> Cells:
    """Convert cells to the types of their columns.

    Raises:
        RecordRefusedError: A column is unknown, or a cell cannot be parsed.
    """
    for column in cells:
        if column not in table.by_name:
            suggestion = nearest(column, table.by_name) or ", ".join(table.by_name)
            raise RecordRefusedError(
                phrase(
                    "{table} has no column {column}; it has {nearest}",
                    table=table.name,
                    column=column,
                    nearest=suggestion,
                )
            )
    nested = [column for column, value in cells.items() if isinstance(value, list | dict)]
    if nested:
        raise RecordRefusedError(
            phrase("{table}, {column}: a cell holds one value", table=table.name, column=nested[0])
        )
    too_large = [column for column, value in cells.items() if isinstance(value, int) and abs(value) > 2**53]
    if too_large:
        raise RecordRefusedError(
            phrase("{table}, {column}: the number is too large", table=table.name, column=too_large[0])
        )
    texts = {
        column: normalise_text(value_as_text(value)) if value is not None else "" for column, value in cells.items()
    }
    frame = pl.DataFrame({name: pl.Series(name, [text or None], pl.String) for name, text in texts.items()})
    row, problems = parse_cells(
        RawTable(table, TableLocator(table.name), frame.with_columns(pl.lit(1, pl.Int64).alias(ROW)))
    )
    for problem in problems:
        if problem.severity == "error":
            reason = f"{problem.reason} {problem.remedy}"
            raise RecordRefusedError(
                phrase("{table}, {column}: {reason}", table=table.name, column=problem.column, reason=reason)
            )
    return {column: to_json_cell(row[column][0]) for column in cells}


def to_json_cell(value: Any) -> Any:
    """Convert a cell to its JSON value; minus zero becomes 0."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return value + 0.0 if isinstance(value, float) else value


def identity_columns(table: InputTable) -> tuple[str, ...]:
    """Return the columns that identify a row."""
    return table.key or tuple(c.name for c in table.columns if c.required and c.type not in ("number", "whole"))


def row_key(table: InputTable, cells: Mapping[str, Any], alike: int = 0) -> RowKey:
    """Return a row's key; `alike` is the number of equal rows before it, for tables whose rows add up."""
    key = tuple(cells.get(name) for name in identity_columns(table))
    if table.sign_column:
        key = (*key, "-" if (cells.get(table.sign_column) or 0) < 0 else "+")
    return key if table.key else (*key, alike + 1)


def row_subject(table: str, key: Sequence[Any]) -> str:
    """Return the subject of entries about a row, such as `stocks["us-stock","round-155-us"]`."""
    return table + canonical_json(list(key))


def with_keys(table: InputTable, rows: Sequence[Cells]) -> list[tuple[RowKey, Cells]]:
    """Pair rows with their keys; equal rows of a table without a key are numbered in order of their cells."""
    if table.key:
        return [(row_key(table, cells), cells) for cells in rows]
    counts: Counter[RowKey] = Counter()
    keyed = []
    for cells in sorted(rows, key=canonical_json):
        key_prefix = row_key(table, cells)
        keyed.append((row_key(table, cells, counts[key_prefix]), cells))
        counts[key_prefix] += 1
    return keyed


def rows_from_frame(frame: pl.DataFrame) -> list[Cells]:
    """Convert a table's frame to rows without blank cells."""
    names = [name for name in frame.columns if name != ROW]
    return [
        {name: to_json_cell(value) for name, value in row.items() if value is not None}
        for row in frame.select(names).iter_rows(named=True)
    ]


def frame_from_rows(table: InputTable, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Convert stored rows to the table's frame, with line numbers from 2 (below the header)."""
    columns = {}
    for column in table.columns:
        values = [row.get(column.name) for row in rows]
        if column.type == "date":
            values = [dt.date.fromisoformat(value) if value is not None else None for value in values]
        columns[column.name] = pl.Series(column.name, values, DTYPES[column.type])
    return pl.DataFrame(columns | {ROW: pl.Series(ROW, range(2, len(rows) + 2), pl.Int64)})
