"""The network: activities and balances as templates without time.

An **activity** can be done at a level in any bucket; a **balance** has to add up in every bucket. A **term** says how
much of a balance one unit of an activity's level gives (positive) or takes (negative), and in which later bucket. All
figures here are in the tables' own units; `muster.program` repeats the templates over the buckets and scales them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from muster.calendar import Calendar

Array = NDArray[np.float64]
Profile = float | Array
"""A figure by bucket: one number for all of them, or shape (T,)."""

Key = tuple[str, ...]
INFINITY = float("inf")

GOODS = frozenset(("stock", "take", "choice", "companion"))
"""Families of balances whose terms are quantities of goods."""

CARRY_OVER = "hold"
"""Family of activities that only carry a stock over to the next bucket."""


@dataclass(frozen=True)
class Pattern:
    """Bucket pairs of a term: `share[i]` of the level in bucket `source[i]` reaches the balance in `target[i]`."""

    source: NDArray[np.int64]
    target: NDArray[np.int64]
    share: Array


class Term(NamedTuple):
    """Amount that one unit of an activity gives to (positive) or takes from (negative) a balance.

    `coefficient` is multiplied by the profile in the activity's bucket; `pattern` and `profile` are indices.
    """

    activity: int
    balance: int
    coefficient: float
    pattern: int
    profile: int


@dataclass
class _GoodsFlows:
    """Index of goods: inputs and outputs of each activity, producers and consumers of each balance."""

    terms: list[Term] = field(default_factory=list)
    inputs: dict[int, list[Term]] = field(default_factory=lambda: defaultdict(list))
    outputs: dict[int, list[Term]] = field(default_factory=lambda: defaultdict(list))
    producers: dict[int, dict[int, None]] = field(default_factory=lambda: defaultdict(dict))
    consumers: dict[int, dict[int, None]] = field(default_factory=lambda: defaultdict(dict))


@dataclass(frozen=True, kw_only=True)
class HardRule:
    """A hard rule of the tables and the bounds it sets, so that a conflict can be reported by table and row.

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
        """Append a template and return its index; raise ValueError for a repeated family and key."""
        index = len(self.key)
        if self.index.setdefault((family, key), index) != index:
            raise ValueError(f"{family}{key} is already in the network")
        self.family.append(family)
        self.key.append(key)
        self.lower.append(lower)
        self.upper.append(upper)
        self.scale.append(scale)
        self.timed.append(timed)
        self.integer.append(integer)
        return index

    def family_members(self, family: str) -> list[int]:
        """Indices of a family's members, in the order in which they were added."""
        return [index for index, name in enumerate(self.family) if name == family]


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
        self.rules: list[HardRule] = []
        buckets = np.arange(calendar.count)
        whole = np.ones(calendar.count)
        self.patterns: list[Pattern] = [
            Pattern(buckets, buckets, whole),
            Pattern(buckets[:-1], buckets[1:], whole[:-1]),
            Pattern(buckets, np.zeros_like(buckets), whole),
        ]
        self._lead_time_patterns: dict[str, int] = {}

    def add_activity(
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
        """Add an activity with its bounds by bucket; return its index."""
        return self.activities.add(family, key, lower, upper, scale, timed, integer)

    def add_balance(
        self,
        family: str,
        key: Key,
        *,
        lower: Profile = 0.0,
        upper: Profile = 0.0,
        scale: float = 1.0,
        timed: bool = True,
    ) -> int:
        """Add a balance whose terms sum to between `lower` and `upper` in every bucket; return its index."""
        return self.balances.add(family, key, lower, upper, scale, timed, False)

    def add_term(
        self,
        activity: int,
        balance: int,
        coefficient: float,
        pattern: int = NOW,
        profile: Array | None = None,
    ) -> None:
        """Let one unit of `activity` add `coefficient` (times `profile` in its own bucket) to `balance`.

        A balance without time takes the pattern `OVER_ALL`: every bucket of the activity counts.
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

    def add_cost(self, tier: str, activity: int, amount: Profile) -> None:
        """Add a cost of `amount` per unit of level to a tier; amounts of one activity add up."""
        if amount.any() if isinstance(amount, np.ndarray) else amount != 0:
            self.costs.setdefault(tier, []).append((activity, amount))

    def lead_time_pattern(self, lead_time: str) -> int:
        """The pattern of a lead time (C3)."""
        index = self._lead_time_patterns.get(lead_time)
        if index is None:
            arrivals = self.calendar.arrivals(lead_time)
            index = self.add_pattern(Pattern(arrivals.source, arrivals.target, arrivals.share))
            self._lead_time_patterns[lead_time] = index
        return index

    def add_pattern(self, pattern: Pattern) -> int:
        """Add a pattern; returns its index."""
        self.patterns.append(pattern)
        return len(self.patterns) - 1

    def add_rule(
        self, table: str, row: int, id: str, limits: Iterable[tuple[str, int, NDArray[np.bool_] | None]]
    ) -> None:
        """Record which bounds stem from a row of a table."""
        self.rules.append(HardRule(table=table, row=row, id=id, limits=tuple(limits)))

    def terms(self) -> Iterator[Term]:
        """Every term, in the order in which they were added."""
        return map(
            Term,
            self.term_activity,
            self.term_balance,
            self.term_coefficient,
            self.term_pattern,
            self.term_profile,
        )

    def goods_terms(self) -> Sequence[Term]:
        """The terms that move goods: those of the balances of `GOODS`, without carrying over and without zeros."""
        return self._goods_flows.terms

    def inputs(self, activity: int) -> Sequence[Term]:
        """The terms by which an activity takes goods."""
        return self._goods_flows.inputs.get(activity, ())

    def outputs(self, activity: int) -> Sequence[Term]:
        """The terms by which an activity gives goods."""
        return self._goods_flows.outputs.get(activity, ())

    def producers(self, balance: int) -> Collection[int]:
        """The activities that give to a balance of goods, in the order of their terms."""
        return self._goods_flows.producers.get(balance, ())

    def consumers(self, balance: int) -> Collection[int]:
        """The activities that take from a balance of goods, in the order of their terms."""
        return self._goods_flows.consumers.get(balance, ())

    @cached_property
    def _goods_flows(self) -> _GoodsFlows:
        """Index of the terms that move goods, made on first use: the network is complete by then."""
        flows = _GoodsFlows()
        for term in self.terms():
            carries_over = self.activities.family[term.activity] == CARRY_OVER
            if self.balances.family[term.balance] not in GOODS or carries_over or term.coefficient == 0:
                continue
            flows.terms.append(term)
            if term.coefficient > 0:
                flows.outputs[term.activity].append(term)
                flows.producers[term.balance].setdefault(term.activity)
            else:
                flows.inputs[term.activity].append(term)
                flows.consumers[term.balance].setdefault(term.activity)
        return flows

    def find(self, family: str, key: Key) -> int | None:
        """Index of an activity, None if there is none of that family and key."""
        return self.activities.index.get((family, key))

    def activities_by_family(self) -> Mapping[str, list[int]]:
        """Indices of all activities by family."""
        members: dict[str, list[int]] = {}
        for index, family in enumerate(self.activities.family):
            members.setdefault(family, []).append(index)
        return members
