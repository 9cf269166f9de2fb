"""Read a scenario from a path."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import polars as pl

from muster.problems import make_problem
from muster.scenario.cell_parsing import empty_frame, parse_cells
from muster.scenario.folder_reader import read_folder
from muster.scenario.given_data import GivenData
from muster.scenario.raw_scenario import UNREADABLE_CODES, RawScenario
from muster.scenario.raw_table import TableLocator
from muster.scenario.scenario import Scenario, assemble
from muster.scenario.settings import parse_settings
from muster.scenario.workbook_reader import is_workbook, read_workbook
from muster.schema import TABLES


def read(path: str | Path, **overrides: Any) -> Scenario:
    """Read the scenario in a folder or .xlsx workbook and check it.

    Faults in the data become problems of the scenario, never exceptions.

    Args:
        path: scenario folder or workbook.
        overrides: settings of the caller that replace those of the scenario (`basis=("contracted",)`). They change
            neither `given` nor the digest.

    >>> read("examples/brussels-2022").tables["lanes"]  # doctest: +SKIP
    """
    path = Path(path)
    raw = _read_raw(path)
    settings, problems = parse_settings(raw.settings or {}, raw.settings_file)
    problems = raw.problems + problems
    refused = any(problem.code in UNREADABLE_CODES for problem in raw.problems if problem.file == path.name)
    if raw.settings is None and not refused:
        problems.append(make_problem("SET-001", file=raw.settings_file))
    tables: dict[str, pl.DataFrame] = {}
    locators: dict[str, TableLocator] = {}
    for name, table in TABLES.items():
        raw_table = raw.tables.get(name)
        if raw_table is None:
            tables[name], locators[name] = empty_frame(table), TableLocator(raw.file_pattern.format(table=name))
            continue
        tables[name], cell_problems = parse_cells(raw_table)
        locators[name] = raw_table.locator
        problems += cell_problems
    return assemble(path, GivenData(settings, tables, locators, raw.settings_file, tuple(problems)), overrides)


def _read_raw(path: Path) -> RawScenario:
    try:
        if path.is_dir():
            return read_folder(path)
        if path.is_file() and is_workbook(path):
            return read_workbook(path)
    except OSError as failure:
        raw = RawScenario(path, "scenario.toml", "{table}.csv")
        raw.problems.append(make_problem("FILE-002", file=path.name, detail=failure.strerror or str(failure)))
        return raw
    raw = RawScenario(path, "scenario.toml", "{table}.csv")
    code = "FILE-009" if os.path.lexists(path) else "FILE-001"
    raw.problems.append(make_problem(code, file=path.name or str(path)))
    return raw
