"""Rows of one lane."""

from __future__ import annotations

import polars as pl

from muster.problems import Problem
from muster.scenario.raw_table import ROW, in_file_order
from muster.scenario.scenario import Scenario

SHARED = ("origin", "destination", "lead_time", "capacity")


def rows_of_one_lane_agree(s: Scenario) -> list[Problem]:
    """Rows of a lane that differ in what they must share; blank capacities differ from nothing."""
    told: list[Problem] = []
    for column in SHARED:
        rows = in_file_order(s.tables["lanes"].drop_nulls(["lane", column]))
        rows = rows.with_columns(
            first=pl.col(ROW).first().over("lane"), expected=pl.col(column).first().over("lane")
        ).filter(pl.col(column) != pl.col("expected"))
        told += s.place("lanes").problems(
            "RULE-012", rows, column, first=pl.col("first"), other_value=pl.col("expected")
        )
    return told
