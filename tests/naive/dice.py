"""What every part of a random scenario is drawn with."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import timedelta

FEATURES = (
    "unequal",
    "fraction_lead",
    "duration_lead",
    "receipts",
    "negative_receipts",
    "maximum",
    "floors",
    "later_floors",
    "targets",
    "consents",
    "limits",
    "withheld_default",
    "families",
    "cost_tiers",
    "bases",
    "line",
    "ramps",
    "investments",
    "funds",
    "companions",
    "yields",
    "costs",
    "windows",
    "transfers",
    "lane_capacity",
    "lane_resources",
    "holding",
    "profiles",
    "weights",
    "before",
    "more_classes",
    "value",
)


class Draw:
    """The dice, and the rows drawn so far."""

    def __init__(self, seed, never):
        self.dice = random.Random(seed)
        self.never = set(never)
        self.tables = defaultdict(list)

    def has(self, feature, chance):
        """Whether a feature is in this time; the dice fall alike whether or not it is kept out."""
        return self.dice.random() < chance and feature not in self.never

    def number(self, low, high, step=1):
        return self.dice.randrange(low, high + 1, step)

    def row(self, table, **cells):
        self.tables[table].append({name: value for name, value in cells.items() if value is not None})

    def date(self, k, inside=False):
        """A day of base bucket k: its first, or (inside) sometimes a later one."""
        first = self.line.first_day(k)
        days = (self.line.first_day(k + 1) - first).days
        offset = self.dice.choice([0, 0, days // 2, days - 1]) if inside else 0
        return str(first.fromordinal(first.toordinal() + offset))

    def last_day(self, k):
        """The last day of base bucket k: an `until` never before its date."""
        return str(self.line.first_day(k + 1) - timedelta(days=1))

    def base(self, low=0):
        """A base bucket within the horizon."""
        return self.dice.randrange(min(low, self.line.bases - 1), self.line.bases)


def lead(d, most=2):
    """A lead time: mostly whole base buckets, sometimes a fraction or a duration."""
    if d.has("fraction_lead", 0.15) and d.whole != "items":
        return d.dice.choice([0.5, 1.5, 0.25])
    if d.has("duration_lead", 0.1) and d.line.base in ("month", "day", "week") and not d.unequal:
        return f"{d.number(0, most)}{d.line.base[0]}"
    if d.unequal and d.whole == "items":
        return None  # a lead time of a longer bucket is shared, and integer goods would come in parts
    return d.dice.choice([None, *range(most + 1)])


def window(d):
    """(from, until) or (None, None): mostly no window."""
    if not d.has("windows", 0.15):
        return None, None
    k = d.base()
    return d.dice.choice([(d.date(k), None), (None, d.date(k)), (d.date(k), d.date(d.base(k)))])
