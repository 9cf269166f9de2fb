"""Bottlenecks: what holds each late request back, proved by solving again without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from muster.explain.before_after import is_gain
from muster.explain.bottlenecks.intervals import worth_spans
from muster.explain.bottlenecks.joint_sets import find_joint_sets
from muster.explain.bottlenecks.minimal_increase import find_minimal_increase, has_size
from muster.explain.bottlenecks.time_bottlenecks import TimeBottleneckSearch
from muster.explain.bottlenecks.trials import ClassTrials, LateClass, run_trials
from muster.explain.relaxations.relaxation import Relaxation, RelaxationSet
from muster.explain.relaxations.screening import Candidate, CandidateScreen
from muster.explain.request_lateness import RequestReoptimizer
from muster.explain.results import Bottleneck, ChangeSize, JointSet, KindAndId, LateRequest, Span
from muster.explain.what_if.replan import is_large
from muster.network.graph import Array
from muster.solve.bound_changes import TierDuals
from muster.tolerances import FILLED

CANDIDATES_PER_REQUEST = 4
"""Relaxations that are solved again for each late request, the likeliest first."""

MAXIMUM_RELAXATIONS = 20
"""Maximum tried in a large program, each by one change, unless one request alone is explained."""


@dataclass(frozen=True, kw_only=True)
class _SearchContext:
    """Inputs shared by the search in every class.

    `one_request`: only one request is asked about. `one_change`: the program is large and every request is asked about.
    """

    reoptimizer: RequestReoptimizer
    relaxations: RelaxationSet
    screen: CandidateScreen
    time_bottlenecks: TimeBottleneckSearch
    one_request: bool
    one_change: bool

    def candidates(self, late_class: LateClass, request: str) -> list[Candidate]:
        """Relaxations that could help a request, the likeliest first."""
        if not self.reoptimizer.has_duals:
            return self.screen.candidates_at_limit(request)
        return self.screen.candidates(request, self.duals(late_class, request))

    def duals(self, late_class: LateClass, request: str) -> Sequence[TierDuals]:
        """Those of every tier that decides how late a request is, as the plan has it."""
        return self.reoptimizer.request_duals(late_class.baseline, request)


@dataclass(frozen=True, kw_only=True)
class _ClassSearch:
    """A class, the candidates of each of its requests, what is tried for which of them, and what the trials came to."""

    context: _SearchContext
    late_class: LateClass
    candidates: Mapping[str, Sequence[Candidate]]
    requests_by_relaxation: Mapping[Relaxation, Sequence[str]]
    trials: ClassTrials

    def tried(self, request: str) -> list[Relaxation]:
        """Relaxations to try for a request."""
        return [relaxation for relaxation, requests in self.requests_by_relaxation.items() if request in requests]


def find_bottlenecks(
    reoptimizer: RequestReoptimizer, relaxations: RelaxationSet, only: str | None = None
) -> list[LateRequest]:
    """Find the bottlenecks of each late request, class by class; with `only`, of that request alone."""
    screen = CandidateScreen(reoptimizer, relaxations)
    context = _SearchContext(
        reoptimizer=reoptimizer,
        relaxations=relaxations,
        screen=screen,
        time_bottlenecks=TimeBottleneckSearch(reoptimizer, screen),
        one_request=only is not None,
        one_change=only is None and is_large(reoptimizer.program),
    )
    classes = []
    for last_tier, requests in reoptimizer.late_requests_by_tier.items():
        baseline, statuses = reoptimizer.baseline[last_tier]
        chosen = [request for request in requests if only in (None, request)]
        classes.append(LateClass(last_tier=last_tier, requests=chosen, baseline=baseline, statuses=statuses))
    candidates = [{request: context.candidates(each, request) for request in each.requests} for each in classes]
    likeliest = _likeliest_relaxations(candidates, MAXIMUM_RELAXATIONS if context.one_change else None)
    late_requests = []
    for late_class, of_class, of_requests in zip(classes, candidates, likeliest, strict=True):
        if late_class.requests:
            late_requests += _search_class(context, late_class, of_class, of_requests)
    return late_requests


def _likeliest_relaxations(
    candidates: Sequence[Mapping[str, Sequence[Candidate]]], maximum: int | None
) -> list[dict[str, list[Relaxation]]]:
    """By class and request those that are tried; at most `maximum` in all, by what they could gain for the class."""
    likeliest = [
        {request: ranked[:CANDIDATES_PER_REQUEST] for request, ranked in of_class.items()} for of_class in candidates
    ]
    weights: dict[tuple[int, KindAndId], tuple[float, ...]] = {}
    for class_index, of_class in enumerate(likeliest):
        for candidate in (candidate for ranked in of_class.values() for candidate in ranked):
            key = class_index, candidate.relaxation.name
            weights[key] = max(weights.get(key, ()), candidate.weights[:2])
    best = set(sorted(weights, key=lambda key: ([-weight for weight in weights[key]], key))[:maximum])
    return [
        {
            request: [each.relaxation for each in ranked if (class_index, each.relaxation.name) in best]
            for request, ranked in of_class.items()
        }
        for class_index, of_class in enumerate(likeliest)
    ]


def _search_class(
    context: _SearchContext,
    late_class: LateClass,
    candidates: Mapping[str, Sequence[Candidate]],
    likeliest: Mapping[str, Sequence[Relaxation]],
) -> list[LateRequest]:
    """Find the bottlenecks of a class; a relaxation is tried once for all requests that it may help."""
    requests_by_relaxation: dict[Relaxation, list[str]] = {}
    for request, relaxations in likeliest.items():
        for relaxation in relaxations:
            requests_by_relaxation.setdefault(relaxation, []).append(request)
    trials = run_trials(
        context.reoptimizer,
        context.relaxations,
        late_class,
        requests_by_relaxation,
        one_change=context.one_change,
    )
    search = _ClassSearch(
        context=context,
        late_class=late_class,
        candidates=candidates,
        requests_by_relaxation=requests_by_relaxation,
        trials=trials,
    )
    time_bottlenecks = context.time_bottlenecks.find(
        late_class.last_tier, late_class.requests, late_class.statuses, context.one_request
    )
    return [_explain_request(search, request, time_bottlenecks[request]) for request in late_class.requests]


def _explain_request(search: _ClassSearch, request: str, time_bottlenecks: Sequence[Bottleneck]) -> LateRequest:
    """All that holds a request back, what gains most without it first."""
    context, late_class = search.context, search.late_class
    demand, before = context.reoptimizer.demands[request], late_class.statuses[request]
    has_duals = context.reoptimizer.has_duals
    proved = _proved_relaxations(search, request)
    bottlenecks = [*(_bottleneck(search, request, relaxation) for relaxation in proved), *time_bottlenecks]
    bottlenecks.sort(key=_by_gain)
    joint_sets: tuple[JointSet, ...] = ()
    if has_duals and not context.one_change:
        bottlenecks = _with_minimal_increases(search, request, proved, bottlenecks)
        if not bottlenecks:
            joint_sets = find_joint_sets(context.reoptimizer, context.screen, request, late_class.last_tier, before)
    return LateRequest(
        request=request,
        priority=demand.priority,
        late=before.late,
        filled_on=before.filled_on,
        bottlenecks=tuple(bottlenecks),
        joint_sets=joint_sets,
        worths_known=has_duals,
        untried=len(search.candidates[request]) - len(search.tried(request)),
        by_choice=before.late <= FILLED * demand.quantity,
    )


def _by_gain(bottleneck: Bottleneck) -> tuple[float, date, str, str]:
    effect = bottleneck.largest_trial.effect
    return -effect.gain, effect.filled_after or date.max, bottleneck.kind, bottleneck.id


def _proved_relaxations(search: _ClassSearch, request: str) -> list[Relaxation]:
    """Those with which the request is less late, what gains most first."""
    gains = {}
    for relaxation in search.tried(request):
        effects = [trial.effect for trial in search.trials.trials(request, relaxation)]
        gain = max((effect.gain for effect in effects if is_gain(search.context.reoptimizer, effect)), default=0)
        if gain > 0:
            gains[relaxation] = gain
    return sorted(gains, key=lambda relaxation: (-gains[relaxation], relaxation.name))


def _with_minimal_increases(
    search: _ClassSearch, request: str, proved: Sequence[Relaxation], bottlenecks: Sequence[Bottleneck]
) -> list[Bottleneck]:
    """The same, with how much is enough of the first that has a size; of a request asked about alone, of all."""
    context = search.context
    if is_large(context.reoptimizer.program):
        return list(bottlenecks)
    by_name = {(*relaxation.name, relaxation.table): relaxation for relaxation in proved if has_size(relaxation)}
    completed, asked = [], False
    for bottleneck in bottlenecks:
        relaxation = by_name.get((bottleneck.kind, bottleneck.id, bottleneck.table))
        unlimited = None if relaxation is None else search.trials.outcome(relaxation, ChangeSize.UNLIMITED)
        if relaxation is None or unlimited is None or (asked and not context.one_request):
            completed.append(bottleneck)
            continue
        tenth = search.trials.outcome(relaxation, ChangeSize.TENTH)
        increase = find_minimal_increase(
            context.reoptimizer,
            context.relaxations,
            relaxation,
            unlimited=unlimited.by_request[request].effect,
            unlimited_x=unlimited.resolved.side_optima[request].x,
            tenth=None if tenth is None else tenth.by_request[request].effect,
        )
        completed.append(replace(bottleneck, minimal_increase=increase))
        asked = True
    return completed


def _bottleneck(search: _ClassSearch, request: str, relaxation: Relaxation) -> Bottleneck:
    tier, worth, spans = _worth_and_spans(search, request, relaxation)
    return Bottleneck(
        kind=relaxation.kind,
        id=relaxation.id,
        table=relaxation.table,
        party=relaxation.party,
        worth=worth,
        worth_tier=tier,
        spans=spans,
        trials=search.trials.trials(request, relaxation),
        next_bottleneck=_next_bottleneck(search, request, relaxation),
    )


def _worth_and_spans(
    search: _ClassSearch, request: str, relaxation: Relaxation
) -> tuple[str | None, float | None, tuple[Span, ...]]:
    """The first tier, the class's own before others, in which a relaxation has a worth, and the buckets where."""
    context = search.context
    if not context.reoptimizer.has_duals:
        return None, None, ()
    duals = context.duals(search.late_class, request)
    class_tier = context.screen.class_tier_index(request, duals)
    for tier in [*duals[class_tier:], *duals[:class_tier]]:
        worth = _worth_by_bucket(context, relaxation, tier)
        if worth.any():
            days = context.reoptimizer.program.network.calendar.first_days
            return tier.tier or f"late/{request}", float(worth.sum()), worth_spans(worth, days)
    return None, None, ()


def _worth_by_bucket(context: _SearchContext, relaxation: Relaxation, duals: TierDuals) -> Array:
    """Worth of one unit more a base bucket, by bucket, in the tier's own units."""
    program = context.reoptimizer.program
    by_bucket = np.zeros(program.network.calendar.count)
    worths = context.relaxations.worths(relaxation, duals)
    for bound_set, (buckets, worth, _) in zip(relaxation.bound_sets, worths, strict=False):
        unit = np.where(bound_set.unit_shift > 0, bound_set.unit_shift, 1.0)
        np.add.at(by_bucket, buckets, worth * unit * duals.unit)
    if relaxation.closed_columns is not None:
        buckets, worth, _ = worths[-1]
        np.maximum.at(by_bucket, buckets, worth * duals.unit / program.column_scale[relaxation.closed_columns.indices])
    return by_bucket


def _next_bottleneck(search: _ClassSearch, request: str, relaxation: Relaxation) -> KindAndId | None:
    """First limit of the request once this one is lifted, by the duals of that solve."""
    outcome, reoptimizer = search.trials.outcome(relaxation, ChangeSize.UNLIMITED), search.context.reoptimizer
    if outcome is None:
        return None
    is_late = outcome.by_request[request].effect.late_after > FILLED * reoptimizer.demands[request].quantity
    duals = reoptimizer.request_duals(outcome.resolved, request)
    if not is_late or not reoptimizer.has_duals or not duals:
        return None
    candidates = search.context.screen.candidates(request, duals, [relaxation])
    return candidates[0].relaxation.name if candidates else None
