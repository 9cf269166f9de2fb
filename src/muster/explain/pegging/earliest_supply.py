"""Earliest supply: the first bucket for one unit more than planned, whatever the capacity and money.

    soonest[balance]  = the first bucket from which the plan leaves some of the stock untouched above its floors, or the
                        soonest arrival of what an activity gives
    begin[activity]   = the first bucket, with all that it takes there, in which it may be done at all
    soonest[what it gives] = the first arrival of what is begun then

An activity may be done where its window is open, no consent blocks it and each resource and lane that it loads has
some capacity, from its own rows or from an investment. How much capacity there is does not count. Labels are set in
the order of time (Dijkstra 1959; with several inputs: Knuth 1977, "A generalization of Dijkstra's algorithm").
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from muster.network.facts import Mask
from muster.network.graph import Array
from muster.network.investment import ready_from
from muster.plans.levels import Levels
from muster.tolerances import FILLED

NEVER = 10**9


class EarliestSupply:
    """`earliest_bucket` of each balance of goods and `earliest_begin` of each activity; without one, never."""

    def __init__(self, levels: Levels) -> None:
        self.levels = levels
        self.network = levels.network
        self.earliest_bucket: dict[int, int] = {}
        self.earliest_begin: dict[int, int] = {}
        self.openings = _capacity_masks(levels)
        self._label()

    def first_open_bucket(self, activity: int, bucket: int) -> int:
        """The first bucket from this one in which an activity may be done; NEVER if there is none."""
        upper = np.broadcast_to(self.network.activities.upper[activity], (self.network.calendar.count,))
        open_ = upper > 0
        for mask in self.openings.get(activity, {}).values():
            open_ = open_ & mask
        open_from = np.flatnonzero(open_[bucket:])
        return bucket + int(open_from[0]) if len(open_from) else NEVER

    def first_arrival(self, activity: int, balance: int, begin: int) -> int | None:
        """The first bucket in which something begun then reaches a balance; None within the horizon: never."""
        for term in self.network.outputs(activity):
            if term.balance == balance:
                pairs = self.network.patterns[term.pattern]
                targets = pairs.target[(pairs.source >= begin) & (pairs.share > 0)]
                return int(targets.min()) if len(targets) else None
        return None

    def earliest_hand_over(self, request: str) -> int | None:
        """The first bucket in which one more unit than planned could be handed over; None: never."""
        keys = self.network.activities.key
        hands = [a for a in self.levels.families.get("hand", []) if keys[a][0] == request]
        return min((self.earliest_begin[hand] for hand in hands if hand in self.earliest_begin), default=None)

    def _label(self) -> None:
        network = self.network
        missing_inputs = [len({term.balance for term in network.inputs(a)}) for a in range(len(network.activities))]
        queue = [(bucket, balance) for balance, bucket in _unused_stocks(self.levels)]
        for activity, count in enumerate(missing_inputs):
            if count == 0 and network.outputs(activity):
                queue += self._start(activity, 0)
        heapq.heapify(queue)
        while queue:
            bucket, balance = heapq.heappop(queue)
            if balance in self.earliest_bucket:
                continue
            self.earliest_bucket[balance] = bucket
            for activity in network.consumers(balance):
                missing_inputs[activity] -= 1
                if missing_inputs[activity] == 0:
                    for arrival in self._start(activity, bucket):
                        heapq.heappush(queue, arrival)

    def _start(self, activity: int, ready: int) -> Iterator[tuple[int, int]]:
        """Begin an activity as soon as it may be: (bucket, balance) of its first arrivals."""
        begin = self.first_open_bucket(activity, ready)
        if begin == NEVER:
            return
        self.earliest_begin[activity] = begin
        for term in self.network.outputs(activity):
            bucket = self.first_arrival(activity, term.balance, begin)
            if bucket is not None:
                yield bucket, term.balance


def _unused_stocks(levels: Levels) -> list[tuple[int, int]]:
    """Stocks of which the plan leaves some to the end, above every floor, with the bucket from which it does."""
    network, blueprint = levels.network, levels.blueprint
    slack: dict[int, Array] = {}
    for reserve in blueprint.reserves:
        counted = np.sum([levels.of_activity(hold) for hold in reserve.counted], axis=0) if reserve.counted else 0.0
        for hold in reserve.counted:
            above_floor = counted - reserve.floor
            slack[hold] = np.minimum(slack[hold], above_floor) if hold in slack else above_floor
    unused = []
    for stock, hold in blueprint.stocks.holds.items():
        free_stock = np.minimum(levels.of_activity(hold), slack.get(hold, np.inf))
        lasting = np.minimum.accumulate(free_stock[::-1])[::-1]
        left_over = np.flatnonzero(lasting > FILLED * network.activities.scale[hold])
        if len(left_over):
            unused.append((blueprint.stocks.balances[stock], int(left_over[0])))
    return unused


def _capacity_masks(levels: Levels) -> dict[int, dict[tuple[str, str], Mask]]:
    """For each activity, by (kind, id), the buckets in which a resource or lane that it loads has any capacity."""
    network, blueprint = levels.network, levels.blueprint
    masks: dict[int, dict[tuple[str, str], Mask]] = defaultdict(dict)
    expandable = _expandable_buckets(levels)
    for resource in blueprint.resources.by_id.values():
        if resource.total is not None:
            has_capacity = (resource.total > 0) | expandable.get(resource.id, False)
            for activity, quantity in resource.users:
                if quantity > 0 and not has_capacity.all():
                    masks[activity]["capacity", resource.id] = has_capacity
    for term in network.terms():
        if network.balances.family[term.balance] in ("lane", "window") and term.coefficient > 0:
            has_capacity = np.broadcast_to(network.balances.upper[term.balance], (network.calendar.count,)) > 0
            if not has_capacity.all():
                masks[term.activity]["window", network.balances.key[term.balance][0]] = has_capacity
    return masks


def _expandable_buckets(levels: Levels) -> dict[str, Mask]:
    """By resource: the buckets in which an investment could have added capacity."""
    calendar, facts = levels.network.calendar, levels.blueprint.facts
    expandable: dict[str, Mask] = {}
    for row in facts.rows("investments"):
        build = levels.network.find("build", (row["investment"],))
        assert build is not None
        upper = np.broadcast_to(levels.network.activities.upper[build], (calendar.count,))
        ready = ready_from(facts, row)[upper > 0]
        base = np.zeros(calendar.base_count)
        if len(ready) and row["adds"] > 0:
            base[int(ready.min()) :] = 1.0
        expandable[row["resource"]] = expandable.get(row["resource"], False) | (facts.sums(base) > 0)
    return expandable
