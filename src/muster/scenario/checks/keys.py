"""Rows that say the same thing twice."""

from __future__ import annotations

import polars as pl

from muster.problems import Problem
from muster.scenario.raw_table import ROW, in_file_order
from muster.scenario.scenario import Scenario
from muster.schema import TABLES, Table

# Step functions of `from`: what each is a function for, and what its rows give (blank: as it was).
STEPS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "reserves": (("location", "party", "item"), ("floor", "target")),
    "capacities": (("resource", "basis"), ("quantity",)),
    "costs": (("of", "id"), ("unit_cost",)),
    "yields": (("operation",), ("factor",)),
    "consents": (("party", "wants", "recipient", "holder"), ("decision",)),
}


def duplicate_keys(s: Scenario) -> list[Problem]:
    """Rows whose key another row of the table has already, a blank `from` being the start."""
    told: list[Problem] = []
    for table in TABLES.values():
        if table.key:
            told += _duplicates(s, table)
    return told


def _duplicates(s: Scenario, table: Table) -> list[Problem]:
    rows = s.tables[table.name].drop_nulls([name for name in table.key if table.by_name[name].required])
    key: list[pl.Expr] = [pl.col(name) for name in table.key]
    if table.signed:
        rows = rows.drop_nulls(table.signed)
        key.append(pl.col(table.signed) > 0)
    if rows.height < 2:
        return []
    rows = in_file_order(rows).with_columns(first=pl.col(ROW).first().over(key))
    rows = rows.filter(pl.col(ROW) != pl.col("first"))
    names = ", ".join(table.key)
    column = table.key[0] if len(table.key) == 1 else None
    return s.place(table.name).problems("KEY-001", rows, column, first=pl.col("first"), key=names)


def rows_without_time(s: Scenario) -> list[Problem]:
    """Rows of step functions that a later row replaces before they have any effect."""
    if s.calendar is None:
        return []
    told: list[Problem] = []
    for name, (of, gives) in STEPS.items():
        for column in gives:
            rows = s.tables[name].drop_nulls(["from", column])
            if rows.height < 2:
                continue
            index = {day: max(0, s.calendar.base_index(day)) for day in rows["from"].unique()}
            bucket = pl.col("from").replace_strict(index, return_dtype=pl.Int64)
            rows = rows.with_columns(bucket=bucket)
            last = rows.sort("from").group_by([*of, "bucket"], maintain_order=True).last()
            last = last.select(*of, "bucket", later="from", by=ROW)
            rows = rows.join(last, on=[*of, "bucket"], nulls_equal=True).filter(pl.col("from") < pl.col("later"))
            told += s.place(name).problems("KEY-002", rows, "from", later=pl.col("by"))
    return told


def items_called_as_families(s: Scenario) -> list[Problem]:
    """Families that bear the id of an item."""
    rows = s.tables["families"].join(s.tables["items"].select("item"), left_on="family", right_on="item", how="semi")
    return s.place("families").problems("KEY-003", rows.unique("family"), "family")
