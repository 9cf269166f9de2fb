"""Programs with whole numbers: tiers held by rows, then the whole numbers fixed and calm solved without them."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from muster.network.graph import Array
from muster.program import Program
from muster.solve.certificate import certify
from muster.solve.highs import HighsModel
from muster.solve.optimal_face import TierProof
from muster.solve.solution import Solution
from muster.solve.status import SolutionStatus, SolverAlgorithm, SolveStatus, TierFixing
from muster.tolerances import GAP, INTEGER_OBJECTIVE_ROW_SLACK, OBJECTIVE_ROW_SLACK, PRIMAL


def solve_mixed_integer(
    program: Program,
    tiers: list[str],
    time_limit: float,
    new_model: Callable[[], HighsModel],
    report_progress: Callable[[str], None],
) -> Solution:
    """The tiers one by one by branch and bound, each with the solver's gap stated; duals prove nothing here.

    Rows that leave hardly any room can make the solver call a tier infeasible though the levels of the tier before are
    a solution of it; and the solver may take a suggested solution for better than it is, which the gap of its own
    levels shows. So where a tier is not proved, all are solved once more, without suggestions and with as much room as
    a tier may lose.
    """
    started_at = time.monotonic()
    model = new_model()
    solution = _solve_tiers(
        program, tiers, time_limit, model, report_progress, OBJECTIVE_ROW_SLACK, use_mip_starts=True
    )
    seconds_left = time_limit - (time.monotonic() - started_at)
    if not solution.proofs or seconds_left <= 0 or model.interrupted or _is_proved(program, solution):
        return solution
    retried = _solve_tiers(
        program, tiers, seconds_left, new_model(), report_progress, INTEGER_OBJECTIVE_ROW_SLACK, use_mip_starts=False
    )
    return retried if retried.proofs and _is_proved(program, retried) else solution


def _is_proved(program: Program, solution: Solution) -> bool:
    """True if every tier was solved, and the final levels keep every rule and every tier's bound."""
    solution.certificate = certify(program, solution.proofs, solution.x)
    within_tolerances = solution.certificate.primal_residual <= PRIMAL and solution.certificate.gap <= GAP
    return within_tolerances and all(proof.status == SolveStatus.OPTIMAL for proof in solution.proofs)


def _solve_tiers(
    program: Program,
    tiers: list[str],
    time_limit: float,
    model: HighsModel,
    report_progress: Callable[[str], None],
    tier_slack: float,
    *,
    use_mip_starts: bool,
) -> Solution:
    """All tiers, each allowed to lose `tier_slack` times max(1, |value|) to those after it.

    If `use_mip_starts`, each starts from the levels of the one before.
    """
    started_at = time.monotonic()
    integer_columns = np.flatnonzero(program.integer)
    model.set_integrality(integer_columns)
    solution = Solution(SolutionStatus.OPTIMAL, np.zeros(program.columns))
    solved = False
    for tier in tiers:
        report_progress(tier)
        objective = program.objective(tier)
        if solved and not objective.costs.any():
            solution.proofs.append(TierProof(tier, SolveStatus.OPTIMAL, None, TierFixing.ROW, 0.0, bound=0.0))
            continue
        model.set_objective(objective.costs)
        if tier == "calm":
            model.set_integrality(integer_columns, False)
            rounded = np.round(solution.x[integer_columns])
            model.set_column_bounds(integer_columns, rounded, rounded)
        elif solved and use_mip_starts:
            # After all changes to the program: the solver forgets a suggestion when its costs change.
            model.set_mip_start(solution.x)
        tier_started_at = time.monotonic()
        outcome = model.solve(
            SolverAlgorithm.DUAL_SIMPLEX, time_limit - (tier_started_at - started_at), integer=tier != "calm"
        )
        solution.seconds[tier] = time.monotonic() - tier_started_at
        if outcome.status == SolveStatus.OPTIMAL or (outcome.status == SolveStatus.FEASIBLE and tier != "calm"):
            solution.x = outcome.x
            if outcome.status == SolveStatus.FEASIBLE:
                solution.status = SolutionStatus.FEASIBLE
        elif not solved:
            if model.interrupted:
                raise KeyboardInterrupt
            is_stopped = outcome.status == SolveStatus.STOPPED
            status = SolutionStatus.TIME_LIMIT if is_stopped else SolutionStatus(outcome.status)
            return Solution(status, solution.x, [], solution.seconds)
        elif tier != "calm":
            solution.status = SolutionStatus.FEASIBLE
        solved = True
        bound = outcome.bound if outcome.status in (SolveStatus.OPTIMAL, SolveStatus.FEASIBLE) else float("-inf")
        value = objective.value_at(solution.x)
        limit = value + tier_slack * max(1.0 / objective.unit, abs(value))
        solution.proofs.append(TierProof(tier, outcome.status, None, TierFixing.ROW, limit, bound=bound))
        model.add_row(objective.costs, limit)
    solution.x = _round_and_clip(program, solution.x, integer_columns)
    return solution


def _round_and_clip(program: Program, x: Array, integer_columns: NDArray[np.int64]) -> Array:
    result = x.copy()
    result[integer_columns] = np.round(result[integer_columns])
    clipped: Array = np.clip(result, program.lower, program.upper)
    return clipped
