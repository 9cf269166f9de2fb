"""The best guess at what holds each request back, from worth alone; to prove it takes planning again.

Only what lies upstream of the request counts. A limit weighs the sum over buckets of its worth in the class's tier
times its own size: what doubling it would gain at the plan's prices, at most.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muster.network.build import Blueprint
from muster.network.demand import Want
from muster.network.graph import Array, Network
from muster.plans.tables.requests import Served
from muster.plans.worth import Worths
from muster.program import Program
from muster.text import _, mark

LIMITS = {
    "capacity": mark("capacity of {id}"),
    "priced": mark("capacity of {id}"),
    "extra": mark("capacity of {id}"),
    "ramp": mark("ramp of {id}"),
    "lane": mark("capacity of lane {id}"),
    "consent": mark("limit of the consent of {id}"),
    "fund": mark("money of fund {id}"),
    "storage": mark("storage of {id}"),
    "floor": mark("reserve floor of {id}"),
    "invested": mark("most of investment {id}"),
}


@dataclass(frozen=True)
class Guess:
    """What seems to hold a request back; put into words when somebody reads it."""

    words: str
    named: str = ""

    def __str__(self) -> str:
        return _(self.words).format(id=self.named)


SHOWN = 2
ENOUGH = 0.05
"""A second guess is told if it weighs at least this part of the first."""

NOTHING_SUPPLIES = mark("nothing supplies it")
WHOLE = mark("not known: whole numbers are planned")
IN_TIME = mark("lead time, or stock that is not there in time")
CONSENT = mark("consent of {id}")
NO_CONSENT = mark("consent for {id} (none is on record)")

CEILINGS = {"run": mark("maximum of operation {id}")}

WORDS = frozenset((*LIMITS.values(), *CEILINGS.values(), NOTHING_SUPPLIES, WHOLE, IN_TIME, CONSENT, NO_CONSENT))
"""All that a guess may say."""

_NAMED_BY = {"consent": slice(0, 2), "floor": slice(1, 3), "storage": slice(0, 2)}


def guesses(
    blueprint: Blueprint, program: Program, worths: Worths, served: list[Served]
) -> dict[str, tuple[Guess, ...]]:
    """For each request that is late or short, what seems to hold it back, the likeliest first."""
    behind = [one for one in served if one.late_unit_buckets > 0 or one.short > 0]
    if not behind:
        return {}
    upstream, passing = Upstream(blueprint.network), Passing(blueprint)
    return {one.want.request: _guess(blueprint, program, worths, upstream, passing, one.want) for one in behind}


def _guess(
    blueprint: Blueprint, program: Program, worths: Worths, upstream: Upstream, passing: Passing, want: Want
) -> tuple[Guess, ...]:
    balances, activities = upstream.of(want.request)
    if not any(blueprint.network.activities.family[a] == "hand" for a in activities):
        return (Guess(NOTHING_SUPPLIES),)
    tier = f"requests/{want.priority}" if blueprint.facts.settings.objective == "service" else "value"
    found: dict[Guess, float] = {}
    if worths.known and tier in worths.tiers:
        found = Weights(blueprint, program, *worths.in_tier(tier), passing).of(balances, activities)
    ranked = sorted(found, key=lambda guess: (-found[guess], guess.words, guess.named))
    likely = [guess for guess in ranked if found[guess] > ENOUGH * found[ranked[0]]]
    if likely and found[likely[0]] > 0:
        return tuple(likely[:SHOWN])
    return (Guess(WHOLE if program.whole.any() else IN_TIME),)


class Weights:
    """What doubling each limit would gain in one tier at the plan's prices; for what is blocked, letting it pass."""

    def __init__(
        self, blueprint: Blueprint, program: Program, rows: Array, columns: Array, passing: Passing | None = None
    ) -> None:
        self.blueprint = blueprint
        self.passing = passing or Passing(blueprint)
        self.network = blueprint.network
        self.program = program
        self.rows = rows
        self.columns = columns
        self.found: dict[Guess, float] = defaultdict(float)

    def of(self, balances: set[int], activities: set[int]) -> dict[Guess, float]:
        """Weights of the limits among these balances and activities."""
        for balance in balances:
            family = self.network.balances.family[balance]
            if family in LIMITS:
                key = self.network.balances.key[balance]
                guess = Guess(LIMITS[family], "/".join(key[_NAMED_BY.get(family, slice(0, 1))]))
                self.found[guess] += self._limit(balance)
                if family == "priced":
                    uses = self.blueprint.resources.by_id[key[0]].uses
                    self.found[guess] += sum(self._ceiling(use) for use in uses)
        for activity in activities:
            family = self.network.activities.family[activity]
            if family in CEILINGS:
                self.found[Guess(CEILINGS[family], self.network.activities.key[activity][0])] += self._ceiling(activity)
        self._blocked(activities)
        return self.found

    def _limit(self, balance: int) -> float:
        """Worth times size of the side that a row's dual names, over all buckets."""
        part = self.program.row(balance)
        dual, scale = self.rows[part], self.program.row_scale[part]
        side = np.where(dual > 0, self.program.row_lower[part], self.program.row_upper[part]) * scale
        return float(np.abs(dual * np.where(np.isfinite(side), side, 0.0)).sum())

    def _ceiling(self, activity: int) -> float:
        """The same of the upper bound of an activity."""
        part = self.program.column(activity)
        upper = self.program.upper[part] * self.program.column_scale[part]
        worth = np.maximum(-self.columns[part], 0.0)
        return float((worth * np.where(np.isfinite(upper), upper, 0.0)).sum())

    def _blocked(self, activities: set[int]) -> None:
        """What each consent that is not granted keeps back, for as much as the request is about."""
        for rule in self.blueprint.consents.rules:
            guess = Guess(CONSENT, "/".join(rule.key[:2]))
            for hand, _ratio in rule.bound:
                if hand in activities:
                    self._let_pass(guess, hand, ~rule.open)
        everywhere = np.ones(self.network.calendar.count, dtype=bool)
        for hand, _recipient, item in self.blueprint.consents.unruled:
            if hand in activities:
                self._let_pass(Guess(NO_CONSENT, item), hand, everywhere)

    def _let_pass(self, guess: Guess, hand: int, closed: NDArray[np.bool_]) -> None:
        """All in the best bucket by the best hand-over: the request is for no more, however much could pass."""
        worth = np.maximum(-self.columns[self.program.column(hand)], 0.0)
        most = float(worth[closed].max(initial=0.0))
        if most > 0:
            self.found[guess] = max(self.found[guess], most * self.passing.all_of(hand))


class Passing:
    """How much of a hand-over, or of what goes along with one, would serve the whole request."""

    def __init__(self, blueprint: Blueprint) -> None:
        self.network = blueprint.network
        self.quantity = {want.request: want.quantity for want in blueprint.wants}
        self.known: dict[int, float] = {}

    def all_of(self, activity: int) -> float:
        """In units of its item."""
        if not self.known:
            self._fill()
        return self.known[activity]

    def _fill(self) -> None:
        network = self.network
        fills: list[tuple[int, int, float]] = []
        takes: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for activity, balance, amount in zip(
            network.term_activity, network.term_balance, network.term_coefficient, strict=True
        ):
            family = network.activities.family[activity]
            if network.balances.family[balance] == "request" and family == "hand":
                self.known[activity] = self.quantity[network.balances.key[balance][0]] / amount
            elif network.balances.family[balance] == "companion" and amount > 0:
                fills.append((activity, balance, amount))
            elif network.balances.family[balance] == "companion":
                takes[balance].append((activity, -amount))
        # What goes along is added after what it goes along with, so one walk knows each before it is asked for.
        for activity, balance, amount in fills:
            wanted = [self.known[taker] * each for taker, each in takes[balance] if taker in self.known]
            self.known[activity] = max(wanted, default=0.0) / amount


class Upstream:
    """What lies behind a request: from balances to the activities that give to them, to what these take."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.givers: dict[int, set[int]] = defaultdict(set)
        self.touches: dict[int, set[int]] = defaultdict(set)
        for activity, balance, amount in zip(
            network.term_activity, network.term_balance, network.term_coefficient, strict=True
        ):
            self.touches[activity].add(balance)
            family = network.balances.family[balance]
            carries = amount > 0 and family in _CARRYING
            if carries or network.activities.family[activity] == _LINKING.get(family):
                self.givers[balance].add(activity)

    def of(self, request: str) -> tuple[set[int], set[int]]:
        """Balances and activities upstream of a request, its own included."""
        start = self.network.balances.index.get(("request", (request,)))
        balances: set[int] = set()
        activities: set[int] = set()
        waiting = [] if start is None else [start]
        while waiting:
            balance = waiting.pop()
            if balance in balances:
                continue
            balances.add(balance)
            for activity in self.givers.get(balance, ()):
                if activity not in activities:
                    activities.add(activity)
                    waiting += self.touches[activity]
        return balances, activities


_CARRYING = {"request", "stock", "take", "choice", "companion"}
_LINKING = {"load": "load", "bill": "pay"}
"""Rows that only hand on to a column which the limits speak of."""
