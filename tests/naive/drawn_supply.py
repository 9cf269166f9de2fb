"""Random stocks, operations, capacities, investments and lanes."""

from __future__ import annotations

from .dice import lead, window


def draw_stocks(d):
    received, values = d.has("receipts", 0.5), d.has("maximum", 0.4)
    for location in d.home:
        for item in d.items:
            fed = (location, item) in d.fed
            quantity, maximum = d.number(20, 120, 20) if fed else d.number(0, 40, 10), None
            if d.dice.random() < (0.85 if fed else 0.35):
                if values and d.dice.random() < 0.5:
                    maximum = d.number(0, 30, 10)
                d.row(
                    "stocks",
                    location=location,
                    item=item,
                    quantity=quantity,
                    maximum=maximum,
                    end_value=d.number(1, 5) if d.dice.random() < 0.2 else None,
                )
            else:
                quantity = 0
            if received and d.dice.random() < 0.25:
                k = d.base()
                until = d.last_day(d.base(k)) if d.dice.random() < 0.4 else None
                d.row(
                    "receipts",
                    location=location,
                    item=item,
                    quantity=d.number(5, 20, 5),
                    date=d.date(k, True),
                    until=until,
                )
            if d.has("negative_receipts", 0.1) and quantity >= 10:
                d.row(
                    "receipts",
                    location=location,
                    item=item,
                    quantity=-d.number(5, quantity, 5),
                    date=d.date(d.base(), True),
                )


def draw_operations(d):
    d.operations, d.fed = [], set()  # fed: (location, item) that an operation takes
    for n in range(d.dice.choice([0, 1, 2, 2, 3, 3])):
        level = n % len([x for x in d.levels if x])
        gives = d.dice.choice(d.levels[level])
        deeper = [item for below in d.levels[level + 1 :] for item in below]
        location = "R" if d.dice.random() < 0.4 else d.dice.choice(list(d.home))
        name = f"O{n + 1}"
        begins, ends = window(d)
        runs = d.whole == "runs" and d.dice.random() < 0.7
        d.row(
            "operations",
            operation=name,
            location=location,
            lead_time=lead(d),
            unit_cost=d.number(0, 5),
            maximum=d.number(10, 25, 5) if runs or d.dice.random() < 0.4 else None,
            available_from=begins,
            available_until=ends,
            minimum_run=d.number(5, 10, 5) if runs and d.dice.random() < 0.7 else None,
            run_cost=d.number(5, 20, 5) if runs and d.dice.random() < 0.7 else None,
        )
        d.operations.append(name)
        d.row("operation_items", operation=name, item=gives, quantity=d.dice.choice([1, 1, 2]))
        if d.dice.random() < 0.15:
            also = d.dice.choice([item for item in d.items if item != gives])
            d.row("operation_items", operation=name, item=also, quantity=1)
            deeper = [item for item in deeper if item != also]
        parts = [x["item"] for x in d.tables["families"] if x["family"] == "PARTS"]
        if level == 0 and parts and d.dice.random() < 0.5:
            d.row("operation_items", operation=name, item="PARTS", quantity=-d.dice.choice([1, 2]))
            d.fed |= {(location, item) for item in parts}
        elif deeper:
            for item in d.dice.sample(deeper, d.number(1, min(2, len(deeper)))):
                d.row("operation_items", operation=name, item=item, quantity=-d.dice.choice([1, 2, 3]))
                d.fed.add((location, item))
        d.row(
            "operation_resources",
            operation=name,
            resource=f"V{n // 2 + 1}",
            quantity=d.dice.choice([None, 1, 2]),
        )
        if d.has("yields", 0.2) and d.whole != "items":
            for k in sorted({d.base(), d.base()}):
                d.row(
                    "yields",
                    **{"operation": name, "from": d.date(k, True)},
                    factor=d.dice.choice([0.5, 0.8, 1]),
                )
        if d.has("costs", 0.2):
            for k in sorted({d.base(), d.base()}):
                d.row(
                    "costs",
                    **{"of": "operation", "id": name, "from": d.date(k, True)},
                    unit_cost=d.number(0, 9),
                )


def draw_capacity(d):
    for resource in sorted({x["resource"] for x in d.tables["operation_resources"]}):
        d.tables["resources"].append({"resource": resource, "location": d.dice.choice(list(d.home))})
    if d.has("lane_resources", 0.25):
        d.row("resources", resource="V9", party=d.dice.choice(d.parties))
    for r in d.tables["resources"]:
        name, tiers, other = r["resource"], d.has("cost_tiers", 0.4), d.has("bases", 0.4)
        for begins in sorted({0, *([d.base(1)] if d.dice.random() < 0.5 else [])}):
            blank = begins == 0 and d.dice.random() < 0.5
            when = {} if blank else {"from": d.date(begins, True)}
            to_next = "line" if d.has("line", 0.3) and d.whole != "items" else None
            for basis in [None, *(["contracted"] if other and d.dice.random() < 0.7 else [])]:
                for cost in [None, *([d.number(1, 4)] if tiers and not begins else [])]:
                    d.row(
                        "capacities",
                        **{"resource": name, **when, "basis": basis, "cost": cost},
                        quantity=d.number(0, 20, 5) if begins else d.number(5, 20, 5),
                        to_next=to_next,
                    )
        if d.has("ramps", 0.3):
            r["ramp_up"] = d.number(5, 20, 5)
            if d.dice.random() < 0.6:
                r["initial_load"] = d.number(0, 10, 5)
            if d.dice.random() < 0.5:
                r["ramp_down"] = d.number(5, 20, 5)
        if d.has("investments", 0.5):
            draw_investment(d, name, r)


def draw_investment(d, resource, row):
    name, lead_time = f"I{resource[1:]}", lead(d)
    d.row(
        "investments",
        investment=name,
        resource=resource,
        adds=d.number(5, 15, 5),
        cost=d.number(0, 20, 5),
        lead_time=lead_time,
        earliest=d.date(d.base()) if d.dice.random() < 0.2 else None,
        maximum=d.dice.choice([None, 1, 2]),
        integer=d.whole == "investments" or None,
    )
    if d.dice.random() < 0.4:
        d.row(
            "investment_items",
            investment=name,
            item=d.dice.choice(d.items),
            quantity=d.number(5, 10, 5),
            location=None if "location" in row and d.dice.random() < 0.5 else d.dice.choice(list(d.home)),
        )


def draw_lanes(d):
    places = list(d.home)
    pairs = [(x, "R") for x in places[1:]]
    pairs += [tuple(d.dice.sample(places, 2)) for _ in range(d.number(0, 2))]
    for n, (origin, destination) in enumerate(pairs):
        name, lead_time, (begins, ends) = f"T{n + 1}", lead(d), window(d)
        capacity = d.number(10, 40, 10) if d.has("lane_capacity", 0.4) else None
        common = {
            "lane": name,
            "origin": origin,
            "destination": destination,
            "lead_time": lead_time,
            "capacity": capacity,
            "available_from": begins,
            "available_until": ends,
        }
        kind = d.dice.random()
        rows = [None] if kind < 0.5 else [None, d.items[0]] if kind < 0.7 else d.dice.sample(d.items, 2)
        for item in rows:
            d.row(
                "lanes",
                **common,
                item=item,
                load=d.dice.choice([None, 1, 2]),
                unit_cost=d.number(0, 3),
                transfers=d.has("transfers", 0.2) or None,
            )
        if d.has("costs", 0.15):
            d.row(
                "costs",
                **{"of": "lane", "id": name, "from": d.date(d.base(), True)},
                unit_cost=d.number(0, 5),
            )
        if any(r["resource"] == "V9" for r in d.tables["resources"]) and d.dice.random() < 0.6:
            d.row("lane_resources", lane=name, resource="V9", quantity=d.dice.choice([None, 1, 2]))
