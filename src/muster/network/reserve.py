"""Reserves: what a location or a party keeps (rule 5, convention C6).

    floor[n,i]:   what counts at the end of t >= floor[t]
    target[n,i]:  what counts at the end of t + gap[n,i,t] >= target[t]

What counts is what lies at the location, or at the party's locations, except old goods of another party's mark. A floor
that holds from the start is in each bucket no more than opening stock plus receipts so far. A longer bucket's floor and
target are those of its last base bucket. Tier `reserves` minimises the sum of gap x length / target.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from muster.network.facts import Facts, Mask, Row
from muster.network.graph import Array, Network
from muster.network.scales import Scales
from muster.network.stock import Stocks


@dataclass(frozen=True)
class Reserve:
    """A reserve by bucket, shape (T,): the floor that holds, the target, and the holds that count for it."""

    location: str | None
    party: str | None
    item: str
    floor: Array
    target: Array
    counted: list[int]
    gap: int | None

    @property
    def id(self) -> str:
        """The place and the item, as messages name them."""
        return f"{self.location or self.party}/{self.item}"


def add_reserves(facts: Facts, network: Network, scales: Scales, stocks: Stocks) -> list[Reserve]:
    """Every reserve, in the order of its key."""
    reserves = []
    groups = facts.grouped("reserves", "location", "party", "item")
    for (location, party, item), rows in sorted(groups.items(), key=lambda g: tuple(p or "" for p in g[0])):
        owner = party or facts.party_of[location]
        places = [location] if location else facts.locations_of[party]
        idle = sum(
            (facts.idle.get((place, item), np.zeros(network.calendar.count)) for place in places),
            np.zeros(network.calendar.count),
        )
        counted = [
            stocks.holds[place, item, mark_class]
            for place in places
            for mark_class in stocks.classes(place, item)
            if owner in mark_class.counts_for
        ]
        floor, limits = _floor(facts, rows, idle)
        target = facts.lasts(facts.steps([(row["from"], row["target"]) for row in rows], 0.0))
        key = ("location" if location else "party", location or party, item)
        _hold_floor(network, scales, key, counted, floor, limits)
        gap = _reach_target(network, scales, key, counted, target)
        reserves.append(Reserve(location, party, item, floor, target, counted, gap))
    return reserves


def _floor(facts: Facts, rows: list[Row], idle: Array) -> tuple[Array, list[tuple[Row, Mask]]]:
    """The floor by bucket, with the buckets in which each row's floor holds."""
    giving = sorted((row for row in rows if row["floor"] is not None), key=lambda r: r["from"] or date.min)
    base = np.full(facts.calendar.base_count, -1)
    for place, row in enumerate(giving):
        base[facts.base(row["from"]) :] = place
    holder = facts.lasts(base.astype(float)).astype(int)
    floor = np.zeros(facts.calendar.count)
    limits = []
    for place, row in enumerate(giving):
        mask = holder == place
        level = np.full(facts.calendar.count, row["floor"])
        if facts.base(row["from"]) == 0:
            level = np.minimum(level, np.maximum(idle, 0.0))
        floor = np.where(mask, level, floor)
        limits.append((row, mask))
    return floor, limits


def _hold_floor(
    network: Network,
    scales: Scales,
    key: tuple[str, str, str],
    counted: list[int],
    floor: Array,
    limits: list[tuple[Row, Mask]],
) -> None:
    if not floor.any():
        return
    lower = np.where(floor > 0, floor, -np.inf)
    row = network.balance("floor", key, lower=lower, upper=np.inf, scale=scales.item(key[2]))
    for hold in counted:
        network.term(hold, row, 1.0)
    for source, mask in limits:
        network.rule("reserves", source["_row"], f"{key[1]}/{key[2]}", [("balance", row, mask)])


def _reach_target(
    network: Network, scales: Scales, key: tuple[str, str, str], counted: list[int], target: Array
) -> int | None:
    if not target.any():
        return None
    scale = scales.item(key[2])
    lower = np.where(target > 0, target, -np.inf)
    row = network.balance("target", key, lower=lower, upper=np.inf, scale=scale)
    for hold in counted:
        network.term(hold, row, 1.0)
    gap = network.activity("gap", key, upper=target, scale=scale)
    network.term(gap, row, 1.0)
    lengths = network.calendar.lengths
    network.cost("reserves", gap, np.divide(lengths, target, out=np.zeros(len(target)), where=target > 0))
    return gap
