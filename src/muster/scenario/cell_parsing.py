"""From cells of text to typed cells; what cannot be understood is told and left blank."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import Any

import polars as pl

from muster.calendar import normalise_lead
from muster.problems import Problem, nearest
from muster.scenario.raw_table import ROW, Place, Sheet
from muster.schema import Column, Table
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
_UNSEEN = r"[\p{Cc}\x{2028}\x{2029}]"
_ERRORS = ("#N/A", "#DIV/0!", "#REF!", "#NAME?", "#NULL!", "#NUM!", "#VALUE!", "#GETTING_DATA", "#DATA!")


def parse_date(text: str) -> dt.date | None:
    """The day of `2022-10-01` or `2022-10`; None for anything else, impossible days included."""
    match = _DATE.match(text)
    if match is None:
        return None
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError:
        return None


def typed(sheet: Sheet) -> tuple[pl.DataFrame, list[Problem]]:
    """The sheet's cells in their columns' types, all columns of the table in its order, then `_row`."""
    problems: list[Problem] = []
    columns: dict[str, pl.Series] = {}
    for column in sheet.table.columns:
        if column.name not in sheet.cells.columns:
            columns[column.name] = pl.Series(column.name, [None] * sheet.cells.height, DTYPES[column.type])
            continue
        text = sheet.cells[column.name]
        odd = sheet.cells[ROW].is_in(sheet.odd.get(column.name, ()))
        if column.required:
            blank = sheet.cells.filter(text.is_null() & ~odd).select(ROW)
            problems += sheet.place.problems("CELL-001", blank, column.name)
        errors = text.is_in(_ERRORS).fill_null(False)
        if errors.any():
            problems += _wrong(sheet, "CELL-011", errors & ~odd, column)
            text = text.set(errors, None)
        values, found = _understand(sheet, column, text)
        columns[column.name] = values
        problems += found
    return pl.DataFrame(columns | {ROW: sheet.cells[ROW]}), problems


@cache
def empty(table: Table) -> pl.DataFrame:
    """The table without any row."""
    return pl.DataFrame(schema={c.name: DTYPES[c.type] for c in table.columns} | {ROW: pl.Int64()})


def _wrong(sheet: Sheet, code: str, mask: pl.Series, column: Column, **args: Any) -> list[Problem]:
    if not mask.any():
        return []
    return sheet.place.problems(code, sheet.cells.filter(mask), column.name, **args)


def _understand(sheet: Sheet, column: Column, text: pl.Series) -> tuple[pl.Series, list[Problem]]:
    match column.type:
        case "number" | "whole":
            return _numbers(sheet, column, text)
        case "boolean":
            lower = text.str.to_lowercase()
            values = (lower == "true").set(~lower.is_in(("true", "false")).fill_null(False), None)
            return values.alias(column.name), _wrong(sheet, "CELL-007", _lost(text, values), column)
        case "date":
            full = pl.when(pl.col("t").str.len_bytes() == 7).then(pl.col("t") + "-01").otherwise(pl.col("t"))
            frame = pl.DataFrame({"t": text}).with_columns(
                t=pl.when(pl.col("t").str.contains(_DATE_PATTERN)).then(full)
            )
            values = frame["t"].str.to_date("%Y-%m-%d", strict=False)
            values = values.set((values < dt.date(1, 1, 1)).fill_null(False), None).alias(column.name)
            return values, _wrong(sheet, "CELL-006", _lost(text, values), column)
        case "lead_time":
            return _lead_times(sheet, column, text)
        case _:
            return _words(sheet, column, text)


def _lost(text: pl.Series, values: pl.Series) -> pl.Series:
    return text.is_not_null() & values.is_null()


def _numbers(sheet: Sheet, column: Column, text: pl.Series) -> tuple[pl.Series, list[Problem]]:
    values = text.cast(pl.Float64, strict=False)
    endless = (text.str.contains(_NOT_FINITE) | ~values.is_finite()).fill_null(False)
    problems = _wrong(sheet, "CELL-002", _lost(text, values) & ~endless, column)
    problems += _wrong(sheet, "CELL-003", endless, column)
    values = values.set(endless, None)
    if column.type == "whole":
        broken = (values != values.floor()).fill_null(False) | (values.abs() > 2**53).fill_null(False)
        problems += _wrong(sheet, "CELL-005", broken, column)
        values = values.set(broken, None)
    beyond = _beyond(column, values)
    problems += _wrong(sheet, "CELL-004", beyond, column, allowed=allowed(column))
    values = (values + 0.0).set(beyond, None).cast(DTYPES[column.type])
    return values.alias(column.name), problems


def _beyond(column: Column, values: pl.Series) -> pl.Series:
    beyond = pl.Series([False] * len(values), dtype=pl.Boolean)
    if column.minimum is not None:
        beyond |= values < column.minimum
    if column.above is not None:
        beyond |= values <= column.above
    if column.maximum is not None:
        beyond |= values > column.maximum
    if column.nonzero:
        beyond |= values == 0
    return beyond.fill_null(False)


def allowed(column: Column) -> tuple[Phrase, ...]:
    """The bounds of a column in words, such as `0 or more`."""
    parts = []
    if column.minimum is not None:
        parts.append(phrase("{number} or more", number=f"{column.minimum:g}"))
    if column.above is not None:
        parts.append(phrase("above {number}", number=f"{column.above:g}"))
    if column.maximum is not None:
        parts.append(phrase("{number} or less", number=f"{column.maximum:g}"))
    if column.nonzero:
        parts.append(phrase("not 0"))
    return tuple(parts)


def _lead_times(sheet: Sheet, column: Column, text: pl.Series) -> tuple[pl.Series, list[Problem]]:
    meant: dict[str, str | None] = {}
    for value in text.drop_nulls().unique():
        try:
            meant[value] = normalise_lead(value)
        except ValueError:
            meant[value] = None
    values = text.replace_strict(meant, default=None, return_dtype=pl.String).alias(column.name)
    return values, _wrong(sheet, "CELL-009", _lost(text, values), column)


def _words(sheet: Sheet, column: Column, text: pl.Series) -> tuple[pl.Series, list[Problem]]:
    if column.choices:
        bad = text.is_not_null() & ~text.is_in(column.choices).fill_null(False)
        problems = _nearest_choice(sheet.place, sheet.cells.filter(bad), column)
        return text.set(bad, None), problems
    if column.type == "id":
        bad = text.str.contains(_UNSEEN).fill_null(False)
        text, problems = text.set(bad, None), _wrong(sheet, "CELL-013", bad, column)
        return text, problems
    if column.pattern == "country":
        wrong = [value for value in text.drop_nulls().unique() if not is_country(value)]
        bad = text.is_in(wrong).fill_null(False)
        return text, _wrong(sheet, "CELL-012", bad, column)
    return text, []


def _nearest_choice(place: Place, rows: pl.DataFrame, column: Column) -> list[Problem]:
    near = {value: nearest(value, column.choices) for value in rows[column.name].unique().sort().head(100)}
    found = pl.col(column.name).replace_strict(near, default=None, return_dtype=pl.String)
    return place.problems("CELL-008", rows, column.name, choices=column.choices, nearest=found)
