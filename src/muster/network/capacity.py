"""Resources: how much there is of each in each bucket, on what basis, and what it costs (rules 6 and 7).

    capacity[r]:  sum of quantity x run, quantity x load x move  -  added[r,t]  <=  capacity[r,t]
    priced[r]:    sum of quantity x run, ...  -  sum over tiers of use[r,k] - extra[r] = 0,  use[r,k] <= capacity[r,k,t]
    extra[r]:     extra[r,t] - added[r,t] <= 0
    load[r]:      sum of quantity x run, ...  -  load[r] = 0
    ramp[r]:      -ramp_down x (n[t] + n[t-1])/2  <=  load[t]/n[t] - load[t-1]/n[t-1]  <=  ramp_up x (n[t] + n[t-1])/2

A resource whose capacity costs nothing has the row `capacity`; one with a cost per unit used has `priced`, a column per
tier and, if it can grow, `extra`, which costs nothing. `added` is what investments have built. `load` and `ramp` exist
where a ramp is set.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from muster.network.facts import Facts, Mask, Row
from muster.network.graph import Array, Network, Profile
from muster.network.scales import near


@dataclass
class Supply:
    """A resource's capacity by base bucket, shape (N,): by cost, with the basis and the rows that give it."""

    tiers: dict[float, Array] = field(default_factory=dict)
    basis: list[str | None] = field(default_factory=list)
    rows: dict[int, Mask] = field(default_factory=dict)


@dataclass
class Resource:
    """A resource's place in the network.

    `total` is its capacity by bucket without investments (None: no limit), `limit` its capacity row, `carrier` the row
    that loads go to, `uses` the columns of priced capacity with their unit cost, `users` who loads it with how much.
    """

    id: str
    scale: float
    total: Array | None
    basis: list[str | None]
    carrier: int | None = None
    limit: int | None = None
    uses: dict[int, float] = field(default_factory=dict)
    users: list[tuple[int, float]] = field(default_factory=list)


def read_supply(facts: Facts, rows: list[Row]) -> Supply:
    """Capacity by base bucket from a resource's rows, those of the bases that count (rule 6).

    At each `from` the rows of the first-named basis hold; that set replaces the whole earlier one.
    """
    count = facts.calendar.base_count
    order = {basis: rank for rank, basis in enumerate(facts.settings.basis)}
    sets: dict[date, list[Row]] = defaultdict(list)
    for row in rows:
        if row["basis"] in order:
            sets[row["from"] or facts.settings.start].append(row)
    kept = []
    for day in sorted(sets):
        best = min(order[row["basis"]] for row in sets[day])
        kept.append((day, [row for row in sets[day] if order[row["basis"]] == best]))
    supply = Supply(basis=[None] * count)
    for place, (day, group) in enumerate(kept):
        begin = facts.base(day)
        following = facts.calendar.base_index(kept[place + 1][0]) if place + 1 < len(kept) else None
        end = count if following is None else min(max(following, 0), count)
        if begin >= end:
            continue
        later = kept[place + 1][1] if place + 1 < len(kept) else []
        for row in group:
            tier = supply.tiers.setdefault(row["cost"], np.zeros(count))
            tier[begin:end] = _stretch(row, later, begin, end, following)
            mask = np.zeros(count, dtype=bool)
            mask[begin:end] = True
            supply.rows[row["_row"]] = mask
        supply.basis[begin:end] = [group[0]["basis"]] * (end - begin)
    return supply


def _stretch(row: Row, later: list[Row], begin: int, end: int, following: int | None) -> Profile:
    """A row's capacity from its own date to the next row's: level, or straight towards the next quantity."""
    ahead = next((other["quantity"] for other in later if other["cost"] == row["cost"]), None)
    if row["to_next"] != "line" or ahead is None or following is None:
        return float(row["quantity"])
    way = (np.arange(begin, end) - begin) / (following - begin)
    line: Array = row["quantity"] + (ahead - row["quantity"]) * way
    return line


class Resources:
    """The capacity rows, and the way for operations and lanes to use a resource."""

    def __init__(self, facts: Facts, network: Network) -> None:
        self.facts = facts
        self.network = network
        self.by_id: dict[str, Resource] = {}
        self.grows = {row["resource"] for row in facts.rows("investments")}
        capacities = facts.grouped("capacities", "resource")
        for row in facts.rows("resources"):
            self._add(row, capacities.get(row["resource"], []))

    def use(self, activity: int, resource: str, quantity: float) -> None:
        """One unit of an activity's level loads a resource with `quantity` in the bucket of its start."""
        place = self.by_id[resource]
        place.users.append((activity, quantity))
        if place.carrier is not None:
            self.network.term(activity, place.carrier, quantity)

    def most(self, resource: str) -> Array | None:
        """The most that a resource can carry in each bucket with every investment made; None if it has no limit."""
        total = self.by_id[resource].total
        if total is None:
            return None
        extra = sum(
            row["adds"] * row["maximum"] for row in self.facts.rows("investments") if row["resource"] == resource
        )
        most: Array = total + extra * self.network.calendar.lengths
        return most

    def _add(self, row: Row, rows: list[Row]) -> None:
        network, facts, resource = self.network, self.facts, row["resource"]
        supply = read_supply(facts, rows)
        limited = bool(rows) or resource in self.grows
        tiers = {cost: facts.sums(tier) for cost, tier in sorted(supply.tiers.items())}
        total = np.zeros(network.calendar.count)
        for tier in tiers.values():
            total = total + tier
        sizes = [float(total.max()), row["initial_load"] or 0.0]
        sizes += [v["adds"] * v["maximum"] for v in facts.rows("investments") if v["resource"] == resource]
        scale = near(max(sizes) if limited else 1.0)
        ends = network.calendar.starts + network.calendar.lengths - 1
        basis = [supply.basis[k] for k in ends]
        place = Resource(resource, scale, total if limited else None, basis)
        self.by_id[resource] = place
        ramped = row["ramp_up"] is not None or row["ramp_down"] is not None
        load = self._ramp(row, scale, place) if ramped else None
        if limited:
            self._limit(place, tiers, total, load)
            self._name_rows(place, supply)

    def _limit(self, place: Resource, tiers: dict[float, Array], total: Array, load: int | None) -> None:
        network, key = self.network, (place.id,)
        if any(tiers):
            place.limit = network.balance("priced", key, scale=place.scale)
            for cost, tier in tiers.items():
                use = network.activity("use", (place.id, repr(cost)), upper=tier, scale=place.scale)
                network.term(use, place.limit, -1.0)
                network.cost("cost", use, cost)
                place.uses[use] = cost
        else:
            place.limit = network.balance("capacity", key, lower=-np.inf, upper=total, scale=place.scale)
        if load is None:
            place.carrier = place.limit
        else:
            network.term(load, place.limit, 1.0)

    def _ramp(self, row: Row, scale: float, place: Resource) -> int:
        """The load as a column of its own, and the row that limits its change per base bucket."""
        network = self.network
        lengths = network.calendar.lengths.astype(float)
        place.carrier = network.balance("load", (row["resource"],), scale=scale)
        load = network.activity("load", (row["resource"],), scale=scale)
        network.term(load, place.carrier, -1.0)
        between = (lengths + np.concatenate([[1.0], lengths[:-1]])) / 2
        up = np.inf if row["ramp_up"] is None else row["ramp_up"] * between
        down = -np.inf if row["ramp_down"] is None else -row["ramp_down"] * between
        upper, lower = np.broadcast_to(up, lengths.shape).copy(), np.broadcast_to(down, lengths.shape).copy()
        if row["initial_load"] is None:
            upper[0], lower[0] = np.inf, -np.inf
        else:
            upper[0] += row["initial_load"]
            lower[0] += row["initial_load"]
        ramp = network.balance("ramp", (row["resource"],), lower=lower, upper=upper, scale=scale)
        network.term(load, ramp, 1.0, profile=1.0 / lengths)
        network.term(load, ramp, -1.0, Network.NEXT, profile=1.0 / lengths)
        network.rule("resources", row["_row"], row["resource"], [("balance", ramp, None)])
        return load

    def _name_rows(self, place: Resource, supply: Supply) -> None:
        """Each capacity row limits the buckets in which it holds."""
        assert place.limit is not None
        for row, mask in sorted(supply.rows.items()):
            buckets = self.facts.sums(mask.astype(float)) > 0
            self.network.rule("capacities", row, place.id, [("balance", place.limit, buckets)])
