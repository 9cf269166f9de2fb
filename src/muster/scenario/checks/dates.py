"""Checks of dates: in the right order, within the horizon."""

from __future__ import annotations

import polars as pl

from muster.problems import Problem
from muster.scenario.scenario_tables import ScenarioTables

_ORDERED_COLUMNS = (
    ("parties", "joined", "left"),
    ("receipts", "date", "until"),
    ("operations", "available_from", "available_until"),
    ("lanes", "available_from", "available_until"),
    ("requests", "due", "until"),
    ("requests", "earliest", "latest"),
)
_BEGIN_COLUMNS = (
    ("receipts", "date"),
    ("reserves", "from"),
    ("operations", "available_from"),
    ("capacities", "from"),
    ("lanes", "available_from"),
    ("costs", "from"),
    ("yields", "from"),
    ("investments", "earliest"),
    ("funds", "date"),
    ("requests", "due"),
    ("requests", "earliest"),
    ("request_lines", "due"),
    ("consents", "from"),
)
_END_COLUMNS = (("operations", "available_until"), ("lanes", "available_until"), ("requests", "latest"))
_DUE_COLUMNS = (("requests", "due"), ("request_lines", "due"))


def dates_in_order(s: ScenarioTables) -> list[Problem]:
    """Rows whose end lies before their beginning."""
    problems: list[Problem] = []
    for table, first, last in _ORDERED_COLUMNS:
        rows = s.tables[table].filter(pl.col(last) < pl.col(first))
        problems += s.locator(table).problems("RULE-005", rows, last, other=first, other_value=pl.col(first))
    return problems


def receipts_before_the_start(s: ScenarioTables) -> list[Problem]:
    """Receipts dated before the start of the plan."""
    if s.calendar is None:
        return []
    start = s.calendar.start
    rows = s.tables["receipts"].filter(pl.col("date") < start)
    return s.locator("receipts").problems("DATE-001", rows, "date", start=start)


def due_before_the_start(s: ScenarioTables) -> list[Problem]:
    """Requests and lines due before the start; the plan treats them as due in the first bucket."""
    if s.calendar is None:
        return []
    start = s.calendar.start
    problems: list[Problem] = []
    for table, column in _DUE_COLUMNS:
        rows = s.tables[table].filter(pl.col(column) < start)
        problems += s.locator(table).problems("DATE-002", rows, column, start=start)
    return problems


def outside_the_horizon(s: ScenarioTables) -> list[Problem]:
    """Rows that begin after the horizon, or end before it."""
    if s.calendar is None:
        return []
    start, end = s.calendar.start, s.calendar.last_day(s.calendar.count - 1)
    problems: list[Problem] = []
    for table, column in _BEGIN_COLUMNS:
        rows = s.tables[table].filter(pl.col(column) > end)
        problems += s.locator(table).problems("DATE-003", rows, column, end=end)
    for table, column in _END_COLUMNS:
        rows = s.tables[table].filter(pl.col(column) < start)
        problems += s.locator(table).problems("DATE-004", rows, column, start=start)
    return problems
