"""Two stories as plans, compared, and what several tests of comparing ask of them."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

from muster.plans.compare import Comparison, compare
from muster.plans.compare.requests import RequestChange
from stories.story import plan_of

ComparePlans = Callable[..., Comparison]


def plan_comparer(folder: Path) -> ComparePlans:
    """A function that plans two stories and compares them; a setting given as a pair has a value for each."""
    numbers = itertools.count()

    def plan_and_compare(before: str, after: str, **settings: Any) -> Comparison:
        plans = []
        for number, story in enumerate((before, after)):
            plan_settings = {name: pair[number] if isinstance(pair, tuple) else pair for name, pair in settings.items()}
            plans.append(plan_of(folder / str(next(numbers)), story, **plan_settings))
        assert [plan.status for plan in plans] == ["optimal", "optimal"]
        return compare(*plans)

    return plan_and_compare


def change_of(comparison: Comparison, request: str = "r") -> RequestChange:
    """The change of one request."""
    return next(change for change in comparison.requests if change.request == request)


def arriving(day: str, quantity: float = 10) -> str:
    """A request for 10 in January, and what arrives for it."""
    return f"""
        receipts: location, item, quantity, date
        depot, thing, {quantity}, {day}
        requests: request, location, wants, quantity, due
        r, depot, thing, 10, 2024-01
    """


TWO = """
    stocks: location, item, quantity
    depot, thing, 5
    requests: request, location, wants, quantity, due, priority
    r, depot, thing, 3, 2024-01, 1
    {other}, depot, thing, {quantity}, 2024-01, 2
"""

ROAD = """
    stocks: location, item, quantity
    depot, thing, 10
    lanes: lane, origin, destination, unit_cost
    road, depot, front, {cost}
    funds: fund, date, amount
    common, 2024-01, 15
    fund_uses: fund, of, id, share
    common, lane, road, 0.5
    requests: request, location, wants, quantity, due
    r, front, thing, 10, 2024-01
"""

LINE = """
    operations: operation, location
    make, works
    operation_items: operation, item, quantity
    make, thing, 1
    operation_resources: operation, resource
    make, line
    resources: resource, location
    line, works
    capacities: resource, from, quantity
    line, , {capacity}
    requests: request, location, wants, quantity, due, until
    r, works, thing, 5, 2024-01, 2024-02
"""

PLEDGE = """
    parties: party
    us
    them
    locations: location, party
    front, them
    depot, us
    receipts: location, item, quantity, date
    depot, thing, {quantity}, 2024-01-01
    lanes: lane, origin, destination
    road, depot, front
    pledges: pledge, party, recipient, wants, quantity, by
    {pledge}, us, them, thing, 5, 2024-01-31
    requests: request, location, wants, quantity, due
    r, front, thing, 8, 2024-01
"""
