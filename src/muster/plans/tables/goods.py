"""Result tables `moves`, `stocks` and `reserves`."""

from __future__ import annotations

import numpy as np
import polars as pl

from muster.network.graph import Array
from muster.plans.levels import Levels, result_frame, to_long_rows
from muster.plans.worth import Worths


def moves_table(levels: Levels) -> pl.DataFrame:
    """Quantity that departs on each lane by bucket, summed over marks."""
    totals: dict[tuple[str | None, ...], Array] = {}
    for activity in levels.families.get("move", []):
        lane, item, _ = levels.network.activities.key[activity]
        totals[lane, item] = totals.get((lane, item), 0.0) + levels.of_activity(activity)
    keys = sorted(totals)
    matrix = np.array([totals[key] for key in keys]).reshape(len(keys), levels.network.calendar.count)
    columns, days, quantities = to_long_rows(keys, matrix, levels.days)
    lanes, items = columns or ([], [])
    return result_frame("moves", {"lane": lanes, "item": items, "bucket": days, "quantity": quantities})


def stocks_table(levels: Levels, worths: Worths) -> pl.DataFrame:
    """Stock of every item at every location that can hold it, at the end of each bucket."""
    floors = {
        (reserve.location, reserve.item): reserve.floor.tolist()
        for reserve in levels.blueprint.reserves
        if reserve.location is not None and reserve.floor.any()
    }
    count = levels.network.calendar.count
    columns: dict[str, list[object]] = {
        name: [] for name in ("location", "item", "bucket", "quantity", "floor", "worth", "worth_tier")
    }
    for (location, item), classes in levels.blueprint.stocks.marks.classes.items():
        holds = [levels.blueprint.stocks.holds[location, item, c] for c in classes]
        columns["location"] += [location] * count
        columns["item"] += [item] * count
        columns["bucket"] += levels.days
        columns["quantity"] += levels.matrix(holds).sum(axis=0).tolist()
        columns["floor"] += floors.get((location, item), [None] * count)
        worth: list[float | None] = [None] * count
        tiers: list[str | None] = [None] * count
        if worths.available:
            balances = [levels.blueprint.stocks.balances[location, item, c] for c in classes]
            gains, tiers = worths.of_supply(balances)
            worth = gains.tolist()
        columns["worth"] += worth
        columns["worth_tier"] += tiers
    return result_frame("stocks", dict(columns))


def reserves_table(levels: Levels) -> pl.DataFrame:
    """Quantity counted for each reserve against its floor and target, and its value at the item's unit cost."""
    count = levels.network.calendar.count
    columns: dict[str, list[object]] = {
        name: [] for name in ("party", "location", "item", "bucket", "counted", "floor", "target", "gap", "value")
    }
    for reserve in levels.blueprint.reserves:
        counted = levels.matrix(reserve.counted).sum(axis=0)
        unit_cost = levels.blueprint.facts.items[reserve.item]["unit_cost"]
        columns["party"] += [reserve.party] * count
        columns["location"] += [reserve.location] * count
        columns["item"] += [reserve.item] * count
        columns["bucket"] += levels.days
        columns["counted"] += counted.tolist()
        columns["floor"] += reserve.floor.tolist()
        columns["target"] += reserve.target.tolist()
        columns["gap"] += np.maximum(reserve.target - counted, 0.0).tolist()
        columns["value"] += [None] * count if unit_cost is None else (counted * unit_cost).tolist()
    return result_frame("reserves", dict(columns))
