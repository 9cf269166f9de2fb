"""Operations: items taken at the start, items given one lead time later, resources used when it starts.

    run[o,t]:  stock of each input: -quantity at t;  of each output: +quantity x yield[t] one lead time later
    choice[o,f]:  sum over members i of ratio x choose[o,f,i] - quantity x run[o] = 0   (a family is taken)

`run` lies between 0 and `maximum` times the base buckets in which the operation is available. An operation is not
started if none of its output would arrive within the horizon.
"""

from __future__ import annotations

import numpy as np

from muster.network.facts import Facts, Row
from muster.network.graph import INFINITY, Network, Profile
from muster.network.scales import Scales
from muster.network.stock import Stocks


def add_operations(facts: Facts, network: Network, scales: Scales, stocks: Stocks) -> dict[str, int]:
    """Add the `run` activity of each operation; return them by id."""
    lines = facts.rows_by("operation_items", "operation")
    yields = facts.rows_by("yields", "operation")
    runs = {}
    for row in facts.rows("operations"):
        operation = row["operation"]
        items = lines.get(operation, [])
        has_output = any(line["quantity"] > 0 for line in items)
        quantities = {i: line["quantity"] for line in items for i in facts.serving_items(line["item"])}
        available = facts.lengths_within(row["available_from"], row["available_until"])
        upper = level_limit(row["maximum"], available)
        if has_output:
            upper = np.where(network.calendar.arrivals(row["lead_time"]).arriving_share > 0, upper, 0.0)
        scale = scales.level(quantities)
        run = network.add_activity(
            "run",
            (operation,),
            upper=upper,
            scale=scale,
            integer=any(line["quantity"] > 0 and scales.is_whole(line["item"]) for line in items),
        )
        network.add_cost("cost", run, facts.prices("operation", operation, row["unit_cost"]))
        factor = None
        if operation in yields:
            factor = facts.means(facts.step_function([(y["from"], y["factor"]) for y in yields[operation]], 1.0))
        for line in items:
            if line["quantity"] > 0:
                output_balance = stocks.production_balance(row["location"], line["item"])
                network.add_term(
                    run, output_balance, line["quantity"], network.lead_time_pattern(row["lead_time"]), factor
                )
            elif line["quantity"] < 0:
                _add_input(facts, network, scales, stocks, row, line, run)
        if row["maximum"] is not None:
            network.add_rule("operations", row["_row"], operation, [("activity", run, available > 0)])
        runs[operation] = run
    return runs


def level_limit(per_base_bucket: float | None, available: Profile) -> Profile:
    """Upper bound of a level by bucket: the limit per base bucket times the base buckets available."""
    if per_base_bucket is None:
        return np.where(available, INFINITY, 0.0)
    return per_base_bucket * available


def _add_input(facts: Facts, network: Network, scales: Scales, stocks: Stocks, row: Row, line: Row, run: int) -> None:
    """Add the input per unit of level: an item, or members of a family by ratio."""
    operation, location, wants = row["operation"], row["location"], line["item"]
    if wants not in facts.members:
        network.add_term(run, stocks.withdrawal_balance(location, wants), line["quantity"])
        return
    members = facts.members[wants]
    scale = max(scales.item(item) * ratio for item, ratio in members.items())
    choice = network.add_balance("choice", (operation, wants), scale=scale)
    network.add_term(run, choice, line["quantity"])
    for item, ratio in sorted(members.items()):
        choose = network.add_activity("choose", (operation, wants, item), scale=scales.item(item))
        network.add_term(choose, stocks.withdrawal_balance(location, item), -1.0)
        network.add_term(choose, choice, ratio)
