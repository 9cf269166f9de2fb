"""Production with overtime and seasons (GAMS model library, `uimp`): most profit from three products.

The hours a product takes differ by season and by normal or overtime work, so each (season, kind of work,
machine, product) is an operation of its own, open in its season only. The least that has to be sold is a
request with a `late_cost` that no price can outweigh; what may be sold beyond it is a second request
without one.
"""

from __future__ import annotations

from itertools import product

from published.numbers_of import numbers_of
from published.write import Settings, Tables

SEASONS = {"summer": "2024-04-01", "winter": "2024-07-01"}
"""Each season's bucket; two quarters that follow each other stand for them."""
WORK = ("normal", "overtime")
MUST = 1000
"""What a missing unit of the least sales costs: far above any price."""
MORE = 1000
"""More than the machines can make of anything."""

SETTINGS: Settings = {
    "title": "Overtime and seasons",
    "start": SEASONS["summer"],
    "buckets": 2,
    "bucket": "quarter",
    "objective": "value",
}


def scenario() -> tuple[Tables, Settings]:
    """Tier `value` is 1571.0476."""
    given = numbers_of("gams-uimp")
    products = list(given["storage_cost"])
    ways = [
        (season, work, machine, item)
        for season, work, machine in product(SEASONS, WORK, given["hours"])
        for item in given["hours"][machine]
    ]
    override = {tuple(row[:4]): row[4] for row in given["hours_override"]}

    def hours(season: str, work: str, machine: str, item: str) -> float:
        usual = given["hours"][machine][item] + given["hours_extra"].get(f"{season}-{work}", 0)
        return float(override.get((season, work, item, machine), usual))

    def available(season: str, work: str, machine: str) -> float:
        extra = given["winter_extra_available"] if season == "winter" else 0
        return float(given["available"][machine][work] + extra)

    tables: Tables = {
        "parties": [{"party": "works"}],
        "locations": [{"location": "works", "party": "works", "kind": "plant"}],
        "items": [{"item": p, "holding_cost": given["storage_cost"][p]} for p in products],
        "stocks": [
            {"location": "works", "item": p, "quantity": 0, "maximum": given["storage_capacity"][p]} for p in products
        ],
        "resources": [
            {"resource": f"{machine}-{work}", "location": "works"}
            for machine, work in product(given["available"], WORK)
        ],
        "capacities": [
            {
                "resource": f"{machine}-{work}",
                "from": SEASONS[season],
                "quantity": available(season, work, machine),
            }
            for machine, work, season in product(given["available"], WORK, SEASONS)
        ],
        "operations": [
            {
                "operation": "-".join(way),
                "location": "works",
                "unit_cost": given["cost"][way[2]][way[3]] + given["cost_extra"].get(f"{way[0]}-{way[1]}", 0),
                "available_from": SEASONS[way[0]],
                "available_until": SEASONS[way[0]],
            }
            for way in ways
        ],
        "operation_items": [{"operation": "-".join(way), "item": way[3], "quantity": 1} for way in ways],
        "operation_resources": [
            {"operation": "-".join(way), "resource": f"{way[2]}-{way[1]}", "quantity": hours(*way)} for way in ways
        ],
        "requests": [
            {
                "request": f"{kind}-{season}-{p}",
                "party": "works",
                "location": "works",
                "wants": p,
                "quantity": given["min_sales"][season][p] if kind == "least" else MORE,
                "due": SEASONS[season],
                "earliest": SEASONS[season],
                "latest": SEASONS[season],
                "value": given["price"][season][p],
                "late_cost": late_cost,
            }
            for kind, late_cost in (("least", MUST), ("more", None))
            for season in SEASONS
            for p in products
        ],
    }
    return tables, SETTINGS
