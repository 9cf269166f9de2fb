"""Result table `spending`: every bill by fund, and the cost covered by no fund."""

from __future__ import annotations

import numpy as np
import polars as pl

from muster.network.fund import Bill
from muster.network.graph import Array
from muster.plans.levels import Levels, result_frame
from muster.tolerances import NEGLIGIBLE


def spending_table(levels: Levels) -> pl.DataFrame:
    """Amounts by fund, bill and bucket; the part covered by no fund has a blank fund.

    The amounts sum to the total cost less the holding cost, which is on no bill.
    """
    rows: list[tuple[str | None, str, str, int, float]] = []
    for bill in levels.blueprint.funds.bills:
        owed = amount_owed(levels, bill)
        paid = np.zeros(len(owed))
        for fund, share in sorted(bill.shares.items()):
            payment = levels.of_activity(bill.pays[fund]) if bill.pays else share * owed
            paid = paid + payment
            rows += [(fund, bill.kind, bill.id, t, float(payment[t])) for t in np.flatnonzero(payment).tolist()]
        unpaid = owed - paid
        unpaid = np.where(np.abs(unpaid) <= NEGLIGIBLE * np.maximum(1.0, np.abs(owed)), 0.0, unpaid)
        rows += [(None, bill.kind, bill.id, t, float(unpaid[t])) for t in np.flatnonzero(unpaid).tolist()]
    rows += _priced_capacity(levels)
    names = ("fund", "of", "id")
    columns: dict[str, list[object]] = {name: [row[k] for row in rows] for k, name in enumerate(names)}
    columns["bucket"] = [levels.days[row[3]] for row in rows]
    columns["amount"] = [row[4] for row in rows]
    keys = ["fund", "of", "id", "bucket"]
    return result_frame("spending", columns).group_by(keys, maintain_order=True).agg(pl.col("amount").sum())


def _priced_capacity(levels: Levels) -> list[tuple[str | None, str, str, int, float]]:
    """Cost of capacity that is on no fund's bill, shared among operations and lanes in proportion to their load."""
    billed: dict[str, Array] = {}
    charged: set[int] = set()
    for bill in levels.blueprint.funds.bills:
        for activity, amount in bill.charges:
            if levels.network.activities.family[activity] == "part":
                resource_id = levels.network.activities.key[activity][0]
                billed[resource_id] = billed.get(resource_id, 0.0) + levels.of_activity(activity) * amount
        charged.update(bill.users)
    rows: list[tuple[str | None, str, str, int, float]] = []
    zeros = np.zeros(len(levels.days))
    for resource in levels.blueprint.resources.by_id.values():
        cost = sum((levels.of_activity(use) * price for use, price in resource.priced_columns.items()), zeros)
        unbilled_total = cost - billed.get(resource.id, 0.0)
        unbilled_users = [(activity, quantity) for activity, quantity in resource.users if activity not in charged]
        load = sum((levels.of_activity(activity) * quantity for activity, quantity in unbilled_users), zeros)
        for activity, quantity in unbilled_users:
            share = np.divide(levels.of_activity(activity) * quantity, load, out=np.zeros(len(load)), where=load > 0)
            kind = "operation" if levels.network.activities.family[activity] == "run" else "lane"
            user_id = levels.network.activities.key[activity][0]
            counts = np.abs(unbilled_total) > NEGLIGIBLE * np.maximum(1.0, np.abs(cost))
            unbilled_cost = np.where(counts, unbilled_total * share, 0.0)
            rows += [(None, kind, user_id, t, float(unbilled_cost[t])) for t in np.flatnonzero(unbilled_cost).tolist()]
    return rows


def amount_owed(levels: Levels, bill: Bill) -> Array:
    """Amount of a bill by bucket, shape (T,), in the scenario's currency; negative for income."""
    total = np.zeros(levels.network.calendar.count)
    for activity, amount in bill.charges:
        total = total + levels.of_activity(activity) * amount
    return total
