"""Settings and tables with defaults filled in: the input of the checks and the base of `Scenario`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from muster.calendar import Calendar
from muster.errors import MusterError
from muster.problems import Problem
from muster.scenario.given_data import GivenData
from muster.scenario.raw_table import TableLocator
from muster.scenario.settings import Settings
from muster.schema import TABLES


class MissingCalendarError(MusterError):
    """The settings of a scenario make no calendar, so it has errors and cannot be planned."""


@dataclass(frozen=True, eq=False, kw_only=True)
class ScenarioTables:
    """Settings, calendar and tables as understood, and the problems reported so far.

    `calendar` is None if the settings make none. `tables` has a frame for every table of the schema, empty if the
    table is not given. A frame has all columns in the schema's order and types, with defaults filled in (`from` with
    the start), and `_row`, the row's line in its file. Rows are sorted by key, then by the other columns, so the
    order of rows in a file changes nothing.
    """

    settings: Settings
    calendar: Calendar | None
    tables: Mapping[str, pl.DataFrame]
    given: GivenData
    problems: tuple[Problem, ...]

    @property
    def required_calendar(self) -> Calendar:
        """The calendar; every scenario without errors has one.

        Raises:
            MissingCalendarError: the settings make no calendar.
        """
        if self.calendar is None:
            raise MissingCalendarError(f"the settings of {self.given.settings_file} make no calendar")
        return self.calendar

    def locator(self, table: str) -> TableLocator:
        """Locator of a table's rows, for messages."""
        return self.given.locators[table]

    def file_of(self, table: str) -> str:
        """File name of a table as shown in messages."""
        return self.given.locators[table].file

    def has_reported_error(self, table: str, *columns: str | None) -> bool:
        """True if an error in one of these columns (None: in a whole row) is already reported."""
        file = self.file_of(table)
        return any(p.severity == "error" and p.file == file and p.column in columns for p in self.problems)

    def is_partial(self, table: str) -> bool:
        """True if a reported error left the table without some of its rows or ids."""
        file, name = self.file_of(table), TABLES[table].columns[0].name
        errors = [p for p in self.problems if p.severity == "error" and p.file == file]
        return any(p.code.startswith(("FILE-", "ROW-")) or p.column == name for p in errors)
