"""All tiers at once: where the tiers are close to their end.

    minimise  sum over tiers k of FIRST_TIER_WEIGHT x WEIGHT_RATIO^k x costs_k @ x

Each tier counts far less than the one before it, so that the optimum is the lexicographic one or close to it. What it
leads to is only a start: the tiers are solved one after the other from there, most of them without an iteration.
"""

from __future__ import annotations

import math
import time

import numpy as np

from muster.network.graph import Array
from muster.program import Program
from muster.solve.highs import HighsModel
from muster.solve.status import SolveMethod, SolverAlgorithm

INTERIOR_COLUMNS = 20_000
"""Programs with more columns than this start with the interior point method (measured in benchmarks/)."""

FIRST_TIER_WEIGHT, WEIGHT_RATIO = 1e6, 0.05
"""Weight of the first tier, and ratio of each next one (measured: docs/decisions/methods.md)."""

LARGE_PROGRAM_WEIGHT_RATIO = 0.02
"""The same on the way from nothing in programs with more columns than `INTERIOR_COLUMNS`."""

FULL_RATIO_TIERS = 9
"""With more tiers than this each counts more against the one before, the last as much against the first."""


SIMPLEX_TRIAL_ITERATIONS = 1_000
"""Simplex is tried with that many iterations, or as many as there are rows; then the interior point method."""

WARM_ITERATION_LIMIT = 10_000
"""More iterations than this from close by lead nowhere."""


def find_start_basis(
    model: HighsModel,
    program: Program,
    tiers: list[str],
    method: SolveMethod = SolveMethod.AUTO,
    seconds: float = math.inf,
    weight_ratio: float = WEIGHT_RATIO,
) -> bool:
    """Have a solver that has solved nothing yet go to where all tiers at once end; False if it does not get there.

    `method` AUTO: simplex in programs that are not large, if it takes few iterations.
    """
    started_at, is_reached = time.monotonic(), False
    model.set_objective(weighted_objective(program, tiers, weight_ratio))
    if method == SolveMethod.SIMPLEX or (method == SolveMethod.AUTO and program.columns <= INTERIOR_COLUMNS):
        iteration_limit = (
            WARM_ITERATION_LIMIT + program.columns
            if method == SolveMethod.SIMPLEX
            else max(program.rows, SIMPLEX_TRIAL_ITERATIONS)
        )
        is_reached = model.reach_optimal_basis(SolverAlgorithm.DUAL_SIMPLEX, seconds, iteration_limit)
    if not is_reached and method != SolveMethod.SIMPLEX:
        model.forget_basis()
        is_reached = model.reach_optimal_basis(
            SolverAlgorithm.INTERIOR_POINT, seconds - (time.monotonic() - started_at), WARM_ITERATION_LIMIT
        )
    return is_reached


def weighted_objective(program: Program, tiers: list[str], weight_ratio: float = WEIGHT_RATIO) -> Array:
    """The costs of all tiers in one, on the scaled columns, shape (columns,)."""
    if len(tiers) > FULL_RATIO_TIERS:
        weight_ratio **= (FULL_RATIO_TIERS - 1) / (len(tiers) - 1)
    costs = np.zeros(program.columns)
    for index, tier in enumerate(tiers):
        costs += FIRST_TIER_WEIGHT * weight_ratio**index * program.objective(tier).costs
    return costs
