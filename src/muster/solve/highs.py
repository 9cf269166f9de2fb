"""HiGHS behind one small class: arrays in, outcome out, on the scaled program."""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from muster.errors import MusterError
from muster.network.graph import Array
from muster.solve.status import SolverAlgorithm, SolveStatus
from muster.tolerances import INTEGER_GAP, SOLVER_DUAL

ProgressCallback = Callable[[int, float], None]
"""Called a few times a second with the iterations so far and the seconds since the solve began."""

Basis: TypeAlias = NDArray[np.int8]
"""Basis status of each column, then each row: `LOWER` or `UPPER` at that bound, `BASIC`, or free at 0."""

LOWER, BASIC, UPPER = (int(getattr(highspy.HighsBasisStatus, name)) for name in ("kLower", "kBasic", "kUpper"))
_BASIS_STATUS = {int(status): status for status in highspy.HighsBasisStatus.__members__.values()}

_STATUS = highspy.HighsModelStatus
_OPTIMAL = {_STATUS.kOptimal, _STATUS.kModelEmpty}
_STOPPED = {
    _STATUS.kTimeLimit,
    _STATUS.kIterationLimit,
    _STATUS.kSolutionLimit,
    _STATUS.kInterrupt,
    _STATUS.kHighsInterrupt,
}
_MAX_INT32 = 2**31 - 1
_UNBOUNDED = {_STATUS.kUnbounded}
_UNBOUNDED_OR_INFEASIBLE = {_STATUS.kUnboundedOrInfeasible}


def is_basis(statuses: NDArray[np.int8], rows: int, columns: int) -> bool:
    """True if this could be a basis of a program of this size: as many basic variables as rows."""
    is_well_formed = len(statuses) == rows + columns and bool(np.isin(statuses, list(_BASIS_STATUS)).all())
    return is_well_formed and np.count_nonzero(statuses == BASIC) == rows


@dataclass(frozen=True)
class SolveOutcome:
    """Outcome of a solve: "optimal", "feasible" (stopped with a solution), "stopped", "infeasible" or "unbounded".

    `duals` are those of the rows, minimising: positive where the lower side binds. `bound` is the solver's own, for
    programs with whole numbers.
    """

    status: SolveStatus
    x: Array
    duals: Array | None
    bound: float
    has_basis: bool


class ModelRejectedError(MusterError):
    """A coefficient is beyond what the solver can hold."""


class HighsModel:
    """One program held by the solver, changed in place from tier to tier.

    `iterations_left` counts down the simplex iterations (with whole numbers, the nodes) of all its solves together; at
    0 it stops. Where it is not `interruptible`, a solve is over before anybody would want to stop it.
    """

    def __init__(
        self,
        matrix: sparse.csc_array,
        lower: Array,
        upper: Array,
        row_lower: Array,
        row_upper: Array,
        progress: ProgressCallback | None = None,
        *,
        iteration_budget: float = math.inf,
        interruptible: bool = True,
    ) -> None:
        _suppress_banner()
        self.iterations_left = iteration_budget
        self.interruptible = interruptible
        self.highs = highspy.Highs()
        self.highs.setOptionValue("output_flag", False)
        self.highs.setOptionValue("threads", 1)
        self.highs.setOptionValue("random_seed", 1)
        self.highs.setOptionValue("dual_feasibility_tolerance", SOLVER_DUAL)
        self.highs.setOptionValue("mip_rel_gap", INTEGER_GAP)
        self.highs.setOptionValue("mip_abs_gap", 1e-9)
        self.highs.setOptionValue("mip_feasibility_tolerance", 1e-8)
        self.highs.setOptionValue("small_matrix_value", 1e-12)
        self.highs.HandleUserInterrupt = interruptible
        self._loaded_basis: tuple[Basis | None, highspy.HighsBasis | None] = (None, None)
        self.iteration_count = 0
        if progress is not None:
            self.highs.cbSimplexInterrupt.subscribe(self._update_iteration_count)
            self.highs.cbIpmInterrupt.subscribe(self._update_iteration_count)
        self.progress = progress
        self.interrupted = False
        self.rows, self.columns = matrix.shape
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.columns, self.rows
        self._costs = np.zeros(self.columns)
        lp.col_cost_ = self._costs
        lp.col_lower_, lp.col_upper_ = lower, upper
        lp.row_lower_, lp.row_upper_ = row_lower, row_upper
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.num_col_, lp.a_matrix_.num_row_ = self.columns, self.rows
        lp.a_matrix_.start_ = matrix.indptr.astype(np.int32)
        lp.a_matrix_.index_ = matrix.indices.astype(np.int32)
        lp.a_matrix_.value_ = matrix.data
        if self.highs.passModel(lp) == highspy.HighsStatus.kError:
            raise ModelRejectedError("the solver refused the program: a coefficient is beyond what it can hold")

    def set_iteration_budget(self, iterations: float) -> None:
        """Allow this many iterations to all solves from here on together."""
        self.iterations_left = iterations

    def set_objective(self, costs: Array) -> None:
        """Set what is minimised, shape (columns,)."""
        changed_columns = np.flatnonzero(costs != self._costs)
        if len(changed_columns):
            self.highs.changeColsCost(len(changed_columns), changed_columns.astype(np.int32), costs[changed_columns])
        self._costs = costs.copy()

    def set_column_bounds(self, columns: NDArray[np.int64], lower: Array, upper: Array) -> None:
        """Change the bounds of some columns; `lower` and `upper` go with `columns`."""
        if len(columns):
            self.highs.changeColsBounds(len(columns), columns.astype(np.int32), lower, upper)

    def set_row_bounds(self, rows: NDArray[np.int64], lower: Array, upper: Array) -> None:
        """Change the sides of some rows."""
        if len(rows):
            self.highs.changeRowsBounds(len(rows), rows.astype(np.int32), lower, upper)

    def set_coefficients(self, rows: NDArray[np.int64], columns: NDArray[np.int64], values: Array) -> None:
        """Give some places of the matrix other values."""
        for row, column, value in zip(rows.tolist(), columns.tolist(), values.tolist(), strict=True):
            self.highs.changeCoeff(row, column, value)

    def add_row(self, costs: Array, upper: float) -> None:
        """One more row, after all there are: costs @ x <= upper."""
        indices = np.flatnonzero(costs)
        self.highs.addRow(-highspy.kHighsInf, upper, len(indices), indices.astype(np.int32), costs[indices])

    def set_integrality(self, columns: NDArray[np.int64], integer: bool = True) -> None:
        """Let these columns take whole numbers only, or any again."""
        kind = highspy.HighsVarType.kInteger if integer else highspy.HighsVarType.kContinuous
        kinds = np.full(len(columns), int(kind), dtype=np.uint8)
        self.highs.changeColsIntegrality(len(columns), columns.astype(np.int32), kinds)

    def set_mip_start(self, x: Array) -> None:
        """Give a known solution to start a search for whole numbers from."""
        solution = highspy.HighsSolution()
        solution.col_value = x.tolist()
        self.highs.setSolution(solution)

    def levels(self) -> Array:
        """Levels of the columns, then of the rows, where the last solve ended."""
        solution = self.highs.getSolution()
        return np.concatenate([np.array(solution.col_value), np.array(solution.row_value)])

    def duals_at(self, indices: NDArray[np.int64]) -> Array:
        """Reduced costs and row duals of the last solve at some places, columns counted before rows."""
        solution = self.highs.getSolution()
        duals = np.concatenate([np.array(solution.col_dual), np.array(solution.row_dual)])
        return np.asarray(duals[indices], dtype=np.float64)

    def primal_infeasibility_count(self) -> int:
        """Number of levels out of bounds at the end of the last solve."""
        return int(self.highs.getInfo().num_primal_infeasibilities)

    def basis_status(self, indices: NDArray[np.int64]) -> Basis:
        """Basis status of some columns and rows (counted after the columns) at the end of the last solve."""
        basis = self.highs.getBasis()
        statuses = [*basis.col_status, *basis.row_status]
        return np.array([int(statuses[index]) for index in indices.tolist()], dtype=np.int8)

    def basis(self) -> Basis:
        """Basis at the end of the last solve."""
        highs_basis = self.highs.getBasis()
        return np.array([*map(int, highs_basis.col_status), *map(int, highs_basis.row_status)], dtype=np.int8)

    def set_basis(self, basis: Basis) -> None:
        """Start the next solve from a basis of this program, whatever its bounds are by now."""
        if basis is not self._loaded_basis[0]:
            statuses = [_BASIS_STATUS[status] for status in basis.tolist()]
            highs_basis = highspy.HighsBasis()
            highs_basis.col_status, highs_basis.row_status = statuses[: self.columns], statuses[self.columns :]
            highs_basis.valid = True
            self._loaded_basis = basis, highs_basis
        self.highs.setBasis(self._loaded_basis[1])

    def tune_for_warm_start(self, keep_scaling: bool = False) -> None:
        """Solve without the solver's own perturbations and, unless asked for, its scaling, pricing as suits a start
        close to the end.

        The arrays are scaled already (C16); the solver's own scaling on top keeps figures apart that differ by a
        factor beyond any tolerance. Measured on the example: a third of the time of its defaults.
        """
        self.highs.setOptionValue("simplex_update_limit", 100)
        if not keep_scaling:
            self.highs.setOptionValue("simplex_scale_strategy", 0)
        self.use_steepest_edge(enabled=False)
        self.highs.setOptionValue("dual_simplex_cost_perturbation_multiplier", 0.0)
        self.disable_bound_perturbation()

    def disable_bound_perturbation(self) -> None:
        """Leave bounds unperturbed in the primal simplex."""
        self.highs.setOptionValue("primal_simplex_bound_perturbation_multiplier", 0.0)

    def use_steepest_edge(self, enabled: bool) -> None:
        """Price the dual simplex by steepest edges, whose weights take long to compute at first, or by estimates."""
        self.highs.setOptionValue("simplex_dual_edge_weight_strategy", 2 if enabled else 1)

    def forget_basis(self) -> None:
        """Start the next solve afresh."""
        self.highs.clearSolver()

    def solve(
        self,
        algorithm: SolverAlgorithm,
        seconds: float = math.inf,
        integer: bool = False,
        iterations: float = math.inf,
    ) -> SolveOutcome:
        """Solve as it stands, by simplex from the last basis (the primal keeps the last levels feasible) or by the
        interior point method; at most so many simplex `iterations`."""
        return self._read_outcome(self._run_with_fallbacks(algorithm, seconds, integer, iterations), integer)

    def reach_optimal_basis(
        self,
        algorithm: SolverAlgorithm = SolverAlgorithm.DUAL_SIMPLEX,
        seconds: float = math.inf,
        iterations: float = math.inf,
    ) -> bool:
        """Go to an optimal basis for what comes next, by dual simplex from the last one; False if it is not reached."""
        return self._run_with_fallbacks(algorithm, seconds, False, iterations) in _OPTIMAL

    def _run_with_fallbacks(
        self, algorithm: SolverAlgorithm, seconds: float, integer: bool, iterations: float
    ) -> highspy.HighsModelStatus:
        simplex = "choose" if integer else "simplex"
        self.highs.setOptionValue("solver", "ipx" if algorithm == SolverAlgorithm.INTERIOR_POINT else simplex)
        self.highs.setOptionValue("simplex_strategy", 4 if algorithm == SolverAlgorithm.PRIMAL_SIMPLEX else 1)
        deadline = time.monotonic() + seconds
        status = self._run(seconds, integer, iterations)
        if status in _UNBOUNDED_OR_INFEASIBLE:
            self.highs.setOptionValue("presolve", "off")
            self.highs.clearSolver()
            status = self._run(deadline - time.monotonic(), integer, iterations)
            self.highs.setOptionValue("presolve", "choose")
        if status not in _OPTIMAL | _STOPPED | _UNBOUNDED | {_STATUS.kInfeasible}:
            self.highs.clearSolver()
            self.highs.setOptionValue("solver", simplex)
            self.highs.setOptionValue("simplex_strategy", 1)
            status = self._run(deadline - time.monotonic(), integer, iterations)
        return status

    def _update_iteration_count(self, event: highspy.HighsCallbackEvent) -> None:
        data = event.data_out
        self.iteration_count = max(int(data.simplex_iteration_count), int(data.ipm_iteration_count), 0)

    def _run(self, seconds: float, integer: bool, iterations: float) -> highspy.HighsModelStatus:
        """Run in a thread of its own, so that Ctrl-C is heard: the first asks the solver to stop."""
        if seconds <= 0 or self.iterations_left <= 0 or self.interrupted:
            return _STATUS.kTimeLimit
        limit = self.highs.getRunTime() + seconds if np.isfinite(seconds) else highspy.kHighsInf
        self.highs.setOptionValue("time_limit", limit)
        iteration_limit = int(min(self.iterations_left, iterations, _MAX_INT32))
        self.highs.setOptionValue("mip_max_nodes" if integer else "simplex_iteration_limit", iteration_limit)
        if self.interruptible:
            self._run_in_thread()
        else:
            highspy._Highs.run(self.highs)
        if math.isfinite(self.iterations_left):
            info = self.highs.getInfo()
            simplex = max(info.simplex_iteration_count, 0) + max(info.crossover_iteration_count, 0)
            self.iterations_left -= max(info.mip_node_count, 0) if integer else simplex
        return self.highs.getModelStatus()

    def _run_in_thread(self) -> None:
        started_at = time.monotonic()
        finished = threading.Event()
        threading.Thread(target=self._run_and_signal, args=(finished,), daemon=True).start()
        while not finished.is_set():
            try:
                # Not Thread.join: interrupted, it takes a thread that still runs for one that has ended.
                if not finished.wait(0.2) and self.progress is not None:
                    self.progress(self.iteration_count, time.monotonic() - started_at)
            except KeyboardInterrupt:
                self.interrupted = True
                self.highs.cancelSolve()

    def _run_and_signal(self, finished: threading.Event) -> None:
        try:
            highspy._Highs.run(self.highs)
        finally:
            finished.set()

    def _read_outcome(self, status: highspy.HighsModelStatus, integer: bool) -> SolveOutcome:
        info = self.highs.getInfo()
        solution = self.highs.getSolution()
        x = np.array(solution.col_value, dtype=np.float64)
        duals = np.array(solution.row_dual, dtype=np.float64) if solution.dual_valid and not integer else None
        feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        has_basis = info.basis_validity == highspy.BasisValidity.kBasisValidityValid
        bound = float(info.mip_dual_bound) if integer else float(info.objective_function_value)
        if status in _OPTIMAL:
            return SolveOutcome(SolveStatus.OPTIMAL, x, duals, bound, has_basis)
        if status in _UNBOUNDED:
            return SolveOutcome(SolveStatus.UNBOUNDED, x, None, bound, False)
        if status == _STATUS.kInfeasible:
            return SolveOutcome(SolveStatus.INFEASIBLE, x, None, bound, False)
        stopped = SolveStatus.FEASIBLE if feasible else SolveStatus.STOPPED
        return SolveOutcome(stopped, x, None, bound, False)


@lru_cache(maxsize=1)
def _suppress_banner() -> None:
    """HiGHS writes a banner to file descriptor 1 at the first solver of a process, whatever its options say."""
    saved_stdout = os.dup(1)
    devnull = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(devnull, 1)
        highspy.Highs().setOptionValue("output_flag", False)
    finally:
        os.dup2(saved_stdout, 1)
        os.close(saved_stdout)
        os.close(devnull)
