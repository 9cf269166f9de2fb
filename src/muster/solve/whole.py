"""Programs with whole numbers: tiers held by rows, then the whole numbers fixed and calm solved without them."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from muster.network.graph import Array
from muster.program import Program
from muster.solve.highs import Engine
from muster.solve.proof import Proof
from muster.solve.solution import Solution
from muster.tolerances import HELD


def solve_whole(
    program: Program, tiers: list[str], time_limit: float, engine: Engine, say: Callable[[str], None]
) -> Solution:
    """The tiers one by one by branch and bound, each with the solver's gap stated; duals prove nothing here."""
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
        if tier == "calm":
            engine.make_whole(whole, False)
            exact = np.round(solution.x[whole])
            engine.bound_columns(whole, exact, exact)
        elif solved:
            engine.suggest(solution.x)
        engine.minimise(objective.costs)
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
        value = float(objective.costs @ solution.x)
        limit = value + HELD * max(1.0 / objective.unit, abs(value))
        solution.proofs.append(Proof(tier, outcome.status, None, "row", limit, bound=bound))
        engine.add_row(objective.costs, limit)
    solution.x = _clean(program, solution.x, whole)
    return solution


def _clean(program: Program, x: Array, whole: NDArray[np.int64]) -> Array:
    result = x.copy()
    result[whole] = np.round(result[whole])
    cleaned: Array = np.clip(result, program.lower, program.upper)
    return cleaned
