"""The tiers in their order: each minimised within what the ones before it left free (C5).

First all of them at once, each counting far less than the one before: that ends where they end, or close by. From there
each is solved by itself, in order, by primal simplex on the optimal faces of those before it. So the sum decides
nothing; it is where to start.
"""

from __future__ import annotations

import time

import numpy as np

from muster.program import Program
from muster.program.compile import Objective
from muster.solve.certificate import certify, dual_bound
from muster.solve.cold_start import ColdStartReason
from muster.solve.highs import HighsModel, SolveOutcome
from muster.solve.mixed_integer import solve_mixed_integer
from muster.solve.optimal_face import OptimalFace, TierProof
from muster.solve.solution import Solution, SolveOptions
from muster.solve.status import SolutionStatus, SolveMethod, SolverAlgorithm, SolveStatus, TierFixing
from muster.solve.weighted_start import (
    INTERIOR_COLUMNS,
    LARGE_PROGRAM_WEIGHT_RATIO,
    WARM_ITERATION_LIMIT,
    WEIGHT_RATIO,
    find_start_basis,
)
from muster.tolerances import DUAL, OBJECTIVE_ROW_SLACK, TIER_LOSS


def solve_lexicographic(program: Program, tiers: list[str], options: SolveOptions | None = None) -> Solution:
    """The lexicographic optimum of the tiers. Infeasible, unbounded and out of time are outcomes, not exceptions."""
    if not program.columns:
        zeros = np.zeros(program.rows)
        proofs = [TierProof(tier, SolveStatus.OPTIMAL, zeros.copy(), TierFixing.FACE) for tier in tiers]
        return Solution(SolutionStatus.OPTIMAL, np.zeros(0), proofs)
    run = _LexicographicSolve(program, tiers, options or SolveOptions())
    if program.integer.any():
        solution = solve_mixed_integer(program, tiers, run.options.time_limit, run.new_model, run.report_progress)
        solution.cold_start = ColdStartReason.INTEGER_COLUMNS
        return solution
    return run.solve()


class _LexicographicSolve:
    """One pass over the tiers of a program without whole numbers."""

    def __init__(self, program: Program, tiers: list[str], options: SolveOptions) -> None:
        self.program = program
        self.tiers = tiers
        self.options = options
        self.started_at = time.monotonic()
        self.current_tier = tiers[0]
        self.model = self.new_model()
        self.is_warm, self.is_unsolved = False, True
        self.cold_start: ColdStartReason | None = None
        # A tier that takes more from close by is solved from nothing.
        self.warm_iteration_limit = WARM_ITERATION_LIMIT + (
            0 if program.columns > INTERIOR_COLUMNS else program.columns
        )
        self.method = SolveMethod(options.method)
        self.prefers_interior_point = self.method == SolveMethod.INTERIOR or (
            self.method == SolveMethod.AUTO and program.columns > INTERIOR_COLUMNS
        )

    def new_model(self, iteration_budget: float | None = None) -> HighsModel:
        """The program as it is, with nothing solved yet; it may take the options' iterations if not told how many."""
        program = self.program
        return HighsModel(
            program.matrix,
            program.lower,
            program.upper,
            program.row_lower,
            program.row_upper,
            None
            if self.options.progress is None
            else lambda iterations, _: self.report_progress(self.current_tier, iterations),
            iteration_budget=self.options.iteration_limit if iteration_budget is None else iteration_budget,
        )

    def report_progress(self, tier: str, iterations: int = 0) -> None:
        """Tell the tier, its iterations and the time to whoever is listening."""
        self.current_tier = tier
        if self.options.progress is not None:
            self.options.progress(tier, iterations, time.monotonic() - self.started_at)

    def seconds_left(self) -> float:
        """Seconds left of the time limit."""
        return self.options.time_limit - (time.monotonic() - self.started_at)

    def solve(self) -> Solution:
        """Face by face from close by; if the certificate does not bear that out, from nothing; and where a tier did not
        keep its value to the end, all once more with that tier held by a row."""
        self._start_warm()
        started_warm = self.is_warm
        solution = self._solve_tiers(set())
        violated_tier = self._worst_violated_tier(solution)
        if violated_tier is not None and started_warm:
            self.cold_start = ColdStartReason.NOT_CERTIFIED
            solution, violated_tier = self._retry(set(), solution, violated_tier)
        row_tiers: set[str] = set()
        while violated_tier is not None and violated_tier not in row_tiers:
            row_tiers.add(violated_tier)
            solution, violated_tier = self._retry(row_tiers, solution, None)
        solution.cold_start = self.cold_start
        return solution

    def _retry(self, row_tiers: set[str], solution: Solution, violated_tier: str | None) -> tuple[Solution, str | None]:
        """Another pass, from nothing, and the tier it lost; where it was stopped, the solution and tier given."""
        self._reset_model(OptimalFace.of_program(self.program))
        try:
            retried = self._solve_tiers(row_tiers)
        except KeyboardInterrupt:
            return solution, None
        return (
            (retried, self._worst_violated_tier(retried))
            if retried.status == SolutionStatus.OPTIMAL
            else (solution, violated_tier)
        )

    def _solve_tiers(self, row_tiers: set[str]) -> Solution:
        face = OptimalFace.of_program(self.program)
        solution = Solution(SolutionStatus.OPTIMAL, np.zeros(self.program.columns))
        started_at = self.started_at if self.is_warm else time.monotonic()
        solved = False
        for tier in self.tiers:
            self.report_progress(tier)
            objective = self.program.objective(tier)
            if solved and not objective.costs.any():
                solution.proofs.append(self._prove_zero_tier(tier, face))
                continue
            outcome = self._solve_tier(objective, face)
            solution.seconds[tier] = time.monotonic() - started_at
            if outcome.status != SolveStatus.OPTIMAL or outcome.duals is None:
                return self._unfinished_solution(solution, outcome, tier, solved)
            solved = True
            solution.x = outcome.x
            fixed_by = TierFixing.ROW if tier in row_tiers or not outcome.has_basis else TierFixing.FACE
            solution.proofs.append(self._fix_tier(face, objective, outcome, fixed_by))
            started_at = time.monotonic()
        solution.x = np.clip(solution.x, self.program.lower, self.program.upper)
        return solution

    def _start_warm(self) -> None:
        """Go to where all tiers at once end. What does not get there in half of the time is begun from nothing."""
        self.model.tune_for_warm_start(keep_scaling=True)
        weight_ratio = LARGE_PROGRAM_WEIGHT_RATIO if self.program.columns > INTERIOR_COLUMNS else WEIGHT_RATIO
        self.is_warm = find_start_basis(
            self.model, self.program, self.tiers, self.method, self.seconds_left() / 2, weight_ratio
        )
        if self.model.interrupted:
            raise KeyboardInterrupt
        if not self.is_warm:
            self.cold_start = ColdStartReason.OPTIMUM_NOT_REACHED
            self._reset_model(OptimalFace.of_program(self.program))

    def _reset_model(self, face: OptimalFace) -> None:
        """A solver that has solved nothing yet, with the bounds of a face."""
        self.is_warm, self.is_unsolved = False, True
        self.model = self.new_model(self.model.iterations_left)
        self.model.set_column_bounds(np.arange(self.program.columns), face.lower, face.upper)
        self.model.set_row_bounds(np.arange(self.program.rows), face.row_lower, face.row_upper)
        for costs, limit in face.objective_rows.values():
            self.model.add_row(costs, limit)

    def _solve_tier(self, objective: Objective, face: OptimalFace) -> SolveOutcome:
        """Solve one tier, from close to its end; where that takes too many iterations, from nothing."""
        if self.is_warm:
            self.model.set_objective(objective.costs)
            outcome = self.model.solve(
                SolverAlgorithm.PRIMAL_SIMPLEX, self.seconds_left(), iterations=self.warm_iteration_limit
            )
            is_stopped = self.model.interrupted or self.model.iterations_left <= 0 or self.seconds_left() <= 0
            if is_stopped or outcome.status == SolveStatus.OPTIMAL:
                return outcome
            self.cold_start = ColdStartReason.TIER_NOT_OPTIMAL
            self._reset_model(face)
        return self._solve_cold(objective)

    def _solve_cold(self, objective: Objective) -> SolveOutcome:
        """A large program starts anew for a tier that wants something new; the shares of a class, and the reserves, lie
        near where the tier before ended (measured there too)."""
        first_solve, self.is_unsolved = self.is_unsolved, False
        self.model.set_objective(objective.costs)
        if self.prefers_interior_point and (first_solve or not objective.name.startswith(("share/", "reserves"))):
            self.model.forget_basis()
            return self.model.solve(SolverAlgorithm.INTERIOR_POINT, self.seconds_left())
        algorithm = SolverAlgorithm.DUAL_SIMPLEX if first_solve else SolverAlgorithm.PRIMAL_SIMPLEX
        return self.model.solve(algorithm, self.seconds_left())

    def _fix_tier(
        self, face: OptimalFace, objective: Objective, outcome: SolveOutcome, fixed_by: TierFixing
    ) -> TierProof:
        """Narrow the face, or add the tier's row, here and in the solver; returns the proof."""
        assert outcome.duals is not None
        duals = outcome.duals[: self.program.rows]
        row_duals = dict(zip(face.objective_rows, outcome.duals[self.program.rows :].tolist(), strict=True))
        value = objective.value_at(outcome.x)
        limit = value + OBJECTIVE_ROW_SLACK * max(1.0 / objective.unit, abs(value))
        basis = self.model.basis() if outcome.has_basis and not face.objective_rows else None
        proof = TierProof(objective.name, SolveStatus.OPTIMAL, duals, fixed_by, limit, row_duals, basis=basis)
        if fixed_by == TierFixing.ROW:
            face.objective_rows[objective.name] = (objective.costs, limit)
            self.model.add_row(objective.costs, limit)
            return proof
        reduced_costs = face.reduced_costs(self.program, objective.costs, proof)
        gap = value - dual_bound(face, reduced_costs, proof)[0]
        columns, rows = face.narrow(reduced_costs, duals, gap)
        self.model.set_column_bounds(columns, face.lower[columns], face.upper[columns])
        self.model.set_row_bounds(rows, face.row_lower[rows], face.row_upper[rows])
        return proof

    def _prove_zero_tier(self, tier: str, face: OptimalFace) -> TierProof:
        """A tier without costs is 0 whatever is done, and duals of 0 prove it."""
        basis = None if face.objective_rows else self.model.basis()
        return TierProof(
            tier,
            SolveStatus.OPTIMAL,
            np.zeros(self.program.rows),
            TierFixing.FACE,
            0.0,
            dict.fromkeys(face.objective_rows, 0.0),
            basis=basis,
        )

    def _unfinished_solution(self, solution: Solution, outcome: SolveOutcome, tier: str, solved: bool) -> Solution:
        """The outcome of a pass that a tier ended: the levels of the tiers before are still a plan."""
        if outcome.status == SolveStatus.FEASIBLE:
            solution.x = outcome.x
        if not solved and self.model.interrupted and outcome.status == SolveStatus.STOPPED:
            raise KeyboardInterrupt
        if outcome.status in (SolveStatus.INFEASIBLE, SolveStatus.UNBOUNDED) and not solved:
            return Solution(SolutionStatus(outcome.status), solution.x, solution.proofs, solution.seconds)
        if not solved and outcome.status != SolveStatus.FEASIBLE:
            return Solution(SolutionStatus.TIME_LIMIT, solution.x, solution.proofs, solution.seconds)
        solution.status = SolutionStatus.FEASIBLE
        solution.x = np.clip(solution.x, self.program.lower, self.program.upper)
        for unsolved_tier in self.tiers[self.tiers.index(tier) :]:
            solution.proofs.append(
                TierProof(unsolved_tier, SolveStatus.FEASIBLE, None, TierFixing.NOTHING, bound=float("-inf"))
            )
        return solution

    def _worst_violated_tier(self, solution: Solution) -> str | None:
        """The tier that the later ones kept least well, if the certificate finds anything wrong; else None."""
        if solution.status != SolutionStatus.OPTIMAL:
            return None
        certificate = solution.certificate = certify(self.program, solution.proofs, solution.x)
        if certificate.gap <= TIER_LOSS and (certificate.dual_residual or 0.0) <= DUAL:
            return None
        return max((tier for tier in certificate.tiers if tier.name != "calm"), key=lambda tier: tier.gap).name
