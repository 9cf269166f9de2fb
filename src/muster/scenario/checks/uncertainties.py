"""Figures that are not sure: distributions that say what they should, of figures that are there."""

from __future__ import annotations

from typing import Any

from muster.problems import Problem, fold
from muster.scenario.cell_parsing import allowed
from muster.scenario.checks.distributions import NEEDS, BadValues, chances, misfit, reach
from muster.scenario.checks.uncertain_columns import FIGURES, column_of, of_id, ways
from muster.scenario.raw_table import ROW, in_file_order
from muster.scenario.scenario import Scenario
from muster.text import phrase

Row = dict[str, Any]


def uncertainties(s: Scenario) -> list[Problem]:
    """What is wrong with each row of `uncertainties`: first its distribution, then what it is about, then its range."""
    rows = s.tables["uncertainties"].drop_nulls(["of", "id", "column", "distribution"])
    told: list[Problem] = []
    for row in in_file_order(rows).iter_rows(named=True):
        found = _distribution(s, row) or _figure(s, row)
        told += found or _range(s, row)
    return fold(told)


def _tell(s: Scenario, code: str, row: Row, column: str, **facts: Any) -> list[Problem]:
    return [s.place("uncertainties").problem(code, row[ROW], column, row[column], **facts)]


def _distribution(s: Scenario, row: Row) -> list[Problem]:
    name = row["distribution"]
    if s.told("uncertainties", *NEEDS[name], "p2", "p3"):
        return []
    for column in NEEDS[name]:
        if row[column] is None:
            return _tell(s, "UNC-001", row, column, distribution=name)
    if "values" in NEEDS[name]:
        try:
            chances(name, row["values"])
        except BadValues as wrong:
            return _tell(s, "UNC-003", row, "values", distribution=name, detail=wrong.reason)
    wrong_one = misfit(row)
    if wrong_one:
        return _tell(s, "UNC-002", row, wrong_one[0], distribution=name, detail=wrong_one[1])
    return []


def _figure(s: Scenario, row: Row) -> list[Problem]:
    of, column = row["of"], row["column"]
    figures = FIGURES.get(of, {})
    if column not in figures:
        return _tell(s, "UNC-006", row, "column", of=of, choices=tuple(figures or FIGURES))
    if row["applies"] not in ways(column_of(of, column)):
        return _tell(s, "UNC-005", row, "applies", unsure=column, choices=ways(column_of(of, column)))
    if row["distribution"] == "geometric" and row["p2"] is not None and not _may_fail(row):
        return _tell(s, "UNC-008", row, "p2")
    tables = figures[column]
    if column != "factor" and not any(_figures(s, row).values()) and not any(map(s.half_read, tables)):
        files = tuple(s.file_of(table) for table in tables)
        return _tell(s, "UNC-007", row, "id", of=of, unsure=column, files=files)
    return []


def _may_fail(row: Row) -> bool:
    return bool(row["of"] == "resource" and row["column"] == "quantity" and row["applies"] == "factor")


def _figures(s: Scenario, row: Row) -> dict[str, list[Any]]:
    """What the tables give of the figure, by table."""
    of, column = row["of"], row["column"]
    return {
        table: s.tables[table].filter(of_id(of, row["id"], table))[column].drop_nulls().to_list()
        for table in FIGURES[of][column]
    }


def _range(s: Scenario, row: Row) -> list[Problem]:
    if s.told("uncertainties", *NEEDS[row["distribution"]], "p2", "p3"):
        return []
    column = column_of(row["of"], row["column"])
    low, high = reach(row)
    if column.type == "text":
        fits = row["distribution"] == "bernoulli" or {low, high} <= {0.0, 1.0}
        return [] if fits else _out(s, row, high, (phrase("0 or 1"),))
    if column.type == "date":
        return []
    if column.type == "lead_time" and row["applies"] == "shift":
        ways_now = [s.calendar.way(lead) for leads in _figures(s, row).values() for lead in leads] if s.calendar else []
        least = min(ways_now, default=0.0) + low
        return _out(s, row, least, (phrase("{number} or more", number="0"),)) if least < 0 else []
    figures = [1.0] if row["applies"] == "value" or column.type == "lead_time" else _sizes(s, row)
    ends = [figure * end for figure in figures for end in (low, high) if figure]
    least, most = min(ends, default=0.0), max(ends, default=0.0)
    if row["applies"] == "factor" and low < 0:
        return _out(s, row, low if column.type == "lead_time" else least, (phrase("{number} or more", number="0"),))
    floor = 0.0 if column.type == "lead_time" else column.minimum
    if floor is not None and least < floor:
        return _out(s, row, least, allowed(column) or (phrase("{number} or more", number="0"),))
    if (column.above is not None and least <= column.above) or (column.maximum is not None and most > column.maximum):
        return _out(s, row, most if least > (column.above or 0.0) else least, allowed(column))
    return []


def _sizes(s: Scenario, row: Row) -> list[float]:
    return [float(figure) for figures in _figures(s, row).values() for figure in figures] or [1.0]


def _out(s: Scenario, row: Row, figure: float, words: tuple[Any, ...]) -> list[Problem]:
    place = s.place("uncertainties")
    shown = "-∞" if figure == float("-inf") else "∞" if figure == float("inf") else figure
    args = {"figure": shown, "allowed": words, "unsure": row["column"]}
    return [place.problem("UNC-004", row[ROW], "distribution", row["id"], **args)]
