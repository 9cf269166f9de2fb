"""What changed for each request: what it asks for, when it is filled, how much it gets, how late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from muster.plans.compare.shared_horizon import Stretch
from muster.plans.plan import Plan
from muster.plans.tables.requests import Served
from muster.scenario import Scenario
from muster.tolerances import FILLED

BETTER = frozenset({"earlier", "filled", "more", "more_on_time", "less_late"})
WORSE = frozenset({"later", "not_filled", "less", "less_on_time", "more_late"})
OTHERWISE = frozenset({"new", "gone", "wants", "asked", "only_before", "only_after"})
"""Changes of what is asked; with them there is no better or worse."""

BEFORE = "handed_over_before"
"""The column, and the change of it: what the request got before the plan starts, which is no other request."""

_NOT_ASKED = frozenset({"request", "source", "note", "_row"})


@dataclass(frozen=True)
class Outcome:
    """A request in one of the plans, in units of what it wants.

    `quantity` is what is left to hand over, `handed_over` what is in the plan; `handed_over_before` comes before it.
    `late_unit_buckets` is counted over the buckets that both plans have; None if they have none.
    """

    wants: str
    priority: int
    handed_over_before: float
    quantity: float
    handed_over: float
    on_time: float
    short: float
    late_unit_buckets: float | None
    filled_on: date | None
    filled_by: date | None

    @property
    def asked(self) -> float:
        """All that is asked for within the horizon, what was handed over before included."""
        return self.quantity + self.handed_over_before

    @property
    def got(self) -> float:
        """All that is handed over by the end, what was handed over before included."""
        return self.handed_over + self.handed_over_before


@dataclass(frozen=True)
class RequestChange:
    """A request before and after; None in a plan that does not have it.

    `changes` is empty where nothing changed. It may name: new, gone, wants (asks for something else), only_before,
    only_after (in the other plan nothing is left to hand over), asked (on other terms, named in `asked`),
    handed_over_before (more or less of it was handed over before); earlier, later, filled, not_filled; more, less (by
    the end); more_on_time, less_on_time (if both plans start on one day); less_late, more_late. `days` is how much
    later it is filled, negative for earlier, and `months` the same where both days end a month.
    """

    request: str
    priority: int
    changes: tuple[str, ...]
    asked: tuple[str, ...]
    days: int | None
    months: int | None
    before: Outcome | None
    after: Outcome | None

    @property
    def verdict(self) -> str:
        """How it fares: same, better, worse, mixed, or otherwise where something else is asked."""
        found = set(self.changes) - {BEFORE}
        if not found:
            return "same"
        if found & OTHERWISE:
            return "otherwise"
        if found & BETTER and found & WORSE:
            return "mixed"
        return "better" if found & BETTER else "worse"


def request_changes(before: Plan, after: Plan, stretch: Stretch) -> tuple[RequestChange, ...]:
    """Every request of either plan: by priority, within it those that change most first, then by id."""
    outcomes = [_outcomes(one, stretch) for one in (before, after)]
    terms = [_terms(one.scenario) for one in (before, after)]
    found = []
    for request in sorted(outcomes[0].keys() | outcomes[1].keys()):
        sides = outcomes[0].get(request), outcomes[1].get(request)
        own = [one.get(request, {}) for one in terms]
        asked = tuple(sorted(name for name in own[0].keys() | own[1].keys() if own[0].get(name) != own[1].get(name)))
        found.append(_change(request, *sides, asked, stretch))
    return tuple(sorted(found, key=lambda one: (one.priority, -_size(one), one.request)))


def _outcomes(plan: Plan, stretch: Stretch) -> dict[str, Outcome]:
    rows = plan.tables["requests"].join(stretch.frame, on="bucket")
    late = dict(
        rows.group_by("request", maintain_order=True).agg((pl.col("late") * pl.col("length")).sum()).iter_rows()
    )
    before = dict(plan.scenario.tables["requests"].select("request", BEFORE).iter_rows())
    return {
        one.want.request: _outcome(one, late.get(one.want.request), before[one.want.request]) for one in plan.served
    }


def _outcome(one: Served, late: float | None, before: float) -> Outcome:
    return Outcome(
        one.want.wants,
        one.want.priority,
        before,
        one.quantity,
        one.handed_over,
        one.on_time,
        one.short,
        late,
        one.filled_on,
        one.filled_by,
    )


def _terms(scenario: Scenario) -> dict[str, dict[str, Any]]:
    """What each request says of itself, by column; its dated lines under `request_lines`."""
    terms: dict[str, dict[str, Any]] = {}
    for row in scenario.tables["requests"].iter_rows(named=True):
        terms[row["request"]] = {name: value for name, value in row.items() if name not in _NOT_ASKED}
    for row in scenario.tables["request_lines"].iter_rows(named=True):
        lines = terms.setdefault(row["request"], {}).setdefault("request_lines", [])
        lines.append((row["due"], row["quantity"]))
    return terms


def _change(
    request: str, before: Outcome | None, after: Outcome | None, asked: tuple[str, ...], stretch: Stretch
) -> RequestChange:
    if before is None or after is None:
        there = before or after
        assert there is not None
        return RequestChange(request, there.priority, ("gone" if before else "new",), (), None, None, before, after)
    otherwise = _otherwise(before, after, asked)
    if set(otherwise) & {"wants", "only_before", "only_after"}:
        return RequestChange(request, after.priority, otherwise, asked, None, None, before, after)
    changes = (*otherwise, *_date(before, after), *_amounts(before, after, stretch))
    days, months = _apart(before.filled_by, after.filled_by)
    return RequestChange(request, after.priority, changes, asked, days, months, before, after)


def _otherwise(before: Outcome, after: Outcome, asked: tuple[str, ...]) -> tuple[str, ...]:
    if before.wants != after.wants:
        return ("wants",)
    if (before.quantity > 0) != (after.quantity > 0):
        return ("only_before",) if before.quantity > 0 else ("only_after",)
    terms = set(asked) - {BEFORE} or _differ(before.asked, after.asked, before.asked)
    return (*(("asked",) if terms else ()), *((BEFORE,) if BEFORE in asked else ()))


def _date(before: Outcome, after: Outcome) -> tuple[str, ...]:
    if before.filled_by == after.filled_by:
        return ()
    if before.filled_by is None or after.filled_by is None:
        return ("filled",) if before.filled_by is None else ("not_filled",)
    return ("earlier",) if after.filled_by < before.filled_by else ("later",)


def _amounts(before: Outcome, after: Outcome, stretch: Stretch) -> tuple[str, ...]:
    unit = max(before.quantity, after.quantity)
    changes = []
    if _differ(before.got, after.got, unit):
        changes.append("more" if after.got > before.got else "less")
    alike = stretch.one_start and before.handed_over_before == after.handed_over_before
    if alike and _differ(before.on_time, after.on_time, unit):
        changes.append("more_on_time" if after.on_time > before.on_time else "less_on_time")
    late = before.late_unit_buckets, after.late_unit_buckets
    if late[0] is not None and late[1] is not None and _differ(late[0], late[1], unit * stretch.base_count):
        changes.append("less_late" if late[1] < late[0] else "more_late")
    return tuple(changes)


def _differ(one: float, other: float, unit: float) -> bool:
    """Whether two figures differ by more than what counts as filled."""
    return abs(one - other) > FILLED * unit


def _apart(before: date | None, after: date | None) -> tuple[int | None, int | None]:
    if before is None or after is None:
        return None, None
    months = (after.year - before.year) * 12 + after.month - before.month
    return (after - before).days, months if _ends_month(before) and _ends_month(after) else None


def _ends_month(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


def _size(one: RequestChange) -> float:
    """How much changed, as a part of what is asked and of a year; something else asked comes first."""
    if one.before is None or one.after is None or set(one.changes) & {"wants", "only_before", "only_after"}:
        return float("inf")
    if one.verdict == "same":
        return 0.0
    unit = max(one.before.quantity, one.after.quantity, 1e-300)
    amounts = (
        one.after.asked - one.before.asked,
        one.after.got - one.before.got,
        one.after.on_time - one.before.on_time,
    )
    return max(abs(one.days or 0) / 365, *(abs(amount) / unit for amount in amounts))


def counts(changes: tuple[RequestChange, ...]) -> Mapping[str, int]:
    """How many requests fare better, worse, mixed, otherwise and the same."""
    found = dict.fromkeys(("better", "worse", "mixed", "otherwise", "same"), 0)
    for one in changes:
        found[one.verdict] += 1
    return found
