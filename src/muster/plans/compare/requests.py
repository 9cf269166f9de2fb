"""Changes of each request: its terms, filling date, quantities and lateness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from muster.plans.compare.shared_horizon import SharedHorizon
from muster.plans.fulfilment import Fulfilment
from muster.plans.plan import Plan
from muster.scenario import Scenario
from muster.tolerances import FILLED

BETTER = frozenset({"earlier", "filled", "more", "more_on_time", "less_late"})
WORSE = frozenset({"later", "not_filled", "less", "less_on_time", "more_late"})
OTHER_TERMS = frozenset({"new", "gone", "wants", "asked", "only_before", "only_after"})
"""Changes of the terms of a request; they make better and worse undefined."""

HANDED_OVER_BEFORE = "handed_over_before"
"""Column of the quantity handed over before the start, and the name of its change; it leaves the terms the same."""

_NOT_TERMS = frozenset({"request", "source", "note", "_row"})


@dataclass(frozen=True, kw_only=True)
class RequestOutcome:
    """Outcome of a request in one of the plans, in units of what it wants.

    `quantity` is asked for within the horizon, in addition to `handed_over_before`, which precedes the start.
    `late_unit_buckets` is summed over the buckets that both plans have; None if they share none.
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
    def total_asked(self) -> float:
        """Quantity asked for, including the part handed over before the start."""
        return self.quantity + self.handed_over_before

    @property
    def total_received(self) -> float:
        """Quantity handed over by the end, including the part handed over before the start."""
        return self.handed_over + self.handed_over_before


@dataclass(frozen=True, kw_only=True)
class RequestChange:
    """A request before and after; None in a plan that does not have it.

    Attributes:
        changes: empty if nothing changed, else any of
            new, gone;
            wants (asks for something else);
            only_before, only_after (the other plan has nothing left to hand over);
            asked (other terms, named in `asked`);
            handed_over_before (the quantity handed over before the start differs);
            earlier, later, filled, not_filled;
            more, less (by the end);
            more_on_time, less_on_time (only if both plans start on the same day);
            less_late, more_late.
        asked: columns of the terms that differ.
        days: days by which it is filled later; negative if earlier.
        months: the same in months, if both days end a month.
    """

    request: str
    priority: int
    changes: tuple[str, ...]
    asked: tuple[str, ...]
    days: int | None
    months: int | None
    before: RequestOutcome | None
    after: RequestOutcome | None

    @property
    def verdict(self) -> str:
        """Verdict: same, better, worse, mixed, or otherwise if the terms differ."""
        changes = set(self.changes) - {HANDED_OVER_BEFORE}
        if not changes:
            return "same"
        if changes & OTHER_TERMS:
            return "otherwise"
        if changes & BETTER and changes & WORSE:
            return "mixed"
        return "better" if changes & BETTER else "worse"


def request_changes(before: Plan, after: Plan, horizon: SharedHorizon) -> tuple[RequestChange, ...]:
    """Compare every request of either plan: by priority, then the largest change first, then by id."""
    outcomes = _outcomes(before, horizon), _outcomes(after, horizon)
    terms = _terms(before.scenario), _terms(after.scenario)
    changes = []
    for request in sorted(outcomes[0].keys() | outcomes[1].keys()):
        changed_terms = _changed_terms(terms[0].get(request, {}), terms[1].get(request, {}))
        pair = outcomes[0].get(request), outcomes[1].get(request)
        changes.append(_request_change(request, *pair, changed_terms, horizon))
    return tuple(sorted(changes, key=lambda change: (change.priority, -_magnitude(change), change.request)))


def _outcomes(plan: Plan, horizon: SharedHorizon) -> dict[str, RequestOutcome]:
    rows = plan.tables["requests"].join(horizon.frame, on="bucket")
    late = dict(
        rows.group_by("request", maintain_order=True).agg((pl.col("late") * pl.col("length")).sum()).iter_rows()
    )
    before = dict(plan.scenario.tables["requests"].select("request", HANDED_OVER_BEFORE).iter_rows())
    outcomes = {}
    for fulfilment in plan.served:
        request = fulfilment.demand.request
        outcomes[request] = _outcome(fulfilment, late.get(request), before[request])
    return outcomes


def _outcome(fulfilment: Fulfilment, late: float | None, before: float) -> RequestOutcome:
    return RequestOutcome(
        wants=fulfilment.demand.wants,
        priority=fulfilment.demand.priority,
        handed_over_before=before,
        quantity=fulfilment.quantity,
        handed_over=fulfilment.handed_over,
        on_time=fulfilment.on_time,
        short=fulfilment.short,
        late_unit_buckets=late,
        filled_on=fulfilment.filled_on,
        filled_by=fulfilment.filled_by,
    )


def _terms(scenario: Scenario) -> dict[str, dict[str, Any]]:
    """Terms of each request by column; its dated lines under `request_lines`."""
    terms: dict[str, dict[str, Any]] = {}
    for row in scenario.tables["requests"].iter_rows(named=True):
        terms[row["request"]] = {name: value for name, value in row.items() if name not in _NOT_TERMS}
    for row in scenario.tables["request_lines"].iter_rows(named=True):
        lines = terms.setdefault(row["request"], {}).setdefault("request_lines", [])
        lines.append((row["due"], row["quantity"]))
    return terms


def _changed_terms(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name)))


def _request_change(
    request: str,
    before: RequestOutcome | None,
    after: RequestOutcome | None,
    changed_terms: tuple[str, ...],
    horizon: SharedHorizon,
) -> RequestChange:
    outcome = after or before
    assert outcome is not None
    asked: tuple[str, ...] = ()
    days, months = None, None
    if before is None or after is None:
        changes: tuple[str, ...] = ("gone" if before else "new",)
    else:
        changes, asked = _term_changes(before, after, changed_terms), changed_terms
        if not set(changes) & {"wants", "only_before", "only_after"}:
            changes = (*changes, *_date_change(before, after), *_amount_changes(before, after, horizon))
            days, months = _time_between(before.filled_by, after.filled_by)
    return RequestChange(
        request=request,
        priority=outcome.priority,
        changes=changes,
        asked=asked,
        days=days,
        months=months,
        before=before,
        after=after,
    )


def _term_changes(before: RequestOutcome, after: RequestOutcome, changed_terms: tuple[str, ...]) -> tuple[str, ...]:
    if before.wants != after.wants:
        return ("wants",)
    if (before.quantity > 0) != (after.quantity > 0):
        return ("only_before",) if before.quantity > 0 else ("only_after",)
    changes: tuple[str, ...] = ()
    quantity_differs = _differ(before.total_asked, after.total_asked, before.total_asked)
    if set(changed_terms) - {HANDED_OVER_BEFORE} or quantity_differs:
        changes = ("asked",)
    return (*changes, HANDED_OVER_BEFORE) if HANDED_OVER_BEFORE in changed_terms else changes


def _date_change(before: RequestOutcome, after: RequestOutcome) -> tuple[str, ...]:
    if before.filled_by == after.filled_by:
        return ()
    if before.filled_by is None or after.filled_by is None:
        return ("filled",) if before.filled_by is None else ("not_filled",)
    return ("earlier",) if after.filled_by < before.filled_by else ("later",)


def _amount_changes(before: RequestOutcome, after: RequestOutcome, horizon: SharedHorizon) -> tuple[str, ...]:
    unit = max(before.quantity, after.quantity)
    changes = []
    if _differ(before.total_received, after.total_received, unit):
        changes.append("more" if after.total_received > before.total_received else "less")
    same_start = horizon.same_start and before.handed_over_before == after.handed_over_before
    if same_start and _differ(before.on_time, after.on_time, unit):
        changes.append("more_on_time" if after.on_time > before.on_time else "less_on_time")
    late = before.late_unit_buckets, after.late_unit_buckets
    if late[0] is not None and late[1] is not None and _differ(late[0], late[1], unit * horizon.base_count):
        changes.append("less_late" if late[1] < late[0] else "more_late")
    return tuple(changes)


def _differ(before: float, after: float, unit: float) -> bool:
    """True if two figures differ by more than the tolerance for filled requests."""
    return abs(before - after) > FILLED * unit


def _time_between(before: date | None, after: date | None) -> tuple[int | None, int | None]:
    if before is None or after is None:
        return None, None
    months = (after.year - before.year) * 12 + after.month - before.month
    return (after - before).days, months if _ends_month(before) and _ends_month(after) else None


def _ends_month(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


def _magnitude(change: RequestChange) -> float:
    """Size of a change, to sort by: the larger of quantity relative to the request and days relative to a year.

    A request on other terms has infinite size.
    """
    if change.before is None or change.after is None or set(change.changes) & {"wants", "only_before", "only_after"}:
        return float("inf")
    if change.verdict == "same":
        return 0.0
    unit = max(change.before.quantity, change.after.quantity, 1e-300)
    amounts = (
        change.after.total_asked - change.before.total_asked,
        change.after.total_received - change.before.total_received,
        change.after.on_time - change.before.on_time,
    )
    return max(abs(change.days or 0) / 365, *(abs(amount) / unit for amount in amounts))


def count_verdicts(changes: tuple[RequestChange, ...]) -> Mapping[str, int]:
    """Count the requests by verdict."""
    verdicts = dict.fromkeys(("better", "worse", "mixed", "otherwise", "same"), 0)
    for change in changes:
        verdicts[change.verdict] += 1
    return verdicts
