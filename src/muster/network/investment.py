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
    """The `build` activity of each investment, by id."""
    items = facts.grouped("investment_items", "investment")
    builds = {}
    for row in facts.rows("investments"):
        investment = row["investment"]
        ready = ready_from(facts, row)
        possible = (ready < network.calendar.base_count) & (facts.within(row["earliest"], None) > 0)
        build = network.activity(
            "build",
            (investment,),
            upper=np.where(possible, row["maximum"], 0.0),
            integer=row["integer"],
        )
        network.cost("cost", build, row["cost"])
        total = network.balance("invested", (investment,), lower=-np.inf, upper=row["maximum"], timed=False)
        network.term(build, total, 1.0, Network.OVER_ALL)
        network.rule("investments", row["_row"], investment, [("balance", total, None)])
        for line in items.get(investment, []):
            location = line["location"] or _location_of(facts, row["resource"])
            network.term(build, stocks.taking(location, line["item"]), -line["quantity"])
        _install(network, resources, row, build, ready)
        builds[investment] = build
    return builds


def ready_from(facts: Facts, row: Row) -> Array:
    """The base bucket from which an investment adds capacity, by the bucket in which it is made, shape (T,)."""
    calendar, earliest = facts.calendar, facts.base(row["earliest"])
    return np.array([calendar.ready(t, row["lead_time"], earliest) for t in range(calendar.count)])


def _location_of(facts: Facts, resource: str) -> str:
    location: str = next(row["location"] for row in facts.rows("resources") if row["resource"] == resource)
    return location


def _install(network: Network, resources: Resources, row: Row, build: int, ready: Array) -> None:
    """Tie what is built to the capacity row it adds to."""
    calendar = network.calendar
    added = network.activity("added", (row["investment"],))
    installed = network.balance("installed", (row["investment"],))
    network.term(added, installed, -1.0)
    network.term(added, installed, 1.0, Network.NEXT)
    limit = _growing_row(network, resources, row["resource"])
    network.term(added, limit, -row["adds"], profile=calendar.lengths.astype(float))
    within = np.flatnonzero(ready < calendar.base_count)
    bucket = calendar.of_base[ready[within]]
    rest = calendar.starts[bucket] + calendar.lengths[bucket] - ready[within]
    whole = rest == calendar.lengths[bucket]
    begin = bucket + ~whole
    lasts = begin < calendar.count
    ones = np.ones(len(within))
    pattern = network.pattern(Pattern(within[lasts], begin[lasts], ones[lasts]))
    network.term(build, installed, 1.0, pattern)
    if not whole.all():
        partly = network.pattern(Pattern(within[~whole], bucket[~whole], rest[~whole].astype(float)))
        network.term(build, limit, -row["adds"], partly)


def _growing_row(network: Network, resources: Resources, resource: str) -> int:
    """The row that grows with investments: the capacity row, or for priced capacity the row of the extra column."""
    place = resources.by_id[resource]
    assert place.limit is not None
    if not place.uses:
        return place.limit
    existing = network.balances.index.get(("extra", (resource,)))
    if existing is None:
        extra = network.activity("extra", (resource,), scale=place.scale)
        network.term(extra, place.limit, -1.0)
        existing = network.balance("extra", (resource,), lower=-np.inf, scale=place.scale)
        network.term(extra, existing, 1.0)
    return existing
