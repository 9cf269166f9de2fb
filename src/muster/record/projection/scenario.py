"""Project the scenario of a day as it was known at a time (a bitemporal query).

A `ScenarioQuery` has two times: the date the scenario describes (`as_of`), and the time at which it was known, given as
the last entry that counts (`Ledger.last_entry_at`). Example: the quantity of one stock, as in `projection.state`,

    entry 1, recorded 1 October:  100, valid from 1 October
    entry 2, recorded 5 October:   80, valid from 1 November
    entry 3, recorded 9 October:   90, valid from 1 October     (a late count)

                          known at 6 October       known at 10 October
    as of 15 October      100 (entry 1)            90 (entry 3)
    as of 15 November      80 (entry 2)            80 (entry 2)

Entries are never changed, so a query gives the same scenario whenever it is repeated.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from muster.problems import Problem
from muster.record.projection.document_rows import DocumentRows, project_document_rows
from muster.record.projection.projection_context import ProjectionProblem
from muster.record.projection.row_identity import SETTINGS, Cells, RowKey, frame_from_rows, row_key, rows_from_frame
from muster.record.projection.state import MAIN_SCENARIO, Claim, RecordState, fold_entries
from muster.record.store.ledger import Ledger
from muster.record.store.reversals import reversed_entry_numbers
from muster.scenario import Scenario
from muster.scenario.given_data import GivenData
from muster.scenario.raw_table import ROW, TableLocator, in_key_order
from muster.scenario.scenario import assemble
from muster.scenario.settings import parse_settings
from muster.schema import TABLES

_SETTINGS_FILE = "scenario.toml"


@dataclass(frozen=True)
class ScenarioQuery:
    """A bitemporal query: the date the scenario describes, the last entry that counts, and the scenario's name."""

    as_of: dt.date
    entry: int
    scenario: str = MAIN_SCENARIO


@dataclass(frozen=True)
class ProjectedScenario:
    """A projected scenario with its query and the state it was made from.

    `open_claims` maps a cell (table, key, column) to its claims if one differs from the row and none is adopted.
    """

    scenario: Scenario
    query: ScenarioQuery
    state: RecordState
    open_claims: Mapping[tuple[str, RowKey, str], list[Claim]]


def state_at(
    ledger: Ledger, as_of: dt.date | None, entry: int, scenario: str = MAIN_SCENARIO
) -> tuple[RecordState, DocumentRows]:
    """Fold the ledger up to an entry, and let documents replace the rows that they govern.

    Args:
        ledger: The open record.
        as_of: Date on which entries must hold; None for no limit.
        entry: Number of the last entry that counts.
        scenario: Name whose settings give the start of the plan.
    """
    day = as_of.isoformat() if as_of else ""
    state = fold_entries(ledger.entries(entry), reversed_entry_numbers(ledger, entry), day)
    document_rows = project_document_rows(state, day, scenario)
    state.rows |= document_rows.rows
    return state, document_rows


def project_scenario(ledger: Ledger, query: ScenarioQuery) -> ProjectedScenario:
    """Project the scenario of a query; repeating the query later gives the same scenario.

    The setting `as_of` is the date of the query. A row with an adopted claim has the claim's value and cites its
    source. Rows keep citing a retracted source, because people decide what follows from the retraction.
    """
    state, document_rows = state_at(ledger, query.as_of, query.entry, query.scenario)
    tables, settings = scenario_rows(state, query.scenario)
    given_settings, problems = parse_settings(settings | {"as_of": query.as_of}, _SETTINGS_FILE)
    frames, locators = {}, {}
    for name, table in TABLES.items():
        rows = in_key_order(table, frame_from_rows(table, tables.get(name, [])))
        frames[name] = rows.with_columns(pl.int_range(2, rows.height + 2, dtype=pl.Int64).alias(ROW))
        locators[name] = TableLocator(table.file, tuple(table.by_name), exists=rows.height > 0)
    problems += _scenario_problems(document_rows.problems, frames, locators)
    scenario_data = GivenData(given_settings, frames, locators, _SETTINGS_FILE, tuple(problems))
    return ProjectedScenario(
        assemble(Path("scenario"), scenario_data), query, state, _open_claims(state, tables, query.scenario)
    )


def _scenario_problems(
    problems: Sequence[ProjectionProblem], frames: Mapping[str, pl.DataFrame], locators: Mapping[str, TableLocator]
) -> Iterator[Problem]:
    """Locate the problems of document rows at their lines in the projected tables."""
    lines: dict[str, dict[RowKey, int]] = {}
    for name in {problem.table for problem in problems if problem.key}:
        rows = zip(rows_from_frame(frames[name]), frames[name][ROW], strict=True)
        lines[name] = {row_key(TABLES[name], cells): line for cells, line in rows}
    for problem in problems:
        line = lines[problem.table].get(problem.key) if problem.key else None
        yield locators[problem.table].problem(problem.code, line, problem.column, problem.value, **problem.facts)


def scenario_rows(state: RecordState, scenario: str = MAIN_SCENARIO) -> tuple[dict[str, list[Cells]], dict[str, Any]]:
    """Return the rows of every table and the settings of a scenario, with its adopted claims."""
    adoptions = state.adoptions_by_row(scenario)
    tables: dict[str, list[Cells]] = {}
    settings: dict[str, Any] = {}
    for row_id, row in state.present_rows():
        cells = state.cells_with_claims(row_id, row, adoptions)
        if row_id[0] == SETTINGS:
            settings = cells if row_id[1] == (scenario,) else settings
        else:
            tables.setdefault(row_id[0], []).append(cells)
    return tables, settings


def _open_claims(
    state: RecordState, tables: Mapping[str, list[Cells]], scenario: str
) -> dict[tuple[str, RowKey, str], list[Claim]]:
    """Return the cells where a claim differs from the row and the scenario adopts none."""
    open_claims = {}
    for cell, claims in state.claims_by_cell().items():
        row = state.rows.get(cell[:2])
        if row is None or not row.exists or (scenario, *cell) in state.adopted:
            continue
        row_value = row.values().get(cell[2])
        if any(claim.value != row_value for claim in claims):
            open_claims[cell] = claims
    return open_claims
