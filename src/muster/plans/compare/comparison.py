"""Two plans compared: what changed, and what differs in what they were made from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from muster.plans.compare.consents import ConsentChange, consent_changes
from muster.plans.compare.inputs import Inputs, input_changes
from muster.plans.compare.money import MoneyChange, money_change
from muster.plans.compare.pledges import PledgeChange, pledge_changes
from muster.plans.compare.requests import RequestChange, request_changes
from muster.plans.compare.resources import ResourceChange, resource_changes
from muster.plans.compare.shared_horizon import Stretch, shared
from muster.plans.compare.tiers import TierChange, tier_changes
from muster.plans.plan import Plan


@dataclass(frozen=True)
class Side:
    """One of the plans: what it is and how far it is proved; `end` is the last day of its horizon."""

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


@dataclass(frozen=True)
class Comparison:
    """What changed from one plan to another.

    Figures by bucket (lateness, full load) are compared over the buckets of `stretch`, which both plans have.
    """

    before: Side
    after: Side
    stretch: Stretch
    requests: tuple[RequestChange, ...]
    tiers: tuple[TierChange, ...]
    money: MoneyChange
    pledges: tuple[PledgeChange, ...]
    consents: tuple[ConsentChange, ...]
    resources: tuple[ResourceChange, ...]
    inputs: Inputs

    def as_dict(self) -> dict[str, Any]:
        """The comparison as `--json` gives it, without the words."""
        stretch = {"first": self.stretch.first, "last": self.stretch.last, "buckets": len(self.stretch.lengths)}
        told = {one.name: getattr(self, one.name) for one in fields(self)} | {"stretch": stretch}
        told["requests"] = [_plain(one) | {"verdict": one.verdict} for one in self.requests]
        inputs = told.pop("inputs")
        told |= {one.name: getattr(inputs, one.name) for one in fields(inputs)}
        plain: dict[str, Any] = _plain(told)
        return plain


def compare(before: Plan, after: Plan) -> Comparison:
    """What changed from `before` to `after`. Refused with ``ValueError``: a result without a plan."""
    if not (before.there and after.there):
        raise ValueError("there is no plan to compare")
    calendars = [one.scenario.calendar for one in (before, after)]
    assert calendars[0] is not None
    assert calendars[1] is not None
    stretch = shared(calendars[0], calendars[1])
    requests = request_changes(before, after, stretch)
    return Comparison(
        _side(before),
        _side(after),
        stretch,
        requests,
        tier_changes(before, after, requests, stretch),
        money_change(before, after),
        pledge_changes(before, after),
        consent_changes(before, after),
        resource_changes(before, after, stretch),
        input_changes(before, after),
    )


def _side(plan: Plan) -> Side:
    settings, calendar = plan.scenario.settings, plan.scenario.calendar
    assert calendar is not None
    return Side(
        settings.title,
        settings.title_ar,
        plan.scenario.digest,
        plan.status,
        plan.certificate.gap if plan.certificate else None,
        settings.objective,
        settings.currency,
        calendar.start,
        calendar.last_day(calendar.count - 1),
        calendar.base,
        calendar.count,
    )


def _plain(thing: Any) -> Any:
    """The thing as JSON can say it: days as ISO texts, what is not finite as null."""
    if is_dataclass(thing) and not isinstance(thing, type):
        return {one.name: _plain(getattr(thing, one.name)) for one in fields(thing)}
    if isinstance(thing, Mapping):
        return {name: _plain(one) for name, one in thing.items()}
    if isinstance(thing, tuple | list):
        return [_plain(one) for one in thing]
    if isinstance(thing, date):
        return thing.isoformat()
    return None if isinstance(thing, float) and not math.isfinite(thing) else thing
