"""From a scenario to its plan: the whole road in one function."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import polars as pl

from muster.network.build import Blueprint, build_network
from muster.network.graph import Array
from muster.plans.levels import Levels, frame
from muster.plans.likely_causes import guesses
from muster.plans.plan import Conflict, Plan
from muster.plans.result_schema import RESULT_TABLES
from muster.plans.tables import result_tables
from muster.plans.tables.requests import Served, served
from muster.plans.worth import Worths
from muster.problems import Problem
from muster.program import Program, compile_program
from muster.scenario import Scenario
from muster.solve import Certificate, Options, certify, find_conflict, solve
from muster.text import speaking
from muster.tolerances import DUAL, GAP, PRIMAL


def plan(
    scenario: Scenario,
    *,
    time_limit: float | None = None,
    method: str = "auto",
    progress: Callable[[str, int, float], None] | None = None,
    options: dict[str, Any] | None = None,
) -> Plan:
    """The best joint plan of a scenario, with its certificate.

    Never raises for anything that is in the scenario: errors, contradicting rules, no bound and no time left are
    statuses. `time_limit` is in seconds, for all tiers together. `method` is "simplex",
    "interior" or "auto", which chooses by size. `progress` is told the tier, its iterations and the
    seconds so far. `options` is recorded in the plan as what was asked for.
    """
    recorded = dict(options or {}) | {"time_limit": time_limit, "method": method}
    seconds: dict[str, float] = {}
    if scenario.errors:
        return Plan("invalid", scenario, recorded, no_tables(scenario.problems), seconds=seconds)
    begun = time.perf_counter()
    blueprint = build_network(scenario)
    program = compile_program(blueprint.network)
    seconds["build"] = time.perf_counter() - begun
    begun = time.perf_counter()
    limit = float("inf") if time_limit is None else time_limit
    solution = solve(program, blueprint.tiers, Options(limit, method=method, progress=progress))
    seconds["solve"] = time.perf_counter() - begun
    size = size_of(program)
    tables = no_tables(scenario.problems)
    if solution.status == "infeasible":
        conflict = tuple(
            Conflict(rule.table, *scenario.place(rule.table).found(rule.row), rule.id)
            for rule in find_conflict(program)
        )
        return Plan("infeasible", scenario, recorded, tables, size=size, seconds=seconds, conflict=conflict)
    if solution.status in ("unbounded", "time_limit"):
        return Plan(solution.status, scenario, recorded, tables, size=size, seconds=seconds)
    certificate = solution.certificate or certify(program, solution.proofs, solution.x)
    worths = Worths(program, solution.proofs, solution.x)
    read = read_levels(blueprint, program, solution.x, worths)
    return Plan(
        status_of(solution.status, certificate),
        scenario,
        recorded,
        tables | read[0],
        tuple(read[1]),
        certificate,
        cost_of(program, solution.x),
        certificate.tiers[0].value if scenario.settings.objective == "value" else None,
        size,
        seconds,
        guesses=guesses(blueprint, program, worths, read[1]),
        proofs=tuple(solution.proofs),
        blueprint=blueprint,
        program=program,
        levels=solution.x,
    )


def read_levels(
    blueprint: Blueprint, program: Program, x: Array, worths: Worths
) -> tuple[dict[str, pl.DataFrame], list[Served]]:
    """The result tables and how each request fares, from scaled levels and their worths."""
    levels = Levels(blueprint, program, x)
    return result_tables(levels, worths), served(levels)


def size_of(program: Program) -> dict[str, int]:
    """How large a program is, as plan.json tells it."""
    return {"rows": program.rows, "columns": program.columns, "nonzeros": int(program.matrix.nnz)}


def cost_of(program: Program, x: Array) -> float:
    """All costs of a plan, in the scenario's currency."""
    objective = program.objective("cost")
    return objective.of(x) * objective.unit + 0.0


def status_of(status: str, certificate: Certificate) -> str:
    """A plan is called optimal only if its own certificate says so (C14, C15)."""
    dual = certificate.dual_residual
    proved = certificate.primal_residual <= PRIMAL and (dual is None or dual <= DUAL) and certificate.gap <= GAP
    return "optimal" if status == "optimal" and proved else "feasible"


def no_tables(problems: tuple[Problem, ...]) -> dict[str, pl.DataFrame]:
    """Empty result tables, but for the problems (in English, whatever the reader's language)."""
    tables = {name: frame(name, {column.name: [] for column in table.columns}) for name, table in RESULT_TABLES.items()}
    with speaking("en"):
        rows = [problem.as_dict() for problem in problems]
    columns = {column.name: [row[column.name] for row in rows] for column in RESULT_TABLES["problems"].columns}
    columns["value"] = [None if value is None else str(value) for value in columns["value"]]
    tables["problems"] = frame("problems", columns)
    return tables
