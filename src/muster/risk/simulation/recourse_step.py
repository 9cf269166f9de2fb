"""Recourse step of one bucket: a small linear program, held by the solver from draw to draw.

    minimise wanted @ x    with what the rows have left once earlier buckets are taken off

Each draw starts from the basis with which the plan is carried out as today expects, so that a bucket's answer follows
from the draw and what was done before, not from other draws. Where no rule can be kept, as little as can be is broken.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from muster.network.graph import Array
from muster.program import Program
from muster.risk.simulation.bucket_program import BucketProgram, ColumnMatrix, Index, with_elastic_columns
from muster.solve.highs import Basis, HighsModel, SolveOutcome
from muster.solve.status import SolverAlgorithm

EXCLUDED_ROWS, EXCLUDED_COLUMNS = ("lateness",), ("slice",)
"""Families that only spread lateness: nothing that could be done."""
ELASTIC_FAMILIES = ("floor", "ramp", "run_least", "storage", "take")
"""Families of rows that a world can leave no way to keep; nothing else is ever broken, least of all a stock."""
VIOLATION_COST = 1e5
"""Cost of breaking a hard rule, against 1 for a unit of work; scaled."""


class RecourseStep:
    """One bucket of programs with the same columns, rows and places of amounts; `duplicates` are columns had twice."""

    def __init__(self, program: Program, bucket: int, duplicated_columns: Index, basis: Basis | None) -> None:
        self.bucket_program = BucketProgram.extract(program, bucket, EXCLUDED_ROWS, EXCLUDED_COLUMNS)
        self.duplicates = self.local_positions(duplicated_columns)
        self.basis = basis
        self.matrix, self.source_entries = self.bucket_program.with_duplicate_columns(self.duplicates)
        self.matrix.data[:] = program.matrix.data[self.source_entries]
        self.integer_columns = np.flatnonzero(
            program.integer[np.concatenate([self.bucket_program.columns, duplicated_columns])]
        )
        nothing = np.zeros(self.matrix.shape[1]), np.zeros(self.matrix.shape[0])
        self.model = _new_model(self.matrix, (nothing[0], nothing[0]), (nothing[1], nothing[1]), self.integer_columns)

    def local_positions(self, columns: Index) -> Index:
        """Positions of some program columns among the bucket's own."""
        return np.searchsorted(self.bucket_program.columns, columns).astype(np.int64)

    def solve(
        self, program: Program, sums: Array, costs: Array, bounds: tuple[Array, Array], iterations_left: float
    ) -> tuple[Array | None, bool, float]:
        """The levels of its columns, whether every rule was kept, and what of `iterations_left` is left.

        `sums` is what earlier buckets give to each row; `costs` and `bounds` have the columns, then the duplicates,
        whose levels are added to the columns they repeat. None where there are no levels at all, or no iterations left.
        """
        rows = self.bucket_program.rows
        sides = program.row_lower[rows] - sums[rows], program.row_upper[rows] - sums[rows]
        self._load(program, bounds, sides)
        self.model.set_objective(costs)
        outcome = self._solve_warm(iterations_left)
        rules_hold, iterations_left = outcome.status == "optimal", self.model.iterations_left
        if not rules_hold and iterations_left > 0:
            outcome, iterations_left = self._solve_elastic(costs, bounds, sides, iterations_left)
        if outcome.status != "optimal":
            return None, False, iterations_left
        count = len(self.bucket_program.columns)
        levels = np.clip(outcome.x[: self.matrix.shape[1]], *bounds)
        levels[self.duplicates] += levels[count:]
        return levels[:count], rules_hold, iterations_left

    def _load(self, program: Program, bounds: tuple[Array, Array], sides: tuple[Array, Array]) -> None:
        coefficients = program.matrix.data[self.source_entries]
        changed = np.flatnonzero(coefficients != self.matrix.data)
        if len(changed):
            positions = self.matrix.indices[changed], self.matrix.columns[changed]
            self.model.set_coefficients(*positions, coefficients[changed])
            self.matrix.data[changed] = coefficients[changed]
        self.model.set_column_bounds(np.arange(self.matrix.shape[1]), *bounds)
        self.model.set_row_bounds(np.arange(self.matrix.shape[0]), *sides)

    def _solve_warm(self, iterations_left: float) -> SolveOutcome:
        self.model.set_iteration_budget(iterations_left)
        self.model.forget_basis()
        if self.basis is not None:
            self.model.set_basis(self.basis)
        return self.model.solve(SolverAlgorithm.DUAL_SIMPLEX, integer=bool(len(self.integer_columns)))

    def _solve_elastic(
        self, costs: Array, bounds: tuple[Array, Array], sides: tuple[Array, Array], iterations_left: float
    ) -> tuple[SolveOutcome, float]:
        rows, largest_violations = _elastic_rows(self.bucket_program.row_families, sides)
        nothing = np.zeros(2 * len(rows))
        bounds_with_elastic = np.concatenate([bounds[0], nothing]), np.concatenate([bounds[1], largest_violations])
        model = _new_model(
            with_elastic_columns(self.matrix, rows), bounds_with_elastic, sides, np.zeros(0, dtype=np.int64)
        )
        model.set_objective(np.concatenate([costs, nothing + VIOLATION_COST]))
        model.set_iteration_budget(iterations_left)
        return model.solve(SolverAlgorithm.DUAL_SIMPLEX), model.iterations_left


def _new_model(
    matrix: ColumnMatrix, bounds: tuple[Array, Array], sides: tuple[Array, Array], integer_columns: Index
) -> HighsModel:
    model = HighsModel(matrix, *bounds, *sides, interruptible=False)
    model.tune_for_warm_start()
    if len(integer_columns):
        model.set_integrality(integer_columns)
    return model


def _elastic_rows(families: NDArray[np.str_], sides: tuple[Array, Array]) -> tuple[Index, Array]:
    """Rows that may be broken, and by how much upwards, then downwards; of a stock, losing less than is to be lost."""
    is_elastic, is_stock_loss = np.isin(families, ELASTIC_FAMILIES), (families == "stock") & (sides[0] > 0)
    rows = np.flatnonzero(is_elastic | is_stock_loss)
    up = np.where(is_elastic[rows], np.inf, sides[0][rows])
    return rows, np.concatenate([up, np.where(is_elastic[rows], np.inf, 0.0)])
