"""Solving again from changed tables, where a change moves more than bounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from muster.explain.request_lateness import Chain
from muster.network.build import build_network
from muster.program import Program, compile_program
from muster.scenario import Scenario
from muster.solve import solve

LARGEST = 50_000
"""Programs with more columns are not built anew for one more question: each would cost what the plan did."""

Cells = Callable[[Mapping[str, Any]], Mapping[str, Any]]


def with_cells(scenario: Scenario, table: str, change: Cells) -> Scenario:
    """The scenario with some cells of a table's rows changed, as understood; nothing is read or checked again."""
    frame = scenario.tables[table]
    rows = [{**row, **change(row)} for row in frame.iter_rows(named=True)]
    return replace(scenario, tables={**scenario.tables, table: pl.DataFrame(rows, schema=frame.schema)})


def alike(program: Program, other: Program) -> bool:
    """Whether two programs have the same columns and rows in the same scales, so that one's duals speak of both."""
    mine, its = program.network, other.network
    return (
        mine.activities.key == its.activities.key
        and mine.balances.key == its.balances.key
        and np.array_equal(program.column_scale, other.column_scale)
        and np.array_equal(program.row_scale, other.row_scale)
    )


def replanned(scenario: Scenario, tiers: list[str]) -> Chain | None:
    """The chain of a changed scenario, its tiers solved anew; None if they cannot be."""
    blueprint = build_network(scenario)
    program = compile_program(blueprint.network)
    solution = solve(program, [tier for tier in tiers if tier in blueprint.tiers])
    if solution.status != "optimal":
        return None
    return Chain(blueprint, program, solution.proofs, solution.x)
