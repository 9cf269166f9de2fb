"""Upper bound of each operation's level that any request, reserve or later operation could use.

    need[i]  = requests / ratio + reserves + investments + sum over operations of what level[o] takes + companions
    level[o] = the largest need[i] / (quantity x smallest yield) over its outputs, rounded up

It bounds operations with on/off decisions that nothing else bounds (rule 11).
"""

from __future__ import annotations

from collections import defaultdict
from math import ceil

from muster.network.demand import read_demands
from muster.network.facts import Facts
from muster.network.graph import INFINITY


def useful_levels(facts: Facts) -> dict[str, float]:
    """Largest useful level by operation: output beyond it has no use within the horizon.

    Infinite if unknown: if operations feed each other in a cycle, if stock left at the end has a value, or if an
    operation gives nothing, gives several items or loads a resource with a ramp.
    """
    recipes = facts.rows_by("operation_items", "operation")
    runs = [row["operation"] for row in facts.rows("operations")]
    yields = facts.rows_by("yields", "operation")
    outputs = {
        operation: {
            row["item"]: row["quantity"] * min([1.0, *(y["factor"] for y in yields.get(operation, []))])
            for row in rows
            if row["quantity"] > 0
        }
        for operation, rows in recipes.items()
    }
    direct = _direct_needs(facts)
    unbounded = dict.fromkeys(_unbounded_operations(facts), INFINITY)
    need, levels = dict(direct), dict.fromkeys(recipes, 0.0)
    for _ in range(len(recipes) + len(facts.rows("companions")) + 2):
        levels = {operation: _useful_level(outputs_of, need) for operation, outputs_of in outputs.items()} | unbounded
        next_need = _total_needs(facts, direct, need, levels)
        if next_need == need:
            return levels
        need = next_need
    return dict.fromkeys(runs, INFINITY)


def _unbounded_operations(facts: Facts) -> set[str]:
    """Operations with a use other than the demand for their single output; they get no bound."""
    ramped = {
        row["resource"] for row in facts.rows("resources") if row["ramp_up"] is not None or row["ramp_down"] is not None
    }
    loading = {row["operation"] for row in facts.rows("operation_resources") if row["resource"] in ramped}
    output_count: dict[str, int] = {row["operation"]: 0 for row in facts.rows("operations")}
    for row in facts.rows("operation_items"):
        output_count[row["operation"]] += row["quantity"] > 0
    return loading | {operation for operation, count in output_count.items() if count != 1}


def _useful_level(outputs: dict[str, float], need: dict[str, float]) -> float:
    """Level at which the last of an operation's outputs covers its need, rounded up to whole units."""
    if any(amount == 0 and need.get(item) for item, amount in outputs.items()):
        return INFINITY
    largest = max((need.get(item, 0.0) / amount for item, amount in outputs.items() if amount), default=0.0)
    return largest if largest == INFINITY else float(ceil(largest))


def _direct_needs(facts: Facts) -> dict[str, float]:
    need: dict[str, float] = defaultdict(float)
    for demand in read_demands(facts):
        for item, ratio in facts.serving_items(demand.wants).items():
            need[item] += demand.quantity / ratio
    for row in facts.rows("reserves"):
        need[row["item"]] += max(row["floor"] or 0.0, row["target"] or 0.0)
    if facts.settings.objective == "value":
        for row in facts.rows("stocks"):
            if row["end_value"] > 0:
                need[row["item"]] = INFINITY
    maximum = {row["investment"]: row["maximum"] for row in facts.rows("investments")}
    for row in facts.rows("investment_items"):
        need[row["item"]] += row["quantity"] * maximum[row["investment"]]
    return need


def _total_needs(
    facts: Facts, direct: dict[str, float], need: dict[str, float], levels: dict[str, float]
) -> dict[str, float]:
    """Direct demand plus the inputs of operations at these levels and the companions of hand-overs."""
    total = defaultdict(float, direct)
    for row in facts.rows("operation_items"):
        if row["quantity"] < 0:
            for item, ratio in facts.serving_items(row["item"]).items():
                total[item] -= row["quantity"] * levels[row["operation"]] / ratio
    for row in facts.rows("companions"):
        for item, ratio in facts.serving_items(row["needs"]).items():
            total[item] += row["quantity"] * need.get(row["item"], 0.0) / ratio
    return dict(total)
