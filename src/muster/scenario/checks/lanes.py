"""Check that the rows of a lane agree."""

from __future__ import annotations

import polars as pl

from muster.problems import Problem
from muster.scenario.raw_table import ROW, in_file_order
from muster.scenario.scenario_tables import ScenarioTables

SHARED = ("origin", "destination", "lead_time", "capacity")


def rows_of_one_lane_agree(s: ScenarioTables) -> list[Problem]:
    """Rows of a lane that differ in a column they must share; blank cells are ignored."""
    problems: list[Problem] = []
    for column in SHARED:
        rows = in_file_order(s.tables["lanes"].drop_nulls(["lane", column]))
        rows = rows.with_columns(
            first=pl.col(ROW).first().over("lane"), expected=pl.col(column).first().over("lane")
        ).filter(pl.col(column) != pl.col("expected"))
        problems += s.locator("lanes").problems(
            "RULE-012", rows, column, first=pl.col("first"), other_value=pl.col("expected")
        )
    return problems
