"""Changes of total cost and of the amount that each fund pays."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from muster.plans.plan import Plan
from muster.tolerances import TIER_LOSS


@dataclass(frozen=True)
class FundChange:
    """Amount a fund pays over the horizon, in each plan's currency; `fund` is None for cost covered by no fund."""

    fund: str | None
    before: float
    after: float
    changed: bool


@dataclass(frozen=True)
class MoneyChange:
    """Total cost; `comparable` is False if the currencies differ, and then nothing is marked `changed`."""

    comparable: bool
    before: float | None
    after: float | None
    changed: bool
    funds: tuple[FundChange, ...]


def money_change(before: Plan, after: Plan) -> MoneyChange:
    """Compare total cost and cost by fund, in the order of ids; cost covered by no fund comes last."""
    comparable = before.scenario.settings.currency == after.scenario.settings.currency
    paid = _paid_by_fund(before), _paid_by_fund(after)
    funds = []
    for fund in sorted(paid[0].keys() | paid[1].keys(), key=lambda fund: (fund is None, fund or "")):
        pair = paid[0].get(fund, 0.0), paid[1].get(fund, 0.0)
        funds.append(FundChange(fund, *pair, comparable and _differs(*pair)))
    costs = before.cost, after.cost
    changed = comparable and _differs(costs[0] or 0.0, costs[1] or 0.0)
    return MoneyChange(comparable, *costs, changed, tuple(funds))


def _paid_by_fund(plan: Plan) -> dict[str | None, float]:
    unused = dict.fromkeys(plan.scenario.tables["funds"]["fund"].unique(maintain_order=True), 0.0)
    paid = dict(plan.tables["spending"].group_by("fund", maintain_order=True).agg(pl.col("amount").sum()).iter_rows())
    return {**unused, **paid}


def _differs(before: float, after: float) -> bool:
    return abs(before - after) > TIER_LOSS * max(1.0, abs(before), abs(after))
