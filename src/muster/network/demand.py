"""Demand of each request by bucket, net of what was handed over before (rule 8).

    due[r,t] = the part of bucket t in  max(0, all that is due by then - handed_over_before)

What is due before the start, every base bucket of `until` included, falls in bucket 0; what is due after the end is not
asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muster.network.facts import Facts, Mask
from muster.network.graph import Array


@dataclass(frozen=True, kw_only=True)
class Demand:
    """Demand of a request: `due` by bucket, shape (T,), and the buckets in which hand-over is allowed."""

    request: str
    party: str
    location: str
    wants: str
    priority: int
    weight: float
    due: Array
    open: Mask
    value: float
    late_cost: float

    @property
    def quantity(self) -> float:
        """Total due within the horizon, in units of `wants`."""
        return float(self.due.sum())

    def late_if_idle(self, lengths: Array) -> float:
        """Lateness if nothing is handed over, in unit-base-buckets; `lengths` in base buckets, shape (T,)."""
        return float(np.cumsum(self.due) @ lengths)


def read_demands(facts: Facts) -> list[Demand]:
    """Demands in the order of request ids; earlier due dates count in bucket 0, later ones not at all."""
    lines = facts.rows_by("request_lines", "request")
    demands = []
    for row in facts.rows("requests"):
        base = np.zeros(facts.calendar.base_count)
        if row["quantity"] is not None:
            first = facts.calendar.base_index(row["due"])
            last = first if row["until"] is None else facts.calendar.base_index(row["until"])
            base[max(first, 0) : max(last + 1, 0)] += row["quantity"]
            base[0] += row["quantity"] * max(0, min(0, last + 1) - first)
        for line in lines.get(row["request"], []):
            bucket = facts.base_bucket(line["due"])
            base[bucket : bucket + 1] += line["quantity"]
        outstanding = np.diff(np.maximum(np.cumsum(base) - row["handed_over_before"], 0.0), prepend=0.0)
        demands.append(
            Demand(
                request=row["request"],
                party=row["party"],
                location=row["location"],
                wants=row["wants"],
                priority=row["priority"],
                weight=row["weight"],
                due=facts.sums(outstanding),
                open=facts.lengths_within(row["earliest"], row["latest"]) > 0,
                value=row["value"] or 0.0,
                late_cost=row["late_cost"] or 0.0,
            )
        )
    return demands


def totals_by_class(demands: list[Demand]) -> dict[tuple[int, str], float]:
    """Q of C5: total demand by priority class and item or family."""
    totals: dict[tuple[int, str], float] = {}
    for demand in demands:
        key = (demand.priority, demand.wants)
        totals[key] = totals.get(key, 0.0) + demand.quantity
    return totals
