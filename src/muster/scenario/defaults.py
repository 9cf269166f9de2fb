"""What stands for blank cells, and the order of rows."""

from __future__ import annotations

import datetime as dt

import polars as pl

from muster.calendar import normalise_lead
from muster.scenario.raw_table import ROW
from muster.schema import Table


def filled(table: Table, given: pl.DataFrame, start: dt.date | None) -> pl.DataFrame:
    """The table with its defaults filled in, `from` with the start; sorted by key, then all else."""
    if not given.height:
        return given
    defaults = []
    for column in table.columns:
        if column.default is not None:
            constant = normalise_lead(str(column.default)) if column.type == "lead_time" else column.default
            defaults.append(pl.col(column.name).fill_null(pl.lit(constant, given.schema[column.name])))
        elif column.default_from == "start" and start is not None:
            defaults.append(pl.col(column.name).fill_null(start))
    order = [*table.key, *(c.name for c in table.columns if c.name not in table.key), ROW]
    return given.with_columns(defaults).sort(order, nulls_last=False)
