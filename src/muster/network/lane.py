"""Lanes: moves of items from a location to a location.

    move[l,i,m]:  stock at the origin: -1 at t;  at the destination: +1 one lead time later
    lane[l]:      sum over items of load x move[l,i,m] <= capacity x the base buckets in which the lane is open
    window[l,i]:  sum of load x move[l,i,m] <= capacity x the base buckets in which this row of the lane is open

A row of its own has what may use the lane at fewer times than the others. A move of which nothing would arrive within
the horizon is not started. Goods on the way pay holding cost for each base bucket of the lead time. On a lane that
transfers, what arrives bears the mark of the destination's party.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from muster.network.capacity import Resources
from muster.network.facts import Facts, Row
from muster.network.graph import INFINITY, Array, Network
from muster.network.operation import level_limit
from muster.network.scales import Scales, near
from muster.network.stock import Stocks


def add_lanes(
    facts: Facts, network: Network, scales: Scales, stocks: Stocks, resources: Resources
) -> dict[str, list[int]]:
    """The `move` activities of each lane, by lane id."""
    loads = facts.grouped("lane_resources", "lane")
    limits = _lane_limits(facts, network)
    moves: dict[str, list[int]] = {}
    for location, item in sorted(stocks.marks.classes):
        for lane in stocks.marks.lanes_from(location, item):
            available = facts.within(lane["available_from"], lane["available_until"])
            arrives = network.calendar.arrivals(lane["lead_time"]).inside > 0
            upper = np.where(arrives, level_limit(None, available), 0.0)
            limit = limits.get(lane["lane"])
            counted = [] if limit is None else limit.rows_for(network, lane, available)
            for move in _moves(network, scales, stocks, lane, item, upper):
                moves.setdefault(lane["lane"], []).append(move)
                network.cost("cost", move, facts.prices("lane", lane["lane"], lane["unit_cost"]))
                on_the_way = network.calendar.way(lane["lead_time"])
                network.cost("cost", move, facts.items[item]["holding_cost"] * on_the_way)
                for balance in counted:
                    network.term(move, balance, lane["load"])
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
            integer=scales.whole(item),
        )
        network.term(move, stocks.balances[lane["origin"], item, mark_class], -1.0)
        end = stocks.balances[lane["destination"], item, arriving]
        network.term(move, end, 1.0, network.lead(lane["lead_time"]))
        moves.append(move)
    return moves


@dataclass
class LaneLimit:
    """A lane's row, its capacity per base bucket, when it is open, and the rows for narrower windows."""

    lane: str
    balance: int
    capacity: float
    open: Array
    scale: float
    windows: dict[str | None, int] = field(default_factory=dict)

    def rows_for(self, network: Network, row: Row, available: Array) -> list[int]:
        """The rows that a move by this row of the lane counts against."""
        if not (available < self.open).any():
            return [self.balance]
        if row["item"] not in self.windows:
            key = (self.lane, row["item"] or "")
            upper = self.capacity * available
            self.windows[row["item"]] = network.balance("window", key, lower=-INFINITY, upper=upper, scale=self.scale)
            network.rule("lanes", row["_row"], self.lane, [("balance", self.windows[row["item"]], None)])
        return [self.balance, self.windows[row["item"]]]


def _lane_limits(facts: Facts, network: Network) -> dict[str, LaneLimit]:
    """The limit of each lane that has a capacity."""
    limits = {}
    for lane, rows in sorted(facts.grouped("lanes", "lane").items()):
        capacity = next((row["capacity"] for row in rows if row["capacity"] is not None), None)
        if capacity is None:
            continue
        base = np.zeros(facts.calendar.base_count, dtype=bool)
        for row in rows:
            base |= facts.window(row["available_from"], row["available_until"])
        open_ = facts.sums(base.astype(float))
        scale = near(capacity * float(open_.max()))
        balance = network.balance("lane", (lane,), lower=-INFINITY, upper=capacity * open_, scale=scale)
        for row in rows:
            network.rule("lanes", row["_row"], lane, [("balance", balance, None)])
        limits[lane] = LaneLimit(lane, balance, capacity, open_, scale)
    return limits
