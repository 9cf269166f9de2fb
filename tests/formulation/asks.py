"""A tiny scenario for each row family of requests, consents, reserves and money."""

from __future__ import annotations

from formulation.tiny import UNEQUAL, Story

ASKS: dict[str, Story] = {
    "request": Story(
        """
        families: family, item, ratio
        shelter, tent, 1
        shelter, house, 4
        stocks: location, item, quantity
        camp, tent, 100
        camp, house, 10
        requests: request, location, wants, weight, handed_over_before, earliest
        r, camp, shelter, 3, 30, 2024-02
        request_lines: request, due, quantity
        r, 2023-12, 20
        r, 2024-02-15, 40
        r, 2024-04, 50
        """,
        UNEQUAL,
        ("requests/1",),
    ),
    "lateness": Story(
        """
        stocks: location, item, quantity
        camp, tent, 100
        requests: request, location, wants, quantity, due
        r, camp, tent, 60, 2024-02
        s, camp, tent, 20, 2024-01
        """,
        UNEQUAL,
        ("share/1",),
    ),
    "companion": Story(
        """
        families: family, item, ratio
        fuel, diesel, 1
        fuel, petrol, 0.8
        companions: item, needs, quantity
        generator, fuel, 200
        petrol, can, 0.05
        stocks: location, item, quantity
        camp, generator, 5
        camp, diesel, 300
        camp, petrol, 900
        camp, can, 90
        requests: request, location, wants, quantity, due
        r, camp, generator, 5, 2024-01
        """,
        {"buckets": 1},
    ),
    "consent": Story(
        """
        families: family, item, ratio
        shelter, tent, 1
        shelter, house, 4
        stocks: location, item, quantity
        camp, tent, 100
        camp, house, 10
        requests: request, party, location, wants, quantity, due
        r, them, camp, house, 10, 2024-01
        s, them, camp, tent, 50, 2024-01
        consents: party, wants, recipient, holder, from, decision, limit
        us, shelter, them, , 2024-01, granted, 8
        us, shelter, them, , 2024-02, granted, 16
        us, shelter, them, , 2024-04, withheld,
        us, shelter, them, , 2024-05, granted, 24
        maker, tent, , us, 2024-02, granted,
        """,
        UNEQUAL,
    ),
    "floor": Story(
        """
        locations: location, party
        depot, us
        works, us
        stocks: location, item, quantity
        depot, thing, 12
        receipts: location, item, quantity, date
        works, thing, 9, 2024-02
        reserves: party, location, item, from, floor
        us, , thing, , 20
        us, , thing, 2024-04, 18
        , depot, thing, 2024-02, 5
        """,
        UNEQUAL,
    ),
    "target": Story(
        """
        locations: location, party
        depot, us
        store, them
        stocks: location, item, quantity
        depot, thing, 12
        store, thing, 30
        lanes: lane, origin, destination
        road, store, depot
        reserves: location, item, from, target
        depot, thing, 2024-02, 40
        """,
        UNEQUAL,
        ("reserves",),
    ),
    "fund": Story(
        """
        operations: operation, location, unit_cost
        make, works, 10
        operation_items: operation, item, quantity
        make, thing, 1
        costs: of, id, from, unit_cost
        operation, make, 2024-02, 12
        operation, make, 2024-04, 15
        funds: fund, date, amount
        common, 2024-01, 100
        common, 2024-03, 60
        common, 2024-04, 6
        spring, 2024-01, 50
        spring, 2024-03,
        fund_uses: fund, of, id, share
        common, operation, make, 0.5
        spring, operation, make, 0.25
        """,
        UNEQUAL,
    ),
    "bill": Story(
        """
        operations: operation, location, unit_cost, maximum, run_cost
        make, works, 10, 20, 40
        operation_items: operation, item, quantity
        make, thing, 1
        funds: fund, date, amount
        common, 2024-01, 100
        national, 2024-01, 50
        fund_uses: fund, of, id, share
        common, operation, make, 0.75
        national, party, us, 0.5
        """,
        UNEQUAL,
    ),
    "bill_share": Story(
        """
        operations: operation, location, unit_cost
        make, works, 10
        operation_items: operation, item, quantity
        make, thing, 1
        funds: fund, date, amount
        common, 2024-01, 100
        national, 2024-01, 50
        fund_uses: fund, of, id, share
        common, operation, make, 0.75
        national, operation, make, 1
        """,
    ),
}
