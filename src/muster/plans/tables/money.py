"""Who pays what, when: every bill by fund, and what no fund has to pay."""

from __future__ import annotations

import numpy as np
import polars as pl

from muster.network.fund import Bill
from muster.network.graph import Array
from muster.plans.levels import Levels, frame
from muster.tolerances import NEGLIGIBLE


def spending(levels: Levels) -> pl.DataFrame:
    """Amounts by fund, bill and bucket; what the funds' shares leave over stands with a blank fund.

    Together they are all costs but the holding cost, which is on nobody's bill.
    """
    rows: list[tuple[str | None, str, str, int, float]] = []
    for bill in levels.blueprint.funds.bills:
        owed = amount_owed(levels, bill)
        paid = np.zeros(len(owed))
        for fund, share in sorted(bill.shares.items()):
            part = levels.of(bill.pays[fund]) if bill.pays else share * owed
            paid = paid + part
            rows += [(fund, bill.of, bill.id, t, float(part[t])) for t in np.flatnonzero(part).tolist()]
        rest = owed - paid
        rest = np.where(np.abs(rest) <= NEGLIGIBLE * np.maximum(1.0, np.abs(owed)), 0.0, rest)
        rows += [(None, bill.of, bill.id, t, float(rest[t])) for t in np.flatnonzero(rest).tolist()]
    rows += _priced_capacity(levels)
    names = ("fund", "of", "id")
    columns: dict[str, list[object]] = {name: [row[k] for row in rows] for k, name in enumerate(names)}
    columns["bucket"] = [levels.days[row[3]] for row in rows]
    columns["amount"] = [row[4] for row in rows]
    made = frame("spending", columns)
    keys = ["fund", "of", "id", "bucket"]
    return made.group_by(keys, maintain_order=True).agg(pl.col("amount").sum())


def _priced_capacity(levels: Levels) -> list[tuple[str | None, str, str, int, float]]:
    """Cost of capacity that is on no fund's bill, shared among the operations and lanes by what they load."""
    billed: dict[str, Array] = {}
    charged: set[int] = set()
    for bill in levels.blueprint.funds.bills:
        for activity, amount in bill.charges:
            if levels.network.activities.family[activity] == "part":
                resource = levels.network.activities.key[activity][0]
                billed[resource] = billed.get(resource, 0.0) + levels.of(activity) * amount
        charged.update(bill.users)
    rows: list[tuple[str | None, str, str, int, float]] = []
    for place in levels.blueprint.resources.by_id.values():
        cost = sum((levels.of(use) * price for use, price in place.uses.items()), np.zeros(len(levels.days)))
        rest = cost - billed.get(place.id, 0.0)
        free = [(activity, quantity) for activity, quantity in place.users if activity not in charged]
        load = sum((levels.of(activity) * quantity for activity, quantity in free), np.zeros(len(levels.days)))
        for activity, quantity in free:
            share = np.divide(levels.of(activity) * quantity, load, out=np.zeros(len(load)), where=load > 0)
            of = "operation" if levels.network.activities.family[activity] == "run" else "lane"
            name = levels.network.activities.key[activity][0]
            part = np.where(np.abs(rest) > NEGLIGIBLE * np.maximum(1.0, np.abs(cost)), rest * share, 0.0)
            rows += [(None, of, name, t, float(part[t])) for t in np.flatnonzero(part).tolist()]
    return rows


def amount_owed(levels: Levels, bill: Bill) -> Array:
    """A bill by bucket, in the scenario's currency; negative where it brings money in."""
    total = np.zeros(levels.network.calendar.count)
    for activity, amount in bill.charges:
        total = total + levels.of(activity) * amount
    return total
