"""Capacitated lot sizing (GAMSPy examples, `clsp`): least set-up and holding cost, an integer program.

A set-up in a period is the `run_cost` of a bucket in which the operation runs. A period's demand is not
handed over before it (`earliest`): that would save its storage.
"""

from __future__ import annotations

from published.numbers_of import numbers_of
from published.write import Settings, Tables


def scenario() -> tuple[Tables, Settings]:
    """All requests are met on time; tier `cost` is 1694."""
    given = numbers_of("gamspy-clsp")
    products, resources = list(given["demand"]), list(given["capacity"])
    periods = [f"2024-{month:02}-01" for month in range(1, 5)]
    tables: Tables = {
        "parties": [{"party": "works"}],
        "locations": [{"location": "works", "party": "works", "kind": "plant"}],
        "items": [{"item": p, "holding_cost": given["holding_cost"][p]} for p in products],
        "resources": [{"resource": r, "location": "works"} for r in resources],
        "capacities": [
            {"resource": r, "from": period, "quantity": quantity}
            for r in resources
            for period, quantity in zip(periods, given["capacity"][r], strict=True)
        ],
        "operations": [
            {"operation": f"make-{p}", "location": "works", "run_cost": given["setup_cost"][p]} for p in products
        ],
        "operation_items": [{"operation": f"make-{p}", "item": p, "quantity": 1} for p in products],
        "operation_resources": [{"operation": f"make-{p}", "resource": r} for p in products for r in resources],
        "requests": [
            {
                "request": f"{p}-{period}",
                "party": "works",
                "location": "works",
                "wants": p,
                "quantity": quantity,
                "due": period,
                "earliest": period,
            }
            for p in products
            for period, quantity in zip(periods, given["demand"][p], strict=True)
        ],
    }
    return tables, {"title": "Lot sizing", "start": "2024-01-01", "buckets": 4, "bucket": "month"}
