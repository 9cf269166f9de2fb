"""Calm: make early, move and hand over late, and do nothing without need (C5).

    calm:  sum over run, build of level[t] / scale x (1 + (t+1)/T) x (1 + jitter[t])
         + sum over move, hand, along of level[t] / scale x (2 - (t+1)/T) x (1 + jitter[t])
         + sum over draw, choose, pay, on of level[t] / scale x 0.001 x (1 + jitter[t])

This tier is minimised last. `jitter` is fixed, 0 or more and below a thousandth, by rank of ids and by bucket, so that
one plan is chosen among equals. What only chooses a mark, a member, a fund or whether to run weighs a thousandth.
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
    """Charge every activity in the tier `calm`; activities that only choose a mark or a fund weigh a thousandth."""
    count = network.calendar.count
    steps = np.arange(1, count + 1)
    weights = {
        **dict.fromkeys(EARLY, 1.0 + steps / count),
        **dict.fromkeys(LATE, 2.0 - steps / count),
        **dict.fromkeys(ASIDE, np.full(count, 1e-3)),
    }
    charged = [
        (family, network.activities.key[index], index)
        for index, family in enumerate(network.activities.family)
        if family in weights
    ]
    for rank, (family, _, index) in enumerate(sorted(charged)):
        jitter = 1.0 + 1e-3 * np.modf(rank * _GOLDEN + steps * _SILVER)[0]
        network.add_cost("calm", index, weights[family] * jitter / network.activities.scale[index])
