"""Economic planning (H. P. Williams, Model Building in Mathematical Programming): most work over five years.

Coal, steel and transport are made from one another: inputs of one year give output in the next, and
inputs for more capacity count two years later. Every year's consumption is hard, so it is a floor on what
the people hold, which rises by a year's consumption each year. A floor that holds from the start would
give way to what is there, so a year in which nothing is done comes first. Work is a negative cost.

As a public notebook codes it: year 1 makes nothing and consumes from stock; capacity limits the output of
years 2 to 5; the output of year 6, which no capacity limits and whose work is not counted, is at least
the steady state, in which consumption goes on without growth. Capacity is used when an operation starts,
here a year before its output; so what is built takes a lead time of one year. Building is allowed in
years 1 to 3 only: it needs a site, which those years offer and which cannot be kept.
"""

from __future__ import annotations

import numpy as np

from published.numbers_of import numbers_of
from published.write import Settings, Tables

TEXT_STOCKS = {"coal": 150, "steel": 80, "transport": 100}
"""The opening stocks of the book's text; the notebook has 100 more of each."""

SETTINGS: Settings = {"title": "Economy", "start": "2000-01-01", "buckets": 7, "bucket": "year"}


def scenario(stocks: dict[str, float] | None = None) -> tuple[Tables, Settings]:
    """With the notebook's stocks tier `cost` is -1902.21691; with `TEXT_STOCKS` the floors cannot be held."""
    given = numbers_of("williams-economy")
    industries = list(given["demand"])
    opening = stocks or given["stock0"]
    inputs = {(taken, made): quantity for taken, made, quantity in given["inout_prod"]}
    steady = _steady_state(industries, inputs, given["demand"])
    tables: Tables = {
        "parties": [{"party": "economy"}],
        "locations": [
            {"location": "industry", "party": "economy", "kind": "plant"},
            {"location": "people", "party": "economy", "kind": "destination"},
        ],
        "items": [
            {"item": name, "unit": "million pounds"}
            for name in [*industries, *(f"{i}-of-year-6" for i in industries), "site"]
        ],
        "stocks": [
            *({"location": "industry", "item": i, "quantity": opening[i]} for i in industries),
            {"location": "industry", "item": "site", "quantity": 0, "maximum": 0},
        ],
        "resources": [{"resource": f"{i}-capacity", "location": "industry"} for i in industries],
        "capacities": [{"resource": f"{i}-capacity", "quantity": given["capacity0"][i]} for i in industries],
        "operations": [
            *(
                {
                    "operation": f"make-{i}",
                    "location": "industry",
                    "lead_time": 1,
                    "unit_cost": -given["labor_prod"][i],
                    "available_from": "2001-01-01",
                    "available_until": "2004-01-01",
                }
                for i in industries
            ),
            *(
                {
                    "operation": f"sixth-{i}",
                    "location": "industry",
                    "lead_time": 1,
                    "available_from": "2005-01-01",
                    "available_until": "2005-01-01",
                }
                for i in industries
            ),
            {
                "operation": "open-sites",
                "location": "industry",
                "available_from": "2001-01-01",
                "available_until": "2003-01-01",
            },
        ],
        "operation_items": [
            *(
                {"operation": f"{kind}-{made}", "item": item, "quantity": quantity}
                for kind, given_item in (("make", "{}"), ("sixth", "{}-of-year-6"))
                for made in industries
                for item, quantity in [
                    *((i, -inputs[i, made]) for i in industries),
                    (given_item.format(made), 1),
                ]
            ),
            {"operation": "open-sites", "item": "site", "quantity": 1},
        ],
        "operation_resources": [{"operation": f"make-{i}", "resource": f"{i}-capacity"} for i in industries],
        "investments": [
            {
                "investment": f"build-{i}",
                "resource": f"{i}-capacity",
                "adds": 1,
                "cost": -given["labor_extra_cap"][i],
                "lead_time": 1,
                "maximum": 100000,
            }
            for i in industries
        ],
        "investment_items": [
            {"investment": f"build-{made}", "item": taken, "quantity": quantity, "location": "industry"}
            for taken, made, quantity in [*given["inout_cap"], *(("site", made, 1) for made in industries)]
        ],
        "lanes": [{"lane": "to-people", "item": i, "origin": "industry", "destination": "people"} for i in industries],
        "reserves": [
            *(
                {
                    "location": "people",
                    "item": i,
                    "from": f"{2000 + year}-01-01",
                    "floor": given["demand"][i] * year,
                }
                for i in industries
                for year in range(1, 6)
            ),
            *(
                {
                    "location": "industry",
                    "item": f"{i}-of-year-6",
                    "from": "2006-01-01",
                    "floor": steady[i],
                }
                for i in industries
            ),
        ],
    }
    return tables, SETTINGS


def _steady_state(
    industries: list[str], inputs: dict[tuple[str, str], float], demand: dict[str, float]
) -> dict[str, float]:
    """Output by industry that feeds itself and the consumption: x = demand + inputs x."""
    matrix = np.array([[inputs[taken, made] for made in industries] for taken in industries])
    output = np.linalg.solve(np.eye(len(industries)) - matrix, [demand[i] for i in industries])
    return dict(zip(industries, output.tolist(), strict=True))
