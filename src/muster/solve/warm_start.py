"""Programs of one structure, other bounds and amounts in the same columns and rows, solved from the nearest optimum.

All tiers at once (`muster.solve.weighted_start`), by dual simplex from the nearest basis that is known to minimise the
same. That ends in the lexicographic optimum or close to it, where mostly bounds and right-hand sides differ. From there
every tier is solved by itself, in order, by primal simplex on the program's own optimal faces, most of them without an
iteration. So what comes out is proved by the same certificate as any plan, whatever the sum led to. Where a program has
other columns or rows, where whole numbers are planned, where it is too far to be reached in a few iterations, or where
the certificate is not met, the caller is given the reason and solves the program cold.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muster.network.graph import Array
from muster.program import Program
from muster.program.compile import Objective
from muster.program.structure import has_same_sparsity, rescale_program
from muster.solve.certificate import certify, dual_bound, plan_status
from muster.solve.cold_start import ColdStartReason
from muster.solve.highs import Basis, HighsModel, ModelRejectedError
from muster.solve.known_optimum import KnownOptimum, read_optimum
from muster.solve.optimal_face import OptimalFace, TierProof
from muster.solve.solution import Solution
from muster.solve.status import SolutionStatus, SolverAlgorithm, SolveStatus, TierFixing
from muster.solve.weighted_start import (
    INTERIOR_COLUMNS,
    SIMPLEX_TRIAL_ITERATIONS,
    find_start_basis,
    weighted_objective,
)
from muster.tolerances import OBJECTIVE_ROW_SLACK

CHEAP_WEIGHTS_LIMIT = 250
"""From where no more levels are out of bounds the next optimum is close: weights are not worth their computing."""


@dataclass(frozen=True)
class WarmStartReference:
    """A program and its tiers, and optima of all of them at once, of this program or of others with its structure."""

    program: Program
    tiers: list[str]
    optima: tuple[KnownOptimum, ...]


def find_optimum(program: Program, tiers: list[str]) -> KnownOptimum | ColdStartReason:
    """The optimum of all tiers of a program at once, or why it is not reached."""
    try:
        model = _new_model(program)
    except ModelRejectedError:
        return ColdStartReason.MODEL_REJECTED
    if not find_start_basis(model, program, tiers):
        return ColdStartReason.OPTIMUM_NOT_REACHED
    return read_optimum(model, program)


class WarmStartSolver:
    """Solves programs one after the other, each from the nearest optimum that it knows."""

    def __init__(self, reference: WarmStartReference) -> None:
        self.reference = reference
        self.model = _new_model(reference.program)
        self.loaded = reference.program
        self.optima = list(reference.optima)
        self.unreachable_distance = math.inf

    def solve(self, program: Program, tiers: list[str], limit: float) -> tuple[Program, Solution] | ColdStartReason:
        """The program in the reference's scales and its solution, or why it has to be solved cold.

        At most `limit` iterations; with status "limit" they did not suffice.
        """
        self.model.set_iteration_budget(limit)
        rescaled = rescale_program(program, self.reference.program)
        if rescaled is None:
            return ColdStartReason.DIFFERENT_STRUCTURE
        if tiers != self.reference.tiers:
            return ColdStartReason.DIFFERENT_TIERS
        if rescaled.integer.any():
            return ColdStartReason.INTEGER_COLUMNS
        solution = self._reach_optimum(rescaled) or _solve_tiers(self.model, rescaled, tiers)
        if self.model.iterations_left <= 0:
            return rescaled, Solution(SolutionStatus.ITERATION_LIMIT, np.zeros(rescaled.columns))
        if isinstance(solution, ColdStartReason):
            return solution
        status = plan_status(SolutionStatus.OPTIMAL, certify(rescaled, solution.proofs, solution.x))
        return (rescaled, solution) if status == SolutionStatus.OPTIMAL else ColdStartReason.NOT_CERTIFIED

    def _reach_optimum(self, program: Program) -> ColdStartReason | None:
        """Go to the optimum of all tiers at once from the nearest known one, and remember it; else the reason why not.

        What is not nearer than another program that was not reached is not tried.
        """
        distances = [optimum.distance_to(program) for optimum in self.optima]
        nearest = int(np.argmin(distances))
        if self.unreachable_distance <= distances[nearest] < math.inf:
            return ColdStartReason.FARTHER_THAN_FAILURE
        self._load(program)
        self.model.set_objective(weighted_objective(program, self.reference.tiers))
        is_reached = self._reach_from(program, self.optima[nearest].basis)
        if self.model.interrupted:
            raise KeyboardInterrupt
        if is_reached and distances[nearest] > 0:
            self.optima.append(read_optimum(self.model, program))
        elif not is_reached and self.model.iterations_left > 0:
            self.unreachable_distance = distances[nearest]
        return None if is_reached else ColdStartReason.OPTIMUM_NOT_REACHED

    def _reach_from(self, program: Program, basis: Basis) -> bool:
        """By estimated weights of edges in small programs, and in large ones from close by; else by exact ones."""
        exactly = False
        if program.columns > INTERIOR_COLUMNS:
            self._restart_from(basis, exactly)
            self.model.reach_optimal_basis(iterations=0)
            exactly = self.model.primal_infeasibility_count() > CHEAP_WEIGHTS_LIMIT
        self._restart_from(basis, exactly)
        return self.model.reach_optimal_basis(iterations=reach_iteration_limit(program))

    def _restart_from(self, basis: Basis, exactly: bool) -> None:
        self.model.forget_basis()
        self.model.set_basis(basis)
        self.model.use_steepest_edge(exactly)

    @property
    def iterations_left(self) -> float:
        """The iterations that the last program has left."""
        return self.model.iterations_left

    def _load(self, program: Program) -> None:
        """Have the solver hold this program."""
        before, self.loaded = self.loaded, program
        if not has_same_sparsity(program, before):
            iterations_left, self.model = self.model.iterations_left, _new_model(program)
            self.model.set_iteration_budget(iterations_left)
            return
        matrix = program.matrix
        changed = np.flatnonzero(matrix.data != before.matrix.data)
        columns = np.searchsorted(matrix.indptr, changed, side="right") - 1
        rows = matrix.indices[changed].astype(np.int64)
        self.model.set_coefficients(rows, columns.astype(np.int64), matrix.data[changed])
        self.model.set_column_bounds(np.arange(program.columns), program.lower, program.upper)
        self.model.set_row_bounds(np.arange(program.rows), program.row_lower, program.row_upper)


def reach_iteration_limit(program: Program) -> int:
    """Iteration limit from one optimum to another; beyond it a large program is sooner solved cold."""
    return program.rows // 8 if program.columns > INTERIOR_COLUMNS else max(SIMPLEX_TRIAL_ITERATIONS, program.rows)


def _new_model(program: Program) -> HighsModel:
    sides = program.row_lower, program.row_upper
    is_large = program.columns > INTERIOR_COLUMNS
    model = HighsModel(program.matrix, program.lower, program.upper, *sides, interruptible=is_large)
    model.tune_for_warm_start(keep_scaling=True)
    return model


def _solve_tiers(model: HighsModel, program: Program, tiers: list[str]) -> Solution | ColdStartReason:
    """The tiers on narrowing faces, each from where the solver stands."""
    face = OptimalFace.of_program(program)
    solution = Solution(SolutionStatus.OPTIMAL, np.zeros(program.columns))
    for tier in tiers:
        objective = program.objective(tier)
        model.set_objective(objective.costs)
        outcome = model.solve(SolverAlgorithm.PRIMAL_SIMPLEX)
        if model.interrupted:
            raise KeyboardInterrupt
        if outcome.status != SolveStatus.OPTIMAL or outcome.duals is None:
            return ColdStartReason.TIER_NOT_OPTIMAL
        solution.x = outcome.x
        columns, rows = _narrow_to_optimum(face, program, objective, outcome.duals, solution)
        model.set_column_bounds(columns, face.lower[columns], face.upper[columns])
        model.set_row_bounds(rows, face.row_lower[rows], face.row_upper[rows])
    solution.x = np.clip(solution.x, program.lower, program.upper)
    return solution


def _narrow_to_optimum(
    face: OptimalFace, program: Program, objective: Objective, duals: Array, solution: Solution
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Narrow the face to the tier's optimum and note its proof."""
    value = objective.value_at(solution.x)
    limit = value + OBJECTIVE_ROW_SLACK * max(1.0 / objective.unit, abs(value))
    proof = TierProof(objective.name, SolveStatus.OPTIMAL, duals, TierFixing.FACE, limit, {})
    solution.proofs.append(proof)
    reduced_costs = face.reduced_costs(program, objective.costs, proof)
    return face.narrow(reduced_costs, duals, value - dual_bound(face, reduced_costs, proof)[0])
