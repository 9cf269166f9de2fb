"""Trials: the tiers solved again with one thing relaxed, and what that does to each late request of a class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from muster.explain.before_after import affected_requests, effect_between, is_gain
from muster.explain.relaxations.relaxation import Relaxation, RelaxationSet
from muster.explain.request_lateness import RequestReoptimizer, RequestStatus
from muster.explain.results import ChangeSize, Effect, Trial
from muster.explain.what_if.replan import is_large
from muster.solve.bound_changes import BoundChange, ReoptimizeResult
from muster.solve.status import SolveStatus


@dataclass(frozen=True, kw_only=True)
class LateClass:
    """The late requests of one class as the plan has them, each by itself; `last_tier` is the class's last."""

    last_tier: str
    requests: Sequence[str]
    baseline: ReoptimizeResult
    statuses: Mapping[str, RequestStatus]


@dataclass(frozen=True)
class TrialOutcome:
    """One thing relaxed by one change: the solve, and what it does to each request of which it was asked."""

    resolved: ReoptimizeResult
    by_request: Mapping[str, Trial]


@dataclass(frozen=True)
class ClassTrials:
    """All that was tried for the requests of one class."""

    outcomes: Mapping[tuple[Relaxation, ChangeSize], TrialOutcome]

    def outcome(self, relaxation: Relaxation, change: ChangeSize) -> TrialOutcome | None:
        """Outcome of a change; None if it was not tried."""
        return self.outcomes.get((relaxation, change))

    def trials(self, request: str, relaxation: Relaxation) -> tuple[Trial, ...]:
        """Trials of a relaxation for a request, the smallest change first."""
        outcomes = [self.outcome(relaxation, change) for change in ChangeSize]
        return tuple(outcome.by_request[request] for outcome in outcomes if outcome is not None)


def run_trials(
    reoptimizer: RequestReoptimizer,
    relaxations: RelaxationSet,
    late_class: LateClass,
    requests_by_relaxation: Mapping[Relaxation, Sequence[str]],
    *,
    one_change: bool,
) -> ClassTrials:
    """Each thing without its limit, and where that gains with one unit and a tenth more.

    With `one_change` instead the smallest change that gains.
    """
    outcomes = {}
    for relaxation, requests in requests_by_relaxation.items():
        smallest_first = relaxation.possible_changes
        for change in smallest_first if one_change else (*smallest_first[-1:], *smallest_first[:-1]):
            outcome = _run_trial(reoptimizer, relaxations, late_class, relaxation, change, requests)
            gains = False
            if outcome is not None:
                outcomes[relaxation, change] = outcome
                gains = any(is_gain(reoptimizer, trial.effect) for trial in outcome.by_request.values())
            if gains if one_change else (change is ChangeSize.UNLIMITED and not gains):
                break
    return ClassTrials(outcomes)


def _run_trial(
    reoptimizer: RequestReoptimizer,
    relaxations: RelaxationSet,
    late_class: LateClass,
    relaxation: Relaxation,
    change: ChangeSize,
    requests: Sequence[str],
) -> TrialOutcome | None:
    """Solve again with a thing relaxed; None if that has no optimum."""
    bounds = relaxations.relaxed_bounds([relaxation], change)
    resolved = reoptimizer.reoptimize(bounds, late_class.last_tier, requests)
    if resolved.status != SolveStatus.OPTIMAL:
        return None
    after = reoptimizer.statuses(resolved, requests)
    effects = {request: effect_between(request, late_class.statuses[request], after[request]) for request in requests}
    others: list[Effect] = []
    if any(is_gain(reoptimizer, effect) for effect in effects.values()):
        every_class = change is ChangeSize.UNLIMITED
        others = _effects_on_others(reoptimizer, bounds, resolved, late_class.last_tier, every_class)
    by_request = {
        request: Trial(change, effect, tuple(other for other in others if other.request != request))
        for request, effect in effects.items()
    }
    return TrialOutcome(resolved, by_request)


def _effects_on_others(
    reoptimizer: RequestReoptimizer, bounds: BoundChange, resolved: ReoptimizeResult, last_tier: str, every_class: bool
) -> list[Effect]:
    """The requests that gain or lose: of the class and those above, or of every class."""
    final_tier = reoptimizer.tier_reoptimizer.tiers[-1]
    if every_class and final_tier != last_tier and not is_large(reoptimizer.program):
        resolved_to_end = reoptimizer.tier_reoptimizer.solve(bounds, final_tier)
        if resolved_to_end.status == SolveStatus.OPTIMAL:
            return affected_requests(reoptimizer, resolved_to_end.x, final_tier)
    return affected_requests(reoptimizer, resolved.x, last_tier)
