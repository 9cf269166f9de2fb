"""Lanes: moves of items from a location to a location.

    move[l,i,m]:  stock at the origin: -1 at t;  at the destination: +1 one lead time later
    lane[l]:      sum over items of load x move[l,i,m] <= capacity x the base buckets in which the lane is open
    window[l,i]:  sum of load x move[l,i,m] <= capacity x the base buckets in which this row of the lane is open

A row of the lane that is open at fewer times than the lane has its own `window` row. A move of which nothing would
arrive within the horizon is not started. Goods on the way pay holding cost for each base bucket of the lead time. On a
lane that transfers, goods arrive with the mark of the destination's party.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from muster.network.capacity import Resources
from muster.network.facts import Facts, Row
from muster.network.graph import INFINITY, Array, Network
from muster.network.operation import level_limit
from muster.network.scales import Scales, power_of_two_near
from muster.network.stock import Stocks


def add_lanes(
    facts: Facts, network: Network, scales: Scales, stocks: Stocks, resources: Resources
) -> dict[str, list[int]]:
    """Add the `move` activities of each lane; return them by lane id."""
    loads = facts.rows_by("lane_resources", "lane")
    limits = _lane_limits(facts, network)
    moves: dict[str, list[int]] = {}
    for location, item in sorted(stocks.marks.classes):
        for lane in stocks.marks.lanes_from(location, item):
            available = facts.lengths_within(lane["available_from"], lane["available_until"])
            arrives = network.calendar.arrivals(lane["lead_time"]).arriving_share > 0
            upper = np.where(arrives, level_limit(None, available), 0.0)
            limit = limits.get(lane["lane"])
            counted = [] if limit is None else limit.rows_for(network, lane, available)
            for move in _moves(network, scales, stocks, lane, item, upper):
                moves.setdefault(lane["lane"], []).append(move)
                network.add_cost("cost", move, facts.prices("lane", lane["lane"], lane["unit_cost"]))
                on_the_way = network.calendar.transit_time(lane["lead_time"])
                network.add_cost("cost", move, facts.items[item]["holding_cost"] * on_the_way)
                for balance in counted:
                    network.add_term(move, balance, lane["load"])
                for row in loads.get(lane["lane"], []):
                    resources.add_load(move, row["resource"], lane["load"] * row["quantity"])
    return moves


def _moves(network: Network, scales: Scales, stocks: Stocks, lane: Row, item: str, upper: np.ndarray) -> list[int]:
    """Add a move for each class of the item's marks at the origin."""
    moves = []
    for mark_class in stocks.classes(lane["origin"], item):
        arriving = stocks.marks.class_on_arrival(lane, item, mark_class)
        move = network.add_activity(
            "move",
            (lane["lane"], item, mark_class.key),
            upper=upper,
            scale=scales.item(item),
            integer=scales.is_whole(item),
        )
        network.add_term(move, stocks.balances[lane["origin"], item, mark_class], -1.0)
        end = stocks.balances[lane["destination"], item, arriving]
        network.add_term(move, end, 1.0, network.lead_time_pattern(lane["lead_time"]))
        moves.append(move)
    return moves


@dataclass(kw_only=True)
class LaneLimit:
    """Capacity row of a lane, its capacity per base bucket, its open base buckets, and rows for narrower windows."""

    lane: str
    balance: int
    capacity: float
    open: Array
    scale: float
    windows: dict[str | None, int] = field(default_factory=dict)

    def rows_for(self, network: Network, row: Row, available: Array) -> list[int]:
        """Rows that a move by this row of the lane counts against."""
        if not (available < self.open).any():
            return [self.balance]
        if row["item"] not in self.windows:
            key = (self.lane, row["item"] or "")
            upper = self.capacity * available
            self.windows[row["item"]] = network.add_balance(
                "window", key, lower=-INFINITY, upper=upper, scale=self.scale
            )
            network.add_rule("lanes", row["_row"], self.lane, [("balance", self.windows[row["item"]], None)])
        return [self.balance, self.windows[row["item"]]]


def _lane_limits(facts: Facts, network: Network) -> dict[str, LaneLimit]:
    """Add the limit of each lane that has a capacity."""
    limits = {}
    for lane, rows in sorted(facts.rows_by("lanes", "lane").items()):
        capacity = next((row["capacity"] for row in rows if row["capacity"] is not None), None)
        if capacity is None:
            continue
        base = np.zeros(facts.calendar.base_count, dtype=bool)
        for row in rows:
            base |= facts.window(row["available_from"], row["available_until"])
        open_ = facts.sums(base.astype(float))
        scale = power_of_two_near(capacity * float(open_.max()))
        balance = network.add_balance("lane", (lane,), lower=-INFINITY, upper=capacity * open_, scale=scale)
        for row in rows:
            network.add_rule("lanes", row["_row"], lane, [("balance", balance, None)])
        limits[lane] = LaneLimit(lane=lane, balance=balance, capacity=capacity, open=open_, scale=scale)
    return limits
