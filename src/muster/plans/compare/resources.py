"""Resources that are at full load in other buckets than before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from muster.plans.compare.shared_horizon import Stretch
from muster.plans.plan import Plan
from muster.tolerances import PRIMAL


@dataclass(frozen=True)
class ResourceChange:
    """The buckets, by first day, in which a resource is at full load, of those that both plans have."""

    resource: str
    before: tuple[date, ...]
    after: tuple[date, ...]


def resource_changes(before: Plan, after: Plan, stretch: Stretch) -> tuple[ResourceChange, ...]:
    """Resources whose full buckets differ, those that change most first."""
    full = [_full(one, stretch) for one in (before, after)]
    found = [
        ResourceChange(resource, full[0].get(resource, ()), full[1].get(resource, ()))
        for resource in sorted(full[0].keys() | full[1].keys())
    ]
    found.sort(key=lambda one: (-len(set(one.before) ^ set(one.after)), one.resource))
    return tuple(one for one in found if one.before != one.after)


def _full(plan: Plan, stretch: Stretch) -> dict[str, tuple[date, ...]]:
    """Where all that there is of a resource is used; where there is none of it, nothing can be."""
    used = (pl.col("capacity") > 0) & (pl.col("load") >= pl.col("capacity") * (1 - PRIMAL))
    rows = plan.tables["resources"].filter(used).join(stretch.frame, on="bucket").sort("resource", "bucket")
    full: dict[str, tuple[date, ...]] = {}
    for resource, day in rows.select("resource", "bucket").iter_rows():
        full[resource] = (*full.get(resource, ()), day)
    return full
