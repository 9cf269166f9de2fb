"""Dantzig's transport problem (GAMS model library, `trnsport`): two plants, three markets, least freight.

One bucket. The plants' supply is opening stock, the markets' demand is requests, freight is a lane's unit
cost.
"""

from __future__ import annotations

from published.numbers_of import numbers_of
from published.write import Settings, Tables


def scenario() -> tuple[Tables, Settings]:
    """All requests can be met; tier `cost` is 153.675."""
    given = numbers_of("gams-trnsport")
    freight = given["freight_per_case_per_thousand_miles"] / 1000
    tables: Tables = {
        "parties": [{"party": "maker"}, {"party": "buyer"}],
        "locations": [
            *({"location": plant, "party": "maker", "kind": "plant"} for plant in given["supply"]),
            *({"location": market, "party": "buyer", "kind": "destination"} for market in given["demand"]),
        ],
        "items": [{"item": "case"}],
        "stocks": [
            {"location": plant, "item": "case", "quantity": quantity} for plant, quantity in given["supply"].items()
        ],
        "lanes": [
            {
                "lane": f"{plant}-{market}",
                "item": "case",
                "origin": plant,
                "destination": market,
                "unit_cost": freight * distance,
            }
            for plant, distances in given["distance_thousand_miles"].items()
            for market, distance in distances.items()
        ],
        "requests": [
            {
                "request": market,
                "party": "buyer",
                "location": market,
                "wants": "case",
                "quantity": quantity,
                "due": "2024-01-01",
            }
            for market, quantity in given["demand"].items()
        ],
    }
    return tables, {"title": "Transport", "start": "2024-01-01", "buckets": 1, "bucket": "month"}
