"""A warehouse that buys, stores and sells (GAMS model library, `whouse`): least cost over four quarters.

Selling is handing over to a request that takes hand-overs in its own quarter only and asks for more than
can be sold: the opening stock and a full warehouse. Buying and selling in one quarter cancel. What is
left at the end is worth nothing.
"""

from __future__ import annotations

from published.numbers_of import numbers_of
from published.write import Settings, Tables

QUARTERS = ("2024-01-01", "2024-04-01", "2024-07-01", "2024-10-01")

SETTINGS: Settings = {
    "title": "Warehouse",
    "start": QUARTERS[0],
    "buckets": 4,
    "bucket": "quarter",
    "objective": "value",
}


def scenario() -> tuple[Tables, Settings]:
    """Tier `value` is 600: the published cost is -600."""
    given = numbers_of("gams-whouse")
    prices = dict(zip(QUARTERS, given["price"], strict=True))
    tables: Tables = {
        "parties": [{"party": "trader"}],
        "locations": [{"location": "warehouse", "party": "trader"}],
        "items": [{"item": "goods", "holding_cost": given["storage_cost"]}],
        "stocks": [
            {
                "location": "warehouse",
                "item": "goods",
                "quantity": given["initial_stock"],
                "maximum": given["storage_capacity"],
            }
        ],
        "operations": [{"operation": "buy", "location": "warehouse"}],
        "operation_items": [{"operation": "buy", "item": "goods", "quantity": 1}],
        "costs": [
            {"of": "operation", "id": "buy", "from": quarter, "unit_cost": price} for quarter, price in prices.items()
        ],
        "requests": [
            {
                "request": f"sell-{quarter}",
                "party": "trader",
                "location": "warehouse",
                "wants": "goods",
                "quantity": given["initial_stock"] + given["storage_capacity"],
                "due": quarter,
                "earliest": quarter,
                "latest": quarter,
                "value": price,
            }
            for quarter, price in prices.items()
        ],
    }
    return tables, SETTINGS
