"""The most of each operation's level that any request, reserve or operation further on could ever use.

    need[i]  = requests / ratio + reserves + investments + sum over operations of what level[o] takes + companions
    level[o] = the largest need[i] / (quantity x smallest yield) over its outputs, rounded up

It bounds operations that run or do not where nothing else does (rule 11).
"""

from __future__ import annotations

from collections import defaultdict
from math import ceil

from muster.network.demand import read_wants
from muster.network.facts import Facts
from muster.network.graph import INFINITY


def useful_levels(facts: Facts) -> dict[str, float]:
    """By operation: a level above which nothing that it gives can be of use within the horizon.

    Infinite where that cannot be told: where operations feed each other in a circle, where stock left at the end is
    worth money, where an operation gives nothing, gives several items or loads a resource with a ramp.
    """
    recipes = facts.grouped("operation_items", "operation")
    runs = [row["operation"] for row in facts.rows("operations")]
    yields = facts.grouped("yields", "operation")
    outputs = {
        operation: {
            row["item"]: row["quantity"] * min([1.0, *(y["factor"] for y in yields.get(operation, []))])
            for row in rows
            if row["quantity"] > 0
        }
        for operation, rows in recipes.items()
    }
    wanted = _wanted_in_itself(facts)
    otherwise = dict.fromkeys(_used_otherwise(facts), INFINITY)
    need, levels = dict(wanted), dict.fromkeys(recipes, 0.0)
    for _ in range(len(recipes) + len(facts.rows("companions")) + 2):
        levels = {operation: _level(given, need) for operation, given in outputs.items()} | otherwise
        following = _with_inputs(facts, wanted, need, levels)
        if following == need:
            return levels
        need = following
    return dict.fromkeys(runs, INFINITY)


def _used_otherwise(facts: Facts) -> set[str]:
    """Operations that can be of use by something else than what is wanted of their one output."""
    ramped = {
        row["resource"] for row in facts.rows("resources") if row["ramp_up"] is not None or row["ramp_down"] is not None
    }
    loading = {row["operation"] for row in facts.rows("operation_resources") if row["resource"] in ramped}
    given: dict[str, int] = {row["operation"]: 0 for row in facts.rows("operations")}
    for row in facts.rows("operation_items"):
        given[row["operation"]] += row["quantity"] > 0
    return loading | {operation for operation, count in given.items() if count != 1}


def _level(given: dict[str, float], need: dict[str, float]) -> float:
    """The level at which the last of an operation's outputs stops being of use, rounded up to whole units."""
    if any(amount == 0 and need.get(item) for item, amount in given.items()):
        return INFINITY
    most = max((need.get(item, 0.0) / amount for item, amount in given.items() if amount), default=0.0)
    return most if most == INFINITY else float(ceil(most))


def _wanted_in_itself(facts: Facts) -> dict[str, float]:
    need: dict[str, float] = defaultdict(float)
    for want in read_wants(facts):
        for item, ratio in facts.choices(want.wants).items():
            need[item] += want.quantity / ratio
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


def _with_inputs(
    facts: Facts, wanted: dict[str, float], need: dict[str, float], levels: dict[str, float]
) -> dict[str, float]:
    """What is wanted in itself, plus what operations at these levels take and what goes along with hand-overs."""
    total = defaultdict(float, wanted)
    for row in facts.rows("operation_items"):
        if row["quantity"] < 0:
            for item, ratio in facts.choices(row["item"]).items():
                total[item] -= row["quantity"] * levels[row["operation"]] / ratio
    for row in facts.rows("companions"):
        for item, ratio in facts.choices(row["needs"]).items():
            total[item] += row["quantity"] * need.get(row["item"], 0.0) / ratio
    return dict(total)
