"""Calm: make early, move and hand over late, and nothing without need (C5).

Tier `calm` minimises the sum over run and build of level x (1 + (t+1)/T), and over moves, hand-overs and what goes
along with them of level x (2 - (t+1)/T), each over its scale, times 1 plus a fixed perturbation below a thousandth by
rank of ids, so that one plan is chosen among equals.
"""

from __future__ import annotations

import numpy as np

from muster.network.graph import Network

EARLY = ("run", "build")
LATE = ("move", "hand", "along")
ASIDE = ("draw", "choose", "pay", "on")

_GOLDEN = (5**0.5 - 1) / 2
_SILVER = 2**0.5 - 1


def add_calm(network: Network) -> None:
    """Charge every activity that does something; what only chooses a mark or a fund is charged by rank alone."""
    count = network.calendar.count
    steps = np.arange(1, count + 1)
    weights = {
        **dict.fromkeys(EARLY, 1.0 + steps / count),
        **dict.fromkeys(LATE, 2.0 - steps / count),
        **dict.fromkeys(ASIDE, np.full(count, 1e-3)),
    }
    named = [
        (family, network.activities.key[place], place)
        for place, family in enumerate(network.activities.family)
        if family in weights
    ]
    for rank, (family, _, place) in enumerate(sorted(named)):
        jitter = 1.0 + 1e-3 * np.modf(rank * _GOLDEN + steps * _SILVER)[0]
        network.cost("calm", place, weights[family] * jitter / network.activities.scale[place])
