"""Result tables `operations`, `investments` and `resources`."""

from __future__ import annotations

import numpy as np
import polars as pl

from muster.network.capacity import Resource
from muster.network.graph import Array
from muster.network.investment import ready_from
from muster.plans.levels import Levels, result_frame, to_long_rows
from muster.plans.worth import Worths


def operations_table(levels: Levels) -> pl.DataFrame:
    """Levels of operations, without zeros."""
    matrix = levels.matrix(levels.families.get("run", []))
    columns, days, values = to_long_rows(levels.keys("run"), matrix, levels.days)
    return result_frame("operations", {"operation": columns[0] if columns else [], "bucket": days, "level": values})


def investments_table(levels: Levels) -> pl.DataFrame:
    """Investments made, with the first day on which they add capacity."""
    calendar = levels.network.calendar
    investment_rows = {row["investment"]: row for row in levels.blueprint.facts.rows("investments")}
    rows = []
    for activity in levels.families.get("build", []):
        (investment,) = levels.network.activities.key[activity]
        values = levels.of_activity(activity)
        ready = ready_from(levels.blueprint.facts, investment_rows[investment])
        for bucket in np.flatnonzero(values).tolist():
            capacity_from = calendar.base_date(int(ready[bucket]))
            rows.append((investment, levels.days[bucket], float(values[bucket]), capacity_from))
    names = ["investment", "bucket", "level", "capacity_from"]
    return result_frame("investments", {name: [row[k] for row in rows] for k, name in enumerate(names)})


def resources_table(levels: Levels, worths: Worths) -> pl.DataFrame:
    """Load, capacity, basis and worth of every resource by bucket."""
    count = levels.network.calendar.count
    added = _added_capacity(levels)
    columns: dict[str, list[object]] = {
        name: [] for name in ("resource", "bucket", "load", "capacity", "basis", "worth", "worth_tier")
    }
    for resource in levels.blueprint.resources.by_id.values():
        load = sum((levels.of_activity(activity) * quantity for activity, quantity in resource.users), np.zeros(count))
        capacity = [None] * count if resource.total is None else (resource.total + added.get(resource.id, 0.0)).tolist()
        worth, tiers = _capacity_worth(worths, resource, count)
        columns["resource"] += [resource.id] * count
        columns["bucket"] += levels.days
        columns["load"] += load.tolist()
        columns["capacity"] += capacity
        columns["basis"] += resource.basis
        columns["worth"] += worth
        columns["worth_tier"] += tiers
    return result_frame("resources", dict(columns))


def _capacity_worth(worths: Worths, resource: Resource, count: int) -> tuple[list[float | None], list[str | None]]:
    """Worth of one more unit of capacity: of the capacity row, or of the best price step where capacity is priced."""
    if not worths.available:
        return [None] * count, [None] * count
    if resource.capacity_row is None:
        return [0.0] * count, [None] * count
    if resource.priced_columns:
        worth, tiers = worths.of_ceiling(list(resource.priced_columns))
    else:
        worth, tiers = worths.of_limit(resource.capacity_row)
    return worth.tolist(), tiers


def _added_capacity(levels: Levels) -> dict[str, Array]:
    """Capacity added to each resource by investments, by bucket, shape (T,)."""
    calendar, facts = levels.network.calendar, levels.blueprint.facts
    added: dict[str, Array] = {}
    rows = {row["investment"]: row for row in facts.rows("investments")}
    for activity in levels.families.get("build", []):
        row = rows[levels.network.activities.key[activity][0]]
        base = np.zeros(calendar.base_count)
        values = levels.of_activity(activity)
        ready = ready_from(facts, row)
        for bucket in np.flatnonzero(values).tolist():
            base[ready[bucket] :] += values[bucket] * row["adds"]
        added[row["resource"]] = added.get(row["resource"], 0.0) + facts.sums(base)
    return added
