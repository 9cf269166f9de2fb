"""Parse text cells into typed cells; report a cell that cannot be parsed and leave it blank."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import Any

import polars as pl

from muster.calendar import normalise_lead
from muster.problems import Problem, nearest
from muster.scenario.raw_table import ROW, RawTable, TableLocator
from muster.schema import InputColumn, InputTable
from muster.schema.countries import is_country
from muster.text import Phrase, phrase

DTYPES: dict[str, pl.DataType] = {
    "id": pl.String(),
    "text": pl.String(),
    "number": pl.Float64(),
    "whole": pl.Int64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "lead_time": pl.String(),
}

_DATE = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?\Z", re.ASCII)
_DATE_PATTERN = r"^\d{4}-\d{2}(-\d{2})?$"
_NOT_FINITE = r"(?i)^[+-]?(nan|inf|infinity)$"
# Control characters, line breaks and separators of lines and paragraphs.
_INVISIBLE = r"[\p{Cc}\x{2028}\x{2029}]"
_SPREADSHEET_ERRORS = ("#N/A", "#DIV/0!", "#REF!", "#NAME?", "#NULL!", "#NUM!", "#VALUE!", "#GETTING_DATA", "#DATA!")


def parse_date(text: str) -> dt.date | None:
    """Parse `2022-10-01` or `2022-10` (the first of the month); None for anything else, impossible days included."""
    match = _DATE.match(text)
    if match is None:
        return None
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError:
        return None


def parse_cells(raw_table: RawTable) -> tuple[pl.DataFrame, list[Problem]]:
    """Parse the cells by column type: a frame of all columns in schema order plus `_row`, and the problems."""
    problems: list[Problem] = []
    columns: dict[str, pl.Series] = {}
    for column in raw_table.table.columns:
        if column.name not in raw_table.cells.columns:
            columns[column.name] = pl.Series(column.name, [None] * raw_table.cells.height, DTYPES[column.type])
            continue
        text = raw_table.cells[column.name]
        is_reported = raw_table.cells[ROW].is_in(raw_table.reported_rows.get(column.name, ()))
        if column.required:
            blank = raw_table.cells.filter(text.is_null() & ~is_reported).select(ROW)
            problems += raw_table.locator.problems("CELL-001", blank, column.name)
        is_error = text.is_in(_SPREADSHEET_ERRORS).fill_null(False)
        if is_error.any():
            problems += _cell_problems(raw_table, "CELL-011", is_error & ~is_reported, column)
            text = text.set(is_error, None)
        values, column_problems = _parse_column(raw_table, column, text)
        columns[column.name] = values
        problems += column_problems
    return pl.DataFrame(columns | {ROW: raw_table.cells[ROW]}), problems


@cache
def empty_frame(table: InputTable) -> pl.DataFrame:
    """An empty frame with the columns and types of the table."""
    return pl.DataFrame(schema={c.name: DTYPES[c.type] for c in table.columns} | {ROW: pl.Int64()})


def _cell_problems(raw_table: RawTable, code: str, mask: pl.Series, column: InputColumn, **args: Any) -> list[Problem]:
    if not mask.any():
        return []
    return raw_table.locator.problems(code, raw_table.cells.filter(mask), column.name, **args)


def _parse_column(raw_table: RawTable, column: InputColumn, text: pl.Series) -> tuple[pl.Series, list[Problem]]:
    match column.type:
        case "number" | "whole":
            return _parse_numbers(raw_table, column, text)
        case "boolean":
            lower = text.str.to_lowercase()
            values = (lower == "true").set(~lower.is_in(("true", "false")).fill_null(False), None)
            return values.alias(column.name), _cell_problems(raw_table, "CELL-007", _is_unparsed(text, values), column)
        case "date":
            full = pl.when(pl.col("t").str.len_bytes() == 7).then(pl.col("t") + "-01").otherwise(pl.col("t"))
            frame = pl.DataFrame({"t": text}).with_columns(
                t=pl.when(pl.col("t").str.contains(_DATE_PATTERN)).then(full)
            )
            values = frame["t"].str.to_date("%Y-%m-%d", strict=False)
            values = values.set((values < dt.date(1, 1, 1)).fill_null(False), None).alias(column.name)
            return values, _cell_problems(raw_table, "CELL-006", _is_unparsed(text, values), column)
        case "lead_time":
            return _parse_lead_times(raw_table, column, text)
        case _:
            return _parse_text(raw_table, column, text)


def _is_unparsed(text: pl.Series, values: pl.Series) -> pl.Series:
    return text.is_not_null() & values.is_null()


def _parse_numbers(raw_table: RawTable, column: InputColumn, text: pl.Series) -> tuple[pl.Series, list[Problem]]:
    values = text.cast(pl.Float64, strict=False)
    not_finite = (text.str.contains(_NOT_FINITE) | ~values.is_finite()).fill_null(False)
    problems = _cell_problems(raw_table, "CELL-002", _is_unparsed(text, values) & ~not_finite, column)
    problems += _cell_problems(raw_table, "CELL-003", not_finite, column)
    values = values.set(not_finite, None)
    if column.type == "whole":
        not_whole = (values != values.floor()).fill_null(False) | (values.abs() > 2**53).fill_null(False)
        problems += _cell_problems(raw_table, "CELL-005", not_whole, column)
        values = values.set(not_whole, None)
    out_of_bounds = _is_out_of_bounds(column, values)
    problems += _cell_problems(raw_table, "CELL-004", out_of_bounds, column, allowed=describe_bounds(column))
    values = (values + 0.0).set(out_of_bounds, None).cast(DTYPES[column.type])
    return values.alias(column.name), problems


def _is_out_of_bounds(column: InputColumn, values: pl.Series) -> pl.Series:
    is_outside = pl.Series([False] * len(values), dtype=pl.Boolean)
    if column.minimum is not None:
        is_outside |= values < column.minimum
    if column.exclusive_minimum is not None:
        is_outside |= values <= column.exclusive_minimum
    if column.maximum is not None:
        is_outside |= values > column.maximum
    if column.nonzero:
        is_outside |= values == 0
    return is_outside.fill_null(False)


def describe_bounds(column: InputColumn) -> tuple[Phrase, ...]:
    """Describe the bounds of a column in words, such as `0 or more`."""
    parts = []
    if column.minimum is not None:
        parts.append(phrase("{number} or more", number=f"{column.minimum:g}"))
    if column.exclusive_minimum is not None:
        parts.append(phrase("above {number}", number=f"{column.exclusive_minimum:g}"))
    if column.maximum is not None:
        parts.append(phrase("{number} or less", number=f"{column.maximum:g}"))
    if column.nonzero:
        parts.append(phrase("not 0"))
    return tuple(parts)


def _parse_lead_times(raw_table: RawTable, column: InputColumn, text: pl.Series) -> tuple[pl.Series, list[Problem]]:
    normalised: dict[str, str | None] = {}
    for value in text.drop_nulls().unique():
        try:
            normalised[value] = normalise_lead(value)
        except ValueError:
            normalised[value] = None
    values = text.replace_strict(normalised, default=None, return_dtype=pl.String).alias(column.name)
    return values, _cell_problems(raw_table, "CELL-009", _is_unparsed(text, values), column)


def _parse_text(raw_table: RawTable, column: InputColumn, text: pl.Series) -> tuple[pl.Series, list[Problem]]:
    if column.choices:
        bad = text.is_not_null() & ~text.is_in(column.choices).fill_null(False)
        problems = _unknown_choice_problems(raw_table.locator, raw_table.cells.filter(bad), column)
        return text.set(bad, None), problems
    if column.type == "id":
        bad = text.str.contains(_INVISIBLE).fill_null(False)
        text, problems = text.set(bad, None), _cell_problems(raw_table, "CELL-013", bad, column)
        return text, problems
    if column.pattern == "country":
        wrong = [value for value in text.drop_nulls().unique() if not is_country(value)]
        bad = text.is_in(wrong).fill_null(False)
        return text, _cell_problems(raw_table, "CELL-012", bad, column)
    return text, []


def _unknown_choice_problems(locator: TableLocator, rows: pl.DataFrame, column: InputColumn) -> list[Problem]:
    nearest_by_value = {value: nearest(value, column.choices) for value in rows[column.name].unique().sort().head(100)}
    nearest_choice = pl.col(column.name).replace_strict(nearest_by_value, default=None, return_dtype=pl.String)
    return locator.problems("CELL-008", rows, column.name, choices=column.choices, nearest=nearest_choice)
