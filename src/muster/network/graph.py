"""The network: activities and balances as templates that know no time yet.

An **activity** can be done at a level in any bucket; a **balance** has to add up in every bucket. A **term** says how
much of a balance one unit of an activity's level gives (positive) or takes (negative), and in which later bucket. All
figures here are in the tables' own units; `muster.program` repeats the templates over the buckets and scales them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from muster.calendar import Calendar

Array = NDArray[np.float64]
Profile = float | Array
"""A figure by bucket: one number for all of them, or shape (T,)."""

Key = tuple[str, ...]
INFINITY = float("inf")


@dataclass(frozen=True)
class Pattern:
    """Which buckets' levels reach which buckets of a balance: pairs (source, target) with the share that arrives."""

    source: NDArray[np.int64]
    target: NDArray[np.int64]
    share: Array


@dataclass(frozen=True)
class Rule:
    """A hard rule of the tables and what it limits, so that a conflict can be told in the tables' own words.

    `limits` holds (kind, index, buckets): kind "balance" or "activity", buckets a mask of shape (T,) or None for all.
    """

    table: str
    row: int
    id: str
    limits: tuple[tuple[str, int, NDArray[np.bool_] | None], ...]


@dataclass
class Templates:
    """Activities, or balances: parallel lists, one entry each."""

    family: list[str] = field(default_factory=list)
    key: list[Key] = field(default_factory=list)
    lower: list[Profile] = field(default_factory=list)
    upper: list[Profile] = field(default_factory=list)
    scale: list[float] = field(default_factory=list)
    timed: list[bool] = field(default_factory=list)
    integer: list[bool] = field(default_factory=list)
    index: dict[tuple[str, Key], int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.key)

    def add(
        self, family: str, key: Key, lower: Profile, upper: Profile, scale: float, timed: bool, integer: bool
    ) -> int:
        """Append one; a second of the same family and key is a mistake in the code."""
        place = len(self.key)
        if self.index.setdefault((family, key), place) != place:
            raise ValueError(f"{family}{key} is already in the network")
        self.family.append(family)
        self.key.append(key)
        self.lower.append(lower)
        self.upper.append(upper)
        self.scale.append(scale)
        self.timed.append(timed)
        self.integer.append(integer)
        return place

    def of(self, family: str) -> list[int]:
        """Places of a family's members, in the order of their making."""
        return [place for place, name in enumerate(self.family) if name == family]


class Network:
    """Activities, balances and the terms between them; filled by the concepts, then read-only."""

    NOW = 0
    NEXT = 1
    OVER_ALL = 2

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.activities = Templates()
        self.balances = Templates()
        self.term_activity: list[int] = []
        self.term_balance: list[int] = []
        self.term_coefficient: list[float] = []
        self.term_pattern: list[int] = []
        self.term_profile: list[int] = []
        self.profiles: list[Array] = [np.ones(calendar.count)]
        self.costs: dict[str, list[tuple[int, Profile]]] = {}
        self.rules: list[Rule] = []
        count = np.arange(calendar.count)
        ones = np.ones(calendar.count)
        self.patterns: list[Pattern] = [
            Pattern(count, count, ones),
            Pattern(count[:-1], count[1:], ones[:-1]),
            Pattern(count, np.zeros_like(count), ones),
        ]
        self._leads: dict[str, int] = {}

    def activity(
        self,
        family: str,
        key: Key,
        *,
        lower: Profile = 0.0,
        upper: Profile = INFINITY,
        scale: float = 1.0,
        timed: bool = True,
        integer: bool = False,
    ) -> int:
        """A new activity with its bounds by bucket; returns its place."""
        return self.activities.add(family, key, lower, upper, scale, timed, integer)

    def balance(
        self,
        family: str,
        key: Key,
        *,
        lower: Profile = 0.0,
        upper: Profile = 0.0,
        scale: float = 1.0,
        timed: bool = True,
    ) -> int:
        """A new balance: what its terms add up to lies between `lower` and `upper` in every bucket."""
        return self.balances.add(family, key, lower, upper, scale, timed, False)

    def term(
        self,
        activity: int,
        balance: int,
        coefficient: float,
        pattern: int = NOW,
        profile: Array | None = None,
    ) -> None:
        """One unit of `activity` adds `coefficient` (times `profile` in its own bucket) to `balance`.

        A balance without time is reached by `OVER_ALL`, whatever bucket the activity is done in.
        """
        self.term_activity.append(activity)
        self.term_balance.append(balance)
        self.term_coefficient.append(coefficient)
        self.term_pattern.append(pattern)
        if profile is None:
            self.term_profile.append(0)
        else:
            self.term_profile.append(len(self.profiles))
            self.profiles.append(profile)

    def cost(self, tier: str, activity: int, amount: Profile) -> None:
        """Add `amount` per unit of level to what a tier minimises; amounts of one activity add up."""
        if amount.any() if isinstance(amount, np.ndarray) else amount != 0:
            self.costs.setdefault(tier, []).append((activity, amount))

    def lead(self, lead_time: str) -> int:
        """The pattern of a lead time (C3)."""
        place = self._leads.get(lead_time)
        if place is None:
            arrivals = self.calendar.arrivals(lead_time)
            place = self.pattern(Pattern(arrivals.source, arrivals.target, arrivals.share))
            self._leads[lead_time] = place
        return place

    def pattern(self, pattern: Pattern) -> int:
        """A pattern of one's own; returns its place."""
        self.patterns.append(pattern)
        return len(self.patterns) - 1

    def rule(self, table: str, row: int, id: str, limits: Iterable[tuple[str, int, NDArray[np.bool_] | None]]) -> None:
        """Record which bounds stem from a row of a table."""
        self.rules.append(Rule(table, row, id, tuple(limits)))

    def find(self, family: str, key: Key) -> int | None:
        """Place of an activity, None if there is none of that family and key."""
        return self.activities.index.get((family, key))

    def families(self) -> Mapping[str, list[int]]:
        """Places of all activities by family."""
        places: dict[str, list[int]] = {}
        for place, family in enumerate(self.activities.family):
            places.setdefault(family, []).append(place)
        return places
