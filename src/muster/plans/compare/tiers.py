"""Tier values before and after, and the better plan in each tier that is comparable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from muster.plans.compare.requests import HANDED_OVER_BEFORE, OTHER_TERMS, RequestChange
from muster.plans.compare.shared_horizon import SharedHorizon
from muster.plans.plan import Plan
from muster.tolerances import TIER_LOSS


@dataclass(frozen=True)
class TierChange:
    """A tier's value in both plans; None in a plan without it.

    `change` is better, worse, same, or None if the values are not comparable: requests, targets, buckets, currency or
    objective differ.
    """

    name: str
    before: float | None
    after: float | None
    change: str | None


def tier_changes(
    before: Plan, after: Plan, requests: tuple[RequestChange, ...], horizon: SharedHorizon
) -> tuple[TierChange, ...]:
    """Compare every tier of either plan, in order."""
    values = _tier_values(before), _tier_values(after)
    names = [*values[0], *(name for name in values[1] if name not in values[0])]
    changes = []
    for name in sorted(names, key=_tier_order):
        pair = values[0].get(name), values[1].get(name)
        is_comparable = horizon.is_complete and _is_comparable(name, before, after, requests)
        changes.append(TierChange(name, *pair, _verdict(name, *pair) if is_comparable else None))
    return tuple(changes)


def _tier_values(plan: Plan) -> dict[str, float]:
    return {tier.name: tier.value for tier in (plan.certificate.tiers if plan.certificate else ())}


def _tier_order(name: str) -> tuple[int, int, str]:
    kind, _, priority = name.partition("/")
    rank = {"reserves": 1, "cost": 2, "calm": 3}.get(kind, 0)
    return rank, int(priority) if priority.isdecimal() else 0, kind


def _is_comparable(name: str, before: Plan, after: Plan, requests: tuple[RequestChange, ...]) -> bool:
    """True if the values of a tier are comparable between the plans."""
    settings = before.scenario.settings, after.scenario.settings
    kind, _, priority = name.partition("/")
    if settings[0].objective != settings[1].objective:
        return False
    if kind in ("requests", "share"):
        of_class = [change for change in requests if str(change.priority) == priority or "priority" in change.asked]
        return not any((OTHER_TERMS | {HANDED_OVER_BEFORE}) & set(change.changes) for change in of_class)
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
    if abs(after - before) <= TIER_LOSS * max(1.0, abs(before), abs(after)):
        return "same"
    return "better" if (after > before) == (name == "value") else "worse"
