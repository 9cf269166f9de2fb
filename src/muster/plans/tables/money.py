"""Who pays what, when: every bill by fund, and what no fund has to pay."""

from __future__ import annotations

import numpy as np
import polars as pl

from muster.network.fund import Bill
from muster.network.graph import Array
from muster.plans.levels import Levels, frame
from muster.tolerances import NEGLIGIBLE


def spending(levels: Levels) -> pl.DataFrame:
    """Amounts by fund, bill and bucket; what the funds' shares leave over stands with a blank fund."""
    rows: list[tuple[str | None, str, str, int, float]] = []
    for bill in levels.blueprint.funds.bills:
        owed = amount_owed(levels, bill)
        paid = np.zeros(len(owed))
        for fund, share in sorted(bill.shares.items()):
            part = levels.of(bill.pays[fund]) if bill.pays else share * np.maximum(owed, 0.0)
            paid = paid + part
            rows += [(fund, bill.of, bill.id, t, float(part[t])) for t in np.flatnonzero(part).tolist()]
        rest = owed - paid
        rest = np.where(np.abs(rest) <= NEGLIGIBLE * np.maximum(1.0, np.abs(owed)), 0.0, rest)
        rows += [(None, bill.of, bill.id, t, float(rest[t])) for t in np.flatnonzero(rest).tolist()]
    names = ("fund", "of", "id")
    columns: dict[str, list[object]] = {name: [row[k] for row in rows] for k, name in enumerate(names)}
    columns["bucket"] = [levels.days[row[3]] for row in rows]
    columns["amount"] = [row[4] for row in rows]
    return frame("spending", columns)


def amount_owed(levels: Levels, bill: Bill) -> Array:
    """A bill by bucket, in the scenario's currency; negative where it brings money in."""
    total = np.zeros(levels.network.calendar.count)
    for activity, amount in bill.charges:
        total = total + levels.of(activity) * amount
    return total
