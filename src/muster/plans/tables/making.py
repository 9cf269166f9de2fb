"""What is made and built: levels of operations, load of resources, investments."""

from __future__ import annotations

import numpy as np
import polars as pl

from muster.network.capacity import Resource
from muster.network.graph import Array
from muster.network.investment import ready_from
from muster.plans.levels import Levels, frame, long
from muster.plans.worth import Worths


def operations(levels: Levels) -> pl.DataFrame:
    """Levels of operations where they run."""
    matrix = levels.matrix(levels.families.get("run", []))
    columns, days, figures = long(levels.keys("run"), matrix, levels.days)
    return frame("operations", {"operation": columns[0] if columns else [], "bucket": days, "level": figures})


def investments(levels: Levels) -> pl.DataFrame:
    """Investments where they are made, with the first day on which they add capacity."""
    calendar = levels.network.calendar
    investment_rows = {row["investment"]: row for row in levels.blueprint.facts.rows("investments")}
    rows = []
    for activity in levels.families.get("build", []):
        (investment,) = levels.network.activities.key[activity]
        figures = levels.of(activity)
        ready = ready_from(levels.blueprint.facts, investment_rows[investment])
        for bucket in np.flatnonzero(figures).tolist():
            first = calendar.base_date(int(ready[bucket]))
            rows.append((investment, levels.days[bucket], float(figures[bucket]), first))
    names = ["investment", "bucket", "level", "capacity_from"]
    return frame("investments", {name: [row[k] for row in rows] for k, name in enumerate(names)})


def resources(levels: Levels, worths: Worths) -> pl.DataFrame:
    """Load, capacity, basis and worth of every resource in every bucket."""
    places = list(levels.blueprint.resources.by_id.values())
    count = levels.network.calendar.count
    added = _added(levels)
    columns: dict[str, list[object]] = {
        name: [] for name in ("resource", "bucket", "load", "capacity", "basis", "worth", "worth_tier")
    }
    for place in places:
        load = sum((levels.of(activity) * quantity for activity, quantity in place.users), np.zeros(count))
        capacity = [None] * count if place.total is None else (place.total + added.get(place.id, 0.0)).tolist()
        worth, tiers = _worth(worths, place, count)
        columns["resource"] += [place.id] * count
        columns["bucket"] += levels.days
        columns["load"] += load.tolist()
        columns["capacity"] += capacity
        columns["basis"] += place.basis
        columns["worth"] += worth
        columns["worth_tier"] += tiers
    return frame("resources", dict(columns))


def _worth(worths: Worths, place: Resource, count: int) -> tuple[list[float | None], list[str | None]]:
    """Worth of one more unit: of the capacity row, or of the dearest tier where capacity is priced."""
    if not worths.known:
        return [None] * count, [None] * count
    if place.limit is None:
        return [0.0] * count, [None] * count
    figures, tiers = worths.of_ceiling(list(place.uses)) if place.uses else worths.of_limit(place.limit)
    return figures.tolist(), tiers


def _added(levels: Levels) -> dict[str, Array]:
    """Capacity that investments add to each resource by bucket."""
    calendar, facts = levels.network.calendar, levels.blueprint.facts
    added: dict[str, Array] = {}
    rows = {row["investment"]: row for row in facts.rows("investments")}
    for activity in levels.families.get("build", []):
        row = rows[levels.network.activities.key[activity][0]]
        base = np.zeros(calendar.base_count)
        figures = levels.of(activity)
        ready = ready_from(facts, row)
        for bucket in np.flatnonzero(figures).tolist():
            base[ready[bucket] :] += figures[bucket] * row["adds"]
        added[row["resource"]] = added.get(row["resource"], 0.0) + facts.sums(base)
    return added
