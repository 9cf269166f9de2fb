"""What the plans cost, and which fund pays how much of it."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from muster.plans.plan import Plan
from muster.tolerances import TIER


@dataclass(frozen=True)
class FundChange:
    """What a fund pays over the horizon, each plan in its own currency; `fund` is None for what none has to pay."""

    fund: str | None
    before: float
    after: float
    changed: bool


@dataclass(frozen=True)
class MoneyChange:
    """All costs; `comparable` is whether both plans count in one currency, nothing is `changed` without it."""

    comparable: bool
    before: float | None
    after: float | None
    changed: bool
    funds: tuple[FundChange, ...]


def money_change(before: Plan, after: Plan) -> MoneyChange:
    """Costs in all and by fund; the funds in order of their ids, then what no fund has to pay."""
    comparable = before.scenario.settings.currency == after.scenario.settings.currency
    paid = [_paid(one) for one in (before, after)]
    funds = []
    for fund in sorted(paid[0].keys() | paid[1].keys(), key=lambda fund: (fund is None, fund or "")):
        pair = paid[0].get(fund, 0.0), paid[1].get(fund, 0.0)
        funds.append(FundChange(fund, *pair, comparable and _differ(*pair)))
    costs = before.cost, after.cost
    changed = comparable and _differ(costs[0] or 0.0, costs[1] or 0.0)
    return MoneyChange(comparable, *costs, changed, tuple(funds))


def _paid(plan: Plan) -> dict[str | None, float]:
    given = dict.fromkeys(plan.scenario.tables["funds"]["fund"].unique(maintain_order=True), 0.0)
    spent = dict(plan.tables["spending"].group_by("fund", maintain_order=True).agg(pl.col("amount").sum()).iter_rows())
    return {**given, **spent}


def _differ(one: float, other: float) -> bool:
    return abs(one - other) > TIER * max(1.0, abs(one), abs(other))
