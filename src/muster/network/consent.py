"""Consents: rules that block a hand-over or limit its quantity (rule 9).

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
from muster.network.scales import power_of_two_near


@dataclass(kw_only=True)
class ConsentPeriod:
    """One row of a rule while it holds: base buckets `begin` to `end`; `limit` is 0 while blocked."""

    row: Row | None
    begin: int
    end: int
    decision: str
    limit: float


@dataclass(kw_only=True)
class ConsentRule:
    """Rows of one (party, wants, recipient, holder) and the hand-overs that they bind."""

    key: tuple[str, str, str, str]
    periods: list[ConsentPeriod]
    open: Mask
    hand_overs: list[tuple[int, float]] = field(default_factory=list)
    ceilings: list[tuple[int, int, int]] = field(default_factory=list)


class Consents:
    """All consent rules; each hand-over is bound by those that apply to it."""

    def __init__(self, facts: Facts, network: Network) -> None:
        self.facts = facts
        self.network = network
        groups = facts.rows_by("consents", "party", "wants", "recipient", "holder")
        self.rules: list[ConsentRule] = []
        self._by_wants: dict[str, list[ConsentRule]] = {}
        for key, rows in sorted(groups.items(), key=lambda group: tuple(part or "" for part in group[0])):
            party, wants, recipient, holder = key
            periods = self._make_periods(rows)
            rule = ConsentRule(
                key=(party, wants, recipient or "", holder or ""), periods=periods, open=self._open_buckets(periods)
            )
            self.rules.append(rule)
            self._by_wants.setdefault(wants, []).append(rule)
        self.unruled: list[tuple[int, str, str]] = []

    def applicable_rules(self, recipient: str, item: str, holder: str) -> Iterator[tuple[ConsentRule, float]]:
        """Rules on handing an item of that holder's mark to a recipient, with the item's ratio in the rule's units."""
        for wants, ratio in self.facts.wants_by_item[item]:
            for rule in self._by_wants.get(wants, []):
                if rule.key[2] in ("", recipient) and rule.key[3] in ("", holder):
                    yield rule, ratio

    def bind(self, hand: int, recipient: str, item: str, holder: str) -> None:
        """Close a hand-over in the buckets where a rule blocks it, and count it against the rules' limits.

        If no rule applies, the setting `without_consent` decides.
        """
        allowed = np.ones(self.network.calendar.count, dtype=bool)
        is_ruled = False
        for rule, ratio in self.applicable_rules(recipient, item, holder):
            is_ruled = True
            rule.hand_overs.append((hand, ratio))
            allowed &= rule.open
        if not is_ruled and self.facts.settings.without_consent == "withheld":
            self.unruled.append((hand, recipient, item))
            allowed[:] = False
        upper = self.network.activities.upper[hand]
        self.network.activities.upper[hand] = np.where(allowed, upper, 0.0)

    def add_ceilings(self) -> None:
        """Add the rows for limits, once every hand-over is bound."""
        for rule in self.rules:
            for first, last in _ceiling_spans(rule.periods, self.facts):
                self._add_ceiling(rule, first, last)

    def _add_ceiling(self, rule: ConsentRule, first: int, last: int) -> None:
        limit = sum(period.limit for period in rule.periods[first : last + 1])
        mask = _counted_buckets(rule.periods, first, last, self.facts).astype(float)
        key = (*rule.key, str(first) if first == last else f"{first}-{last}")
        row = self.network.add_balance(
            "consent", key, lower=-np.inf, upper=limit, scale=power_of_two_near(limit), timed=False
        )
        for hand, ratio in rule.hand_overs:
            self.network.add_term(hand, row, ratio, Network.OVER_ALL, mask)
        rule.ceilings.append((row, first, last))

    def _make_periods(self, rows: list[Row]) -> list[ConsentPeriod]:
        rows = sorted(rows, key=lambda row: row["from"] or date.min)
        count = self.facts.calendar.base_count
        begins = [self.facts.base_bucket(row["from"]) for row in rows]
        periods = []
        if begins[0] > 0:
            decision = "blocked" if rows[0]["decision"] == "granted" else "open"
            end = min(begins[0], count)
            periods.append(ConsentPeriod(row=None, begin=0, end=end, decision=decision, limit=INFINITY))
        for index, row in enumerate(rows):
            end = begins[index + 1] if index + 1 < len(rows) else count
            limit = INFINITY if row["limit"] is None else row["limit"]
            begin, end = begins[index], min(end, count)
            if begin < end:
                periods.append(ConsentPeriod(row=row, begin=begin, end=end, decision=row["decision"], limit=limit))
        for period in periods:
            if period.decision not in ("granted", "open"):
                period.limit = 0.0
        return periods

    def _open_buckets(self, periods: list[ConsentPeriod]) -> Mask:
        base = np.zeros(self.facts.calendar.base_count)
        for period in periods:
            if period.limit > 0:
                base[period.begin : period.end] = 1.0
        return self.facts.sums(base) > 0


def _counted_buckets(periods: list[ConsentPeriod], first: int, last: int, facts: Facts) -> Mask:
    """Buckets whose open base buckets all belong to periods `first` to `last`, and that have any, shape (T,)."""
    inside, outside = np.zeros(facts.calendar.base_count), np.zeros(facts.calendar.base_count)
    for index, period in enumerate(periods):
        if period.limit > 0:
            (inside if first <= index <= last else outside)[period.begin : period.end] = 1.0
    counted: Mask = (facts.sums(inside) > 0) & (facts.sums(outside) == 0)
    return counted


def _ceiling_spans(periods: list[ConsentPeriod], facts: Facts) -> Iterator[tuple[int, int]]:
    """Runs of limited periods that need a ceiling: each by itself, and those that share a longer bucket with the next.

    A period that is blocked lets nothing through, so that the periods before and after it are neighbours.
    """
    opened = [index for index, period in enumerate(periods) if period.limit > 0]
    bucket = facts.calendar.bucket_of_base
    for start, first in enumerate(opened):
        if periods[first].limit == INFINITY:
            continue
        yield first, first
        for before, last in pairwise(opened[start:]):
            share_bucket = bucket[periods[before].end - 1] == bucket[periods[last].begin]
            if not share_bucket or periods[last].limit == INFINITY:
                break
            yield first, last
