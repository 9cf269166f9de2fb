"""Lanes: moves of items from a location to a location.

    move[l,i,m]:  stock at the origin: -1 at t;  at the destination: +1 one lead time later
    lane[l]:      sum over items of load x move[l,i,m] <= capacity x the base buckets in which the lane is open

A move of which nothing would arrive within the horizon is not started. Goods on the way pay holding cost for each base
bucket of the lead time. On a lane that transfers, what arrives bears the mark of the destination's party.
"""

from __future__ import annotations

import numpy as np

from muster.network.capacity import Resources
from muster.network.facts import Facts, Row
from muster.network.graph import INFINITY, Network
from muster.network.operation import level_limit
from muster.network.scales import Scales
from muster.network.stock import Stocks


def add_lanes(
    facts: Facts, network: Network, scales: Scales, stocks: Stocks, resources: Resources
) -> dict[str, list[int]]:
    """The `move` activities of each lane, by lane id."""
    loads = facts.grouped("lane_resources", "lane")
    limits = _lane_limits(facts, network, scales)
    moves: dict[str, list[int]] = {}
    for location, item in sorted(stocks.marks.classes):
        for lane in stocks.marks.lanes_from(location, item):
            available = facts.within(lane["available_from"], lane["available_until"])
            arrives = network.calendar.arrivals(lane["lead_time"]).inside > 0
            upper = np.where(arrives, level_limit(None, available), 0.0)
            if lane["lane"] in limits and lane["load"] > 0:
                window = limits[lane["lane"]][1] * available / lane["load"]
                partly = (available > 0) & (available < network.calendar.lengths)
                upper = np.where(partly, np.minimum(upper, window), upper)
            for move in _moves(network, scales, stocks, lane, item, upper):
                moves.setdefault(lane["lane"], []).append(move)
                network.cost("cost", move, facts.prices("lane", lane["lane"], lane["unit_cost"]))
                on_the_way = network.calendar.way(lane["lead_time"])
                network.cost("cost", move, facts.items[item]["holding_cost"] * on_the_way)
                if lane["lane"] in limits:
                    network.term(move, limits[lane["lane"]][0], lane["load"])
                for row in loads.get(lane["lane"], []):
                    resources.use(move, row["resource"], lane["load"] * row["quantity"])
    return moves


def _moves(network: Network, scales: Scales, stocks: Stocks, lane: Row, item: str, upper: np.ndarray) -> list[int]:
    """A move for each class of the item's marks at the origin."""
    moves = []
    for mark_class in stocks.classes(lane["origin"], item):
        arriving = stocks.marks.arriving(lane, item, mark_class)
        move = network.activity(
            "move",
            (lane["lane"], item, mark_class.key),
            upper=upper,
            scale=scales.item(item),
            integer=stocks.facts.items[item]["integer"],
        )
        network.term(move, stocks.balances[lane["origin"], item, mark_class], -1.0)
        end = stocks.balances[lane["destination"], item, arriving]
        network.term(move, end, 1.0, network.lead(lane["lead_time"]))
        moves.append(move)
    return moves


def _lane_limits(facts: Facts, network: Network, scales: Scales) -> dict[str, tuple[int, float]]:
    """The `lane` row and the capacity per base bucket of each lane that has one."""
    limits = {}
    for lane, rows in sorted(facts.grouped("lanes", "lane").items()):
        capacity = next((row["capacity"] for row in rows if row["capacity"] is not None), None)
        if capacity is None:
            continue
        open_ = np.zeros(facts.calendar.base_count, dtype=bool)
        for row in rows:
            open_ |= facts.window(row["available_from"], row["available_until"])
        limit = capacity * facts.sums(open_.astype(float))
        sizes = [scales.item(row["item"]) * row["load"] for row in rows if row["item"] is not None]
        balance = network.balance("lane", (lane,), lower=-INFINITY, upper=limit, scale=max(sizes, default=1.0) or 1.0)
        for row in rows:
            network.rule("lanes", row["_row"], lane, [("balance", balance, None)])
        limits[lane] = (balance, capacity)
    return limits
