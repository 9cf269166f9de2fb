"""Programs with whole numbers: tiers held by rows, then the whole numbers fixed and calm solved without them."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from muster.network.graph import Array
from muster.program import Program
from muster.solve.certificate import certify
from muster.solve.highs import Engine
from muster.solve.optimal_face import Proof
from muster.solve.solution import Solution
from muster.tolerances import GAP, HELD, HELD_WHOLE, PRIMAL


def solve_whole(
    program: Program,
    tiers: list[str],
    time_limit: float,
    new_engine: Callable[[], Engine],
    say: Callable[[str], None],
) -> Solution:
    """The tiers one by one by branch and bound, each with the solver's gap stated; duals prove nothing here.

    Rows that leave hardly any room can make the solver call a tier infeasible though the levels of the tier before are
    a solution of it; and the solver may take a suggested solution for better than it is, which the gap of its own
    levels shows. So where a tier is not proved, all are solved once more, without suggestions and with as much room as
    a tier may lose.
    """
    begun = time.monotonic()
    engine = new_engine()
    solution = _pass(program, tiers, time_limit, engine, say, HELD, suggesting=True)
    left = time_limit - (time.monotonic() - begun)
    if not solution.proofs or left <= 0 or engine.interrupted or _proved(program, solution):
        return solution
    again = _pass(program, tiers, left, new_engine(), say, HELD_WHOLE, suggesting=False)
    return again if again.proofs and _proved(program, again) else solution


def _proved(program: Program, solution: Solution) -> bool:
    """Whether every tier was solved, and the final levels keep every rule and every tier's bound."""
    solution.certificate = certify(program, solution.proofs, solution.x)
    kept = solution.certificate.primal_residual <= PRIMAL and solution.certificate.gap <= GAP
    return kept and all(proof.status == "optimal" for proof in solution.proofs)


def _pass(
    program: Program,
    tiers: list[str],
    time_limit: float,
    engine: Engine,
    say: Callable[[str], None],
    held: float,
    *,
    suggesting: bool,
) -> Solution:
    """All tiers, each allowed to lose `held` times max(1, |value|) to those after it.

    If `suggesting`, each starts from the levels of the one before.
    """
    begun = time.monotonic()
    whole = np.flatnonzero(program.whole)
    engine.make_whole(whole)
    solution = Solution("optimal", np.zeros(program.columns))
    solved = False
    for tier in tiers:
        say(tier)
        objective = program.objective(tier)
        if solved and not objective.costs.any():
            solution.proofs.append(Proof(tier, "optimal", None, "row", 0.0, bound=0.0))
            continue
        engine.minimise(objective.costs)
        if tier == "calm":
            engine.make_whole(whole, False)
            exact = np.round(solution.x[whole])
            engine.bound_columns(whole, exact, exact)
        elif solved and suggesting:
            # After all changes to the program: the solver forgets a suggestion when its costs change.
            engine.suggest(solution.x)
        started = time.monotonic()
        outcome = engine.solve("simplex", time_limit - (started - begun), whole=tier != "calm")
        solution.seconds[tier] = time.monotonic() - started
        if outcome.status == "optimal" or (outcome.status == "feasible" and tier != "calm"):
            solution.x = outcome.x
            if outcome.status == "feasible":
                solution.status = "feasible"
        elif not solved:
            if engine.interrupted:
                raise KeyboardInterrupt
            status = "time_limit" if outcome.status == "stopped" else outcome.status
            return Solution(status, solution.x, [], solution.seconds)
        elif tier != "calm":
            solution.status = "feasible"
        solved = True
        bound = outcome.bound if outcome.status in ("optimal", "feasible") else float("-inf")
        value = objective.of(solution.x)
        limit = value + held * max(1.0 / objective.unit, abs(value))
        solution.proofs.append(Proof(tier, outcome.status, None, "row", limit, bound=bound))
        engine.add_row(objective.costs, limit)
    solution.x = _clean(program, solution.x, whole)
    return solution


def _clean(program: Program, x: Array, whole: NDArray[np.int64]) -> Array:
    result = x.copy()
    result[whole] = np.round(result[whole])
    cleaned: Array = np.clip(result, program.lower, program.upper)
    return cleaned
