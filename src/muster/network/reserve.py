"""Reserves that a location or a party keeps (rule 5, convention C6).

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


@dataclass(frozen=True, kw_only=True)
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
        """Location or party and the item, as in messages."""
        return f"{self.location or self.party}/{self.item}"


def add_reserves(facts: Facts, network: Network, scales: Scales, stocks: Stocks) -> list[Reserve]:
    """Add every reserve, in the order of keys."""
    reserves = []
    groups = facts.rows_by("reserves", "location", "party", "item")
    for (location, party, item), rows in sorted(groups.items(), key=lambda g: tuple(p or "" for p in g[0])):
        owner = party or facts.party_of[location]
        locations = [location] if location else facts.locations_of[party]
        idle = sum(
            (
                facts.idle_stock.get((stock_location, item), np.zeros(network.calendar.count))
                for stock_location in locations
            ),
            np.zeros(network.calendar.count),
        )
        counted = [
            stocks.holds[stock_location, item, mark_class]
            for stock_location in locations
            for mark_class in stocks.classes(stock_location, item)
            if owner in mark_class.counts_for
        ]
        floor, limits = _floor_levels(facts, rows, idle)
        target = facts.last_values(facts.step_function([(row["from"], row["target"]) for row in rows], 0.0))
        key = ("location" if location else "party", location or party, item)
        _add_floor_row(network, scales, key, counted, floor, limits)
        gap = _add_target_row(network, scales, key, counted, target)
        reserves.append(
            Reserve(location=location, party=party, item=item, floor=floor, target=target, counted=counted, gap=gap)
        )
    return reserves


def _floor_levels(facts: Facts, rows: list[Row], idle: Array) -> tuple[Array, list[tuple[Row, Mask]]]:
    """Floor by bucket, shape (T,), and the buckets in which each row's floor holds."""
    dated = sorted((row for row in rows if row["floor"] is not None), key=lambda r: r["from"] or date.min)
    base = np.full(facts.calendar.base_count, -1)
    for index, row in enumerate(dated):
        base[facts.base_bucket(row["from"]) :] = index
    row_in_force = facts.last_values(base.astype(float)).astype(int)
    floor = np.zeros(facts.calendar.count)
    limits = []
    for index, row in enumerate(dated):
        mask = row_in_force == index
        level = np.full(facts.calendar.count, row["floor"])
        if facts.base_bucket(row["from"]) == 0:
            level = np.minimum(level, np.maximum(idle, 0.0))
        floor = np.where(mask, level, floor)
        limits.append((row, mask))
    return floor, limits


def _add_floor_row(
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
    row = network.add_balance("floor", key, lower=lower, upper=np.inf, scale=scales.item(key[2]))
    for hold in counted:
        network.add_term(hold, row, 1.0)
    for source, mask in limits:
        network.add_rule("reserves", source["_row"], f"{key[1]}/{key[2]}", [("balance", row, mask)])


def _add_target_row(
    network: Network, scales: Scales, key: tuple[str, str, str], counted: list[int], target: Array
) -> int | None:
    if not target.any():
        return None
    scale = scales.item(key[2])
    lower = np.where(target > 0, target, -np.inf)
    row = network.add_balance("target", key, lower=lower, upper=np.inf, scale=scale)
    for hold in counted:
        network.add_term(hold, row, 1.0)
    gap = network.add_activity("gap", key, upper=target, scale=scale)
    network.add_term(gap, row, 1.0)
    lengths = network.calendar.lengths
    network.add_cost("reserves", gap, np.divide(lengths, target, out=np.zeros(len(target)), where=target > 0))
    return gap
