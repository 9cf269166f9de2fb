"""Requests: hand-overs against what is due, what is late and what is early (rule 8, convention C4).

    request[r]:  sum over i, m of ratio x hand[r,i,m] + late[t] - late[t-1] - early[t] + early[t-1] = due[t]

`late[t]` is what is due by the end of bucket t and not handed over by then, `early[t]` the reverse; at most what is due
after t can be early, so nothing beyond what is asked is handed over. Hand-overs lie within `earliest` and `latest`.

Tier `requests/p` minimises the sum over the class's requests and buckets of weight x late x length / Q.
"""

from __future__ import annotations

import numpy as np

from muster.network.consent import Consents
from muster.network.demand import Demand
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
    demands: list[Demand],
    totals: dict[tuple[int, str], float],
) -> dict[str, int]:
    """Add the rows and activities of each request with demand; return the `late` activities by request id."""
    lengths = network.calendar.lengths.astype(float)
    late_columns = {}
    for demand in demands:
        if demand.quantity <= 0:
            continue
        key, scale = (demand.request,), scales.request(demand.request)
        by_then = np.cumsum(demand.due)
        balance = network.add_balance("request", key, lower=demand.due, upper=demand.due, scale=scale)
        late = network.add_activity("late", key, upper=by_then, scale=scale)
        network.add_term(late, balance, 1.0)
        network.add_term(late, balance, -1.0, Network.NEXT)
        early = network.add_activity("early", key, upper=np.maximum(demand.quantity - by_then, 0.0), scale=scale)
        network.add_term(early, balance, -1.0)
        network.add_term(early, balance, 1.0, Network.NEXT)
        weight = demand.weight / totals[demand.priority, demand.wants]
        network.add_cost(f"requests/{demand.priority}", late, weight * lengths)
        network.add_cost("value", late, demand.late_cost * lengths)
        _add_hand_overs(facts, network, scales, stocks, consents, demand, balance)
        late_columns[demand.request] = late
    return late_columns


def _add_hand_overs(
    facts: Facts,
    network: Network,
    scales: Scales,
    stocks: Stocks,
    consents: Consents,
    demand: Demand,
    balance: int,
) -> None:
    scale = scales.request(demand.request)
    for item, ratio in sorted(facts.serving_items(demand.wants).items()):
        for mark_class in stocks.classes(demand.location, item):
            upper = np.where(demand.open, INFINITY, 0.0)
            hand = network.add_activity(
                "hand",
                (demand.request, item, mark_class.key),
                upper=upper,
                scale=scale / ratio if ratio > 0 else scale,
                integer=scales.is_whole(item),
            )
            network.add_term(hand, stocks.balances[demand.location, item, mark_class], -1.0)
            network.add_term(hand, balance, ratio)
            network.add_cost("value", hand, -demand.value * ratio)
            consents.bind(hand, demand.party, item, mark_class.holder)
