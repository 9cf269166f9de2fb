"""Investments: money and items that buy capacity.

    build[v,t]:     level, at most `maximum` over the horizon;  takes its items and its money at t
    invested[v]:    sum over t of build[v,t] <= maximum
    installed[v]:   arrivals[t] + added[v,t-1] - added[v,t] = 0
    capacity[r]:    - adds x length[t] x added[v,t]

What is built in a bucket counts from the first base bucket that lies wholly after one lead time from the bucket's first
day, or from `earliest` where that lies within the bucket. Where that first base bucket is in the midst of a longer one,
the bucket's own share comes straight from `build` and `added` takes over in the next. Items are taken of any mark. An
investment that would add nothing within the horizon is not made.
"""

from __future__ import annotations

import numpy as np

from muster.network.capacity import Resources
from muster.network.facts import Facts, Row
from muster.network.graph import Array, Network, Pattern
from muster.network.stock import Stocks


def add_investments(facts: Facts, network: Network, stocks: Stocks, resources: Resources) -> dict[str, int]:
    """Add the `build` activity of each investment; return them by id."""
    items = facts.rows_by("investment_items", "investment")
    builds = {}
    for row in facts.rows("investments"):
        investment = row["investment"]
        ready = ready_from(facts, row)
        possible = (ready < network.calendar.base_count) & (facts.lengths_within(row["earliest"], None) > 0)
        build = network.add_activity(
            "build",
            (investment,),
            upper=np.where(possible, row["maximum"], 0.0),
            integer=row["integer"],
        )
        network.add_cost("cost", build, row["cost"])
        total = network.add_balance("invested", (investment,), lower=-np.inf, upper=row["maximum"], timed=False)
        network.add_term(build, total, 1.0, Network.OVER_ALL)
        network.add_rule("investments", row["_row"], investment, [("balance", total, None)])
        for line in items.get(investment, []):
            location = line["location"] or _location_of_resource(facts, row["resource"])
            network.add_term(build, stocks.withdrawal_balance(location, line["item"]), -line["quantity"])
        _install(network, resources, row, build, ready)
        builds[investment] = build
    return builds


def ready_from(facts: Facts, row: Row) -> Array:
    """First base bucket in which an investment adds capacity, by the bucket in which it is made, shape (T,)."""
    calendar, earliest = facts.calendar, facts.base_bucket(row["earliest"])
    return np.array([calendar.ready_base_bucket(t, row["lead_time"], earliest) for t in range(calendar.count)])


def _location_of_resource(facts: Facts, resource: str) -> str:
    location: str = next(row["location"] for row in facts.rows("resources") if row["resource"] == resource)
    return location


def _install(network: Network, resources: Resources, row: Row, build: int, ready: Array) -> None:
    """Add the investment's capacity to the row it extends."""
    calendar = network.calendar
    added = network.add_activity("added", (row["investment"],))
    installed = network.add_balance("installed", (row["investment"],))
    network.add_term(added, installed, -1.0)
    network.add_term(added, installed, 1.0, Network.NEXT)
    limit = _growing_row(network, resources, row["resource"])
    network.add_term(added, limit, -row["adds"], profile=calendar.lengths.astype(float))
    ready_in_horizon = np.flatnonzero(ready < calendar.base_count)
    bucket = calendar.bucket_of_base[ready[ready_in_horizon]]
    rest = calendar.starts[bucket] + calendar.lengths[bucket] - ready[ready_in_horizon]
    whole = rest == calendar.lengths[bucket]
    begin = bucket + ~whole
    in_horizon = begin < calendar.count
    full_share = np.ones(len(ready_in_horizon))
    pattern = network.add_pattern(Pattern(ready_in_horizon[in_horizon], begin[in_horizon], full_share[in_horizon]))
    network.add_term(build, installed, 1.0, pattern)
    if not whole.all():
        partial = network.add_pattern(Pattern(ready_in_horizon[~whole], bucket[~whole], rest[~whole].astype(float)))
        network.add_term(build, limit, -row["adds"], partial)


def _growing_row(network: Network, resources: Resources, resource_id: str) -> int:
    """Row that grows with investments: the capacity row, or for priced capacity the row of the extra column."""
    resource = resources.by_id[resource_id]
    assert resource.capacity_row is not None
    if not resource.priced_columns:
        return resource.capacity_row
    extra_row = network.balances.index.get(("extra", (resource_id,)))
    if extra_row is None:
        extra = network.add_activity("extra", (resource_id,), scale=resource.scale)
        network.add_term(extra, resource.capacity_row, -1.0)
        extra_row = network.add_balance("extra", (resource_id,), lower=-np.inf, scale=resource.scale)
        network.add_term(extra, extra_row, 1.0)
    return extra_row
