"""Weights of limits: estimated gain in one tier from doubling a limit, or from granting a consent.

The weight of a limit is the sum over buckets of its worth in the tier times its size. The weight of a consent that is
not granted is the best worth of a hand-over that it blocks, times the level that would serve the whole request.

For example, capacity of 10 a month with a worth of 3 in two months weighs 10 * 3 * 2 = 60.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from muster.network.build import Blueprint
from muster.network.graph import Array, Term
from muster.program import Program
from muster.text import mark

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
"""Message by family of balances."""

CEILINGS = {"run": mark("maximum of operation {id}")}
"""Message by family of activities."""

CONSENT = mark("consent of {id}")
NO_CONSENT = mark("consent for {id} (none is on record)")

_KEY_PARTS = {"consent": slice(0, 2), "floor": slice(1, 3), "storage": slice(0, 2)}
"""Parts of a balance's key that identify the limit; the first part for families not listed."""


class NamedLimit(NamedTuple):
    """A limit, identified by its message and the id inserted into it."""

    message: str
    id: str


class LimitWeights:
    """Weights of limits in one tier; `row_worths` and `column_worths` come from `Worths.in_tier`."""

    def __init__(
        self,
        blueprint: Blueprint,
        program: Program,
        row_worths: Array,
        column_worths: Array,
        full_levels: FullRequestLevels | None = None,
    ) -> None:
        self.blueprint = blueprint
        self.network = blueprint.network
        self.program = program
        self.row_worths = row_worths
        self.column_worths = column_worths
        self.full_levels = full_levels or FullRequestLevels(blueprint)

    def among(self, balances: Iterable[int], activities: set[int]) -> dict[NamedLimit, float]:
        """Weights of the limits among these balances and activities; 0 for a limit that is not binding."""
        weights: dict[NamedLimit, float] = defaultdict(float)
        for balance in balances:
            family = self.network.balances.family[balance]
            if family in LIMITS:
                key = self.network.balances.key[balance]
                limit = NamedLimit(LIMITS[family], "/".join(key[_KEY_PARTS.get(family, slice(0, 1))]))
                weights[limit] += self._row_weight(balance)
                if family == "priced":
                    uses = self.blueprint.resources.by_id[key[0]].priced_columns
                    weights[limit] += sum(self._ceiling_weight(use) for use in uses)
        for activity in activities:
            family = self.network.activities.family[activity]
            if family in CEILINGS:
                limit = NamedLimit(CEILINGS[family], self.network.activities.key[activity][0])
                weights[limit] += self._ceiling_weight(activity)
        for limit, weight in self._consent_weights(activities):
            weights[limit] = max(weights[limit], weight)
        return dict(weights)

    def _row_weight(self, balance: int) -> float:
        """Worth times bound, summed over buckets; the sign of the worth selects the lower or upper bound."""
        rows = self.program.rows_of(balance)
        worth, scale = self.row_worths[rows], self.program.row_scale[rows]
        side = np.where(worth > 0, self.program.row_lower[rows], self.program.row_upper[rows]) * scale
        return float(np.abs(worth * np.where(np.isfinite(side), side, 0.0)).sum())

    def _ceiling_weight(self, activity: int) -> float:
        """Worth times an activity's upper bound, summed over buckets."""
        columns = self.program.columns_of(activity)
        upper = self.program.upper[columns] * self.program.column_scale[columns]
        worth = np.maximum(-self.column_worths[columns], 0.0)
        return float((worth * np.where(np.isfinite(upper), upper, 0.0)).sum())

    def _consent_weights(self, activities: set[int]) -> Iterator[tuple[NamedLimit, float]]:
        """Yield the weight of each consent that blocks one of these hand-overs, once per hand-over."""
        for rule in self.blueprint.consents.rules:
            limit = NamedLimit(CONSENT, "/".join(rule.key[:2]))
            for activity, _ratio in rule.hand_overs:
                if activity in activities:
                    yield from self._blocked_weight(limit, activity, ~rule.open)
        always = np.ones(self.network.calendar.count, dtype=bool)
        for activity, _recipient, item in self.blueprint.consents.unruled:
            if activity in activities:
                yield from self._blocked_weight(NamedLimit(NO_CONSENT, item), activity, always)

    def _blocked_weight(
        self, limit: NamedLimit, activity: int, closed: NDArray[np.bool_]
    ) -> Iterator[tuple[NamedLimit, float]]:
        """Count the request's full quantity once, in the closed bucket where a unit is worth most."""
        worth = np.maximum(-self.column_worths[self.program.columns_of(activity)], 0.0)
        best = float(worth[closed].max(initial=0.0))
        if best > 0:
            yield limit, best * self.full_levels.of_activity(activity)


class FullRequestLevels:
    """Level of a hand-over, or of its companion, that would serve the whole request, in units of its item."""

    def __init__(self, blueprint: Blueprint) -> None:
        self._network = blueprint.network
        self._quantity = {demand.request: demand.quantity for demand in blueprint.demands}

    def of_activity(self, activity: int) -> float:
        """Level of this activity that would serve its whole request."""
        return self._by_activity[activity]

    @cached_property
    def _by_activity(self) -> dict[int, float]:
        network = self._network
        levels: dict[int, float] = {}
        gives: list[Term] = []
        takes: dict[int, list[Term]] = defaultdict(list)
        for term in network.terms():
            family = network.balances.family[term.balance]
            if family == "request" and network.activities.family[term.activity] == "hand":
                levels[term.activity] = self._quantity[network.balances.key[term.balance][0]] / term.coefficient
            elif family == "companion" and term.coefficient > 0:
                gives.append(term)
            elif family == "companion":
                takes[term.balance].append(term)
        # The network adds a companion after its hand-over, so one pass suffices: each level is known when needed.
        for term in gives:
            needs = [
                levels[consumer.activity] * -consumer.coefficient
                for consumer in takes[term.balance]
                if consumer.activity in levels
            ]
            levels[term.activity] = max(needs, default=0.0) / term.coefficient
        return levels
