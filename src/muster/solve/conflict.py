"""Why hard rules cannot hold together: an irreducible set of table rows, found with elastic columns.

Every row of the tables that limits something may be overstepped at a cost; the cheapest overstepping has duals, and the
rows that these touch are together infeasible. Then each in turn is lifted: if the rest is still infeasible without it,
it is not part of the conflict.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from muster.network.graph import Array, Rule
from muster.program import Program
from muster.solve.highs import Engine
from muster.tolerances import PRIMAL


def find_conflict(program: Program) -> list[Rule]:
    """Rules that contradict each other, none of which could be left out; empty if the program is feasible.

    An interrupt ends the search (`KeyboardInterrupt`): a set not tried to the end would not be irreducible.
    """
    rules = program.network.rules
    rows = [_rows_of(program, rule) for rule in rules]
    candidates = _touched(program, rules, rows)
    kept = list(candidates)
    for place in candidates:
        trial = [other for other in kept if other != place]
        if _status(program, rows, trial) == "infeasible":
            kept = trial
    return [rules[place] for place in kept]


def _rows_of(program: Program, rule: Rule) -> tuple[Array, Array]:
    """The rows, and the columns, that a rule limits."""
    found: dict[str, list[int]] = {"balance": [], "activity": []}
    for kind, index, buckets in rule.limits:
        places = program.row(index) if kind == "balance" else program.column(index)
        numbers = np.arange(places.start, places.stop)
        found[kind] += (numbers if buckets is None else numbers[buckets]).tolist()
    return np.array(found["balance"], dtype=np.int64), np.array(found["activity"], dtype=np.int64)


def _touched(program: Program, rules: list[Rule], rows: list[tuple[Array, Array]]) -> list[int]:
    """Rules whose rows have a dual, or whose columns a reduced cost, in the cheapest overstepping.

    All of them where whole numbers alone are in the way: then overstepping costs nothing.
    """
    elastic = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *(found[0] for found in rows)]))
    count = len(elastic)
    if not count:
        return list(range(len(rules)))
    over = sparse.csc_array((np.ones(count), (elastic, np.arange(count))), shape=(program.rows, count))
    matrix = sparse.csc_array(sparse.hstack([program.matrix, over, -over]))
    engine = Engine(
        matrix,
        np.concatenate([program.lower, np.zeros(2 * count)]),
        np.concatenate([program.upper, np.full(2 * count, np.inf)]),
        program.row_lower,
        program.row_upper,
    )
    engine.minimise(np.concatenate([np.zeros(program.columns), np.ones(2 * count)]))
    outcome = engine.solve("simplex")
    if engine.interrupted:
        raise KeyboardInterrupt
    if outcome.status != "optimal" or outcome.duals is None or outcome.bound <= PRIMAL:
        return list(range(len(rules)))
    reduced = -(program.matrix.T @ outcome.duals)
    touched = []
    for place, (own_rows, own_columns) in enumerate(rows):
        if (np.abs(outcome.duals[own_rows]) > 1e-9).any() or (reduced[own_columns] < -1e-9).any():
            touched.append(place)
    return touched


def _status(program: Program, rows: list[tuple[Array, Array]], kept: list[int]) -> str:
    """What the program comes to when only the kept rules hold (one of two that limit the same row is enough)."""
    lifted_rows, lifted_columns = np.zeros(program.rows, dtype=bool), np.zeros(program.columns, dtype=bool)
    for own_rows, own_columns in rows:
        lifted_rows[own_rows], lifted_columns[own_columns] = True, True
    for place in kept:
        lifted_rows[rows[place][0]], lifted_columns[rows[place][1]] = False, False
    engine = Engine(
        program.matrix,
        program.lower,
        np.where(lifted_columns, np.inf, program.upper),
        np.where(lifted_rows, -np.inf, program.row_lower),
        np.where(lifted_rows, np.inf, program.row_upper),
    )
    whole = np.flatnonzero(program.whole)
    if len(whole):
        engine.make_whole(whole)
    status = engine.solve("simplex", whole=bool(len(whole))).status
    if engine.interrupted:
        raise KeyboardInterrupt
    return status
