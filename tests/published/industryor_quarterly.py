"""Quarterly production with late penalties (IndustryOR): least storage and penalty cost.

Late units cost by the unit and quarter (`late_cost`, which only objective `value` counts), so the
published cost is the value with its sign turned. Holding cost is paid on the stock at the end of every
quarter, the last included; that charges the closing stock. Where the source leaves it uncharged, an
`end_value` of one quarter's storage gives it back. A quarter's units are not handed over before it
(`earliest`): that would save their storage.
"""

from __future__ import annotations

from published.numbers_of import numbers_of
from published.write import Settings, Tables

QUARTERS = ("2024-01-01", "2024-04-01", "2024-07-01", "2024-10-01")

SETTINGS: Settings = {
    "title": "Quarterly production",
    "start": QUARTERS[0],
    "buckets": 4,
    "bucket": "quarter",
    "objective": "value",
}


def scenario(*, whole: bool, closing_stock_charged: bool) -> tuple[Tables, Settings]:
    """Tier `value` is -10755 (whole units) or -10750, with the closing stock uncharged -8505 or -8500."""
    given = numbers_of("industryor-quarterly")
    storage = given["storage_per_quarter"]
    barred = {(item, quarter - 1) for item, quarter in given["not_produced"]}
    tables: Tables = {
        "parties": [{"party": "works"}, {"party": "customers"}],
        "locations": [{"location": "works", "party": "works", "kind": "plant"}],
        "items": [{"item": i, "holding_cost": storage[i], "integer": whole} for i in storage],
        "stocks": [
            {
                "location": "works",
                "item": i,
                "quantity": given["opening_stock"],
                "end_value": 0 if closing_stock_charged else storage[i],
            }
            for i in storage
        ],
        "reserves": [
            {"location": "works", "item": i, "from": QUARTERS[-1], "floor": given["closing_stock"]} for i in storage
        ],
        "resources": [
            {"resource": "hours", "location": "works"},
            *({"resource": f"tools-{i}", "location": "works"} for i in storage),
        ],
        "capacities": [
            {"resource": "hours", "quantity": given["hours_per_quarter"]},
            *(
                {
                    "resource": f"tools-{i}",
                    "from": quarter,
                    "quantity": 0 if (i, place) in barred else given["hours_per_quarter"],
                }
                for i in storage
                for place, quarter in enumerate(QUARTERS)
            ),
        ],
        "operations": [{"operation": f"make-{i}", "location": "works"} for i in storage],
        "operation_items": [{"operation": f"make-{i}", "item": i, "quantity": 1} for i in storage],
        "operation_resources": [
            *({"operation": f"make-{i}", "resource": "hours", "quantity": given["hours_per_unit"][i]} for i in storage),
            *({"operation": f"make-{i}", "resource": f"tools-{i}"} for i in storage),
        ],
        "requests": [
            {
                "request": f"{i}-{quarter}",
                "party": "customers",
                "location": "works",
                "wants": i,
                "quantity": quantity,
                "due": quarter,
                "earliest": quarter,
                "late_cost": given["late_penalty_per_quarter"][i],
            }
            for i in storage
            for quarter, quantity in zip(QUARTERS, given["orders"][i], strict=True)
        ],
    }
    return tables, SETTINGS
