"""A tiny scenario for each row family of goods, capacity, lanes and investments."""

from __future__ import annotations

from formulation.tiny import UNEQUAL, Story

MAKE = """
operations: operation, location
make, works
operation_items: operation, item, quantity
make, thing, 1
operation_resources: operation, resource, quantity
make, line, 2
"""

MAKE_OR_MEND = """
operations: operation, location
make, works
mend, works
operation_items: operation, item, quantity
make, thing, 1
mend, thing, 1
operation_resources: operation, resource, quantity
make, line, 2
mend, line, 1
"""

GOODS: dict[str, Story] = {
    "stock": Story(
        """
        items: item, holding_cost
        thing, 5
        stocks: location, item, quantity
        depot, thing, 40
        receipts: location, item, quantity, date, until
        depot, thing, 7, 2024-02-10, 2024-03-31
        operations: operation, location, lead_time
        make, depot, 1.5
        operation_items: operation, item, quantity
        make, thing, 2
        lanes: lane, origin, destination, lead_time, unit_cost
        road, depot, front, 1, 3
        requests: request, location, wants, quantity, due
        r, front, thing, 100, 2024-01
        """,
        UNEQUAL,
        ("cost",),
    ),
    "take": Story(
        """
        locations: location, party
        works, us
        depot, them
        stocks: location, item, quantity
        works, part, 10
        depot, part, 20
        receipts: location, item, quantity, date
        works, part, -4, 2024-02
        lanes: lane, origin, destination
        road, depot, works
        reserves: location, item, floor
        works, part, 5
        operations: operation, location
        make, works
        operation_items: operation, item, quantity
        make, part, -3
        make, thing, 1
        """,
    ),
    "storage": Story(
        """
        stocks: location, item, quantity, maximum
        depot, thing, 60, 50
        receipts: location, item, quantity, date
        depot, thing, -30, 2024-02
        depot, thing, 25, 2024-03
        """,
    ),
    "choice": Story(
        """
        items: item
        thing
        families: family, item, ratio
        powder, coarse, 1
        powder, fine, 1.5
        stocks: location, item, quantity
        works, coarse, 10
        works, fine, 20
        operations: operation, location
        make, works
        operation_items: operation, item, quantity
        make, powder, -6
        make, thing, 1
        """,
    ),
    "run_most": Story(
        """
        operations: operation, location, maximum, run_cost, available_from
        make, works, 10, 70, 2024-02
        operation_items: operation, item, quantity
        make, thing, 1
        operation_resources: operation, resource, quantity
        make, line, 2
        resources: resource, location
        line, works
        capacities: resource, from, quantity
        line, , 30
        line, 2024-04, 6
        """,
        UNEQUAL,
        ("cost",),
    ),
    "run_least": Story(
        """
        operations: operation, location, maximum, minimum_run
        make, works, 10, 4
        operation_items: operation, item, quantity
        make, thing, 1
        """,
        UNEQUAL,
    ),
    "capacity": Story(
        f"""
        {MAKE}
        resources: resource, location
        line, works
        capacities: resource, from, basis, quantity, to_next
        line, 2024-01, assumed, 99,
        line, 2024-01, contracted, 10, line
        line, 2024-05, contracted, 50,
        lanes: lane, origin, destination, load
        road, works, front, 4
        lane_resources: lane, resource, quantity
        road, line, 0.5
        investments: investment, resource, adds, lead_time
        more, line, 6, 1
        """,
        UNEQUAL,
    ),
    "priced": Story(
        f"""
        {MAKE}
        resources: resource, location
        line, works
        capacities: resource, cost, quantity
        line, 0, 10
        line, 3, 5
        """,
        UNEQUAL,
        ("cost",),
    ),
    "extra": Story(
        f"""
        {MAKE}
        resources: resource, location
        line, works
        capacities: resource, cost, quantity
        line, 3, 5
        investments: investment, resource, adds, lead_time
        more, line, 6, 3
        """,
        UNEQUAL,
    ),
    "load": Story(
        f"""
        {MAKE}
        resources: resource, location, ramp_up
        line, works, 4
        """,
    ),
    "ramp": Story(
        f"""
        {MAKE}
        resources: resource, location, ramp_up, ramp_down, initial_load
        line, works, 4, 1, 9
        """,
        UNEQUAL,
    ),
    "part_of_use": Story(
        f"""
        {MAKE_OR_MEND}
        resources: resource, location
        line, works
        capacities: resource, cost, quantity
        line, 0, 10
        line, 3, 5
        funds: fund, date, amount
        common, 2024-01, 100
        fund_uses: fund, of, id
        common, operation, make
        """,
    ),
    "used": Story(
        f"""
        {MAKE_OR_MEND}
        resources: resource, location
        line, works
        capacities: resource, cost, quantity
        line, 3, 5
        investments: investment, resource, adds
        more, line, 6
        funds: fund, date, amount
        common, 2024-01, 100
        fund_uses: fund, of, id
        common, operation, make
        common, operation, mend
        """,
        {"buckets": 2},
    ),
    "lane": Story(
        """
        stocks: location, item, quantity
        depot, thing, 10
        depot, spare, 10
        lanes: lane, item, origin, destination, lead_time, capacity, load, available_from
        road, thing, depot, front, 1, 30, 2, 2024-02
        road, spare, depot, front, 1, 30, 1, 2024-04
        """,
        UNEQUAL,
    ),
    "window": Story(
        """
        parties: party
        us
        them
        locations: location, party
        depot, us
        store, them
        front, us
        stocks: location, item, quantity
        depot, thing, 10
        store, thing, 10
        depot, spare, 10
        reserves: location, item, target
        depot, thing, 5
        lanes: lane, item, origin, destination, capacity, load, available_from
        bring, thing, store, depot, , 1,
        road, thing, depot, front, 30, 2, 2024-02
        road, spare, depot, front, 30, 1,
        """,
        UNEQUAL,
    ),
    "invested": Story(
        f"""
        {MAKE}
        resources: resource, location
        line, works
        investments: investment, resource, adds, lead_time, maximum, earliest, cost
        more, line, 6, 1, 3, 2024-02, 500
        """,
        UNEQUAL,
        ("cost",),
    ),
    "installed": Story(
        f"""
        {MAKE}
        resources: resource, location
        line, works
        investments: investment, resource, adds, lead_time
        fast, line, 6, 0.5
        slow, line, 5, 3
        """,
        {"buckets": "1 month, 1 quarter, 1 month"},
    ),
}
