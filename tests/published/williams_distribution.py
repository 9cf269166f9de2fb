"""Distribution (H. P. Williams, Model Building in Mathematical Programming): factories, depots, customers.

One bucket. A depot's throughput is a resource that every lane into it uses. In the second problem a depot
may be opened or enlarged (an integer investment) or closed (an operation of whole level 0 or 1 with a
negative cost, which takes all of the depot's throughput). At most four depots: an opening takes a permit
and a closure gives one; permits are whole, so closures are.
"""

from __future__ import annotations

from typing import Any

from published.numbers_of import numbers_of
from published.write import Settings, Tables

SETTINGS: Settings = {"title": "Distribution", "start": "2024-01-01", "buckets": 1, "bucket": "month"}

EXISTING = ("Newcastle", "Birmingham", "London", "Exeter")
CLOSABLE = ("Newcastle", "Exeter")
ENLARGEMENT = {"adds": 20000, "cost": 3000}


def first() -> tuple[Tables, Settings]:
    """Four depots as they are; tier `cost` is 198500."""
    given = numbers_of("williams-distribution-1")
    return _network(given, given["through"]), SETTINGS


def second() -> tuple[Tables, Settings]:
    """Depots opened, enlarged and closed; tier `cost` is 174000, savings from closures taken off."""
    given = numbers_of("williams-distribution-2")
    through, price = given["through"], given["opencost"]
    tables = _network(given, {depot: through[depot] for depot in EXISTING})
    tables["parties"].append({"party": "office"})
    tables["locations"].append({"location": "office", "party": "office"})
    tables["items"].append({"item": "permit", "integer": True})
    tables["investments"] = [
        {
            "investment": f"open-{depot}",
            "resource": f"through-{depot}",
            "adds": through[depot],
            "cost": price[depot],
            "integer": True,
        }
        for depot in through
        if depot not in EXISTING
    ]
    tables["investment_items"] = [
        {"investment": row["investment"], "item": "permit", "quantity": 1, "location": "office"}
        for row in tables["investments"]
    ]
    tables["investments"].append(
        {"investment": "enlarge", "resource": "through-Birmingham", "integer": True, **ENLARGEMENT}
    )
    tables["operations"] = [
        {"operation": f"close-{depot}", "location": "office", "unit_cost": -price[depot], "maximum": 1}
        for depot in CLOSABLE
    ]
    tables["operation_items"] = [{"operation": f"close-{depot}", "item": "permit", "quantity": 1} for depot in CLOSABLE]
    tables["operation_resources"] = [
        {"operation": f"close-{depot}", "resource": f"through-{depot}", "quantity": through[depot]}
        for depot in CLOSABLE
    ]
    return tables, SETTINGS


def _network(given: dict[str, Any], capacity: dict[str, float]) -> Tables:
    """Factories, depots and customers with the lanes between them; `capacity` by depot that is there now."""
    depots = list(given["through"])
    lanes = [(f"{origin}-{to}", origin, to, cost) for origin, to, cost in given["cost"]]
    return {
        "parties": [{"party": "company"}, {"party": "customers"}],
        "locations": [
            *({"location": place, "party": "company", "kind": "plant"} for place in given["supply"]),
            *({"location": place, "party": "company"} for place in depots),
            *({"location": p, "party": "customers", "kind": "destination"} for p in given["demand"]),
        ],
        "items": [{"item": "goods", "unit": "ton"}],
        "stocks": [
            {"location": place, "item": "goods", "quantity": quantity} for place, quantity in given["supply"].items()
        ],
        "resources": [{"resource": f"through-{depot}", "location": depot} for depot in depots],
        "capacities": [{"resource": f"through-{depot}", "quantity": quantity} for depot, quantity in capacity.items()],
        "lanes": [
            {"lane": lane, "item": "goods", "origin": origin, "destination": to, "unit_cost": cost}
            for lane, origin, to, cost in lanes
        ],
        "lane_resources": [{"lane": lane, "resource": f"through-{to}"} for lane, _, to, _ in lanes if to in depots],
        "requests": [
            {
                "request": place,
                "party": "customers",
                "location": place,
                "wants": "goods",
                "quantity": quantity,
                "due": "2024-01-01",
            }
            for place, quantity in given["demand"].items()
        ],
    }
