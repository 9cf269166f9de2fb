"""Why hard rules cannot hold together: an irreducible set of table rows, found with elastic columns.

Every row of the tables that limits something may be overstepped at a cost; the cheapest overstepping has duals, and the
rows that these touch are together infeasible. Then each in turn is lifted: if the rest is still infeasible without it,
it is not part of the conflict.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from muster.network.graph import Array, HardRule
from muster.program import Program
from muster.solve.highs import HighsModel
from muster.solve.status import SolverAlgorithm, SolveStatus
from muster.tolerances import PRIMAL


def find_conflict(program: Program) -> list[HardRule]:
    """Rules that contradict each other, none of which could be left out; empty if the program is feasible.

    An interrupt ends the search (`KeyboardInterrupt`): a set not tried to the end would not be irreducible.
    """
    rules = program.network.rules
    limits = [_limited_rows_and_columns(program, rule) for rule in rules]
    candidates = _rules_with_duals(program, rules, limits)
    remaining = list(candidates)
    for candidate in candidates:
        trial = [other for other in remaining if other != candidate]
        if _status_with_rules(program, limits, trial) == SolveStatus.INFEASIBLE:
            remaining = trial
    return [rules[index] for index in remaining]


def _limited_rows_and_columns(program: Program, rule: HardRule) -> tuple[Array, Array]:
    """The rows, and the columns, that a rule limits."""
    limited: dict[str, list[int]] = {"balance": [], "activity": []}
    for kind, index, buckets in rule.limits:
        span = program.rows_of(index) if kind == "balance" else program.columns_of(index)
        indices = np.arange(span.start, span.stop)
        limited[kind] += (indices if buckets is None else indices[buckets]).tolist()
    return np.array(limited["balance"], dtype=np.int64), np.array(limited["activity"], dtype=np.int64)


def _rules_with_duals(program: Program, rules: list[HardRule], limits: list[tuple[Array, Array]]) -> list[int]:
    """Rules whose rows have a dual, or whose columns a reduced cost, in the cheapest overstepping.

    All of them where whole numbers alone are in the way: then overstepping costs nothing.
    """
    elastic = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *(rule_rows for rule_rows, _ in limits)]))
    count = len(elastic)
    if not count:
        return list(range(len(rules)))
    overstep = sparse.csc_array((np.ones(count), (elastic, np.arange(count))), shape=(program.rows, count))
    matrix = sparse.csc_array(sparse.hstack([program.matrix, overstep, -overstep]))
    model = HighsModel(
        matrix,
        np.concatenate([program.lower, np.zeros(2 * count)]),
        np.concatenate([program.upper, np.full(2 * count, np.inf)]),
        program.row_lower,
        program.row_upper,
    )
    model.set_objective(np.concatenate([np.zeros(program.columns), np.ones(2 * count)]))
    outcome = model.solve(SolverAlgorithm.DUAL_SIMPLEX)
    if model.interrupted:
        raise KeyboardInterrupt
    if outcome.status != SolveStatus.OPTIMAL or outcome.duals is None or outcome.bound <= PRIMAL:
        return list(range(len(rules)))
    reduced_costs = -(program.matrix.T @ outcome.duals)
    touched = []
    for rule_index, (rule_rows, rule_columns) in enumerate(limits):
        if (np.abs(outcome.duals[rule_rows]) > 1e-9).any() or (reduced_costs[rule_columns] < -1e-9).any():
            touched.append(rule_index)
    return touched


def _status_with_rules(program: Program, limits: list[tuple[Array, Array]], kept_rules: list[int]) -> SolveStatus:
    """Status of the program with only these rules (one of two that limit the same row is enough)."""
    lifted_rows, lifted_columns = np.zeros(program.rows, dtype=bool), np.zeros(program.columns, dtype=bool)
    for rule_rows, rule_columns in limits:
        lifted_rows[rule_rows], lifted_columns[rule_columns] = True, True
    for rule_index in kept_rules:
        lifted_rows[limits[rule_index][0]], lifted_columns[limits[rule_index][1]] = False, False
    model = HighsModel(
        program.matrix,
        program.lower,
        np.where(lifted_columns, np.inf, program.upper),
        np.where(lifted_rows, -np.inf, program.row_lower),
        np.where(lifted_rows, np.inf, program.row_upper),
    )
    integer_columns = np.flatnonzero(program.integer)
    if len(integer_columns):
        model.set_integrality(integer_columns)
    status = model.solve(SolverAlgorithm.DUAL_SIMPLEX, integer=bool(len(integer_columns))).status
    if model.interrupted:
        raise KeyboardInterrupt
    return status
