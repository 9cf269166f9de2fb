"""Solving again with every tier held by a row of its own: for whole numbers, and where faces do not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from muster.network.graph import Array
from muster.program import Program
from muster.program.compile import Objective
from muster.solve.bound_changes import Bounds, Own, Resolved
from muster.solve.highs import Engine, Outcome
from muster.solve.optimal_face import Face
from muster.tolerances import HELD


def solve_by_rows(
    program: Program,
    bounds: Bounds,
    objectives: Iterable[Objective],
    own: Mapping[str, Array],
    solve: Callable[[Engine, Array, str], Outcome],
) -> Resolved:
    """The tiers one by one, then each objective of one's own on what they leave; `solve` minimises costs."""
    face = Face.of(program)
    face.lower[bounds.columns], face.upper[bounds.columns] = bounds.lower, bounds.upper
    face.row_lower[bounds.rows], face.row_upper[bounds.rows] = bounds.row_lower, bounds.row_upper
    engine = Engine(program.matrix, face.lower, face.upper, face.row_lower, face.row_upper)
    whole = np.flatnonzero(program.whole)
    if len(whole):
        engine.make_whole(whole)
    method = "whole" if len(whole) else "simplex"
    x, values, told = np.zeros(program.columns), dict[str, float](), dict[str, Own]()
    for objective in objectives:
        outcome = solve(engine, objective.costs, method)
        x = outcome.x if outcome.status in ("optimal", "feasible") else x
        if outcome.status != "optimal":
            return Resolved(outcome.status, values, x)
        value = float((objective.costs * x).sum())
        values[objective.name] = value * objective.unit
        engine.add_row(objective.costs, value + HELD * max(1.0 / objective.unit, abs(value)))
    for name, costs in own.items():
        outcome = solve(engine, costs, method)
        if outcome.status != "optimal":
            return Resolved(outcome.status, values, x)
        told[name] = Own(float((costs * outcome.x).sum()), outcome.x, None)
    return Resolved("optimal", values, x, (), told)
