"""From a path to a scenario."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from muster.problems import Problem, fold, problem
from muster.scenario.cell_parsing import empty, typed
from muster.scenario.checks import check
from muster.scenario.defaults import filled
from muster.scenario.folder_reader import read_folder
from muster.scenario.raw_scenario import Raw
from muster.scenario.raw_table import Place
from muster.scenario.scenario import Given, Scenario
from muster.scenario.settings import Settings, complete, missing, understand, why_no_calendar
from muster.scenario.workbook_reader import is_workbook, read_workbook
from muster.schema import TABLES

# Problems of a scenario of which nothing could be read.
_WHOLE = ("FILE-001", "FILE-002", "FILE-004", "FILE-005", "FILE-009")


def read(path: str | Path, **overrides: Any) -> Scenario:
    """The scenario in a folder or .xlsx workbook, with all its problems.

    Whatever is wrong with the data is a problem of the scenario and never an exception. `overrides` stand in
    place of settings (`basis=("contracted",)`); they are options of whoever asks, so they change neither
    `given` nor the digest.

    >>> read("examples/brussels-2022").tables["lanes"]  # doctest: +SKIP
    """
    path = Path(path)
    raw = _found(path)
    settings, problems = understand(raw.settings or {}, raw.settings_file)
    problems = raw.problems + problems
    refused = any(found.code in _WHOLE for found in raw.problems if found.file == path.name)
    if raw.settings is None and not refused:
        problems.append(problem("SET-001", file=raw.settings_file))
    tables: dict[str, pl.DataFrame] = {}
    places: dict[str, Place] = {}
    for name, table in TABLES.items():
        sheet = raw.sheets.get(name)
        if sheet is None:
            tables[name], places[name] = empty(table), Place(raw.pattern.format(table=name))
            continue
        tables[name], found = typed(sheet)
        places[name] = sheet.place
        problems += found
    return assemble(path, Given(settings, tables, places, raw.settings_file, tuple(problems)), overrides)


def assemble(path: Path, given: Given, overrides: Mapping[str, Any] | None = None) -> Scenario:
    """The scenario of given cells: settings and defaults filled in, sorted, checked."""
    changed, wrong = understand(overrides or {}, "")
    wrong = [replace(p, file=f"--{p.column}".replace("_", "-"), column=None) for p in wrong]
    settings, calendar = complete(dict(given.settings) | changed)
    found: list[Problem] = []
    if calendar is None and not any(p.code in _WHOLE for p in given.problems):
        found = _no_calendar(settings, dict(given.settings) | changed, given)
    start = calendar.start if calendar else None
    tables = {name: filled(TABLES[name], frame, start) for name, frame in given.tables.items()}
    so_far = (*given.problems, *wrong, *found)
    scenario = Scenario(path, settings, calendar, tables, so_far, given)
    told = fold([*so_far, *check(scenario)])
    return Scenario(path, settings, calendar, tables, tuple(told), given, overrides or {})


def _no_calendar(settings: Settings, known: Mapping[str, Any], given: Given) -> list[Problem]:
    """Why there is no calendar, as far as it has not been told while reading."""
    told = {p.column for p in given.problems if p.file == given.settings_file and p.severity == "error"}
    lacking = missing(known, given.settings_file)
    if lacking or None in told:
        return [p for p in lacking if not told & {p.column, None}]
    return why_no_calendar(settings, given.settings_file)


def _found(path: Path) -> Raw:
    try:
        if path.is_dir():
            return read_folder(path)
        if path.is_file() and is_workbook(path):
            return read_workbook(path)
    except OSError as failure:
        raw = Raw(path, "scenario.toml", "{table}.csv")
        raw.problems.append(problem("FILE-002", file=path.name, detail=failure.strerror or str(failure)))
        return raw
    raw = Raw(path, "scenario.toml", "{table}.csv")
    code = "FILE-009" if os.path.lexists(path) else "FILE-001"
    raw.problems.append(problem(code, file=path.name or str(path)))
    return raw
