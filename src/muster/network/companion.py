"""Companions: items that go along with a hand-over because it is useless without them.

    companion[r,i,f]:  sum over members j of ratio x along[r,i,f,j,m] - quantity x (hand-overs of i for r, and what of i
                       itself goes along with r) = 0

A companion is taken from the same location in the same bucket, needs consent like any hand-over, bears the request that
it goes along with and counts toward none, and brings its own companions. It goes along in whole units where its item is
whole and `quantity` is too.
"""

from __future__ import annotations

import numpy as np

from muster.network.consent import Consents
from muster.network.demand import Demand
from muster.network.facts import Facts, Row
from muster.network.graph import INFINITY, Network
from muster.network.scales import Scales
from muster.network.stock import Stocks


def add_companions(
    facts: Facts, network: Network, scales: Scales, stocks: Stocks, consents: Consents, demands: list[Demand]
) -> None:
    """Add the companions of every hand-over."""
    needs = facts.rows_by("companions", "item")
    for demand in demands if needs else []:
        hands_by_item: dict[str, list[int]] = {}
        for item in facts.serving_items(demand.wants):
            hands = [
                network.find("hand", (demand.request, item, mark_class.key))
                for mark_class in stocks.classes(demand.location, item)
            ]
            hands_by_item.setdefault(item, []).extend(hand for hand in hands if hand is not None)
        rows: dict[tuple[str, str], int] = {}
        waiting = [(item, activity) for item in sorted(hands_by_item) for activity in hands_by_item[item]]
        while waiting:
            item, activity = waiting.pop(0)
            for need in needs.get(item, []):
                balance = rows.get((item, need["needs"]))
                if balance is None:
                    balance, along = _add_companion_row(facts, network, scales, stocks, consents, demand, need)
                    rows[item, need["needs"]] = balance
                    waiting += along
                network.add_term(activity, balance, -need["quantity"])


def _add_companion_row(
    facts: Facts,
    network: Network,
    scales: Scales,
    stocks: Stocks,
    consents: Consents,
    demand: Demand,
    need: Row,
) -> tuple[int, list[tuple[str, int]]]:
    """Add the row for one companion of one request's hand-overs, with the activities that can fill it."""
    members = facts.serving_items(need["needs"])
    scale = max(scales.item(item) * ratio for item, ratio in members.items())
    key = (demand.request, need["item"], need["needs"])
    balance = network.add_balance("companion", key, scale=scale)
    along = []
    for item, ratio in sorted(members.items()):
        for mark_class in stocks.classes(demand.location, item):
            activity = network.add_activity(
                "along",
                (*key, item, mark_class.key),
                upper=np.where(demand.open, INFINITY, 0.0),
                scale=scales.item(item),
                integer=scales.is_whole(item) and float(need["quantity"]).is_integer(),
            )
            network.add_term(activity, stocks.balances[demand.location, item, mark_class], -1.0)
            network.add_term(activity, balance, ratio)
            consents.bind(activity, demand.party, item, mark_class.holder)
            along.append((item, activity))
    return balance, along
