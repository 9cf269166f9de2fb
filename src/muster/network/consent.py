"""Consents: who must allow a hand-over, when it is blocked, and how much may pass (rule 9).

    consent[g,k]:  sum of hand-overs, in units of the rule's `wants`, in the buckets of period k  <=  limit

Every rule that speaks of a hand-over (of its item, its recipient, the holder of its mark) has to be open: a grant for
one recipient does not lift a refusal for all. A rule is a step function of the rows with one (party, wants, recipient,
holder). It is open from a `granted` row on, blocked from a `withheld` or `undecided` row on; before its first row it is
blocked if that row grants and open if not. A blocked hand-over keeps its column with an upper bound of 0, so that its
worth can be read. In a longer bucket a rule is open if it is open in any of its base buckets; a bucket that touches two
limited periods counts against their sum, one that touches an open period without limit against none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

import numpy as np

from muster.network.facts import Facts, Mask, Row
from muster.network.graph import INFINITY, Network
from muster.network.scales import near


@dataclass
class Period:
    """One row of a rule while it holds: base buckets `begin` to `end`; `limit` is 0 while blocked."""

    row: Row | None
    begin: int
    end: int
    decision: str
    limit: float


@dataclass
class ConsentRule:
    """The rows of one (party, wants, recipient, holder) with the hand-overs that they bind."""

    key: tuple[str, str, str, str]
    periods: list[Period]
    open: Mask
    bound: list[tuple[int, float]] = field(default_factory=list)
    ceilings: list[tuple[int, int, int]] = field(default_factory=list)


class Consents:
    """Every rule, and the way for hand-overs to be bound by those that speak of them."""

    def __init__(self, facts: Facts, network: Network) -> None:
        self.facts = facts
        self.network = network
        groups = facts.grouped("consents", "party", "wants", "recipient", "holder")
        self.rules: list[ConsentRule] = []
        self._by_wants: dict[str, list[ConsentRule]] = {}
        for key, rows in sorted(groups.items(), key=lambda group: tuple(part or "" for part in group[0])):
            party, wants, recipient, holder = key
            periods = self._periods(rows)
            rule = ConsentRule((party, wants, recipient or "", holder or ""), periods, self._open(periods))
            self.rules.append(rule)
            self._by_wants.setdefault(wants, []).append(rule)
        self.unruled: list[tuple[int, str, str]] = []

    def speaking(self, recipient: str, item: str, holder: str) -> Iterator[tuple[ConsentRule, float]]:
        """Rules on handing an item of that holder's mark to a recipient, with the item's ratio in the rule's units."""
        for wants, ratio in self.facts.wanted_as[item]:
            for rule in self._by_wants.get(wants, []):
                if rule.key[2] in ("", recipient) and rule.key[3] in ("", holder):
                    yield rule, ratio

    def bind(self, hand: int, recipient: str, item: str, holder: str) -> None:
        """Close a hand-over in the buckets where a rule blocks it, and count it against the rules' limits.

        Where no rule speaks the setting `without_consent` holds.
        """
        allowed = np.ones(self.network.calendar.count, dtype=bool)
        spoken = False
        for rule, ratio in self.speaking(recipient, item, holder):
            spoken = True
            rule.bound.append((hand, ratio))
            allowed &= rule.open
        if not spoken and self.facts.settings.without_consent == "withheld":
            self.unruled.append((hand, recipient, item))
            allowed[:] = False
        upper = self.network.activities.upper[hand]
        self.network.activities.upper[hand] = np.where(allowed, upper, 0.0)

    def add_ceilings(self) -> None:
        """The rows for limits, once every hand-over is bound."""
        for rule in self.rules:
            for first, last in _spans(rule.periods, self.facts):
                self._ceiling(rule, first, last)

    def _ceiling(self, rule: ConsentRule, first: int, last: int) -> None:
        limit = sum(period.limit for period in rule.periods[first : last + 1])
        mask = _counted(rule.periods, first, last, self.facts).astype(float)
        key = (*rule.key, str(first) if first == last else f"{first}-{last}")
        row = self.network.balance("consent", key, lower=-np.inf, upper=limit, scale=near(limit), timed=False)
        for hand, ratio in rule.bound:
            self.network.term(hand, row, ratio, Network.OVER_ALL, mask)
        rule.ceilings.append((row, first, last))

    def _periods(self, rows: list[Row]) -> list[Period]:
        rows = sorted(rows, key=lambda row: row["from"] or date.min)
        count = self.facts.calendar.base_count
        begins = [self.facts.base(row["from"]) for row in rows]
        periods = []
        if begins[0] > 0:
            blocked = rows[0]["decision"] == "granted"
            periods.append(Period(None, 0, min(begins[0], count), "blocked" if blocked else "open", INFINITY))
        for place, row in enumerate(rows):
            end = begins[place + 1] if place + 1 < len(rows) else count
            limit = INFINITY if row["limit"] is None else row["limit"]
            if begins[place] < min(end, count):
                periods.append(Period(row, begins[place], min(end, count), row["decision"], limit))
        for period in periods:
            if period.decision not in ("granted", "open"):
                period.limit = 0.0
        return periods

    def _open(self, periods: list[Period]) -> Mask:
        base = np.zeros(self.facts.calendar.base_count)
        for period in periods:
            if period.limit > 0:
                base[period.begin : period.end] = 1.0
        return self.facts.sums(base) > 0


def _counted(periods: list[Period], first: int, last: int, facts: Facts) -> Mask:
    """Buckets whose open base buckets all belong to periods `first` to `last`, and that have any, shape (T,)."""
    inside, outside = np.zeros(facts.calendar.base_count), np.zeros(facts.calendar.base_count)
    for place, period in enumerate(periods):
        if period.limit > 0:
            (inside if first <= place <= last else outside)[period.begin : period.end] = 1.0
    counted: Mask = (facts.sums(inside) > 0) & (facts.sums(outside) == 0)
    return counted


def _spans(periods: list[Period], facts: Facts) -> Iterator[tuple[int, int]]:
    """Runs of limited periods that need a ceiling: each by itself, and those that share a longer bucket with the next.

    A period that is blocked lets nothing through, so that the periods before and after it are neighbours.
    """
    opened = [place for place, period in enumerate(periods) if period.limit > 0]
    bucket = facts.calendar.of_base
    for start, first in enumerate(opened):
        if periods[first].limit == INFINITY:
            continue
        yield first, first
        for before, last in pairwise(opened[start:]):
            shared = bucket[periods[before].end - 1] == bucket[periods[last].begin]
            if not shared or periods[last].limit == INFINITY:
                break
            yield first, last
