"""The scenario: frozen tables, every row with its place, and everything that is wrong or doubtful in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from muster.calendar import Calendar
from muster.problems import Problem
from muster.scenario.raw_table import Place
from muster.scenario.settings import Settings
from muster.schema import TABLES


@dataclass(frozen=True, eq=False)
class Given:
    """What a person wrote, and nothing else: settings and typed cells, blanks null, defaults not filled in.

    Each frame has all columns of its table and `_row`; rows stand in the order of the file. `problems` are
    those found while reading, before the tables were looked at together.
    """

    settings: Mapping[str, Any]
    tables: Mapping[str, pl.DataFrame]
    places: Mapping[str, Place]
    settings_file: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, eq=False)
class Scenario:
    """A named set of inputs, as understood.

    `tables` has a frame for every table of the schema (empty where none is given) with all its columns in the
    schema's order and types, defaults filled in (`from` with the start), and `_row`, the row's place in its
    file; rows are sorted by key, then by the other columns, so that the order of rows in a file changes
    nothing. `calendar` is None where the settings make none. A scenario with errors is a scenario too: ask
    `errors` before planning.
    """

    path: Path
    settings: Settings
    calendar: Calendar | None
    tables: Mapping[str, pl.DataFrame]
    problems: tuple[Problem, ...]
    given: Given
    overrides: Mapping[str, Any] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems with which there is no plan."""
        return tuple(found for found in self.problems if found.severity == "error")

    @cached_property
    def digest(self) -> str:
        """`sha256:…` of what is given; one for a folder and its workbook in any order of rows."""
        from muster.scenario.digest import digest

        return digest(self.given)

    def place(self, table: str) -> Place:
        """Where a table stands, for messages."""
        return self.given.places[table]

    def told(self, table: str, *columns: str | None) -> bool:
        """Whether an error in one of these columns (None: in a whole row) has been told already."""
        file = self.file_of(table)
        return any(p.severity == "error" and p.file == file and p.column in columns for p in self.problems)

    def half_read(self, table: str) -> bool:
        """Whether rows of the table, or ids of its rows, are missing because of an error told already."""
        file, name = self.file_of(table), TABLES[table].columns[0].name
        errors = [p for p in self.problems if p.severity == "error" and p.file == file]
        return any(p.code.startswith(("FILE-", "ROW-")) or p.column == name for p in errors)

    def file_of(self, table: str) -> str:
        """The file of a table as messages name it."""
        return self.given.places[table].file

    def patched(self, paths: Sequence[str | Path]) -> Scenario:
        """The scenario with the changes of these patch files made to it, one after the other."""
        from muster.scenario.patch import apply

        return apply(self, paths)
