"""Default values of blank cells, and the order of rows."""

from __future__ import annotations

import datetime as dt

import polars as pl

from muster.calendar import normalise_lead
from muster.scenario.raw_table import in_key_order
from muster.schema import InputTable


def fill_defaults(table: InputTable, cells: pl.DataFrame, start: dt.date | None) -> pl.DataFrame:
    """Fill in the defaults of a table (a blank `from` is the start) and sort by key, then by the other columns."""
    if not cells.height:
        return cells
    defaults = []
    for column in table.columns:
        if column.default is not None:
            constant = normalise_lead(str(column.default)) if column.type == "lead_time" else column.default
            defaults.append(pl.col(column.name).fill_null(pl.lit(constant, cells.schema[column.name])))
        elif column.default_from == "start" and start is not None:
            defaults.append(pl.col(column.name).fill_null(start))
    return in_key_order(table, cells.with_columns(defaults))
