"""Requests: hand-overs against what is due, what is late and what is early (rule 8, convention C4).

    request[r]:  sum over i, m of ratio x hand[r,i,m] + late[t] - late[t-1] - early[t] + early[t-1] = due[t]

`late[t]` is what is due by the end of bucket t and not handed over by then, `early[t]` the reverse; at most what is due
after t can be early, so nothing beyond what is asked is handed over. Hand-overs lie within `earliest` and `latest`.

Tier `requests/p` minimises the sum over the class's requests and buckets of weight x late x length / Q.
"""

from __future__ import annotations

import numpy as np

from muster.network.consent import Consents
from muster.network.demand import Want
from muster.network.facts import Facts
from muster.network.graph import INFINITY, Network
from muster.network.scales import Scales
from muster.network.stock import Stocks


def add_requests(
    facts: Facts,
    network: Network,
    scales: Scales,
    stocks: Stocks,
    consents: Consents,
    wants: list[Want],
    totals: dict[tuple[int, str], float],
) -> dict[str, int]:
    """The `late` activity of each request that asks for something, by id."""
    lengths = network.calendar.lengths.astype(float)
    lates = {}
    for want in wants:
        if want.quantity <= 0:
            continue
        key, scale = (want.request,), scales.request(want.request)
        by_then = np.cumsum(want.due)
        balance = network.balance("request", key, lower=want.due, upper=want.due, scale=scale)
        late = network.activity("late", key, upper=by_then, scale=scale)
        network.term(late, balance, 1.0)
        network.term(late, balance, -1.0, Network.NEXT)
        early = network.activity("early", key, upper=np.maximum(want.quantity - by_then, 0.0), scale=scale)
        network.term(early, balance, -1.0)
        network.term(early, balance, 1.0, Network.NEXT)
        weight = want.weight / totals[want.priority, want.wants]
        network.cost(f"requests/{want.priority}", late, weight * lengths)
        network.cost("value", late, want.late_cost * lengths)
        _hand_overs(facts, network, scales, stocks, consents, want, balance)
        lates[want.request] = late
    return lates


def _hand_overs(
    facts: Facts,
    network: Network,
    scales: Scales,
    stocks: Stocks,
    consents: Consents,
    want: Want,
    balance: int,
) -> None:
    scale = scales.request(want.request)
    for item, ratio in sorted(facts.choices(want.wants).items()):
        for mark_class in stocks.classes(want.location, item):
            upper = np.where(want.open, INFINITY, 0.0)
            hand = network.activity(
                "hand",
                (want.request, item, mark_class.key),
                upper=upper,
                scale=scale / ratio if ratio > 0 else scale,
                integer=scales.whole(item),
            )
            network.term(hand, stocks.balances[want.location, item, mark_class], -1.0)
            network.term(hand, balance, ratio)
            network.cost("value", hand, -want.value * ratio)
            consents.bind(hand, want.party, item, mark_class.holder)
