"""All tiers at once: where the tiers are close to their end.

    minimise  sum over tiers k of TOP x FADE^k x costs_k @ x

Each tier counts far less than the one before it, so that the optimum is the lexicographic one or close to it. What it
leads to is only a start: the tiers are solved one after the other from there, most of them without an iteration.
"""

from __future__ import annotations

import numpy as np

from muster.network.graph import Array
from muster.program import Program

TOP, FADE = 1e5, 0.05
"""What the first tier counts, and each next one against the one before it (measured: docs/decisions/methods.md)."""

LEAST = 4e-11
"""What the last tier counts against the first, at the least: of many tiers each counts more against the one before."""


def all_at_once(program: Program, tiers: list[str]) -> Array:
    """The costs of all tiers in one, on the scaled columns, shape (columns,)."""
    fade = max(FADE, LEAST ** (1 / max(1, len(tiers) - 1)))
    costs = np.zeros(program.columns)
    for place, tier in enumerate(tiers):
        costs += TOP * fade**place * program.objective(tier).costs
    return costs
