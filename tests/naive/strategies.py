"""Small random scenarios, valid by the tables' contract: from a seed, and as a Hypothesis strategy.

`random_scenario(seed)` gives (tables, settings): tables as lists of rows with the CSV columns, blanks left
out. Numbers are modest and round. Features can be kept out by name (FEATURES), each by itself.
"""

from __future__ import annotations

from hypothesis import strategies as st

from .dice import FEATURES, Draw
from .drawn_asks import draw_consents, draw_money, draw_requests, draw_reserves
from .drawn_supply import draw_capacity, draw_lanes, draw_operations, draw_stocks
from .timeline import Timeline

SPECS = {
    "month": ["2 month, 1 quarter", "3 month, 2 quarter", "1 quarter, 2 month", "1 month, 1 quarter, 1 year"],
    "week": ["4", "5"],
    "day": ["2 day, 2 week", "4 day, 1 week"],
    "quarter": ["3 quarter, 1 year", "2 quarter, 2 year"],
    "year": ["3", "4"],
}


def random_scenario(seed, never=(), whole=False, objective=None):
    """One small scenario: `never` names features to keep out, `whole` makes the program integer."""
    d = Draw(seed, never)
    settings = draw_settings(d, objective)
    d.whole = whole and d.dice.choice(["items", "runs", "investments"])
    draw_ground(d)
    draw_operations(d)
    draw_stocks(d)
    draw_capacity(d)
    draw_lanes(d)
    draw_requests(d)
    draw_consents(d)
    draw_reserves(d)
    draw_money(d)
    return dict(d.tables), settings


def draw_settings(d, objective):
    base = d.dice.choice(["month"] * 6 + ["week", "day", "quarter", "year"])
    spec = d.dice.choice(SPECS[base]) if d.has("unequal", 0.3) else str(d.number(2, 6))
    settings = {"start": "2023-01-01", "buckets": spec, "bucket": base}
    d.line = Timeline(settings)
    d.unequal = len(set(d.line.length)) > 1
    if d.has("bases", 0.3):
        settings["basis"] = d.dice.choice(
            [["contracted", "assumed"]] * 3 + [["announced"]] + [["assumed", "contracted"]] * 2
        )
    if d.has("withheld_default", 0.1):
        settings["without_consent"] = "withheld"
    if d.has("value", 0.2):
        settings["objective"] = "value"
    if objective:
        settings["objective"] = objective
    if d.dice.random() < 0.1:
        settings["share"] = False
    return settings


def draw_ground(d):
    d.parties = [f"P{n}" for n in range(1, d.number(2, 4) + 1)]
    for party in d.parties:
        d.row("parties", party=party)
    d.home = {"R": d.parties[0]}  # where requests are handed over
    for party in d.parties[1:]:
        d.home[f"L{party[1:]}"] = party
    if d.dice.random() < 0.4:
        d.home["M"] = d.dice.choice(d.parties)
    for location, party in d.home.items():
        d.row("locations", location=location, party=party)
    d.levels = [["F1", "F2"][: d.number(1, 2)], ["C1", "C2"][: d.number(1, 2)], ["W1"][: d.number(0, 1)]]
    d.items = [item for level in d.levels for item in level]
    costly = d.has("holding", 0.5)
    d.integer = set()
    for item in d.items:
        if d.whole == "items" and d.dice.random() < 0.6:
            d.integer.add(item)
        d.row(
            "items",
            item=item,
            integer=item in d.integer or None,
            holding_cost=d.number(0, 2) if costly and d.dice.random() < 0.6 else None,
        )
    d.wanted = list(d.levels[0])
    if d.has("families", 0.5):
        for item in [*d.levels[0], *([d.levels[1][0]] if d.dice.random() < 0.3 else [])]:
            d.row("families", family="FAM", item=item, ratio=d.dice.choice([None, 1, 2, 0.5]))
        d.wanted.append("FAM")
    if d.has("families", 0.2):
        for item in d.levels[1]:
            d.row("families", family="PARTS", item=item, ratio=d.dice.choice([None, 1, 2]))


@st.composite
def scenarios(draw, never=(), whole=False, objective=None):
    """(tables, settings) from a seed and features left out: a failing example shrinks to few of them."""
    seed = draw(st.integers(0, 10**6))
    left_out = draw(st.sets(st.sampled_from(FEATURES)))
    return random_scenario(seed, never=set(never) | left_out, whole=whole, objective=objective)
