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

from muster.network.graph import Array
from muster.tolerances import INTEGER_GAP, SOLVER_DUAL

Progress = Callable[[int, float], None]
"""Called a few times a second with the iterations so far and the seconds since the solve began."""

Basis: TypeAlias = NDArray[np.int8]
"""Where each column, then each row stands: `LOWER` or `UPPER` at that bound, `BASIC`, or free at nothing."""

LOWER, BASIC, UPPER = (int(getattr(highspy.HighsBasisStatus, name)) for name in ("kLower", "kBasic", "kUpper"))
_STANDS = {int(status): status for status in highspy.HighsBasisStatus.__members__.values()}

_STATUS = highspy.HighsModelStatus
_OPTIMAL = {_STATUS.kOptimal, _STATUS.kModelEmpty}
_STOPPED = {
    _STATUS.kTimeLimit,
    _STATUS.kIterationLimit,
    _STATUS.kSolutionLimit,
    _STATUS.kInterrupt,
    _STATUS.kHighsInterrupt,
}
_MOST = 2**31 - 1
_UNBOUNDED = {_STATUS.kUnbounded}
_EITHER = {_STATUS.kUnboundedOrInfeasible}


def is_basis(stands: NDArray[np.int8], rows: int, columns: int) -> bool:
    """Whether this could be a basis of a program of so many rows and columns: as many are basic as there are rows."""
    known = len(stands) == rows + columns and bool(np.isin(stands, list(_STANDS)).all())
    return known and np.count_nonzero(stands == BASIC) == rows


@dataclass(frozen=True)
class Outcome:
    """What a solve came to: "optimal", "feasible" (stopped with a solution), "stopped", "infeasible" or "unbounded".

    `duals` are those of the rows, minimising: positive where the lower side binds. `bound` is the solver's own, for
    programs with whole numbers.
    """

    status: str
    x: Array
    duals: Array | None
    bound: float
    basis: bool


class Refused(Exception):
    """A coefficient is beyond what the solver can hold."""


class Engine:
    """One program held by the solver, changed in place from tier to tier.

    `left` counts down the simplex iterations (with whole numbers, the nodes) of all its solves together; at 0 it stops.
    With `small` a solve is over before anybody would want to stop it.
    """

    def __init__(
        self,
        matrix: sparse.csc_array,
        lower: Array,
        upper: Array,
        row_lower: Array,
        row_upper: Array,
        progress: Progress | None = None,
        *,
        left: float = math.inf,
        small: bool = False,
    ) -> None:
        _keep_banner_off_stdout()
        self.left = left
        self.most = math.inf
        self.small = small
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("threads", 1)
        self.solver.setOptionValue("random_seed", 1)
        self.solver.setOptionValue("dual_feasibility_tolerance", SOLVER_DUAL)
        self.solver.setOptionValue("mip_rel_gap", INTEGER_GAP)
        self.solver.setOptionValue("mip_abs_gap", 1e-9)
        self.solver.setOptionValue("mip_feasibility_tolerance", 1e-8)
        self.solver.setOptionValue("small_matrix_value", 1e-12)
        self.solver.HandleUserInterrupt = not small
        self._given: tuple[Basis | None, highspy.HighsBasis | None] = (None, None)
        self.iterations = 0
        if progress is not None:
            self.solver.cbSimplexInterrupt.subscribe(self._count)
            self.solver.cbIpmInterrupt.subscribe(self._count)
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
        if self.solver.passModel(lp) == highspy.HighsStatus.kError:
            raise Refused("the solver refused the program: a coefficient is beyond what it can hold")

    def minimise(self, costs: Array) -> None:
        """Set what is minimised, shape (columns,)."""
        changed = np.flatnonzero(costs != self._costs)
        if len(changed):
            self.solver.changeColsCost(len(changed), changed.astype(np.int32), costs[changed])
        self._costs = costs.copy()

    def bound_columns(self, columns: NDArray[np.int64], lower: Array, upper: Array) -> None:
        """Change the bounds of some columns; `lower` and `upper` go with `columns`."""
        if len(columns):
            self.solver.changeColsBounds(len(columns), columns.astype(np.int32), lower, upper)

    def bound_rows(self, rows: NDArray[np.int64], lower: Array, upper: Array) -> None:
        """Change the sides of some rows."""
        if len(rows):
            self.solver.changeRowsBounds(len(rows), rows.astype(np.int32), lower, upper)

    def change_coefficients(self, rows: NDArray[np.int64], columns: NDArray[np.int64], values: Array) -> None:
        """Give some places of the matrix other values."""
        for row, column, value in zip(rows.tolist(), columns.tolist(), values.tolist(), strict=True):
            self.solver.changeCoeff(row, column, value)

    def add_row(self, costs: Array, upper: float) -> None:
        """One more row, after all there are: costs @ x <= upper."""
        places = np.flatnonzero(costs)
        self.solver.addRow(-highspy.kHighsInf, upper, len(places), places.astype(np.int32), costs[places])

    def make_whole(self, columns: NDArray[np.int64], whole: bool = True) -> None:
        """Let these columns take whole numbers only, or any again."""
        kind = highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous
        kinds = np.full(len(columns), int(kind), dtype=np.uint8)
        self.solver.changeColsIntegrality(len(columns), columns.astype(np.int32), kinds)

    def suggest(self, x: Array) -> None:
        """Give a known solution to start a search for whole numbers from."""
        solution = highspy.HighsSolution()
        solution.col_value = x.tolist()
        self.solver.setSolution(solution)

    def levels(self) -> Array:
        """Levels of the columns, then of the rows, where the last solve ended."""
        solution = self.solver.getSolution()
        return np.concatenate([np.array(solution.col_value), np.array(solution.row_value)])

    def duals_at(self, places: NDArray[np.int64]) -> Array:
        """Reduced costs and row duals of the last solve at some places, columns counted before rows."""
        solution = self.solver.getSolution()
        found = np.concatenate([np.array(solution.col_dual), np.array(solution.row_dual)])
        return np.asarray(found[places], dtype=np.float64)

    def out_of_bounds(self) -> int:
        """How many levels are out of bounds where the last solve ended."""
        return int(self.solver.getInfo().num_primal_infeasibilities)

    def stands(self, places: NDArray[np.int64]) -> Basis:
        """Where some columns and rows (counted after the columns) stood when the last solve ended."""
        found = self.solver.getBasis()
        both = [*found.col_status, *found.row_status]
        return np.array([int(both[place]) for place in places.tolist()], dtype=np.int8)

    def basis(self) -> Basis:
        """Where the last solve ended, to go on from later."""
        found = self.solver.getBasis()
        return np.array([*map(int, found.col_status), *map(int, found.row_status)], dtype=np.int8)

    def go_on_from(self, basis: Basis) -> None:
        """Start the next solve from a basis of this program, whatever its bounds are by now."""
        if basis is not self._given[0]:
            stands = [_STANDS[status] for status in basis.tolist()]
            given = highspy.HighsBasis()
            given.col_status, given.row_status = stands[: self.columns], stands[self.columns :]
            given.valid = True
            self._given = basis, given
        self.solver.setBasis(self._given[1])

    def take_as_it_is(self, scaled: bool = False) -> None:
        """Solve without the solver's own perturbations and, unless asked for, its scaling, pricing as suits a start
        close to the end.

        The arrays are scaled already (C16); the solver's own scaling on top keeps figures apart that differ by a
        factor beyond any tolerance. Measured on the example: a third of the time of its defaults.
        """
        self.solver.setOptionValue("simplex_update_limit", 100)
        if not scaled:
            self.solver.setOptionValue("simplex_scale_strategy", 0)
        self.weigh_edges(exactly=False)
        self.solver.setOptionValue("dual_simplex_cost_perturbation_multiplier", 0.0)
        self.solver.setOptionValue("primal_simplex_bound_perturbation_multiplier", 0.0)

    def weigh_edges(self, exactly: bool) -> None:
        """Price the dual simplex by steepest edges, whose weights take long to compute at first, or by estimates."""
        self.solver.setOptionValue("simplex_dual_edge_weight_strategy", 2 if exactly else 1)

    def forget_basis(self) -> None:
        """Start the next solve afresh."""
        self.solver.clearSolver()

    def solve(
        self, method: str, seconds: float = math.inf, whole: bool = False, iterations: float = math.inf
    ) -> Outcome:
        """Solve as it stands. `method` is "simplex" (going on from the last basis), "primal" (the same, keeping the
        last levels feasible) or "interior" (with crossover); at most so many simplex `iterations`."""
        return self._outcome(self._settled(method, seconds, whole, iterations), whole)

    def approach(self, method: str = "simplex", seconds: float = math.inf, iterations: float = math.inf) -> bool:
        """Go to an optimal basis for what comes next, by dual simplex from the last one; False if it is not reached."""
        return self._settled(method, seconds, False, iterations) in _OPTIMAL

    def _settled(
        self, method: str, seconds: float, whole: bool, iterations: float = math.inf
    ) -> highspy.HighsModelStatus:
        self.most = iterations
        self.solver.setOptionValue("solver", "ipx" if method == "interior" else "choose" if whole else "simplex")
        self.solver.setOptionValue("simplex_strategy", 4 if method == "primal" else 1)
        end = time.monotonic() + seconds
        status = self._run(seconds, whole)
        if status in _EITHER:
            self.solver.setOptionValue("presolve", "off")
            self.solver.clearSolver()
            status = self._run(end - time.monotonic(), whole)
            self.solver.setOptionValue("presolve", "choose")
        if status not in _OPTIMAL | _STOPPED | _UNBOUNDED | {_STATUS.kInfeasible}:
            self.solver.clearSolver()
            self.solver.setOptionValue("solver", "choose" if whole else "simplex")
            self.solver.setOptionValue("simplex_strategy", 1)
            status = self._run(end - time.monotonic(), whole)
        return status

    def _count(self, event: highspy.HighsCallbackEvent) -> None:
        figures = event.data_out
        self.iterations = max(int(figures.simplex_iteration_count), int(figures.ipm_iteration_count), 0)

    def _run(self, seconds: float, whole: bool) -> highspy.HighsModelStatus:
        """Run in a thread of its own, so that Ctrl-C is heard: the first asks the solver to stop."""
        if seconds <= 0 or self.left <= 0 or self.interrupted:
            return _STATUS.kTimeLimit
        limit = self.solver.getRunTime() + seconds if np.isfinite(seconds) else highspy.kHighsInf
        self.solver.setOptionValue("time_limit", limit)
        most = int(min(self.left, self.most, _MOST))
        self.solver.setOptionValue("mip_max_nodes" if whole else "simplex_iteration_limit", most)
        if self.small:
            highspy._Highs.run(self.solver)
        else:
            self._run_aside()
        if math.isfinite(self.left):
            info = self.solver.getInfo()
            simplex = max(info.simplex_iteration_count, 0) + max(info.crossover_iteration_count, 0)
            self.left -= max(info.mip_node_count, 0) if whole else simplex
        return self.solver.getModelStatus()

    def _run_aside(self) -> None:
        begun = time.monotonic()
        ended = threading.Event()
        threading.Thread(target=self._work, args=(ended,), daemon=True).start()
        while not ended.is_set():
            try:
                # Not Thread.join: interrupted, it takes a thread that still runs for one that has ended.
                if not ended.wait(0.2) and self.progress is not None:
                    self.progress(self.iterations, time.monotonic() - begun)
            except KeyboardInterrupt:
                self.interrupted = True
                self.solver.cancelSolve()

    def _work(self, ended: threading.Event) -> None:
        try:
            highspy._Highs.run(self.solver)
        finally:
            ended.set()

    def _outcome(self, status: highspy.HighsModelStatus, whole: bool) -> Outcome:
        info = self.solver.getInfo()
        solution = self.solver.getSolution()
        x = np.array(solution.col_value, dtype=np.float64)
        duals = np.array(solution.row_dual, dtype=np.float64) if solution.dual_valid and not whole else None
        feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        basis = info.basis_validity == highspy.BasisValidity.kBasisValidityValid
        bound = float(info.mip_dual_bound) if whole else float(info.objective_function_value)
        if status in _OPTIMAL:
            return Outcome("optimal", x, duals, bound, basis)
        if status in _UNBOUNDED:
            return Outcome("unbounded", x, None, bound, False)
        if status == _STATUS.kInfeasible:
            return Outcome("infeasible", x, None, bound, False)
        return Outcome("feasible" if feasible else "stopped", x, None, bound, False)


@lru_cache(maxsize=1)
def _keep_banner_off_stdout() -> None:
    """HiGHS writes a banner to file descriptor 1 at the first solver of a process, whatever its options say."""
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        highspy.Highs().setOptionValue("output_flag", False)
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
