"""What a made-up group can make: nations, items on four levels, plants with shared lines, lanes for their parts."""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

START = (2025, 1)
LEVELS = ("finished", "assembly", "component", "material")
SLACK = {"finished": (0.8, 1.2), "assembly": (0.8, 1.3), "component": (0.8, 1.4), "material": (0.9, 1.8)}
LEAD_TIMES = {"finished": (0, 4), "assembly": (1, 3), "component": (1, 3), "material": (0, 2)}
HOURS = 500.0
"""What an operation at its planned level takes of its line in a month."""


@dataclass(frozen=True)
class Shape:
    """How large a group is; `counts` is the number of items on each of the four levels."""

    nations: int
    recipients: int
    months: int
    counts: tuple[int, int, int, int]


@dataclass
class Group:
    """The tables so far, and what later parts need to know of earlier ones."""

    shape: Shape
    rng: random.Random
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    items: dict[str, list[str]] = field(default_factory=dict)
    recipe: dict[str, dict[str, int]] = field(default_factory=dict)
    monthly_need: dict[str, float] = field(default_factory=dict)
    cost: dict[str, float] = field(default_factory=dict)
    planned_levels: dict[tuple[str, str], float] = field(default_factory=dict)
    holders: dict[str, list[str]] = field(default_factory=dict)

    @property
    def nations(self) -> list[str]:
        return [f"n{k:02}" for k in range(1, self.shape.nations + 1)]

    @property
    def recipients(self) -> list[str]:
        return [f"r{k}" for k in range(1, self.shape.recipients + 1)]

    def add(self, table: str, **row: Any) -> None:
        self.tables[table].append(row)

    def between(self, low: float, high: float) -> float:
        return self.rng.uniform(low, high)

    def makers(self, item: str) -> list[str]:
        return [nation for nation in self.nations if (item, nation) in self.planned_levels]


def month(index: int) -> str:
    """First day of the month that many months after the start."""
    year, number = divmod(START[0] * 12 + START[1] - 1 + index, 12)
    return f"{year}-{number + 1:02}-01"


def round_quantity(quantity: float) -> float:
    """Three figures, as people write them."""
    return float(f"{quantity:.3g}")


def add_places(g: Group) -> None:
    for nation in g.nations:
        g.add("parties", party=nation, name=f"Nation {nation[1:]}")
        g.add("locations", location=f"{nation}-plant", party=nation, kind="plant")
        g.add("locations", location=f"{nation}-depot", party=nation, kind="depot")
    for recipient in g.recipients:
        g.add("parties", party=recipient, name=f"Recipient {recipient[1:]}")
        g.add("locations", location=f"{recipient}-front", party=recipient, kind="destination")
    g.add("parties", party="centre", kind="organisation")
    g.add("parties", party="fund", kind="fund")
    g.add("locations", location="hub", party="centre", kind="hub")


def add_items(g: Group) -> None:
    """Items on four levels with what each is made of, and each item's need in a month."""
    g.items = {
        level: [f"{level}-{k:03}" for k in range(1, count + 1)]
        for level, count in zip(LEVELS, g.shape.counts, strict=True)
    }
    for level, below in itertools.pairwise(LEVELS):
        for index, item in enumerate(g.items[level]):
            first_part = g.items[below][index % len(g.items[below])]
            others = g.rng.sample(g.items[below], k=min(g.rng.randint(1, 2), len(g.items[below])))
            g.recipe[item] = {part: g.rng.choice((1, 1, 2, 4)) for part in dict.fromkeys([first_part, *others])}
    need: dict[str, float] = defaultdict(float)
    for item in g.items["finished"]:
        need[item] = 10 ** g.between(1, 4)
    for level in LEVELS[:-1]:
        for item in g.items[level]:
            for part, quantity in g.recipe[item].items():
                need[part] += quantity * need[item]
    g.monthly_need = {item: max(rate, 1.0) for item, rate in need.items()}
    for level in reversed(LEVELS):
        for item in g.items[level]:
            parts = sum(q * g.cost[part] for part, q in g.recipe.get(item, {}).items())
            g.cost[item] = round_quantity(parts + 2e6 / max(g.monthly_need.get(item, 1.0), 1.0))
            if item in g.monthly_need:
                g.add("items", item=item, unit_cost=g.cost[item], holding_cost=round_quantity(g.cost[item] * 0.002))


def add_plants(g: Group) -> None:
    """Operations in one to three nations for each item; up to three items of a nation share a line."""
    at: dict[tuple[str, str], list[str]] = defaultdict(list)
    for level in LEVELS:
        for item in g.items[level]:
            if item not in g.monthly_need:
                continue
            makers = g.rng.sample(g.nations, k=g.rng.randint(1, 3))
            weights = [g.between(0.5, 2) for _ in makers]
            for nation, weight in zip(makers, weights, strict=True):
                g.planned_levels[item, nation] = g.monthly_need[item] * weight / sum(weights)
                at[nation, level].append(item)
    for (nation, level), makes in at.items():
        for first in range(0, len(makes), 3):
            _add_line(g, nation, level, f"{nation}-{level}-{first // 3 + 1}", makes[first : first + 3])


def _add_line(g: Group, nation: str, level: str, line: str, line_items: list[str]) -> None:
    hours = HOURS * len(line_items)
    capacity = round_quantity(hours * g.between(*SLACK[level]))
    g.add(
        "resources",
        resource=line,
        location=f"{nation}-plant",
        ramp_up=round_quantity(capacity * g.between(0.03, 0.1)),
        initial_load=round_quantity(min(capacity, hours) * 0.8),
    )
    g.add("capacities", resource=line, basis="demonstrated", quantity=capacity)
    if g.rng.random() < 0.3:
        begins = month(g.rng.randint(8, 24))
        more = round_quantity(capacity * g.between(1.1, 1.5))
        g.add("capacities", resource=line, **{"from": begins}, basis="announced", quantity=more)
    for item in line_items:
        operation, lead = f"{item}-{nation}", g.rng.randint(*LEAD_TIMES[level])
        parts = sum(q * g.cost[part] for part, q in g.recipe.get(item, {}).items())
        price = round_quantity(max(g.cost[item] - parts, 0.01) * g.between(0.9, 1.2))
        g.add("operations", operation=operation, location=f"{nation}-plant", lead_time=lead, unit_cost=price)
        g.add("operation_items", operation=operation, item=item, quantity=1)
        level_planned = g.planned_levels[item, nation]
        for part, quantity in g.recipe.get(item, {}).items():
            g.add("operation_items", operation=operation, item=part, quantity=-quantity)
        g.add("operation_resources", operation=operation, resource=line, quantity=HOURS / level_planned)
        if lead:
            under_way = {"quantity": round_quantity(level_planned * 0.8), "date": month(0), "until": month(lead - 1)}
            g.add("receipts", location=f"{nation}-plant", item=item, **under_way)


def add_supply(g: Group) -> None:
    """Lanes that bring a plant its parts from up to two other makers, and a month's parts to begin with."""
    opening: dict[tuple[str, str], float] = defaultdict(float)
    lanes: dict[str, dict[str, Any]] = {}
    for (item, nation), level in g.planned_levels.items():
        for part, quantity in g.recipe.get(item, {}).items():
            opening[nation, part] += level * quantity
            others = [maker for maker in g.makers(part) if maker != nation]
            for maker in others[: 1 if nation in g.makers(part) else 2]:
                lanes[f"{maker}-{nation}-{part}"] = {
                    "item": part,
                    "origin": f"{maker}-plant",
                    "destination": f"{nation}-plant",
                    "lead_time": _distance(maker, nation),
                    "unit_cost": round_quantity(g.cost[part] * 0.01),
                }
    for (nation, part), quantity in opening.items():
        g.add("stocks", location=f"{nation}-plant", item=part, quantity=round_quantity(quantity))
    for lane, row in lanes.items():
        g.add("lanes", lane=lane, **row)


def _distance(origin: str, destination: str) -> int:
    """Months between two nations: none within a region of five, one between regions."""
    return int((int(origin[1:]) - 1) // 5 != (int(destination[1:]) - 1) // 5)
