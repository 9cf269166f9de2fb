"""Tier values before and after, and which plan is better in each where that can be said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from muster.plans.compare.requests import BEFORE, OTHERWISE, RequestChange
from muster.plans.compare.shared_horizon import Stretch
from muster.plans.plan import Plan
from muster.tolerances import TIER


@dataclass(frozen=True)
class TierChange:
    """A tier's value in both plans; None in a plan without it.

    `change` is better, worse, same, or None where the two values do not measure the same: other requests, targets,
    buckets, currency or objective.
    """

    name: str
    before: float | None
    after: float | None
    change: str | None


def tier_changes(
    before: Plan, after: Plan, requests: tuple[RequestChange, ...], stretch: Stretch
) -> tuple[TierChange, ...]:
    """Every tier of either plan, in order."""
    values = [{tier.name: tier.value for tier in (one.certificate.tiers if one.certificate else ())}
              for one in (before, after)]  # fmt: skip
    names = [*values[0], *(name for name in values[1] if name not in values[0])]
    order = sorted(names, key=_place)
    found = []
    for name in order:
        pair = values[0].get(name), values[1].get(name)
        alike = stretch.whole and _alike(name, before, after, requests)
        found.append(TierChange(name, *pair, _verdict(name, *pair) if alike else None))
    return tuple(found)


def _place(name: str) -> tuple[int, int, str]:
    kind, _, priority = name.partition("/")
    after = {"reserves": 1, "cost": 2, "calm": 3}.get(kind, 0)
    return after, int(priority) if priority.isdecimal() else 0, kind


def _alike(name: str, before: Plan, after: Plan, requests: tuple[RequestChange, ...]) -> bool:
    """Whether the values of a tier measure the same thing in both plans."""
    settings = before.scenario.settings, after.scenario.settings
    kind, _, priority = name.partition("/")
    if settings[0].objective != settings[1].objective:
        return False
    if kind in ("requests", "share"):
        own = [one for one in requests if str(one.priority) == priority or "priority" in one.asked]
        return not any((OTHERWISE | {BEFORE}) & set(one.changes) for one in own)
    if kind == "reserves":
        return _targets(before) == _targets(after)
    if kind in ("cost", "value"):
        return settings[0].currency == settings[1].currency
    return False


def _targets(plan: Plan) -> list[tuple[Any, ...]]:
    columns = ["location", "party", "item", "from", "target"]
    return plan.scenario.tables["reserves"].drop_nulls("target").select(columns).rows()


def _verdict(name: str, before: float | None, after: float | None) -> str | None:
    if before is None or after is None:
        return None
    if abs(after - before) <= TIER * max(1.0, abs(before), abs(after)):
        return "same"
    return "better" if (after > before) == (name == "value") else "worse"
