"""Resources: capacity by bucket, its basis and its cost, and ramps (rules 6 and 7).

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
from muster.network.scales import power_of_two_near


@dataclass
class CapacitySchedule:
    """Capacity of a resource by base bucket, shape (N,), by cost, with its basis and source rows."""

    tiers: dict[float, Array] = field(default_factory=dict)
    basis: list[str | None] = field(default_factory=list)
    rows: dict[int, Mask] = field(default_factory=dict)


@dataclass(kw_only=True)
class Resource:
    """A resource in the network.

    `total` is its capacity by bucket without investments (None: no limit), `capacity_row` its capacity row, `load_row`
    the row that loads go to, `priced_columns` the columns of priced capacity with their unit cost, `users` who loads it
    with how much.
    """

    id: str
    scale: float
    total: Array | None
    basis: list[str | None]
    load_row: int | None = None
    capacity_row: int | None = None
    priced_columns: dict[int, float] = field(default_factory=dict)
    users: list[tuple[int, float]] = field(default_factory=list)


def read_capacity(facts: Facts, rows: list[Row]) -> CapacitySchedule:
    """Capacity by base bucket from those rows of a resource whose basis counts (rule 6).

    At each `from` the rows of the first-named basis hold; that set replaces the whole earlier one.
    """
    count = facts.calendar.base_count
    order = {basis: rank for rank, basis in enumerate(facts.settings.basis)}
    rows_by_day: dict[date, list[Row]] = defaultdict(list)
    for row in rows:
        if row["basis"] in order:
            rows_by_day[row["from"] or facts.settings.start].append(row)
    sets_in_force = []
    for day in sorted(rows_by_day):
        best = min(order[row["basis"]] for row in rows_by_day[day])
        sets_in_force.append((day, [row for row in rows_by_day[day] if order[row["basis"]] == best]))
    schedule = CapacitySchedule(basis=[None] * count)
    for index, (day, group) in enumerate(sets_in_force):
        begin = facts.base_bucket(day)
        next_begin = facts.calendar.base_index(sets_in_force[index + 1][0]) if index + 1 < len(sets_in_force) else None
        end = count if next_begin is None else min(max(next_begin, 0), count)
        if begin >= end:
            continue
        later = sets_in_force[index + 1][1] if index + 1 < len(sets_in_force) else []
        for row in group:
            tier = schedule.tiers.setdefault(row["cost"], np.zeros(count))
            tier[begin:end] = _capacity_until_next(row, later, begin, end, next_begin)
            mask = np.zeros(count, dtype=bool)
            mask[begin:end] = True
            schedule.rows[row["_row"]] = mask
        schedule.basis[begin:end] = [group[0]["basis"]] * (end - begin)
    return schedule


def _capacity_until_next(row: Row, later: list[Row], begin: int, end: int, next_begin: int | None) -> Profile:
    """Capacity of a row from its date to the next row's: constant, or linear towards the next quantity."""
    next_quantity = next((other["quantity"] for other in later if other["cost"] == row["cost"]), None)
    if row["to_next"] != "line" or next_quantity is None or next_begin is None:
        return float(row["quantity"])
    progress = (np.arange(begin, end) - begin) / (next_begin - begin)
    line: Array = row["quantity"] + (next_quantity - row["quantity"]) * progress
    return line


class Resources:
    """The capacity rows, to which operations and lanes add their load."""

    def __init__(self, facts: Facts, network: Network) -> None:
        self.facts = facts
        self.network = network
        self.by_id: dict[str, Resource] = {}
        self.expandable = {row["resource"] for row in facts.rows("investments")}
        capacities = facts.rows_by("capacities", "resource")
        for row in facts.rows("resources"):
            self._add_resource(row, capacities.get(row["resource"], []))

    def add_load(self, activity: int, resource_id: str, quantity: float) -> None:
        """Load a resource with `quantity` per unit of an activity's level, in the bucket of its start."""
        resource = self.by_id[resource_id]
        resource.users.append((activity, quantity))
        if resource.load_row is not None:
            self.network.add_term(activity, resource.load_row, quantity)

    def largest_capacity(self, resource: str) -> Array | None:
        """Largest load of a resource by bucket, shape (T,), with every investment made; None if unlimited."""
        total = self.by_id[resource].total
        if total is None:
            return None
        extra = sum(
            row["adds"] * row["maximum"] for row in self.facts.rows("investments") if row["resource"] == resource
        )
        largest: Array = total + extra * self.network.calendar.lengths
        return largest

    def _add_resource(self, row: Row, rows: list[Row]) -> None:
        network, facts, resource_id = self.network, self.facts, row["resource"]
        schedule = read_capacity(facts, rows)
        limited = bool(rows) or resource_id in self.expandable
        tiers = {cost: facts.sums(tier) for cost, tier in sorted(schedule.tiers.items())}
        total = np.zeros(network.calendar.count)
        for tier in tiers.values():
            total = total + tier
        sizes = [float(total.max()), row["initial_load"] or 0.0]
        sizes += [v["adds"] * v["maximum"] for v in facts.rows("investments") if v["resource"] == resource_id]
        scale = power_of_two_near(max(sizes) if limited else 1.0)
        ends = network.calendar.starts + network.calendar.lengths - 1
        basis = [schedule.basis[k] for k in ends]
        resource = Resource(id=resource_id, scale=scale, total=total if limited else None, basis=basis)
        self.by_id[resource_id] = resource
        ramped = row["ramp_up"] is not None or row["ramp_down"] is not None
        load = self._add_ramp_row(row, scale, resource) if ramped else None
        if limited:
            self._add_capacity_row(resource, tiers, total, load)
            self._register_capacity_rules(resource, schedule)

    def _add_capacity_row(self, resource: Resource, tiers: dict[float, Array], total: Array, load: int | None) -> None:
        network, key = self.network, (resource.id,)
        if any(tiers):
            resource.capacity_row = network.add_balance("priced", key, scale=resource.scale)
            for cost, tier in tiers.items():
                use = network.add_activity("use", (resource.id, repr(cost)), upper=tier, scale=resource.scale)
                network.add_term(use, resource.capacity_row, -1.0)
                network.add_cost("cost", use, cost)
                resource.priced_columns[use] = cost
        else:
            resource.capacity_row = network.add_balance(
                "capacity", key, lower=-np.inf, upper=total, scale=resource.scale
            )
        if load is None:
            resource.load_row = resource.capacity_row
        else:
            network.add_term(load, resource.capacity_row, 1.0)

    def _add_ramp_row(self, row: Row, scale: float, resource: Resource) -> int:
        """Add a column for the load and the row that limits its change per base bucket."""
        network = self.network
        lengths = network.calendar.lengths.astype(float)
        resource.load_row = network.add_balance("load", (row["resource"],), scale=scale)
        load = network.add_activity("load", (row["resource"],), scale=scale)
        network.add_term(load, resource.load_row, -1.0)
        between = (lengths + np.concatenate([[1.0], lengths[:-1]])) / 2
        up = np.inf if row["ramp_up"] is None else row["ramp_up"] * between
        down = -np.inf if row["ramp_down"] is None else -row["ramp_down"] * between
        upper, lower = np.broadcast_to(up, lengths.shape).copy(), np.broadcast_to(down, lengths.shape).copy()
        if row["initial_load"] is None:
            upper[0], lower[0] = np.inf, -np.inf
        else:
            upper[0] += row["initial_load"]
            lower[0] += row["initial_load"]
        ramp = network.add_balance("ramp", (row["resource"],), lower=lower, upper=upper, scale=scale)
        network.add_term(load, ramp, 1.0, profile=1.0 / lengths)
        network.add_term(load, ramp, -1.0, Network.NEXT, profile=1.0 / lengths)
        network.add_rule("resources", row["_row"], row["resource"], [("balance", ramp, None)])
        return load

    def _register_capacity_rules(self, resource: Resource, schedule: CapacitySchedule) -> None:
        """Register each capacity row as a rule on the buckets in which it holds."""
        assert resource.capacity_row is not None
        for row, mask in sorted(schedule.rows.items()):
            buckets = self.facts.sums(mask.astype(float)) > 0
            self.network.add_rule("capacities", row, resource.id, [("balance", resource.capacity_row, buckets)])
