"""Sailco (Winston): boats by quarter, regular work up to a limit, overtime at a higher cost, least cost.

Regular work and overtime are two capacity rows of rising cost on one resource. A quarter's boats are not
handed over before it (`earliest`): that would save their storage.
"""

from __future__ import annotations

from published.numbers_of import numbers_of
from published.write import Settings, Tables

QUARTERS = ("2024-01-01", "2024-04-01", "2024-07-01", "2024-10-01")

SETTINGS: Settings = {"title": "Sailco", "start": QUARTERS[0], "buckets": 4, "bucket": "quarter"}


def scenario() -> tuple[Tables, Settings]:
    """All requests are met on time; tier `cost` is 78450."""
    given = numbers_of("mamo-sailco")
    tables: Tables = {
        "parties": [{"party": "sailco"}, {"party": "customers"}],
        "locations": [{"location": "yard", "party": "sailco", "kind": "plant"}],
        "items": [{"item": "boat", "holding_cost": given["holding_cost"]}],
        "stocks": [{"location": "yard", "item": "boat", "quantity": given["opening_stock"]}],
        "resources": [{"resource": "labour", "location": "yard"}],
        "capacities": [
            {"resource": "labour", "cost": given["regular_cost"], "quantity": given["regular_capacity"]},
            {"resource": "labour", "cost": given["overtime_cost"], "quantity": sum(given["demand"])},
        ],
        "operations": [{"operation": "build", "location": "yard"}],
        "operation_items": [{"operation": "build", "item": "boat", "quantity": 1}],
        "operation_resources": [{"operation": "build", "resource": "labour"}],
        "requests": [
            {
                "request": quarter,
                "party": "customers",
                "location": "yard",
                "wants": "boat",
                "quantity": quantity,
                "due": quarter,
                "earliest": quarter,
            }
            for quarter, quantity in zip(QUARTERS, given["demand"], strict=True)
        ],
    }
    return tables, SETTINGS
