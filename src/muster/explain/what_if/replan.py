"""Solving again from changed tables, where a change moves more than bounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from muster.explain.request_lateness import RequestReoptimizer
from muster.network.build import build_network
from muster.program import Program, compile_program, structure
from muster.scenario import Scenario
from muster.solve import solve_lexicographic
from muster.solve.status import SolutionStatus

MAXIMUM_COLUMNS = 50_000
"""Programs with more columns are not built anew for one more question: each would cost what the plan did."""

RowChange = Callable[[Mapping[str, Any]], Mapping[str, Any]]


def with_cells(scenario: Scenario, table: str, change: RowChange) -> Scenario:
    """The scenario with some cells of a table's rows changed, as understood; nothing is read or checked again."""
    frame = scenario.tables[table]
    rows = [{**row, **change(row)} for row in frame.iter_rows(named=True)]
    return replace(scenario, tables={**scenario.tables, table: pl.DataFrame(rows, schema=frame.schema)})


def is_large(program: Program) -> bool:
    """True if a program is too large to be built anew for one more question."""
    return program.columns > MAXIMUM_COLUMNS


def has_same_structure(program: Program, other: Program) -> bool:
    """True if two programs have the same columns and rows in the same scales, so that duals of one hold for both."""
    return (
        structure.has_same_structure(program, other)
        and np.array_equal(program.column_scale, other.column_scale)
        and np.array_equal(program.row_scale, other.row_scale)
    )


def replan(scenario: Scenario, tiers: list[str]) -> RequestReoptimizer | None:
    """The requests of a changed scenario, its tiers solved anew; None if they cannot be."""
    blueprint = build_network(scenario)
    program = compile_program(blueprint.network)
    solution = solve_lexicographic(program, [tier for tier in tiers if tier in blueprint.tiers])
    if solution.status != SolutionStatus.OPTIMAL:
        return None
    return RequestReoptimizer(blueprint, program, solution.proofs, solution.x)
