"""Fulfilment of each request: quantities, lateness and filling date, computed from the hand-overs alone (rule 8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from muster.network.demand import Demand
from muster.network.graph import Array
from muster.plans.levels import Levels
from muster.text import _, mark
from muster.tolerances import FILLED

LATENESS_UNITS = {
    "day": mark("unit-days"),
    "week": mark("unit-weeks"),
    "month": mark("unit-months"),
    "quarter": mark("unit-quarters"),
    "year": mark("unit-years"),
}
"""Unit of `late_unit_buckets` by base bucket, for people."""


@dataclass(frozen=True, kw_only=True)
class Fulfilment:
    """Outcome of a request in the plan, in units of what it wants.

    `filled_on` and `filled_by` are the first and last day of the bucket that fills it; None if it is never filled.
    """

    demand: Demand
    quantity: float
    handed_over: float
    on_time: float
    short: float
    late_unit_buckets: float
    filled_on: date | None
    filled_by: date | None

    def as_dict(self) -> dict[str, object]:
        """Convert to the entry of `plan.json`."""
        return {
            "request": self.demand.request,
            "quantity": self.quantity,
            "handed_over": self.handed_over,
            "on_time": self.on_time,
            "short": self.short,
            "late_unit_buckets": self.late_unit_buckets,
            "filled_on": self.filled_on.isoformat() if self.filled_on else None,
            "filled_by": self.filled_by.isoformat() if self.filled_by else None,
        }


def lateness_unit(base_bucket: str) -> str:
    """Unit of late quantities summed over base buckets, in the reader's language, such as "unit-months"."""
    return _(LATENESS_UNITS[base_bucket])


def hand_overs_by_request(levels: Levels) -> dict[str, Array]:
    """Quantity handed over for each request by bucket, in units of what it wants; each of shape (T,)."""
    facts = levels.blueprint.facts
    demands = {demand.request: demand for demand in levels.blueprint.demands}
    totals = {request: np.zeros(levels.network.calendar.count) for request in demands}
    for activity in levels.families.get("hand", []):
        request, item, _ = levels.network.activities.key[activity]
        totals[request] += levels.of_activity(activity) * facts.serving_items(demands[request].wants)[item]
    return totals


def late_quantity(due: Array, handed: Array) -> Array:
    """Quantity due by the end of each bucket and not handed over by then, shape (T,); rounding residue is 0."""
    missing: Array = np.maximum(np.cumsum(due) - np.cumsum(handed), 0.0)
    return np.where(missing < FILLED * max(1e-300, float(due.sum())), 0.0, missing)


def measure_fulfilments(levels: Levels) -> list[Fulfilment]:
    """Measure the fulfilment of every request, in the order of ids."""
    totals = hand_overs_by_request(levels)
    return [_fulfilment(levels, demand, totals[demand.request]) for demand in levels.blueprint.demands]


def _fulfilment(levels: Levels, demand: Demand, handed: Array) -> Fulfilment:
    calendar = levels.network.calendar
    handed_by_then, due_by_then = np.cumsum(handed), np.cumsum(demand.due)
    on_time = np.clip(handed_by_then - (due_by_then - demand.due), 0.0, demand.due).sum()
    quantity = demand.quantity
    full = np.flatnonzero(handed_by_then >= quantity * (1 - FILLED))
    bucket = int(full[0]) if len(full) else None
    total = float(handed_by_then[-1])
    return Fulfilment(
        demand=demand,
        quantity=quantity,
        handed_over=total,
        on_time=float(on_time),
        short=max(0.0, quantity - total) if bucket is None else 0.0,
        late_unit_buckets=float(late_quantity(demand.due, handed) @ calendar.lengths),
        filled_on=None if bucket is None else calendar.first_day(bucket),
        filled_by=None if bucket is None else calendar.last_day(bucket),
    )
