"""Resources whose buckets at full load differ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from muster.plans.compare.shared_horizon import SharedHorizon
from muster.plans.plan import Plan
from muster.tolerances import PRIMAL


@dataclass(frozen=True)
class ResourceChange:
    """First days of the shared buckets in which a resource is at full load, in each plan."""

    resource: str
    before: tuple[date, ...]
    after: tuple[date, ...]


def resource_changes(before: Plan, after: Plan, horizon: SharedHorizon) -> tuple[ResourceChange, ...]:
    """Find resources whose full buckets differ, the largest change first."""
    full = _full_buckets(before, horizon), _full_buckets(after, horizon)
    changes = [
        ResourceChange(resource, full[0].get(resource, ()), full[1].get(resource, ()))
        for resource in sorted(full[0].keys() | full[1].keys())
    ]
    changes.sort(key=lambda change: (-len(set(change.before) ^ set(change.after)), change.resource))
    return tuple(change for change in changes if change.before != change.after)


def _full_buckets(plan: Plan, horizon: SharedHorizon) -> dict[str, tuple[date, ...]]:
    """Buckets in which all capacity of a resource is used; buckets without capacity do not count."""
    is_full = (pl.col("capacity") > 0) & (pl.col("load") >= pl.col("capacity") * (1 - PRIMAL))
    rows = plan.tables["resources"].filter(is_full).join(horizon.frame, on="bucket").sort("resource", "bucket")
    full: dict[str, tuple[date, ...]] = {}
    for resource, day in rows.select("resource", "bucket").iter_rows():
        full[resource] = (*full.get(resource, ()), day)
    return full
