"""Whose goods were handed over, where the plan did not need to tell: oldest supply first.

Within a class of marks the plan knows only totals. Here each stock is a row of lots in the order of their arrival, and
every outflow takes the oldest; of what a move takes, the first part arrives first. Of lots that arrive in one bucket,
what was there or made comes before what is brought, and what left first before the rest. Only items for which it
matters are followed.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass

import numpy as np

from muster.network.graph import Network
from muster.plans.levels import Levels

Lot = tuple[str, float]
"""Whose goods, and how much."""

Place = tuple[str, str]
"""Location and class of one item."""

Turn = tuple[int, int]
"""The order of arrivals in one bucket: when it left, and the move that brings it."""

AT_HOME: Turn = (-1, -1)


@dataclass(frozen=True)
class Flow:
    """A move within the item: from a place to a place, the buckets and shares of its arrivals, and who owns it then."""

    activity: int
    origin: Place
    destination: Place
    arrivals: dict[int, list[tuple[int, float]]]
    buyer: str | None


def holders(levels: Levels) -> dict[int, list[tuple[str, int, float]]]:
    """For each hand-over (and what goes along): (party, bucket, quantity), by the party whose mark the goods bear."""
    stocks = levels.blueprint.stocks
    found: dict[int, list[tuple[str, int, float]]] = {}
    followed: dict[str, list[int]] = defaultdict(list)
    for family in ("hand", "along"):
        for activity in levels.families.get(family, []):
            item, place = _taken_from(levels, activity)
            parties = stocks.marks.parties[place[0], item, levels.class_by_key[place[0], item, place[1]]]
            figures = levels.of(activity)
            if len(parties) == 1:
                party = next(iter(parties))
                found[activity] = [(party, t, float(figures[t])) for t in np.flatnonzero(figures).tolist()]
            elif figures.any():
                followed[item].append(activity)
    for item, activities in followed.items():
        _Follow(levels, item).run(activities, found)
    return found


def _taken_from(levels: Levels, activity: int) -> tuple[str, Place]:
    """The item that a hand-over takes and the place it is taken from."""
    key = levels.network.activities.key[activity]
    family = levels.network.activities.family[activity]
    location = levels.location_of_request[key[0]]
    return (key[1], (location, key[2])) if family == "hand" else (key[3], (location, key[4]))


class _Follow:
    """All lots of one item, bucket by bucket."""

    def __init__(self, levels: Levels, item: str) -> None:
        self.levels = levels
        self.item = item
        self.lots: dict[Place, deque[Lot]] = defaultdict(deque)
        self.coming: dict[tuple[Place, int], list[tuple[Turn, Lot]]] = defaultdict(list)
        self.facts = levels.blueprint.facts
        self.stocks = levels.blueprint.stocks
        self.flows = self._flows()
        self._supplies()

    def run(self, hand_overs: list[int], found: dict[int, list[tuple[str, int, float]]]) -> None:
        """Fill `found` for these hand-overs."""
        leaving: dict[Place, list[int]] = defaultdict(list)
        for activity in hand_overs:
            leaving[_taken_from(self.levels, activity)[1]].append(activity)
            found[activity] = []
        for bucket in range(self.levels.network.calendar.count):
            for place in self._order(bucket):
                self._arrive(place, bucket)
                for activity in leaving.get(place, []):
                    wanted = float(self.levels.of(activity)[bucket])
                    found[activity] += [(party, bucket, q) for party, q in self._summed(place, wanted)]
                self._take(place, self._used(place, bucket))
                for flow in self.flows.get(place, []):
                    self._move(flow, bucket)

    def _arrive(self, place: Place, bucket: int) -> None:
        """What comes by then; where goods go round within a bucket, what came after the place had its turn too."""
        due = sorted((key for key in self.coming if key[0] == place and key[1] <= bucket), key=lambda key: key[1])
        for key in due:
            self.lots[place] += [lot for _, lot in sorted(self.coming.pop(key), key=lambda one: one[0])]

    def _move(self, flow: Flow, bucket: int) -> None:
        level = float(self.levels.of(flow.activity)[bucket])
        lots = deque(self._take(flow.origin, level))
        for arrival, share in flow.arrivals.get(bucket, []):
            brought = _first(lots, level * share)
            turn = (bucket, flow.activity)
            self.coming[flow.destination, arrival] += [(turn, (flow.buyer or party, q)) for party, q in brought]

    def _summed(self, place: Place, wanted: float) -> list[Lot]:
        """What is taken, by party."""
        sums: dict[str, float] = defaultdict(float)
        for party, quantity in self._take(place, wanted):
            sums[party] += quantity
        return sorted(sums.items())

    def _take(self, place: Place, wanted: float) -> list[Lot]:
        """Take the oldest lots; what rounding leaves over is the party's of the first, or the location's own."""
        taken = _first(self.lots[place], wanted)
        missing = wanted - sum(quantity for _, quantity in taken)
        if missing > 0:
            taken.append((taken[0][0] if taken else self.facts.party_of[place[0]], missing))
        return taken

    def _order(self, bucket: int) -> list[Place]:
        """Places such that goods that arrive in the bucket they left in are there before they are needed."""
        ahead: dict[Place, set[Place]] = {place: set() for place in self.places}
        for place, flows in self.flows.items():
            for flow in flows:
                same = any(arrival == bucket for arrival, _ in flow.arrivals.get(bucket, []))
                if same and flow.destination != place and self.levels.of(flow.activity)[bucket] > 0:
                    ahead[flow.destination].add(place)
        order: list[Place] = []
        done: set[Place] = set()
        waiting = list(self.places)
        while waiting:
            free = [place for place in waiting if ahead[place] <= done] or waiting[:1]
            order += free
            done.update(free)
            waiting = [place for place in waiting if place not in done]
        return order

    def _flows(self) -> dict[Place, list[Flow]]:
        network, flows = self.levels.network, defaultdict(list)
        lanes = {(row["lane"], row["item"]): row for row in self.facts.rows("lanes")}
        self.places: list[Place] = sorted(
            (location, mark_class.key)
            for (location, item), classes in self.stocks.marks.classes.items()
            if item == self.item
            for mark_class in classes
        )
        for activity in self.levels.families.get("move", []):
            lane_id, item, origin_class = network.activities.key[activity]
            if item != self.item or not self.levels.of(activity).any():
                continue
            lane = lanes.get((lane_id, item)) or lanes[lane_id, None]
            mark_class = self.levels.class_by_key[lane["origin"], item, origin_class]
            arriving = self.stocks.marks.arriving(lane, item, mark_class)
            buyer = self.facts.party_of[lane["destination"]] if lane["transfers"] else None
            origin = (lane["origin"], origin_class)
            destination = (lane["destination"], arriving.key)
            flows[origin].append(Flow(activity, origin, destination, _by_source(network, lane["lead_time"]), buyer))
        return flows

    def _supplies(self) -> None:
        """Opening stock, receipts and what operations give, at the buckets in which they come."""
        for (location, item), arriving in self.facts.arriving.items():
            if item == self.item:
                party = self.facts.party_of[location]
                place = (location, self.stocks.marks.of(location, item, (party, True)).key)
                for bucket in np.flatnonzero(arriving > 0):
                    self.coming[place, int(bucket)].append((AT_HOME, (party, float(arriving[bucket]))))
        for (location, item, mark_class), (made, _) in self.levels.exchanged.items():
            if item == self.item:
                party = self.facts.party_of[location]
                for bucket in np.flatnonzero(made > 0):
                    lot = (party, float(made[bucket]))
                    self.coming[(location, mark_class), int(bucket)].append((AT_HOME, lot))

    def _used(self, place: Place, bucket: int) -> float:
        """What operations, investments and losses take from a place in a bucket."""
        location, mark_class = place
        arriving = self.facts.arriving.get((location, self.item))
        single = len(self.stocks.classes(location, self.item)) == 1
        loss = max(0.0, -float(arriving[bucket])) if arriving is not None and single else 0.0
        exchanged = self.levels.exchanged.get((location, self.item, mark_class))
        return loss + (float(exchanged[1][bucket]) if exchanged is not None else 0.0)


def _first(lots: deque[Lot], wanted: float) -> list[Lot]:
    """Take so much from the front of a row of lots, or all there is."""
    taken: list[Lot] = []
    while wanted > 0 and lots:
        party, there = lots.popleft()
        part = min(there, wanted)
        taken.append((party, part))
        wanted -= part
        if part < there:
            lots.appendleft((party, there - part))
    return taken


def _by_source(network: Network, lead_time: str) -> dict[int, list[tuple[int, float]]]:
    arrivals = network.calendar.arrivals(lead_time)
    result: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for source, target, share in zip(arrivals.source, arrivals.target, arrivals.share, strict=True):
        result[int(source)].append((int(target), float(share)))
    return result
