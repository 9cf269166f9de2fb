"""Bottlenecks: what holds each late request back, proved by solving again without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from muster.explain.before_after import changed, effect, gains
from muster.explain.bottlenecks.intervals import runs
from muster.explain.bottlenecks.joint_sets import together
from muster.explain.bottlenecks.minimal_increase import Search, sized
from muster.explain.bottlenecks.time_bottlenecks import Timing
from muster.explain.relaxations.relaxation import CHANGES, Factor, Factors
from muster.explain.relaxations.screening import Candidate, Screen
from muster.explain.request_lateness import Chain
from muster.explain.results import Bottleneck, Effect, Held, Span, Together, Trial
from muster.explain.what_if.replan import LARGEST
from muster.solve.bound_changes import Bounds, Duals, Resolved
from muster.tolerances import FILLED

EACH = 4
"""Factors that are solved again for each late request, the likeliest first."""

BEST = 20
"""So many in all where the program is large, each proved by one change, unless one request alone is asked about."""


class Bottlenecks:
    """The search over all late requests, class by class; `held()` gives what it finds."""

    def __init__(self, chain: Chain, factors: Factors) -> None:
        self.chain = chain
        self.factors = factors
        self.screen = Screen(chain, factors)
        self.timing = Timing(chain, self.screen)

    def held(self, only: str | None = None) -> list[Held]:
        """What holds each late request back; with `only` that request alone."""
        every = [
            _Class(self, last, [request for request in requests if only in (None, request)], alone=only is not None)
            for last, requests in self.chain.classes.items()
        ]
        if only is None and self.chain.program.columns > LARGEST:
            _spread(every)
        return [held for one in every if one.requests for held in one.held()]


def _spread(every: list[_Class]) -> None:
    """Leave of all that could be tried the best, by what it could gain for the class that it holds back."""
    weights: dict[tuple[int, tuple[str, str]], tuple[float, ...]] = {}
    for place, one in enumerate(every):
        for found in one.candidates.values():
            for candidate in found[:EACH]:
                key = place, candidate.factor.name
                weights[key] = max(weights.get(key, ()), candidate.weight[:2])
    best = sorted(weights, key=lambda key: ([-weight for weight in weights[key]], key))[:BEST]
    for place, one in enumerate(every):
        one.best = {name for where, name in best if where == place}


class _Class:
    """The late requests of one class, whose factors are tried together."""

    def __init__(self, search: Bottlenecks, last: str, requests: list[str], alone: bool) -> None:
        self.chain, self.factors, self.screen = search.chain, search.factors, search.screen
        self.timing = search.timing
        self.last = last
        self.requests = requests
        self.alone = alone
        self.resolved, self.before = self.chain.unchanged[last]
        self.candidates = {request: self._candidates(request) for request in requests}
        self.best: set[tuple[str, str]] | None = None
        self.trials: dict[tuple[Factor, str], tuple[Resolved, dict[str, Trial]]] = {}
        self.tried = dict.fromkeys(requests, 0)

    def held(self) -> list[Held]:
        asked: dict[Factor, list[str]] = {}
        for request, found in self.candidates.items():
            for one in found[:EACH]:
                if self.best is None or one.factor.name in self.best:
                    asked.setdefault(one.factor, []).append(request)
                    self.tried[request] += 1
        for factor, requests in asked.items():
            self._prove(factor, requests)
        proved = {request: self._proved(request, asked) for request in self.requests}
        timing = self.timing.of(self.last, self.requests, self.before, self.alone)
        return [self._held(request, proved[request], timing[request]) for request in self.requests]

    def _prove(self, factor: Factor, requests: list[str]) -> None:
        """Without a factor, and where that gains with one unit and a tenth more; of the best of many by one change."""
        if self.best is None:
            changes = CHANGES[2:] + CHANGES[:2]
            for change in (change for change in changes if change in factor.changes):
                if not self._gain(factor, change, requests) and change == "unlimited":
                    break
        else:
            for change in factor.changes:
                if self._gain(factor, change, requests):
                    break

    def _gain(self, factor: Factor, change: str, requests: list[str]) -> bool:
        """Try a change; whether any of the requests gains by it."""
        self._try(factor, change, requests)
        _, told = self.trials.get((factor, change), (None, {}))
        return any(gains(self.chain, trial.effect) for trial in told.values())

    def _candidates(self, request: str) -> list[Candidate]:
        if not self.chain.duals_known:
            return self.screen.at_limit(request)
        return self.screen.candidates(request, self._duals(request))

    def _duals(self, request: str) -> Sequence[Duals]:
        return self.chain.duals_of(self.resolved, request)

    def _try(self, factor: Factor, change: str, requests: list[str]) -> None:
        """Solve again with a factor relaxed; keeps what it does to each of the requests and to the others."""
        bounds = self.factors.bounds([factor], change)
        resolved = self.chain.solve(bounds, self.last, requests)
        if resolved.status != "optimal":
            return
        after = self.chain.standings(resolved, requests)
        effects = {r: effect(r, self.before[r], after[r]) for r in requests}
        others: list[Effect] = []
        if any(gains(self.chain, one) for one in effects.values()):
            others = self._others(bounds, resolved, whole=change == "unlimited")
        told = {r: Trial(change, effects[r], tuple(o for o in others if o.request != r)) for r in requests}
        self.trials[factor, change] = resolved, told

    def _others(self, bounds: Bounds, resolved: Resolved, whole: bool) -> list[Effect]:
        """The requests that gain or lose: of the class and those above, or `whole` of every class."""
        tiers = self.chain.again.tiers
        if whole and tiers[-1] != self.last and self.chain.program.columns <= LARGEST:
            then = self.chain.again.solve(bounds, tiers[-1])
            if then.status == "optimal":
                return changed(self.chain, then.x, tiers[-1])
        return changed(self.chain, resolved.x, self.last)

    def _proved(self, request: str, asked: dict[Factor, list[str]]) -> list[Factor]:
        """The factors relaxed by which the request is less late, those that gain most first."""
        found = []
        for factor, requests in asked.items():
            if request in requests:
                gain = max(
                    (t.effect.gain for t in self._told(request, factor) if gains(self.chain, t.effect)), default=0
                )
                if gain > 0:
                    found.append((-gain, factor.name, factor))
        return [factor for _, _, factor in sorted(found, key=lambda one: one[:2])]

    def _told(self, request: str, factor: Factor) -> tuple[Trial, ...]:
        """What was tried of a factor, the smallest change first."""
        trials = [self.trials[factor, change][1] for change in CHANGES if (factor, change) in self.trials]
        return tuple(told[request] for told in trials)

    def _held(self, request: str, proved: list[Factor], timing: list[Bottleneck]) -> Held:
        """All that holds a request back, what gains most without it first."""
        named = [*(self._bottleneck(request, factor) for factor in proved), *timing]
        named.sort(key=lambda one: (-one.widest.effect.gain, _day(one.widest.effect.filled_after), one.kind, one.id))
        if self.best is None and self.chain.duals_known:
            named = self._sized(request, proved, named)
        sets: tuple[Together, ...] = ()
        if not named and self.chain.duals_known and self.best is None:
            sets = together(self.chain, self.screen, request, self.last, self.before[request])
        untried = len(self.candidates[request]) - self.tried[request]
        before, priority = self.before[request], self.chain.wants[request].priority
        known, choice = self.chain.duals_known, before.late <= FILLED * self.chain.wants[request].quantity
        return Held(request, priority, before.late, before.filled, tuple(named), sets, known, untried, choice)

    def _sized(self, request: str, proved: list[Factor], named: list[Bottleneck]) -> list[Bottleneck]:
        """The same, with how much is enough of the first that has a size; of a request asked about alone, of all."""
        if self.chain.program.columns > LARGEST:
            return named
        by_name = {(*factor.name, factor.table): factor for factor in proved if sized(factor)}
        found, asked = [], False
        for one in named:
            factor = by_name.get((one.kind, one.id, one.table))
            if factor is not None and (factor, "unlimited") in self.trials and (self.alone or not asked):
                resolved, told = self.trials[factor, "unlimited"]
                ample = self.trials.get((factor, "+10%"), (None, {}))[1].get(request)
                search = Search(self.chain, self.factors, factor, told[request].effect)
                one = replace(one, enough=search.found(resolved.own[request].x, ample.effect if ample else None))
                asked = True
            found.append(one)
        return found

    def _bottleneck(self, request: str, factor: Factor) -> Bottleneck:
        own = self._told(request, factor)
        tier: str | None = None
        worth: float | None = None
        spans: tuple[Span, ...] = ()
        if self.chain.duals_known:
            tier, worth, spans = self._spans(request, factor)
        return Bottleneck(
            factor.kind, factor.id, factor.table, factor.party, worth, tier, spans, own, self._next(request, factor)
        )

    def _spans(self, request: str, factor: Factor) -> tuple[str | None, float | None, tuple[Span, ...]]:
        """The first tier, the class's own before others, in which a factor has a worth, and the buckets where."""
        duals = self._duals(request)
        place = self.screen.own_tier(request, duals)
        for one in [*duals[place:], *duals[:place]]:
            worth = self._worth(factor, one)
            if worth.any():
                return (
                    one.tier or f"late/{request}",
                    float(worth.sum()),
                    runs(worth, self.chain.program.network.calendar.first_days),
                )
        return None, None, ()

    def _worth(self, factor: Factor, duals: Duals) -> np.ndarray:
        """Worth of one unit more a base bucket, by bucket, in the tier's own units."""
        worth = np.zeros(self.chain.program.network.calendar.count)
        for part, (buckets, found, _) in zip(factor.parts, self.factors.worths(factor, duals), strict=False):
            np.add.at(worth, buckets, found * np.where(part.one > 0, part.one, 1.0) * duals.unit)
        if factor.gate is not None:
            buckets, found, _ = self.factors.worths(factor, duals)[-1]
            per_unit = found * duals.unit / self.chain.program.column_scale[factor.gate.columns]
            np.maximum.at(worth, buckets, per_unit)
        return worth

    def _next(self, request: str, factor: Factor) -> tuple[str, str] | None:
        """What holds the request back as soon as this factor does not, by the duals of that solve."""
        if (factor, "unlimited") not in self.trials:
            return None
        resolved, told = self.trials[factor, "unlimited"]
        still = told[request].effect.late_after > FILLED * self.chain.wants[request].quantity
        if not still or not self.chain.duals_known or resolved.own[request].duals is None:
            return None
        following = self.screen.candidates(request, self.chain.duals_of(resolved, request), [factor])
        return following[0].factor.name if following else None


def _day(day: date | None) -> date:
    return day or date.max
