"""More stock, more capacity, a consent more: never worse for the first class, never less value."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from naive.strategies import scenarios
from properties.planned import plan_of, tiers_of
from published.write import Row, Tables

Change = Callable[[Tables, random.Random, str], bool]


def more_stock(tables: Tables, dice: random.Random, start: str) -> bool:
    """10 more of something somewhere; not of what costs money to hold, since nothing is ever thrown away."""
    costly = {row["item"] for row in tables["items"] if row.get("holding_cost")}
    rows = [row for row in tables.get("stocks", []) if row["item"] not in costly]
    if rows:
        dice.choice(rows)["quantity"] += 10
    return bool(rows)


def more_capacity(tables: Tables, dice: random.Random, start: str) -> bool:
    rows = tables.get("capacities", [])
    if rows:
        dice.choice(rows)["quantity"] += 5
    return bool(rows)


def a_consent_more(tables: Tables, dice: random.Random, start: str) -> bool:
    """A row that withheld grants without limit; a first row of a later date is let alone, as before a row that
    grants hand-overs are blocked."""
    rows = [
        row
        for row in tables.get("consents", [])
        if row["decision"] != "granted" and not _is_first_and_later(tables["consents"], row, start)
    ]
    if rows:
        dice.choice(rows)["decision"] = "granted"
    return bool(rows)


def _is_first_and_later(consents: list[dict[str, Any]], row: Row, start: str) -> bool:
    def rule(one: Row) -> tuple[Any, ...]:
        return tuple(one.get(column) for column in ("party", "wants", "recipient", "holder"))

    def day(one: Row) -> str:
        return one.get("from") or start

    return day(row) > start and all(day(other) >= day(row) for other in consents if rule(other) == rule(row))


@pytest.mark.parametrize("change", [more_stock, more_capacity, a_consent_more])
@settings(max_examples=15)
@given(drawn=scenarios(), seed=st.integers(0, 99))
def test_more_is_no_worse(change: Change, drawn: tuple[Tables, dict[str, Any]], seed: int) -> None:
    tables, options = drawn
    more = copy.deepcopy(tables)
    assume(change(more, random.Random(seed), options["start"]))
    before = plan_of(tables, options)
    assume(before.status == "optimal")
    after = plan_of(more, options)
    assert after.status == "optimal"
    old, new = tiers_of(before), tiers_of(after)
    for name, sign in (("requests/1", 1.0), ("value", -1.0)):
        if name in old:
            assert sign * (new[name] - old[name]) <= 1e-6 * max(1.0, abs(old[name]))
