"""Groups of nations made by a seeded random generator, as scenario folders of about 1e4, 1e5 or 1e6 columns.

    python benchmarks/groups.py --size 1e5 --seed 1 OUT

Finished items are made of subassemblies, those of components, those of materials. Every item is made in
one to three nations, on lines that up to three items share. A line's capacity lies somewhat above or
below what the group would need of it, so some lines hold requests back and others do not; lines ramp up
slowly, and some can be enlarged. Nations hold stocks with floors and targets; recipients ask, month by
month and for dated quantities, in three priority classes, and nations ask for their own training. A few
goods need somebody's consent. A common fund pays in some nations. Nothing is real.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

from industry import HOURS, Group, Shape, add_items, add_places, add_plants, add_supply, month, round_quantity

SIZES = {
    "1e4": Shape(nations=6, recipients=1, months=36, counts=(4, 4, 4, 2)),
    "1e5": Shape(nations=15, recipients=2, months=48, counts=(18, 17, 15, 8)),
    "1e6": Shape(nations=50, recipients=3, months=60, counts=(200, 170, 125, 50)),
}


def make_tables(shape: Shape, seed: int) -> dict[str, list[dict[str, Any]]]:
    """The tables of a group; the same shape and seed give the same tables."""
    group_so_far = Group(shape, random.Random(seed))
    for step in (
        add_places,
        add_items,
        add_plants,
        add_supply,
        add_lanes,
        add_stocks,
        add_requests,
        add_consents,
        add_investments,
        add_funds,
    ):
        step(group_so_far)
    return group_so_far.tables


def add_lanes(g: Group) -> None:
    """From plants to depots, from depots through the hub to the recipients; who holds which finished item."""
    for item in g.items["finished"]:
        makers = g.makers(item)
        extra = g.rng.sample(g.nations, k=2)
        g.holders[item] = list(dict.fromkeys([*makers, *extra]))
        cost = round_quantity(g.cost[item] * 0.01)
        for nation in makers:
            ends = {"origin": f"{nation}-plant", "destination": f"{nation}-depot"}
            g.add("lanes", lane=f"{nation}-out-{item}", item=item, lead_time=0, unit_cost=0, **ends)
        for nation in g.holders[item]:
            lane, far = f"{nation}-hub-{item}", int(int(nation[1:]) % 4 == 0)
            ends = {"origin": f"{nation}-depot", "destination": "hub"}
            g.add("lanes", lane=lane, item=item, lead_time=far, unit_cost=cost, **ends)
            g.add("lane_resources", lane=lane, resource="hub-throughput", quantity=HOURS / g.monthly_need[item])
        for recipient in g.recipients:
            ends = {"origin": "hub", "destination": f"{recipient}-front"}
            g.add("lanes", lane=f"hub-{recipient}-{item}", item=item, lead_time=0, unit_cost=cost, **ends)
    g.add("resources", resource="hub-throughput", location="hub")
    throughput = round_quantity(HOURS * len(g.items["finished"]) * 1.3)
    g.add("capacities", resource="hub-throughput", basis="demonstrated", quantity=throughput)


def add_stocks(g: Group) -> None:
    """Two to eight months' need of each finished item in depots, with floors, and targets after a year."""
    for item, nations in g.holders.items():
        for nation in nations:
            quantity = round_quantity(g.monthly_need[item] * g.between(2, 8) / len(nations))
            location_item = {"location": f"{nation}-depot", "item": item}
            floor = round_quantity(quantity * g.between(0.5, 0.8))
            g.add("stocks", **location_item, quantity=quantity)
            g.add("reserves", **location_item, floor=floor)
            if g.rng.random() < 0.6:
                target = round_quantity(quantity * g.between(0.9, 1.2))
                g.add("reserves", **location_item, **{"from": month(12)}, floor=floor, target=target)


def add_requests(g: Group) -> None:
    """Each recipient asks monthly for every item and for some at a date; every third item has a stand-in."""
    finished = g.items["finished"]
    wants = {item: item for item in finished}
    for item, other in zip(finished[0::3], finished[1::3], strict=False):
        family = f"any-{item}"
        wants[item] = family
        g.add("families", family=family, item=item, ratio=1)
        g.add("families", family=family, item=other, ratio=round_quantity(g.monthly_need[item] / g.monthly_need[other]))
    last = month(g.shape.months - 1)
    for number, item in enumerate(finished):
        priority = 1 + number % 3
        for recipient in g.recipients:
            destination = {"party": recipient, "location": f"{recipient}-front", "wants": wants[item]}
            monthly = round_quantity(g.monthly_need[item] * g.between(0.85, 1.1) / len(g.recipients))
            span = {"due": month(g.rng.randint(0, 6)), "until": last, "priority": priority}
            g.add("requests", request=f"{recipient}-{item}", **destination, quantity=monthly, **span)
            if g.rng.random() < 0.5:
                at_once = round_quantity(g.monthly_need[item] * g.between(3, 9) / len(g.recipients))
                due = month(g.rng.randint(3, g.shape.months // 2))
                more = {"quantity": at_once, "due": due, "priority": priority}
                g.add("requests", request=f"{recipient}-{item}-more", **destination, **more)
        trainer = g.makers(item)[0]
        destination = {"party": trainer, "location": f"{trainer}-depot", "wants": item}
        training = {
            "quantity": round_quantity(g.monthly_need[item] * 0.08),
            "due": month(0),
            "until": last,
            "priority": 3,
        }
        g.add("requests", request=f"{trainer}-{item}-training", **destination, **training)


def add_consents(g: Group) -> None:
    """One finished item in six needs a nation's consent; for half of those only where one nation holds it."""
    for item in g.items["finished"][::6]:
        holder = g.rng.choice(g.holders[item])
        grantor = g.rng.choice([nation for nation in g.nations if nation != holder])
        row = {"party": grantor, "wants": item, "recipient": g.rng.choice(g.recipients)}
        if g.rng.random() < 0.5:
            row["holder"] = holder
        decision = g.rng.choice(("withheld", "undecided", "granted", "granted"))
        if decision == "granted":
            row["limit"] = round_quantity(g.monthly_need[item] * g.between(4, 20))
        g.add("consents", **row, decision=decision)
        if decision == "undecided":
            g.add("consents", **row, **{"from": month(18)}, decision="granted")


def add_investments(g: Group) -> None:
    """The tighter half of the lines can be enlarged by half, in parts of a tenth that take 8 to 20 months."""
    wanted: dict[str, float] = defaultdict(float)
    for row in g.tables["operation_resources"]:
        wanted[row["resource"]] += HOURS
    lines = [row for row in g.tables["capacities"] if row["basis"] == "demonstrated" and wanted[row["resource"]]]
    lines.sort(key=lambda row: row["quantity"] / wanted[row["resource"]])
    for row in lines[: len(lines) // 2]:
        size = {
            "adds": round_quantity(row["quantity"] * 0.1),
            "maximum": 5,
            "cost": round_quantity(g.between(1e6, 1e7)),
        }
        when = {"lead_time": g.rng.randint(8, 20), "earliest": month(1)}
        g.add("investments", investment=f"more-{row['resource']}", resource=row["resource"], **size, **when)


def add_funds(g: Group) -> None:
    """The common fund pays what is done in every third nation, and all investments."""
    price = {row["operation"]: row["unit_cost"] for row in g.tables["operations"]}
    paid = g.nations[::3]
    yearly = 12 * sum(
        price[f"{item}-{nation}"] * level for (item, nation), level in g.planned_levels.items() if nation in paid
    )
    for year in range(0, g.shape.months, 12):
        amount = round_quantity(yearly * g.between(0.6, 0.9))
        g.add("funds", fund="common", party="fund", date=month(year), amount=amount)
    for nation in paid:
        g.add("fund_uses", fund="common", of="party", id=nation)
    for row in g.tables["investments"]:
        if row["resource"][:3] not in paid:
            g.add("fund_uses", fund="common", of="investment", id=row["investment"])


def write(folder: Path, shape: Shape, seed: int) -> Path:
    """The group as a scenario folder."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = {
        "title": f'"{shape.nations} nations, seed {seed}"',
        "start": month(0),
        "buckets": shape.months,
        "bucket": '"month"',
    }
    lines = (f"{name} = {value}\n" for name, value in settings.items())
    (folder / "scenario.toml").write_text("".join(lines), encoding="utf-8")
    for name, rows in make_tables(shape, seed).items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a made-up group as a scenario folder.")
    parser.add_argument("--size", choices=SIZES, default="1e4", help="about how many columns")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    write(arguments.out, SIZES[arguments.size], arguments.seed)


if __name__ == "__main__":
    main()
