"""Rows of a scenario's tables as the record keeps them: cells as JSON knows them, each row known by its key.

Numbers are numbers, true and false themselves, dates ISO days, all else text; a blank cell is None. A row of a table
whose rows add up is known by its cells that have to be there and are no numbers, and by how many alike came before it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from muster.problems import nearest
from muster.record.errors import Refused
from muster.record.store.hash_chain import canonical
from muster.scenario.cell_parsing import DTYPES, typed
from muster.scenario.raw_table import ROW, Place, Sheet, plain_text
from muster.scenario.workbook_reader import text_of
from muster.schema import TABLES, Table
from muster.text import phrase

Key = tuple[Any, ...]
Cells = dict[str, Any]

SETTINGS = "settings"
"""What the settings of a named scenario are kept under, as if it were a table with a row for each scenario."""


def table_of(name: Any) -> Table:
    """The table of this name; refused if there is none."""
    if name not in TABLES:
        near = nearest(str(name), TABLES)
        if near:
            raise Refused(
                phrase('"{table}" is no table of a scenario; did you mean "{nearest}"?', table=str(name), nearest=near)
            )
        raise Refused(phrase('"{table}" is no table of a scenario', table=str(name)))
    return TABLES[name]


def understood(table: Table, cells: Mapping[str, Any]) -> Cells:
    """Some cells of a row in their columns' types; refused if a column is unknown or a cell cannot be understood."""
    for column in cells:
        if column not in table.by_name:
            near = nearest(column, table.by_name) or ", ".join(table.by_name)
            raise Refused(
                phrase(
                    "{table} has no column {column}; it has {nearest}", table=table.name, column=column, nearest=near
                )
            )
    wrong = [column for column, value in cells.items() if isinstance(value, list | dict)]
    if wrong:
        raise Refused(phrase("{table}, {column}: a cell holds one value", table=table.name, column=wrong[0]))
    large = [column for column, value in cells.items() if isinstance(value, int) and abs(value) > 2**53]
    if large:
        raise Refused(phrase("{table}, {column}: the number is too large", table=table.name, column=large[0]))
    texts = {column: plain_text(text_of(value)) if value is not None else "" for column, value in cells.items()}
    frame = pl.DataFrame({name: pl.Series(name, [text or None], pl.String) for name, text in texts.items()})
    row, problems = typed(Sheet(table, Place(table.name), frame.with_columns(pl.lit(1, pl.Int64).alias(ROW))))
    for found in problems:
        if found.severity == "error":
            said = f"{found.reason} {found.remedy}"
            raise Refused(phrase("{table}, {column}: {reason}", table=table.name, column=found.column, reason=said))
    return {column: kept(row[column][0]) for column in cells}


def kept(value: Any) -> Any:
    """A cell as JSON knows it; minus zero is 0."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return value + 0.0 if isinstance(value, float) else value


def identity(table: Table) -> tuple[str, ...]:
    """The columns by which a row is known."""
    return table.key or tuple(c.name for c in table.columns if c.required and c.type not in ("number", "whole"))


def key_of(table: Table, cells: Mapping[str, Any], alike: int = 0) -> Key:
    """What a row is known by; `alike` counts the rows before it that are known by the same, where rows add up."""
    key = tuple(cells.get(name) for name in identity(table))
    if table.signed:
        key = (*key, "-" if (cells.get(table.signed) or 0) < 0 else "+")
    return key if table.key else (*key, alike + 1)


def subject_of(table: str, key: Sequence[Any]) -> str:
    """What entries about a row are written under: `stocks["us-stock","round-155-us"]`."""
    return table + canonical(list(key))


def keyed(table: Table, rows: Sequence[Cells]) -> list[tuple[Key, Cells]]:
    """Rows with their keys; of rows that add up the alike are numbered in order of their cells."""
    if table.key:
        return [(key_of(table, cells), cells) for cells in rows]
    seen: Counter[Key] = Counter()
    found = []
    for cells in sorted(rows, key=canonical):
        bare = key_of(table, cells)
        found.append((key_of(table, cells, seen[bare]), cells))
        seen[bare] += 1
    return found


def rows_of(frame: pl.DataFrame) -> list[Cells]:
    """The rows of a table as given, blank cells left out."""
    names = [name for name in frame.columns if name != ROW]
    return [
        {name: kept(value) for name, value in row.items() if value is not None}
        for row in frame.select(names).iter_rows(named=True)
    ]


def frame_of(table: Table, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """The table's frame from rows as they are kept, numbered from the line after the header."""
    columns = {}
    for column in table.columns:
        values = [row.get(column.name) for row in rows]
        if column.type == "date":
            values = [dt.date.fromisoformat(value) if value is not None else None for value in values]
        columns[column.name] = pl.Series(column.name, values, DTYPES[column.type])
    return pl.DataFrame(columns | {ROW: pl.Series(ROW, range(2, len(rows) + 2), pl.Int64)})
