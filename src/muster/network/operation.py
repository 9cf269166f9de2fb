"""Operations: items taken at the start, items given one lead time later, resources used when it starts.

    run[o,t]:  stock of each input: -quantity at t;  of each output: +quantity x yield[t] one lead time later
    choice[o,f]:  sum over members i of ratio x choose[o,f,i] - quantity x run[o] = 0   (a family is taken)

`run` lies between 0 and `maximum` times the base buckets in which the operation is available. An operation of whose
output nothing would arrive within the horizon is not started.
"""

from __future__ import annotations

import numpy as np

from muster.network.facts import Facts, Row
from muster.network.graph import INFINITY, Network, Profile
from muster.network.scales import Scales
from muster.network.stock import Stocks


def add_operations(facts: Facts, network: Network, scales: Scales, stocks: Stocks) -> dict[str, int]:
    """The `run` activity of each operation, by id."""
    lines = facts.grouped("operation_items", "operation")
    yields = facts.grouped("yields", "operation")
    runs = {}
    for row in facts.rows("operations"):
        operation = row["operation"]
        items = lines.get(operation, [])
        gives = any(line["quantity"] > 0 for line in items)
        quantities = {i: line["quantity"] for line in items for i in facts.choices(line["item"])}
        available = facts.within(row["available_from"], row["available_until"])
        upper = level_limit(row["maximum"], available)
        if gives:
            upper = np.where(network.calendar.arrivals(row["lead_time"]).inside > 0, upper, 0.0)
        scale = scales.level(quantities)
        run = network.activity(
            "run",
            (operation,),
            upper=upper,
            scale=scale,
            integer=any(line["quantity"] > 0 and scales.whole(line["item"]) for line in items),
        )
        network.cost("cost", run, facts.prices("operation", operation, row["unit_cost"]))
        factor = None
        if operation in yields:
            factor = facts.means(facts.steps([(y["from"], y["factor"]) for y in yields[operation]], 1.0))
        for line in items:
            if line["quantity"] > 0:
                made = stocks.making(row["location"], line["item"])
                network.term(run, made, line["quantity"], network.lead(row["lead_time"]), factor)
            elif line["quantity"] < 0:
                _take(facts, network, scales, stocks, row, line, run)
        if row["maximum"] is not None:
            network.rule("operations", row["_row"], operation, [("activity", run, available > 0)])
        runs[operation] = run
    return runs


def level_limit(per_base_bucket: float | None, available: Profile) -> Profile:
    """Ceiling by bucket: so much per base bucket, in the base buckets in which it is available at all."""
    if per_base_bucket is None:
        return np.where(available, INFINITY, 0.0)
    return per_base_bucket * available


def _take(facts: Facts, network: Network, scales: Scales, stocks: Stocks, row: Row, line: Row, run: int) -> None:
    """What one unit of level takes of an item, or of a family's members by ratio."""
    operation, location, wants = row["operation"], row["location"], line["item"]
    if wants not in facts.members:
        network.term(run, stocks.taking(location, wants), line["quantity"])
        return
    members = facts.members[wants]
    scale = max(scales.item(item) * ratio for item, ratio in members.items())
    choice = network.balance("choice", (operation, wants), scale=scale)
    network.term(run, choice, line["quantity"])
    for item, ratio in sorted(members.items()):
        choose = network.activity("choose", (operation, wants, item), scale=scales.item(item))
        network.term(choose, stocks.taking(location, item), -1.0)
        network.term(choose, choice, ratio)
