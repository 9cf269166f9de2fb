"""Where no single factor helps: the smallest sets of factors that do, up to three of them.

If relaxing some factors gains nothing, then whatever has to be relaxed besides has a worth in the duals of that solve.
So sets grow by what their own solve names, smallest sets first, and none that could help is passed over, but for the
most solves that are spent.
"""

from __future__ import annotations

from itertools import combinations

from muster.explain.before_after import effect as effect_of
from muster.explain.before_after import gains
from muster.explain.relaxations.relaxation import Factor
from muster.explain.relaxations.screening import Screen
from muster.explain.request_lateness import Chain, Standing
from muster.explain.results import Effect, Together
from muster.solve.bound_changes import Duals

LARGEST = 3
MOST_SOLVES = 60
SHOWN = 3


def together(chain: Chain, screen: Screen, request: str, last: str, before: Standing) -> tuple[Together, ...]:
    """The irreducible sets of the smallest size that gain for a request, up to `SHOWN`; none if no three do."""
    return _Search(chain, screen, request, last, before).found()


class _Search:
    def __init__(self, chain: Chain, screen: Screen, request: str, last: str, before: Standing) -> None:
        self.chain, self.screen, self.request, self.last, self.before = chain, screen, request, last, before
        self.tried: dict[frozenset[Factor], tuple[Effect, tuple[Duals, ...]] | None] = {}

    def found(self) -> tuple[Together, ...]:
        resolved = self.chain.unchanged[self.last][0]
        roots = self.screen.candidates(self.request, self.chain.duals_of(resolved, self.request), joint=True)
        level: list[tuple[Factor, ...]] = [(one.factor,) for one in roots]
        for size in range(1, LARGEST + 1):
            following: list[tuple[Factor, ...]] = []
            good = []
            for factors in level:
                outcome = self._solve(factors)
                if outcome is None:
                    continue
                effect, duals = outcome
                if gains(self.chain, effect):
                    if self._irreducible(factors):
                        good.append(Together(tuple(sorted(one.name for one in factors)), effect))
                elif size < LARGEST:
                    more = self.screen.candidates(self.request, duals, factors, joint=True)
                    following += [(*factors, one.factor) for one in more]
            if good:
                return tuple(sorted(good, key=lambda one: (-one.effect.gain, one.factors))[:SHOWN])
            level = _once(following)
        return ()

    def _solve(self, factors: tuple[Factor, ...]) -> tuple[Effect, tuple[Duals, ...]] | None:
        key = frozenset(factors)
        if key not in self.tried:
            if len(self.tried) >= MOST_SOLVES:
                return None
            resolved = self.chain.solve(self.screen.factors.bounds(factors, "unlimited"), self.last, [self.request])
            if resolved.status != "optimal":
                self.tried[key] = None
                return None
            after = self.chain.standings(resolved, [self.request])[self.request]
            effect = effect_of(self.request, self.before, after)
            self.tried[key] = effect, self.chain.duals_of(resolved, self.request)
        return self.tried[key]

    def _irreducible(self, factors: tuple[Factor, ...]) -> bool:
        """Whether no smaller set of them gains; one that could not be tried is no proof."""
        for rest in combinations(factors, len(factors) - 1) if len(factors) > 1 else ():
            outcome = self._solve(rest)
            if outcome is None or gains(self.chain, outcome[0]):
                return False
        return True


def _once(sets: list[tuple[Factor, ...]]) -> list[tuple[Factor, ...]]:
    """Each set of factors once, in the order in which they were found."""
    return list({frozenset(one): one for one in reversed(sets)}.values())[::-1]
