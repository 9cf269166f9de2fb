"""Factors that say how much there is: opening stocks, receipts, and the floors that keep some of it back."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from muster.explain.relaxations.capacity import Limits
from muster.explain.relaxations.relaxation import Factor, Part
from muster.network.graph import Array


def supplies(limits: Limits) -> Iterator[Factor]:
    """Every stock and every receipt that there is something of, and every floor."""
    yield from _stocks(limits)
    yield from _receipts(limits)
    yield from _floors(limits)


def _stocks(limits: Limits) -> Iterator[Factor]:
    for row in limits.facts.rows("stocks"):
        if row["quantity"] > 0:
            first = np.zeros(len(limits.buckets))
            first[0] = 1.0
            part = _more(limits, row["location"], row["item"], first, first * row["quantity"])
            party = limits.facts.party_of[row["location"]]
            yield Factor("stock", f"{row['location']}/{row['item']}", "stocks", party, (part,))


def _receipts(limits: Limits) -> Iterator[Factor]:
    facts = limits.facts
    opening: dict[tuple[str, str], float] = {}
    for row in facts.rows("stocks"):
        opening[row["location"], row["item"]] = row["quantity"]
    for location, item in sorted({(row["location"], row["item"]) for row in facts.rows("receipts")}):
        coming = facts.arriving[location, item].copy()
        coming[0] -= opening.get((location, item), 0.0)
        coming = np.maximum(coming, 0.0)
        if coming.any():
            part = _more(limits, location, item, (coming > 0).astype(float), coming)
            yield Factor("receipt", f"{location}/{item}", "receipts", facts.party_of[location], (part,))


def _more(limits: Limits, location: str, item: str, one: Array, size: Array) -> Part:
    """More old goods of the location's own party: what may be there beyond what is."""
    stocks = limits.blueprint.stocks
    mark = stocks.marks.of(location, item, (limits.facts.party_of[location], True))
    return limits.below(stocks.balances[location, item, mark], one, size)


def _floors(limits: Limits) -> Iterator[Factor]:
    for reserve in limits.blueprint.reserves:
        key = ("location" if reserve.location else "party", reserve.location or reserve.party or "", reserve.item)
        place = limits.network.balances.index.get(("floor", key))
        if place is not None:
            one = (reserve.floor > 0).astype(float)
            party = reserve.party or limits.facts.party_of[reserve.location or ""]
            yield Factor("reserve", reserve.id, "reserves", party, (limits.below(place, one, reserve.floor),))
