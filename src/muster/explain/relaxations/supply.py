"""Relaxations of how much there is: opening stocks, receipts, and the floors that keep some of it back."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from muster.explain.relaxations.bound_sets import BoundSetBuilder
from muster.explain.relaxations.relaxation import BoundSet, Relaxation
from muster.network.graph import Array


def supply_relaxations(builder: BoundSetBuilder) -> Iterator[Relaxation]:
    """Every stock and every receipt that there is something of, and every floor."""
    yield from _stocks(builder)
    yield from _receipts(builder)
    yield from _floors(builder)


def _goods(
    builder: BoundSetBuilder, kind: str, table: str, location_item: tuple[str, str], bound_set: BoundSet
) -> Relaxation:
    location, item = location_item
    return Relaxation(
        kind=kind,
        id=f"{location}/{item}",
        table=table,
        row_keys=(location_item,),
        party=builder.facts.party_of[location],
        bound_sets=(bound_set,),
    )


def _stocks(builder: BoundSetBuilder) -> Iterator[Relaxation]:
    for row in builder.facts.rows("stocks"):
        if row["quantity"] > 0:
            first = np.zeros(len(builder.buckets))
            first[0] = 1.0
            key = row["location"], row["item"]
            yield _goods(builder, "stock", "stocks", key, _more_goods(builder, *key, first, first * row["quantity"]))


def _receipts(builder: BoundSetBuilder) -> Iterator[Relaxation]:
    facts = builder.facts
    opening = {(row["location"], row["item"]): row["quantity"] for row in facts.rows("stocks")}
    for key in sorted({(row["location"], row["item"]) for row in facts.rows("receipts")}):
        coming = facts.scheduled_supply[key].copy()
        coming[0] -= opening.get(key, 0.0)
        coming = np.maximum(coming, 0.0)
        if coming.any():
            bound_set = _more_goods(builder, *key, (coming > 0).astype(float), coming)
            yield _goods(builder, "receipt", "receipts", key, bound_set)


def _more_goods(builder: BoundSetBuilder, location: str, item: str, unit: Array, size: Array) -> BoundSet:
    """More old goods of the location's own party: what may be there beyond what is."""
    stocks = builder.blueprint.stocks
    mark = stocks.marks.class_of(location, item, (builder.facts.party_of[location], True))
    return builder.row_lower(stocks.balances[location, item, mark], unit, size)


def _floors(builder: BoundSetBuilder) -> Iterator[Relaxation]:
    for reserve in builder.blueprint.reserves:
        key = ("location" if reserve.location else "party", reserve.location or reserve.party or "", reserve.item)
        balance = builder.network.balances.index.get(("floor", key))
        if balance is not None:
            yield Relaxation(
                kind="reserve",
                id=reserve.id,
                table="reserves",
                row_keys=((reserve.location or "", reserve.party or "", reserve.item),),
                party=reserve.party or builder.facts.party_of[reserve.location or ""],
                bound_sets=(builder.row_lower(balance, (reserve.floor > 0).astype(float), reserve.floor),),
            )
