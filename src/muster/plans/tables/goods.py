"""Where goods lie and go: stocks, moves, reserves."""

from __future__ import annotations

import numpy as np
import polars as pl

from muster.network.graph import Array
from muster.plans.levels import Levels, frame, long
from muster.plans.worth import Worths


def moves(levels: Levels) -> pl.DataFrame:
    """What leaves on each lane, goods of all marks together."""
    totals: dict[tuple[str | None, ...], Array] = {}
    for activity in levels.families.get("move", []):
        lane, item, _ = levels.network.activities.key[activity]
        totals[lane, item] = totals.get((lane, item), 0.0) + levels.of(activity)
    keys = sorted(totals)
    matrix = np.array([totals[key] for key in keys]).reshape(len(keys), levels.network.calendar.count)
    columns, days, figures = long(keys, matrix, levels.days)
    lanes, items = columns or ([], [])
    return frame("moves", {"lane": lanes, "item": items, "bucket": days, "quantity": figures})


def stocks(levels: Levels, worths: Worths) -> pl.DataFrame:
    """Stock of every item wherever it can lie, at the end of every bucket."""
    places = levels.blueprint.stocks.marks.classes
    floors = {
        (reserve.location, reserve.item): reserve.floor.tolist()
        for reserve in levels.blueprint.reserves
        if reserve.location is not None and reserve.floor.any()
    }
    count = levels.network.calendar.count
    columns: dict[str, list[object]] = {
        name: [] for name in ("location", "item", "bucket", "quantity", "floor", "worth", "worth_tier")
    }
    for (location, item), classes in places.items():
        holds = [levels.blueprint.stocks.holds[location, item, c] for c in classes]
        columns["location"] += [location] * count
        columns["item"] += [item] * count
        columns["bucket"] += levels.days
        columns["quantity"] += levels.matrix(holds).sum(axis=0).tolist()
        columns["floor"] += floors.get((location, item), [None] * count)
        worth: list[float | None] = [None] * count
        tiers: list[str | None] = [None] * count
        if worths.known:
            balances = [levels.blueprint.stocks.balances[location, item, c] for c in classes]
            figures, tiers = worths.of_supply(balances)
            worth = figures.tolist()
        columns["worth"] += worth
        columns["worth_tier"] += tiers
    return frame("stocks", dict(columns))


def reserves(levels: Levels) -> pl.DataFrame:
    """What each reserve keeps, against its floor and target, valued at the item's unit cost."""
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
    return frame("reserves", dict(columns))
