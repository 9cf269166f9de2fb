"""Dates in the wrong order, and dates outside the horizon."""

from __future__ import annotations

import polars as pl

from muster.problems import Problem
from muster.scenario.scenario import Scenario

_ORDER = (
    ("parties", "joined", "left"),
    ("receipts", "date", "until"),
    ("operations", "available_from", "available_until"),
    ("lanes", "available_from", "available_until"),
    ("requests", "due", "until"),
    ("requests", "earliest", "latest"),
)
_BEGIN = (
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
_END = (("operations", "available_until"), ("lanes", "available_until"), ("requests", "latest"))
_DUE = (("requests", "due"), ("request_lines", "due"))


def dates_in_order(s: Scenario) -> list[Problem]:
    """Ends that lie before their beginnings."""
    told: list[Problem] = []
    for table, first, last in _ORDER:
        rows = s.tables[table].filter(pl.col(last) < pl.col(first))
        told += s.place(table).problems("RULE-005", rows, last, other=first, other_value=pl.col(first))
    return told


def receipts_before_the_start(s: Scenario) -> list[Problem]:
    """Receipts that would have arrived before there is a plan."""
    if s.calendar is None:
        return []
    start = s.calendar.start
    rows = s.tables["receipts"].filter(pl.col("date") < start)
    return s.place("receipts").problems("DATE-001", rows, "date", start=start)


def due_before_the_start(s: Scenario) -> list[Problem]:
    """Requests and lines that are due before the start, so in the first bucket."""
    if s.calendar is None:
        return []
    start = s.calendar.start
    told: list[Problem] = []
    for table, column in _DUE:
        rows = s.tables[table].filter(pl.col(column) < start)
        told += s.place(table).problems("DATE-002", rows, column, start=start)
    return told


def outside_the_horizon(s: Scenario) -> list[Problem]:
    """Rows that begin after the horizon, or end before it."""
    if s.calendar is None:
        return []
    start, end = s.calendar.start, s.calendar.last_day(s.calendar.count - 1)
    told: list[Problem] = []
    for table, column in _BEGIN:
        rows = s.tables[table].filter(pl.col(column) > end)
        told += s.place(table).problems("DATE-003", rows, column, end=end)
    for table, column in _END:
        rows = s.tables[table].filter(pl.col(column) < start)
        told += s.place(table).problems("DATE-004", rows, column, start=start)
    return told
