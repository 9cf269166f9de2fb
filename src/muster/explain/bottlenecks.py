"""Bottlenecks: what holds each late request back, proved by solving again without it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from muster.explain.chain import Chain, Standing
from muster.explain.factors import CHANGES, Factor, Factors
from muster.explain.model import Bottleneck, Effect, Held, Span, Together, Trial
from muster.explain.screen import Candidate, Screen
from muster.explain.spans import runs
from muster.explain.timing import Timing
from muster.explain.together import together
from muster.solve.asked import Duals, Resolved
from muster.tolerances import FILLED

EACH = 4
"""Factors that are solved again for each late request, the likeliest first."""

DEEP = 2
"""Bottlenecks of each request that are tried by one unit and by a tenth too."""


def effect(chain: Chain, request: str, before: Standing, after: Standing) -> Effect:
    """Two standings as one effect."""
    return Effect(request, before.late, after.late, before.filled, after.filled)


def gains(chain: Chain, found: Effect) -> bool:
    """Whether a request is less late by more than the solver's tolerance."""
    return found.gain > FILLED * max(chain.wants[found.request].quantity, found.late_before)


class Bottlenecks:
    """The search over all late requests, class by class; `held()` gives what it finds."""

    def __init__(self, chain: Chain, factors: Factors) -> None:
        self.chain = chain
        self.factors = factors
        self.screen = Screen(chain, factors)
        self.timing = Timing(chain, self.screen)

    def held(self, only: str | None = None) -> list[Held]:
        """What holds each late request back; with `only` that request alone."""
        found = []
        for last, requests in self.chain.classes.items():
            wanted = [request for request in requests if only in (None, request)]
            if wanted:
                found += _Class(self, last, wanted).held()
        return found


class _Class:
    """The late requests of one class, whose factors are tried together."""

    def __init__(self, search: Bottlenecks, last: str, requests: list[str]) -> None:
        self.chain, self.factors, self.screen = search.chain, search.factors, search.screen
        self.timing = search.timing
        self.last = last
        self.requests = requests
        self.resolved, self.before = self.chain.unchanged[last]
        self.trials: dict[tuple[Factor, str], tuple[Resolved | None, dict[str, Trial]]] = {}

    def held(self) -> list[Held]:
        candidates = {request: self._candidates(request) for request in self.requests}
        asked: dict[Factor, list[str]] = {}
        for request, found in candidates.items():
            for one in found[:EACH]:
                asked.setdefault(one.factor, []).append(request)
        for factor, requests in asked.items():
            self._try(factor, "unlimited", requests)
        proved = {request: self._proved(request, asked) for request in self.requests}
        deep: dict[Factor, list[str]] = {}
        for request, factors in proved.items():
            for factor in factors[:DEEP]:
                deep.setdefault(factor, []).append(request)
        for factor, requests in deep.items():
            for change in factor.changes[:-1]:
                self._try(factor, change, requests)
        timing = self.timing.of(self.last, self.requests, self.before)
        return [self._held(r, candidates[r], proved[r], timing[r]) for r in self.requests]

    def _candidates(self, request: str) -> list[Candidate]:
        if not self.chain.duals_known:
            return self.screen.at_limit(request)
        return self.screen.candidates(request, self._duals(request))

    def _duals(self, request: str) -> Sequence[Duals]:
        return self.chain.duals_of(self.resolved, request)

    def _try(self, factor: Factor, change: str, requests: list[str]) -> None:
        """Solve again with a factor relaxed; keeps what it does to each of the requests and to the others."""
        resolved = self.chain.solve(self.factors.bounds([factor], change), self.last, requests)
        if resolved.status != "optimal":
            return
        after = self.chain.standings(resolved, requests)
        effects = {r: effect(self.chain, r, self.before[r], after[r]) for r in requests}
        all_late = self.chain.classes[self.last]
        x_before = {r: self.chain.standing(r, self.chain.x) for r in all_late}
        others = [effect(self.chain, r, x_before[r], self.chain.standing(r, resolved.x)) for r in all_late]
        told = {
            r: Trial(change, effects[r], tuple(o for o in others if o.request != r and self._changed(o)))
            for r in requests
        }
        self.trials[factor, change] = resolved if change == "unlimited" else None, told

    def _changed(self, other: Effect) -> bool:
        return abs(other.gain) > FILLED * max(self.chain.wants[other.request].quantity, other.late_before)

    def _proved(self, request: str, asked: dict[Factor, list[str]]) -> list[Factor]:
        """The factors without which the request is less late, those that gain most first."""
        found = []
        for factor, requests in asked.items():
            if request in requests and (factor, "unlimited") in self.trials:
                trial = self.trials[factor, "unlimited"][1][request]
                if gains(self.chain, trial.effect):
                    found.append((-trial.effect.gain, factor.name, factor))
        return [factor for _, _, factor in sorted(found, key=lambda one: one[:2])]

    def _held(self, request: str, candidates: list[Candidate], proved: list[Factor], timing: list[Bottleneck]) -> Held:
        """All that holds a request back, what gains most without it first."""
        named = [*(self._bottleneck(request, factor) for factor in proved), *timing]
        named.sort(key=lambda one: (-one.lifted.effect.gain, _day(one.lifted.effect.filled_after), one.kind, one.id))
        sets: tuple[Together, ...] = ()
        if not named and self.chain.duals_known:
            sets = together(self.chain, self.screen, request, self.last, self.before[request])
        untried = max(0, len(candidates) - EACH)
        before, priority = self.before[request], self.chain.wants[request].priority
        known = self.chain.duals_known
        return Held(request, priority, before.late, before.filled, tuple(named), sets, known, untried)

    def _bottleneck(self, request: str, factor: Factor) -> Bottleneck:
        trials = [self.trials[factor, change][1] for change in CHANGES if (factor, change) in self.trials]
        own = tuple(told[request] for told in trials if request in told)
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
        resolved, told = self.trials[factor, "unlimited"]
        still = told[request].effect.late_after > FILLED * self.chain.wants[request].quantity
        if resolved is None or not still or not self.chain.duals_known or resolved.own[request].duals is None:
            return None
        following = self.screen.candidates(request, self.chain.duals_of(resolved, request), [factor])
        return following[0].factor.name if following else None


def _day(day: date | None) -> date:
    return day or date.max
