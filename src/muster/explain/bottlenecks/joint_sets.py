"""Minimal joint relaxations: the smallest sets, of up to three, that help where nothing helps by itself.

If relaxing some things gains nothing, then whatever has to be relaxed besides has a worth in the duals of that solve.
So sets grow by what their own solve names, smallest sets first, and none that could help is passed over, but for the
most solves that are spent.
"""

from __future__ import annotations

from itertools import combinations

from muster.explain.before_after import effect_between, is_gain
from muster.explain.relaxations.relaxation import Relaxation
from muster.explain.relaxations.screening import CandidateScreen
from muster.explain.request_lateness import RequestReoptimizer, RequestStatus
from muster.explain.results import ChangeSize, Effect, JointSet
from muster.solve.bound_changes import TierDuals
from muster.solve.status import SolveStatus

MAXIMUM_MEMBERS = 3
MAXIMUM_SOLVES = 60
MAXIMUM_SETS = 3

Members = tuple[Relaxation, ...]


def find_joint_sets(
    reoptimizer: RequestReoptimizer, screen: CandidateScreen, request: str, last_tier: str, before: RequestStatus
) -> tuple[JointSet, ...]:
    """The irreducible sets of the smallest size that gain for a request, up to `MAXIMUM_SETS`; none if no three do."""
    trials = _JointTrials(reoptimizer, screen, request, last_tier, before)
    baseline = reoptimizer.request_duals(reoptimizer.baseline[last_tier][0], request)
    level: list[Members] = [(candidate.relaxation,) for candidate in screen.candidates(request, baseline, joint=True)]
    for size in range(1, MAXIMUM_MEMBERS + 1):
        next_level: list[Members] = []
        joint_sets = []
        for members in level:
            outcome = trials.solve(members)
            if outcome is None:
                continue
            effect, duals = outcome
            if is_gain(reoptimizer, effect):
                if trials.is_irreducible(members):
                    joint_sets.append(JointSet(tuple(sorted(member.name for member in members)), effect))
            elif size < MAXIMUM_MEMBERS:
                candidates = screen.candidates(request, duals, members, joint=True)
                next_level += [(*members, candidate.relaxation) for candidate in candidates]
        if joint_sets:
            joint_sets.sort(key=lambda joint_set: (-joint_set.effect.gain, joint_set.members))
            return tuple(joint_sets[:MAXIMUM_SETS])
        level = _without_duplicates(next_level)
    return ()


class _JointTrials:
    """Sets without their limits, each solved once for one request, and no more than `MAXIMUM_SOLVES` of them."""

    def __init__(
        self,
        reoptimizer: RequestReoptimizer,
        screen: CandidateScreen,
        request: str,
        last_tier: str,
        before: RequestStatus,
    ) -> None:
        self.reoptimizer = reoptimizer
        self.screen = screen
        self.request = request
        self.last_tier = last_tier
        self.before = before
        self._outcomes: dict[frozenset[Relaxation], tuple[Effect, tuple[TierDuals, ...]] | None] = {}

    def solve(self, members: Members) -> tuple[Effect, tuple[TierDuals, ...]] | None:
        """Least lateness of the request without these limits, with its duals; None if unknown."""
        key = frozenset(members)
        if key not in self._outcomes:
            if len(self._outcomes) >= MAXIMUM_SOLVES:
                return None
            bounds = self.screen.relaxations.relaxed_bounds(members, ChangeSize.UNLIMITED)
            resolved = self.reoptimizer.reoptimize(bounds, self.last_tier, [self.request])
            if resolved.status != SolveStatus.OPTIMAL:
                self._outcomes[key] = None
                return None
            after = self.reoptimizer.statuses(resolved, [self.request])[self.request]
            effect = effect_between(self.request, self.before, after)
            self._outcomes[key] = effect, self.reoptimizer.request_duals(resolved, self.request)
        return self._outcomes[key]

    def is_irreducible(self, members: Members) -> bool:
        """True if no smaller subset gains; a subset that could not be tried proves nothing."""
        for rest in combinations(members, len(members) - 1) if len(members) > 1 else ():
            outcome = self.solve(rest)
            if outcome is None or is_gain(self.reoptimizer, outcome[0]):
                return False
        return True


def _without_duplicates(sets: list[Members]) -> list[Members]:
    """Each set once, whatever the order of its members, as it was found first."""
    return list({frozenset(members): members for members in reversed(sets)}.values())[::-1]
