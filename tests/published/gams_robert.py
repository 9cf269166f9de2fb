"""Elementary production and inventory (GAMS model library, `robert`): most profit from two materials.

What may be bought at the start is free up to a maximum, and the stock at the start of each period costs
storage; so the first bucket does nothing but buy, and its closing stock is the source's opening stock.
The source pays no storage on what is left at the very end, so its residual value is raised by one
period's storage. A product is sold in the period in which it is made: it cannot be kept, and each
period's request takes hand-overs in that period only.
"""

from __future__ import annotations

from published.numbers_of import numbers_of
from published.write import Settings, Tables

SETTINGS: Settings = {
    "title": "Scrap and new",
    "start": "2024-01-01",
    "buckets": 4,
    "bucket": "month",
    "objective": "value",
}


def scenario() -> tuple[Tables, Settings]:
    """Tier `value` is 11025."""
    given = numbers_of("gams-robert")
    profit, limit = given["profit"], given["max_production_per_period"]
    materials = list(given["use_per_unit"])
    periods = [f"2024-{month:02}-01" for month in range(2, 2 + given["periods"])]
    tables: Tables = {
        "parties": [{"party": "works"}],
        "locations": [{"location": "works", "party": "works", "kind": "plant"}],
        "items": [
            *({"item": m, "holding_cost": given["storage_cost"][m]} for m in materials),
            *({"item": product} for product in profit),
        ],
        "stocks": [
            *(
                {
                    "location": "works",
                    "item": m,
                    "quantity": 0,
                    "end_value": given["residual_value"][m] + given["storage_cost"][m],
                }
                for m in materials
            ),
            *({"location": "works", "item": p, "quantity": 0, "maximum": 0} for p in profit),
        ],
        "resources": [{"resource": "line", "location": "works"}],
        "capacities": [{"resource": "line", "quantity": limit}],
        "operations": [
            *(
                {
                    "operation": f"buy-{m}",
                    "location": "works",
                    "maximum": given["max_stock_start"][m],
                    "available_until": "2024-01-01",
                }
                for m in materials
            ),
            *({"operation": f"make-{p}", "location": "works", "available_from": periods[0]} for p in profit),
        ],
        "operation_items": [
            *({"operation": f"buy-{m}", "item": m, "quantity": 1} for m in materials),
            *(
                {"operation": f"make-{p}", "item": m, "quantity": -given["use_per_unit"][m][p]}
                for p in profit
                for m in materials
            ),
            *({"operation": f"make-{p}", "item": p, "quantity": 1} for p in profit),
        ],
        "operation_resources": [{"operation": f"make-{p}", "resource": "line"} for p in profit],
        "requests": [
            {
                "request": f"{p}-{period}",
                "party": "works",
                "location": "works",
                "wants": p,
                "quantity": limit,
                "due": period,
                "earliest": period,
                "latest": period,
                "value": worth,
            }
            for p, worths in profit.items()
            for period, worth in zip(periods, worths, strict=True)
        ],
    }
    return tables, SETTINGS
