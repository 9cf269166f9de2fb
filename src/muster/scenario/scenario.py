"""The scenario: frozen tables whose rows know their line, and all problems found in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from muster.problems import Problem, fold_repeats
from muster.scenario.checks import check
from muster.scenario.defaults import fill_defaults
from muster.scenario.digest import digest
from muster.scenario.given_data import GivenData
from muster.scenario.patch import apply_patches
from muster.scenario.raw_scenario import UNREADABLE_CODES
from muster.scenario.scenario_tables import ScenarioTables
from muster.scenario.settings import Settings, calendar_problems, complete_settings, missing_settings, parse_settings
from muster.schema import TABLES


@dataclass(frozen=True, eq=False, kw_only=True)
class Scenario(ScenarioTables):
    """A named set of inputs, as understood and checked.

    `problems` holds everything that reading and checking found. A scenario may have errors; look at `errors` before
    planning. `given` is the data as a person wrote them; `overrides` are the caller's settings, which replace theirs.
    """

    path: Path
    overrides: Mapping[str, Any] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Problems that prevent a plan."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @cached_property
    def digest(self) -> str:
        """`sha256:…` of the given data; the same for a folder and its workbook, in any order of rows."""
        return digest(self.given)

    def patched(self, paths: Sequence[str | Path]) -> Scenario:
        """Apply patch files one after the other and check the result, a new scenario with its own digest.

        Errors in a patch are problems of the new scenario that name the patch file.
        """
        return assemble(self.path, apply_patches(self.given, paths), self.overrides)


def assemble(path: Path, given: GivenData, overrides: Mapping[str, Any] | None = None) -> Scenario:
    """Make a scenario of given data: fill in settings and defaults, sort the rows, run the checks."""
    overriding, override_problems = parse_settings(overrides or {}, "")
    override_problems = [replace(p, file=f"--{p.column}".replace("_", "-"), column=None) for p in override_problems]
    settings, calendar = complete_settings(dict(given.settings) | overriding)
    missing_calendar: list[Problem] = []
    if calendar is None and not any(p.code in UNREADABLE_CODES for p in given.problems):
        missing_calendar = _calendar_problems(settings, dict(given.settings) | overriding, given)
    start = calendar.start if calendar else None
    tables = {name: fill_defaults(TABLES[name], frame, start) for name, frame in given.tables.items()}
    so_far = (*given.problems, *override_problems, *missing_calendar)
    unchecked = ScenarioTables(settings=settings, calendar=calendar, tables=tables, given=given, problems=so_far)
    return Scenario(
        path=path,
        settings=settings,
        calendar=calendar,
        tables=tables,
        given=given,
        problems=tuple(fold_repeats([*so_far, *check(unchecked)])),
        overrides=overrides or {},
    )


def _calendar_problems(settings: Settings, settings_given: Mapping[str, Any], given: GivenData) -> list[Problem]:
    """Reasons for a missing calendar that reading has not reported already."""
    reported_columns = {p.column for p in given.problems if p.file == given.settings_file and p.severity == "error"}
    missing = missing_settings(settings_given, given.settings_file)
    if missing or None in reported_columns:
        return [p for p in missing if not reported_columns & {p.column, None}]
    return calendar_problems(settings, given.settings_file)
