"""Checks of keys: duplicate rows, rows without time to take effect, ids used twice."""

from __future__ import annotations

import polars as pl

from muster.problems import Problem
from muster.scenario.raw_table import ROW, in_file_order
from muster.scenario.scenario_tables import ScenarioTables
from muster.schema import TABLES, InputTable

# Step functions of `from`: the columns that identify each, and its value columns (blank: unchanged).
STEP_FUNCTIONS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "reserves": (("location", "party", "item"), ("floor", "target")),
    "capacities": (("resource", "basis"), ("quantity",)),
    "costs": (("of", "id"), ("unit_cost",)),
    "yields": (("operation",), ("factor",)),
    "consents": (("party", "wants", "recipient", "holder"), ("decision",)),
}


def duplicate_keys(s: ScenarioTables) -> list[Problem]:
    """Rows that repeat the key of an earlier row of the table; a blank `from` counts as the start."""
    problems: list[Problem] = []
    for table in TABLES.values():
        if table.key:
            problems += _duplicates(s, table)
    return problems


def _duplicates(s: ScenarioTables, table: InputTable) -> list[Problem]:
    rows = s.tables[table.name].drop_nulls([name for name in table.key if table.by_name[name].required])
    key: list[pl.Expr] = [pl.col(name) for name in table.key]
    if table.sign_column:
        rows = rows.drop_nulls(table.sign_column)
        key.append(pl.col(table.sign_column) > 0)
    if rows.height < 2:
        return []
    rows = in_file_order(rows).with_columns(first=pl.col(ROW).first().over(key))
    rows = rows.filter(pl.col(ROW) != pl.col("first"))
    names = ", ".join(table.key)
    column = table.key[0] if len(table.key) == 1 else None
    return s.locator(table.name).problems("KEY-001", rows, column, first=pl.col("first"), key=names)


def rows_replaced_at_once(s: ScenarioTables) -> list[Problem]:
    """Rows of step functions that a later row in the same base bucket replaces at once."""
    if s.calendar is None:
        return []
    problems: list[Problem] = []
    for name, (key_columns, value_columns) in STEP_FUNCTIONS.items():
        for column in value_columns:
            rows = s.tables[name].drop_nulls(["from", column])
            if rows.height < 2:
                continue
            index = {day: max(0, s.calendar.base_index(day)) for day in rows["from"].unique()}
            bucket = pl.col("from").replace_strict(index, return_dtype=pl.Int64)
            rows = rows.with_columns(bucket=bucket)
            last = rows.sort("from").group_by([*key_columns, "bucket"], maintain_order=True).last()
            last = last.select(*key_columns, "bucket", later="from", by=ROW)
            rows = rows.join(last, on=[*key_columns, "bucket"], nulls_equal=True).filter(
                pl.col("from") < pl.col("later")
            )
            problems += s.locator(name).problems("KEY-002", rows, "from", later=pl.col("by"))
    return problems


def families_named_as_items(s: ScenarioTables) -> list[Problem]:
    """Families with the id of an item."""
    rows = s.tables["families"].join(s.tables["items"].select("item"), left_on="family", right_on="item", how="semi")
    return s.locator("families").problems("KEY-003", rows.unique("family"), "family")
