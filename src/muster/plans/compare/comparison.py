"""Comparison of two plans: changes of the results and differences between the inputs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from muster.plans.compare.consents import ConsentChange, consent_changes
from muster.plans.compare.inputs import InputChanges, input_changes
from muster.plans.compare.money import MoneyChange, money_change
from muster.plans.compare.pledges import PledgeChange, pledge_changes
from muster.plans.compare.requests import RequestChange, request_changes
from muster.plans.compare.resources import ResourceChange, resource_changes
from muster.plans.compare.shared_horizon import SharedHorizon, shared_horizon
from muster.plans.compare.tiers import TierChange, tier_changes
from muster.plans.plan import Plan, UnsolvedPlanError


@dataclass(frozen=True, kw_only=True)
class ComparedPlan:
    """Identity, proof and horizon of one of the plans; `end` is the last day of the horizon."""

    title: str
    title_ar: str
    digest: str
    status: str
    gap: float | None
    objective: str
    currency: str
    start: date
    end: date
    bucket: str
    buckets: int


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Changes from one plan to another.

    Figures by bucket (lateness, full load) are compared over the buckets of `horizon`, which both plans have.
    """

    before: ComparedPlan
    after: ComparedPlan
    horizon: SharedHorizon
    requests: tuple[RequestChange, ...]
    tiers: tuple[TierChange, ...]
    money: MoneyChange
    pledges: tuple[PledgeChange, ...]
    consents: tuple[ConsentChange, ...]
    resources: tuple[ResourceChange, ...]
    inputs: InputChanges

    def as_dict(self) -> dict[str, Any]:
        """Convert to the object that `--json` prints, without the sentences."""
        horizon = self.horizon
        entries: dict[str, Any] = _to_json(
            {
                "before": self.before,
                "after": self.after,
                "stretch": {"first": horizon.first, "last": horizon.last, "buckets": len(horizon.lengths)},
                "requests": [_to_json(change) | {"verdict": change.verdict} for change in self.requests],
                "tiers": self.tiers,
                "money": self.money,
                "pledges": self.pledges,
                "consents": self.consents,
                "resources": self.resources,
                "settings": self.inputs.settings,
                "options": self.inputs.options,
                "tables": self.inputs.tables,
            }
        )
        return entries


def compare(before: Plan, after: Plan) -> Comparison:
    """Compare two plans with a solution.

    Raises:
        UnsolvedPlanError: one of the plans has no solution.
    """
    if not (before.has_solution and after.has_solution):
        raise UnsolvedPlanError("there is no plan to compare")
    assert before.scenario.calendar is not None
    assert after.scenario.calendar is not None
    horizon = shared_horizon(before.scenario.calendar, after.scenario.calendar)
    requests = request_changes(before, after, horizon)
    return Comparison(
        before=_compared_plan(before),
        after=_compared_plan(after),
        horizon=horizon,
        requests=requests,
        tiers=tier_changes(before, after, requests, horizon),
        money=money_change(before, after),
        pledges=pledge_changes(before, after),
        consents=consent_changes(before, after),
        resources=resource_changes(before, after, horizon),
        inputs=input_changes(before, after),
    )


def _compared_plan(plan: Plan) -> ComparedPlan:
    settings, calendar = plan.scenario.settings, plan.scenario.calendar
    assert calendar is not None
    return ComparedPlan(
        title=settings.title,
        title_ar=settings.title_ar,
        digest=plan.scenario.digest,
        status=plan.status,
        gap=plan.certificate.gap if plan.certificate else None,
        objective=settings.objective,
        currency=settings.currency,
        start=calendar.start,
        end=calendar.last_day(calendar.count - 1),
        bucket=calendar.base,
        buckets=calendar.count,
    )


def _to_json(value: Any) -> Any:
    """Convert a value to JSON: dates to ISO texts, numbers that are not finite to None."""
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: _to_json(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Mapping):
        return {name: _to_json(item) for name, item in value.items()}
    if isinstance(value, tuple | list):
        return [_to_json(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return None if isinstance(value, float) and not math.isfinite(value) else value
