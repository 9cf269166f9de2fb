"""What each request asks for, bucket by bucket, after what was handed over before (rule 8).

    due[r,t] = the part of bucket t in  max(0, all that is due by then - handed_over_before)

What is due before the start, every base bucket of `until` included, falls in bucket 0; what is due after the end is not
asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muster.network.facts import Facts, Mask
from muster.network.graph import Array


@dataclass(frozen=True)
class Want:
    """A request as the plan sees it: `due` by bucket, shape (T,), and the buckets in which hand-over is allowed."""

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
        """All that is still wanted within the horizon, in units of `wants`."""
        return float(self.due.sum())

    def late_if_idle(self, lengths: Array) -> float:
        """Late unit-buckets if nothing were handed over, in base buckets."""
        return float(np.cumsum(self.due) @ lengths)


def read_wants(facts: Facts) -> list[Want]:
    """Every request in the order of ids; what is due before the start is due in bucket 0, after the end not at all."""
    lines = facts.grouped("request_lines", "request")
    wants = []
    for row in facts.rows("requests"):
        base = np.zeros(facts.calendar.base_count)
        if row["quantity"] is not None:
            first = facts.calendar.base_index(row["due"])
            last = first if row["until"] is None else facts.calendar.base_index(row["until"])
            base[max(first, 0) : max(last + 1, 0)] += row["quantity"]
            base[0] += row["quantity"] * max(0, min(0, last + 1) - first)
        for line in lines.get(row["request"], []):
            place = facts.base(line["due"])
            base[place : place + 1] += line["quantity"]
        still = np.diff(np.maximum(np.cumsum(base) - row["handed_over_before"], 0.0), prepend=0.0)
        wants.append(
            Want(
                row["request"],
                row["party"],
                row["location"],
                row["wants"],
                row["priority"],
                row["weight"],
                facts.sums(still),
                facts.within(row["earliest"], row["latest"]) > 0,
                row["value"] or 0.0,
                row["late_cost"] or 0.0,
            )
        )
    return wants


def class_totals(wants: list[Want]) -> dict[tuple[int, str], float]:
    """Q of C5: what each priority class wants of each item or family."""
    totals: dict[tuple[int, str], float] = {}
    for want in wants:
        key = (want.priority, want.wants)
        totals[key] = totals.get(key, 0.0) + want.quantity
    return totals
