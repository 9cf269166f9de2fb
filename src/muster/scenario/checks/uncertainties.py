"""Checks of uncertainties: valid distributions, of figures that the tables give."""

from __future__ import annotations

from typing import Any

from muster.problems import Problem, fold_repeats
from muster.scenario.cell_parsing import describe_bounds
from muster.scenario.checks.distributions import (
    REQUIRED_COLUMNS,
    DistributionValuesError,
    parameter_fault,
    parse_distribution_values,
    support,
)
from muster.scenario.checks.uncertain_columns import (
    UNCERTAIN_COLUMNS,
    allowed_applications,
    rows_of_id,
    uncertain_column,
)
from muster.scenario.raw_table import ROW, in_file_order
from muster.scenario.scenario_tables import ScenarioTables
from muster.text import phrase

Row = dict[str, Any]


def wrong_uncertainties(s: ScenarioTables) -> list[Problem]:
    """Check each row of `uncertainties`: first its distribution, then its column, then its range."""
    rows = s.tables["uncertainties"].drop_nulls(["of", "id", "column", "distribution"])
    problems: list[Problem] = []
    for row in in_file_order(rows).iter_rows(named=True):
        row_problems = _check_distribution(s, row) or _check_column(s, row)
        problems += row_problems or _check_range(s, row)
    return fold_repeats(problems)


def _problem_in(s: ScenarioTables, code: str, row: Row, column: str, **facts: Any) -> list[Problem]:
    return [s.locator("uncertainties").problem(code, row[ROW], column, row[column], **facts)]


def _check_distribution(s: ScenarioTables, row: Row) -> list[Problem]:
    name = row["distribution"]
    if s.has_reported_error("uncertainties", *REQUIRED_COLUMNS[name], "p2", "p3"):
        return []
    for column in REQUIRED_COLUMNS[name]:
        if row[column] is None:
            return _problem_in(s, "UNC-001", row, column, distribution=name)
    if "values" in REQUIRED_COLUMNS[name]:
        try:
            parse_distribution_values(name, row["values"])
        except DistributionValuesError as wrong:
            return _problem_in(s, "UNC-003", row, "values", distribution=name, detail=wrong.reason)
    fault = parameter_fault(row)
    if fault:
        return _problem_in(s, "UNC-002", row, fault[0], distribution=name, detail=fault[1])
    return []


def _check_column(s: ScenarioTables, row: Row) -> list[Problem]:
    kind, column = row["of"], row["column"]
    columns = UNCERTAIN_COLUMNS.get(kind, {})
    if column not in columns:
        return _problem_in(s, "UNC-006", row, "column", of=kind, choices=tuple(columns or UNCERTAIN_COLUMNS))
    if row["applies"] not in allowed_applications(uncertain_column(kind, column)):
        return _problem_in(
            s, "UNC-005", row, "applies", unsure=column, choices=allowed_applications(uncertain_column(kind, column))
        )
    if row["distribution"] == "geometric" and row["p2"] is not None and not _allows_outages(row):
        return _problem_in(s, "UNC-008", row, "p2")
    tables = columns[column]
    if column != "factor" and not any(_values_by_table(s, row).values()) and not any(map(s.is_partial, tables)):
        files = tuple(s.file_of(table) for table in tables)
        return _problem_in(s, "UNC-007", row, "id", of=kind, unsure=column, files=files)
    return []


def _allows_outages(row: Row) -> bool:
    return bool(row["of"] == "resource" and row["column"] == "quantity" and row["applies"] == "factor")


def _values_by_table(s: ScenarioTables, row: Row) -> dict[str, list[Any]]:
    """Values of the uncertain figure that the tables give, by table."""
    kind, column = row["of"], row["column"]
    return {
        table: s.tables[table].filter(rows_of_id(kind, row["id"], table))[column].drop_nulls().to_list()
        for table in UNCERTAIN_COLUMNS[kind][column]
    }


def _check_range(s: ScenarioTables, row: Row) -> list[Problem]:
    if s.has_reported_error("uncertainties", *REQUIRED_COLUMNS[row["distribution"]], "p2", "p3"):
        return []
    column = uncertain_column(row["of"], row["column"])
    low, high = support(row)
    if column.type == "text":
        is_zero_or_one = row["distribution"] == "bernoulli" or {low, high} <= {0.0, 1.0}
        return [] if is_zero_or_one else _out_of_range(s, row, high, (phrase("0 or 1"),))
    if column.type == "date":
        return []
    if column.type == "lead_time" and row["applies"] == "shift":
        transit_times = (
            [s.calendar.transit_time(lead) for leads in _values_by_table(s, row).values() for lead in leads]
            if s.calendar
            else []
        )
        least = min(transit_times, default=0.0) + low
        return _out_of_range(s, row, least, (phrase("{number} or more", number="0"),)) if least < 0 else []
    values = [1.0] if row["applies"] == "value" or column.type == "lead_time" else _given_values(s, row)
    extremes = [value * end for value in values for end in (low, high) if value]
    least, most = min(extremes, default=0.0), max(extremes, default=0.0)
    if row["applies"] == "factor" and low < 0:
        return _out_of_range(
            s, row, low if column.type == "lead_time" else least, (phrase("{number} or more", number="0"),)
        )
    floor = 0.0 if column.type == "lead_time" else column.minimum
    if floor is not None and least < floor:
        return _out_of_range(s, row, least, describe_bounds(column) or (phrase("{number} or more", number="0"),))
    if (column.exclusive_minimum is not None and least <= column.exclusive_minimum) or (
        column.maximum is not None and most > column.maximum
    ):
        return _out_of_range(
            s, row, most if least > (column.exclusive_minimum or 0.0) else least, describe_bounds(column)
        )
    return []


def _given_values(s: ScenarioTables, row: Row) -> list[float]:
    return [float(value) for values in _values_by_table(s, row).values() for value in values] or [1.0]


def _out_of_range(s: ScenarioTables, row: Row, value: float, allowed: tuple[Any, ...]) -> list[Problem]:
    locator = s.locator("uncertainties")
    value_text = "-∞" if value == float("-inf") else "∞" if value == float("inf") else value
    args = {"figure": value_text, "allowed": allowed, "unsure": row["column"]}
    return [locator.problem("UNC-004", row[ROW], "distribution", row["id"], **args)]
