"""Solving again with every tier held by a row of its own: for whole numbers, and where faces do not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from muster.network.graph import Array
from muster.program import Program
from muster.program.compile import Objective
from muster.solve.bound_changes import BoundChange, ReoptimizeResult, SideOptimum
from muster.solve.highs import HighsModel, SolveOutcome
from muster.solve.optimal_face import OptimalFace
from muster.solve.status import SolveStatus
from muster.tolerances import OBJECTIVE_ROW_SLACK


def solve_with_objective_rows(
    program: Program,
    change: BoundChange,
    objectives: Iterable[Objective],
    side_objectives: Mapping[str, Array],
    minimise: Callable[[HighsModel, Array, bool], SolveOutcome],
) -> ReoptimizeResult:
    """The tiers one by one, then each side objective on what they leave.

    `minimise` takes a model, costs, and whether the model has integer columns.
    """
    face = OptimalFace.of_program(program)
    face.lower[change.columns], face.upper[change.columns] = change.lower, change.upper
    face.row_lower[change.rows], face.row_upper[change.rows] = change.row_lower, change.row_upper
    model = HighsModel(program.matrix, face.lower, face.upper, face.row_lower, face.row_upper)
    integer_columns = np.flatnonzero(program.integer)
    has_integers = bool(len(integer_columns))
    if has_integers:
        model.set_integrality(integer_columns)
    x, values, side_optima = np.zeros(program.columns), dict[str, float](), dict[str, SideOptimum]()
    for objective in objectives:
        outcome = minimise(model, objective.costs, has_integers)
        x = outcome.x if outcome.status in (SolveStatus.OPTIMAL, SolveStatus.FEASIBLE) else x
        if outcome.status != SolveStatus.OPTIMAL:
            return ReoptimizeResult(outcome.status, values, x)
        value = float((objective.costs * x).sum())
        values[objective.name] = value * objective.unit
        model.add_row(objective.costs, value + OBJECTIVE_ROW_SLACK * max(1.0 / objective.unit, abs(value)))
    for name, costs in side_objectives.items():
        outcome = minimise(model, costs, has_integers)
        if outcome.status != SolveStatus.OPTIMAL:
            return ReoptimizeResult(outcome.status, values, x)
        side_optima[name] = SideOptimum(float((costs * outcome.x).sum()), outcome.x, None)
    return ReoptimizeResult(SolveStatus.OPTIMAL, values, x, (), side_optima)
