"""From a scenario to its plan: build, compile, solve, certify and tabulate."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import polars as pl

from muster.network.build import Blueprint, build_network
from muster.network.graph import Array
from muster.plans.fulfilment import Fulfilment, measure_fulfilments
from muster.plans.levels import Levels, result_frame
from muster.plans.likely_causes import find_likely_causes
from muster.plans.plan import ConflictingRow, Plan, SolvedPlan
from muster.plans.result_schema import RESULT_TABLES
from muster.plans.tables import make_result_tables
from muster.plans.worth import Worths
from muster.problems import Problem
from muster.program import Program, compile_program
from muster.scenario import Scenario
from muster.solve import SolveOptions, certify, find_conflict, plan_status, solve_lexicographic
from muster.text import language_override


def plan(
    scenario: Scenario,
    *,
    time_limit: float | None = None,
    method: str = "auto",
    progress: Callable[[str, int, float], None] | None = None,
    options: dict[str, Any] | None = None,
) -> Plan:
    """Compute the best joint plan of a scenario, with its certificate.

    Faults of the scenario never raise an exception. Errors, conflicting rules, an unbounded objective and the time
    limit are statuses of the plan.

    Args:
        scenario: the scenario; one with errors gives a plan with the status "invalid".
        time_limit: seconds for all tiers together; None for no limit.
        method: "simplex", "interior" or "auto", which chooses by size.
        progress: called with the tier, its iterations and the seconds elapsed.
        options: recorded in the plan as the options requested.

    Returns:
        A `SolvedPlan` if a solution was found, else a `Plan` whose status gives the reason.
    """
    recorded = dict(options or {}) | {"time_limit": time_limit, "method": method}
    seconds: dict[str, float] = {}
    if scenario.errors:
        return Plan(
            status="invalid",
            scenario=scenario,
            options=recorded,
            tables=empty_tables(scenario.problems),
            seconds=seconds,
        )
    begun = time.perf_counter()
    blueprint = build_network(scenario)
    program = compile_program(blueprint.network)
    seconds["build"] = time.perf_counter() - begun
    begun = time.perf_counter()
    limit = float("inf") if time_limit is None else time_limit
    solution = solve_lexicographic(program, blueprint.tiers, SolveOptions(limit, method=method, progress=progress))
    seconds["solve"] = time.perf_counter() - begun
    size = size_of(program)
    tables = empty_tables(scenario.problems)
    if solution.status == "infeasible":
        conflict = tuple(
            ConflictingRow(rule.table, *scenario.locator(rule.table).locate(rule.row), rule.id)
            for rule in find_conflict(program)
        )
        return Plan(
            status="infeasible",
            scenario=scenario,
            options=recorded,
            tables=tables,
            size=size,
            seconds=seconds,
            conflict=conflict,
        )
    if solution.status in ("unbounded", "time_limit"):
        return Plan(
            status=solution.status, scenario=scenario, options=recorded, tables=tables, size=size, seconds=seconds
        )
    certificate = solution.certificate or certify(program, solution.proofs, solution.x)
    worths = Worths(program, solution.proofs, solution.x)
    result_tables, fulfilments = read_levels(blueprint, program, solution.x, worths)
    return SolvedPlan(
        status=plan_status(solution.status, certificate),
        scenario=scenario,
        options=recorded,
        tables=tables | result_tables,
        served=tuple(fulfilments),
        certificate=certificate,
        cost=cost_of(program, solution.x),
        value=certificate.tiers[0].value if scenario.settings.objective == "value" else None,
        size=size,
        seconds=seconds,
        guesses=find_likely_causes(blueprint, program, worths, fulfilments),
        proofs=tuple(solution.proofs),
        blueprint=blueprint,
        program=program,
        levels=solution.x,
    )


def read_levels(
    blueprint: Blueprint, program: Program, x: Array, worths: Worths
) -> tuple[dict[str, pl.DataFrame], list[Fulfilment]]:
    """Compute the result tables and the fulfilment of each request from scaled levels and their worths."""
    levels = Levels(blueprint, program, x)
    return make_result_tables(levels, worths), measure_fulfilments(levels)


def size_of(program: Program) -> dict[str, int]:
    """Size of a program as recorded in plan.json."""
    return {"rows": program.rows, "columns": program.columns, "nonzeros": int(program.matrix.nnz)}


def cost_of(program: Program, x: Array) -> float:
    """Total cost of a plan, in the scenario's currency."""
    objective = program.objective("cost")
    return objective.value_at(x) * objective.unit + 0.0


def empty_tables(problems: tuple[Problem, ...]) -> dict[str, pl.DataFrame]:
    """Empty result tables, except `problems`, which is filled and always in English."""
    tables = {
        name: result_frame(name, {column.name: [] for column in table.columns}) for name, table in RESULT_TABLES.items()
    }
    with language_override("en"):
        rows = [problem.as_dict() for problem in problems]
    columns = {column.name: [row[column.name] for row in rows] for column in RESULT_TABLES["problems"].columns}
    columns["value"] = [None if value is None else str(value) for value in columns["value"]]
    tables["problems"] = result_frame("problems", columns)
    return tables
