"""Whether goods add up, from a plan's result tables and the scenario's tables alone.

Arrivals are counted with the naive planner's calendar, so that nothing of the program is used.
"""

from __future__ import annotations

from collections import defaultdict

import muster
from naive.timeline import Timeline
from published.write import Settings, Tables


def missing(plan: muster.Plan, tables: Tables, settings: Settings) -> dict[str, float]:
    """For each item what opening stock, receipts and making give less what is taken, handed over, there at the end
    and on the way; for a family that operations take, the members together. Nothing is 0."""
    line = Timeline(settings)
    bucket = {str(line.first_day(line.begin[t])): t for t in range(line.count)}
    left = _given(tables, line)
    for item, quantity in plan.handed_over.select("item", "quantity").iter_rows():
        left[item] -= quantity
    last = max(bucket)
    for item, day, quantity in plan.stocks.select("item", "bucket", "quantity").iter_rows():
        if str(day) == last:
            left[item] -= quantity
    lanes = {row["lane"]: row.get("lead_time") for row in tables.get("lanes", [])}
    for lane, item, day, quantity in plan.moves.iter_rows():
        left[item] -= quantity * (1.0 - sum(line.shares(lanes[lane], bucket[str(day)]).values()))
    _operations(plan, tables, line, bucket, left)
    for investment, _day, level, _from in plan.investments.iter_rows():
        for row in tables.get("investment_items", []):
            if row["investment"] == investment:
                left[row["item"]] -= row["quantity"] * level
    return _families_together(tables, left)


def _given(tables: Tables, line: Timeline) -> defaultdict[str, float]:
    left: defaultdict[str, float] = defaultdict(float)
    for row in tables.get("stocks", []):
        left[row["item"]] += row["quantity"]
    for row in tables.get("receipts", []):
        first = line.base_of(row["date"])
        last = line.base_of(row["until"]) if row.get("until") else first
        left[row["item"]] += row["quantity"] * max(0, min(last, line.bases - 1) - first + 1)
    return left


def _operations(
    plan: muster.Plan, tables: Tables, line: Timeline, bucket: dict[str, int], left: defaultdict[str, float]
) -> None:
    operations = {row["operation"]: row for row in tables.get("operations", [])}
    for operation, day, level in plan.operations.iter_rows():
        t = bucket[str(day)]
        arrives = sum(line.shares(operations[operation].get("lead_time"), t).values())
        factor = _yield(tables, operation, line, t)
        for row in tables["operation_items"]:
            if row["operation"] == operation:
                given = row["quantity"] > 0
                left[row["item"]] += row["quantity"] * level * (arrives * factor if given else 1.0)


def _yield(tables: Tables, operation: str, line: Timeline, t: int) -> float:
    """The mean factor over the bucket's base buckets."""
    rows = sorted((r for r in tables.get("yields", []) if r["operation"] == operation), key=lambda r: r["from"])
    factors = []
    for k in line.inside(t):
        begun = [float(row["factor"]) for row in rows if line.base_of(row["from"]) <= k]
        factors.append(begun[-1] if begun else 1.0)
    return sum(factors) / len(factors)


def _families_together(tables: Tables, left: defaultdict[str, float]) -> dict[str, float]:
    """An operation that takes a family does not say which members: what these leave over is what it took."""
    found = dict(left)
    for name in sorted({row["family"] for row in tables.get("families", [])} & found.keys()):
        members = [row for row in tables["families"] if row["family"] == name]
        found[name] += sum((row.get("ratio") or 1.0) * found.pop(row["item"], 0.0) for row in members)
    return found
