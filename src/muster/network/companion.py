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
from muster.network.demand import Want
from muster.network.facts import Facts, Row
from muster.network.graph import INFINITY, Network
from muster.network.scales import Scales
from muster.network.stock import Stocks


def add_companions(
    facts: Facts, network: Network, scales: Scales, stocks: Stocks, consents: Consents, wants: list[Want]
) -> None:
    """Add what goes along with every hand-over there is."""
    needs = facts.grouped("companions", "item")
    for want in wants if needs else []:
        going: dict[str, list[int]] = {}
        for item in facts.choices(want.wants):
            hands = [
                network.find("hand", (want.request, item, mark_class.key))
                for mark_class in stocks.classes(want.location, item)
            ]
            going.setdefault(item, []).extend(hand for hand in hands if hand is not None)
        rows: dict[tuple[str, str], int] = {}
        waiting = [(item, activity) for item in sorted(going) for activity in going[item]]
        while waiting:
            item, activity = waiting.pop(0)
            for need in needs.get(item, []):
                balance = rows.get((item, need["needs"]))
                if balance is None:
                    balance, along = _going_along(facts, network, scales, stocks, consents, want, need)
                    rows[item, need["needs"]] = balance
                    waiting += along
                network.term(activity, balance, -need["quantity"])


def _going_along(
    facts: Facts,
    network: Network,
    scales: Scales,
    stocks: Stocks,
    consents: Consents,
    want: Want,
    need: Row,
) -> tuple[int, list[tuple[str, int]]]:
    """The row for one companion of one request's hand-overs, with the activities that can fill it."""
    members = facts.choices(need["needs"])
    scale = max(scales.item(item) * ratio for item, ratio in members.items())
    key = (want.request, need["item"], need["needs"])
    balance = network.balance("companion", key, scale=scale)
    along = []
    for item, ratio in sorted(members.items()):
        for mark_class in stocks.classes(want.location, item):
            activity = network.activity(
                "along",
                (*key, item, mark_class.key),
                upper=np.where(want.open, INFINITY, 0.0),
                scale=scales.item(item),
                integer=scales.whole(item) and float(need["quantity"]).is_integer(),
            )
            network.term(activity, stocks.balances[want.location, item, mark_class], -1.0)
            network.term(activity, balance, ratio)
            consents.bind(activity, want.party, item, mark_class.holder)
            along.append((item, activity))
    return balance, along
