"""What each request gets, computed from the hand-overs alone (rule 8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from muster.network.demand import Want
from muster.network.graph import Array
from muster.plans.levels import Levels, frame, long
from muster.tolerances import FILLED


@dataclass(frozen=True)
class Served:
    """A request in the plan, in units of what it wants; `filled_on` to `filled_by` is the bucket that fills it."""

    want: Want
    quantity: float
    handed_over: float
    on_time: float
    short: float
    late_unit_buckets: float
    filled_on: date | None
    filled_by: date | None

    def as_dict(self) -> dict[str, object]:
        """The request as `plan.json` gives it."""
        return {
            "request": self.want.request,
            "quantity": self.quantity,
            "handed_over": self.handed_over,
            "on_time": self.on_time,
            "short": self.short,
            "late_unit_buckets": self.late_unit_buckets,
            "filled_on": self.filled_on.isoformat() if self.filled_on else None,
            "filled_by": self.filled_by.isoformat() if self.filled_by else None,
        }


def hand_overs_by_request(levels: Levels) -> dict[str, Array]:
    """What is handed over for each request by bucket, in units of what it wants."""
    facts = levels.blueprint.facts
    wants = {want.request: want for want in levels.blueprint.wants}
    totals = {request: np.zeros(levels.network.calendar.count) for request in wants}
    for activity in levels.families.get("hand", []):
        request, item, _ = levels.network.activities.key[activity]
        totals[request] += levels.of(activity) * facts.choices(wants[request].wants)[item]
    return totals


def late(due: Array, handed: Array) -> Array:
    """What is due by the end of each bucket and not handed over by then."""
    missing: Array = np.maximum(np.cumsum(due) - np.cumsum(handed), 0.0)
    return np.where(missing < FILLED * max(1e-300, float(due.sum())), 0.0, missing)


def requests(levels: Levels) -> pl.DataFrame:
    """Due, handed over and late of every request in every bucket."""
    wants = levels.blueprint.wants
    totals = hand_overs_by_request(levels)
    shape = (len(wants), levels.network.calendar.count)
    due = np.array([want.due for want in wants]).reshape(shape)
    handed = np.array([totals[want.request] for want in wants]).reshape(shape)
    missing = np.array([late(want.due, totals[want.request]) for want in wants]).reshape(shape)
    (ids,), days, _ = long([(want.request,) for want in wants], due, levels.days, True) if wants else ([[]], [], due)
    return frame(
        "requests",
        {"request": ids, "bucket": days, "due": due.ravel(), "handed_over": handed.ravel(), "late": missing.ravel()},
    )


def served(levels: Levels) -> list[Served]:
    """How each request fares, in the order of ids."""
    totals = hand_overs_by_request(levels)
    return [_served(levels, want, totals[want.request]) for want in levels.blueprint.wants]


def _served(levels: Levels, want: Want, handed: Array) -> Served:
    calendar = levels.network.calendar
    by_then, due = np.cumsum(handed), np.cumsum(want.due)
    on_time = np.clip(by_then - (due - want.due), 0.0, want.due).sum()
    quantity = want.quantity
    filled = np.flatnonzero(by_then >= quantity * (1 - FILLED))
    bucket = int(filled[0]) if len(filled) else None
    total = float(by_then[-1])
    return Served(
        want,
        quantity,
        total,
        float(on_time),
        max(0.0, quantity - total) if bucket is None else 0.0,
        float(late(want.due, handed) @ calendar.lengths),
        None if bucket is None else calendar.first_day(bucket),
        None if bucket is None else calendar.last_day(bucket),
    )
