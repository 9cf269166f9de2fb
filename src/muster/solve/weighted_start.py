"""All tiers at once: where the tiers are close to their end.

    minimise  sum over tiers k of TOP x FADE^k x costs_k @ x

Each tier counts far less than the one before it, so that the optimum is the lexicographic one or close to it. What it
leads to is only a start: the tiers are solved one after the other from there, most of them without an iteration.
"""

from __future__ import annotations

import math
import time

import numpy as np

from muster.network.graph import Array
from muster.program import Program
from muster.solve.highs import Engine

INTERIOR_COLUMNS = 20_000
"""Programs with more columns than this start with the interior point method (measured in benchmarks/)."""

TOP, FADE = 1e6, 0.05
"""What the first tier counts, and each next one against the one before it (measured: docs/decisions/methods.md)."""

FAR_FADE = 0.02
"""The same on the way from nothing in programs with more columns than `INTERIOR_COLUMNS`."""

TIERS = 9
"""With more tiers than this each counts more against the one before, the last as much against the first."""


FEW = 1_000
"""Simplex is tried with that many iterations, or as many as there are rows; then the interior point method."""

STEADY = 10_000
"""More iterations than this from close by lead nowhere."""


def go_close(
    engine: Engine,
    program: Program,
    tiers: list[str],
    method: str = "auto",
    seconds: float = math.inf,
    fade: float = FADE,
) -> bool:
    """Have a solver that has solved nothing yet go to where all tiers at once end; False if it does not get there.

    `method` is "simplex", "interior" or "auto": simplex in programs that are not large, if it takes few iterations.
    """
    begun, near = time.monotonic(), False
    engine.minimise(all_at_once(program, tiers, fade))
    if method == "simplex" or (method == "auto" and program.columns <= INTERIOR_COLUMNS):
        few = STEADY + program.columns if method == "simplex" else max(program.rows, FEW)
        near = engine.approach("simplex", seconds, few)
    if not near and method != "simplex":
        engine.forget_basis()
        near = engine.approach("interior", seconds - (time.monotonic() - begun), STEADY)
    return near


def all_at_once(program: Program, tiers: list[str], fade: float = FADE) -> Array:
    """The costs of all tiers in one, on the scaled columns, shape (columns,)."""
    if len(tiers) > TIERS:
        fade **= (TIERS - 1) / (len(tiers) - 1)
    costs = np.zeros(program.columns)
    for place, tier in enumerate(tiers):
        costs += TOP * fade**place * program.objective(tier).costs
    return costs
