"""How soon one more unit than the plan hands over could be handed over, whatever capacity and money there were.

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

from muster.explain.pegging.fifo_queues import GOODS
from muster.network.facts import Mask
from muster.network.graph import Array
from muster.network.investment import ready_from
from muster.plans.levels import Levels
from muster.tolerances import FILLED

NEVER = 10**9


class Soonest:
    """Soonest buckets: `bucket` of each balance of goods, `begin` of each activity; without one, never."""

    def __init__(self, levels: Levels) -> None:
        self.levels = levels
        self.network = levels.network
        self.bucket: dict[int, int] = {}
        self.begin: dict[int, int] = {}
        self._takes: dict[int, list[int]] = defaultdict(list)
        self._gives: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._takers: dict[int, list[int]] = defaultdict(list)
        self._read_terms()
        self.masks = _masks(levels)
        self._spread()

    def allowed(self, activity: int, bucket: int) -> int:
        """The first bucket from this one in which an activity may be done; NEVER if there is none."""
        upper = np.broadcast_to(self.network.activities.upper[activity], (self.network.calendar.count,))
        open_ = upper > 0
        for mask in self.masks.get(activity, {}).values():
            open_ = open_ & mask
        found = np.flatnonzero(open_[bucket:])
        return bucket + int(found[0]) if len(found) else NEVER

    def arrival(self, activity: int, balance: int, begin: int) -> int | None:
        """The first bucket in which something begun then reaches a balance; None within the horizon: never."""
        for other, pattern in self._gives[activity]:
            if other == balance:
                pairs = self.network.patterns[pattern]
                targets = pairs.target[(pairs.source >= begin) & (pairs.share > 0)]
                return int(targets.min()) if len(targets) else None
        return None

    def hand_over(self, request: str) -> int | None:
        """The first bucket in which one more unit than planned could be handed over; None: never."""
        keys = self.network.activities.key
        hands = [a for a in self.levels.families.get("hand", []) if keys[a][0] == request]
        return min((self.begin[hand] for hand in hands if hand in self.begin), default=None)

    def _read_terms(self) -> None:
        network = self.network
        for place, activity in enumerate(network.term_activity):
            balance = network.term_balance[place]
            if network.balances.family[balance] in GOODS and network.activities.family[activity] != "hold":
                if network.term_coefficient[place] < 0:
                    self._takes[activity].append(balance)
                    self._takers[balance].append(activity)
                else:
                    self._gives[activity].append((balance, network.term_pattern[place]))

    def _spread(self) -> None:
        waits = {activity: len(set(taken)) for activity, taken in self._takes.items()}
        queue = [(bucket, balance) for balance, bucket in _left_over(self.levels)]
        for activity in self._gives:
            if activity not in self._takes:
                queue += self._begun(activity, 0)
        heapq.heapify(queue)
        while queue:
            bucket, balance = heapq.heappop(queue)
            if balance in self.bucket:
                continue
            self.bucket[balance] = bucket
            for activity in dict.fromkeys(self._takers[balance]):
                waits[activity] -= 1
                if waits[activity] == 0:
                    for arrival in self._begun(activity, bucket):
                        heapq.heappush(queue, arrival)

    def _begun(self, activity: int, ready: int) -> Iterator[tuple[int, int]]:
        """Begin an activity as soon as it may be: (bucket, balance) of its first arrivals."""
        begin = self.allowed(activity, ready)
        if begin == NEVER:
            return
        self.begin[activity] = begin
        for balance, _ in self._gives[activity]:
            bucket = self.arrival(activity, balance, begin)
            if bucket is not None:
                yield bucket, balance


def _left_over(levels: Levels) -> list[tuple[int, int]]:
    """Stocks of which the plan leaves some to the end, above every floor, with the bucket from which it does."""
    network, blueprint = levels.network, levels.blueprint
    slack: dict[int, Array] = {}
    for reserve in blueprint.reserves:
        counted = np.sum([levels.of(hold) for hold in reserve.counted], axis=0) if reserve.counted else 0.0
        for hold in reserve.counted:
            spare = counted - reserve.floor
            slack[hold] = np.minimum(slack[hold], spare) if hold in slack else spare
    found = []
    for place, hold in blueprint.stocks.holds.items():
        there = np.minimum(levels.of(hold), slack.get(hold, np.inf))
        lasting = np.minimum.accumulate(there[::-1])[::-1]
        some = np.flatnonzero(lasting > FILLED * network.activities.scale[hold])
        if len(some):
            found.append((blueprint.stocks.balances[place], int(some[0])))
    return found


def _masks(levels: Levels) -> dict[int, dict[tuple[str, str], Mask]]:
    """For each activity, by (kind, id), the buckets in which a resource or lane that it loads has any capacity."""
    network, blueprint = levels.network, levels.blueprint
    masks: dict[int, dict[tuple[str, str], Mask]] = defaultdict(dict)
    grown = _grown(levels)
    for resource in blueprint.resources.by_id.values():
        if resource.total is not None:
            some = (resource.total > 0) | grown.get(resource.id, False)
            for activity, quantity in resource.users:
                if quantity > 0 and not some.all():
                    masks[activity]["capacity", resource.id] = some
    for place, activity in enumerate(network.term_activity):
        balance = network.term_balance[place]
        if network.balances.family[balance] in ("lane", "window") and network.term_coefficient[place] > 0:
            some = np.broadcast_to(network.balances.upper[balance], (network.calendar.count,)) > 0
            if not some.all():
                masks[activity]["window", network.balances.key[balance][0]] = some
    return masks


def _grown(levels: Levels) -> dict[str, Mask]:
    """By resource: the buckets in which an investment could have added capacity."""
    calendar, facts = levels.network.calendar, levels.blueprint.facts
    grown: dict[str, Mask] = {}
    for row in facts.rows("investments"):
        build = levels.network.find("build", (row["investment"],))
        assert build is not None
        upper = np.broadcast_to(levels.network.activities.upper[build], (calendar.count,))
        ready = ready_from(facts, row)[upper > 0]
        base = np.zeros(calendar.base_count)
        if len(ready) and row["adds"] > 0:
            base[int(ready.min()) :] = 1.0
        grown[row["resource"]] = grown.get(row["resource"], False) | (facts.sums(base) > 0)
    return grown
