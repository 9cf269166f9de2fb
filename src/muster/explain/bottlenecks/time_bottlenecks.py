"""Bottlenecks of time: lead times, and the end of the horizon; proved by planning the changed tables.

How late a request is then is read from the levels of that plan: no less than the least that it could be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property

import numpy as np

from muster.explain.before_after import affected_requests, effect_between, is_gain
from muster.explain.bottlenecks.horizon import fill_dates_beyond_horizon
from muster.explain.bottlenecks.intervals import worth_spans
from muster.explain.bottlenecks.lead_times import LeadTimeKey, LeadTimes
from muster.explain.relaxations.screening import CandidateScreen
from muster.explain.request_lateness import RequestReoptimizer, RequestStatus
from muster.explain.results import Bottleneck, ChangeSize, Effect, Trial
from muster.explain.what_if.replan import is_large
from muster.network.graph import Array
from muster.solve.status import SolveStatus

LEAD_TIMES_PER_REQUEST = 2
"""Lead times that are tried for each late request, the likeliest first."""

TRIED_CHANGES = (ChangeSize.UNLIMITED, ChangeSize.ONE_UNIT)
"""Changes tried: no lead time at all and, where that gains, one base bucket less; a tenth says little."""


class TimeBottleneckSearch:
    """The search in all classes, which share what was planned with changed tables; `find` gives those of one class."""

    def __init__(self, reoptimizer: RequestReoptimizer, screen: CandidateScreen) -> None:
        self.reoptimizer = reoptimizer
        self.screen = screen
        self.is_large = is_large(reoptimizer.program)
        self._outcomes: dict[
            tuple[LeadTimeKey, ChangeSize, str], tuple[dict[str, RequestStatus], list[Effect]] | None
        ] = {}

    @cached_property
    def lead_times(self) -> LeadTimes:
        """The lead times, priced."""
        return LeadTimes(self.reoptimizer, self.screen)

    def find(
        self, last_tier: str, requests: Sequence[str], before: Mapping[str, RequestStatus], one_request: bool = False
    ) -> dict[str, list[Bottleneck]]:
        """The lead times and the horizon that hold back each of the requests of a class, by request.

        Of a large program only the lead times, and only of `one_request` that is asked about by itself.
        """
        bottlenecks: dict[str, list[Bottleneck]] = {request: [] for request in requests}
        if self.is_large and not one_request:
            return bottlenecks
        prices = self.lead_times.candidates(last_tier)
        tiers = self.reoptimizer.tier_reoptimizer.tier_duals(last_tier)
        class_tier = max(0, len(tiers) - 2) if self.reoptimizer.is_service_objective else 0
        for request in requests:
            upstream = [key for key in prices if self.lead_times.is_upstream(key, request)]
            rank = {key: tuple(-float(price.sum()) for price in prices[key][class_tier:]) for key in upstream}
            for key in sorted(upstream, key=lambda key: (rank[key], key))[:LEAD_TIMES_PER_REQUEST]:
                bottleneck = self._lead_time_bottleneck(key, request, last_tier, before[request], prices[key])
                if bottleneck is not None:
                    bottlenecks[request].append(bottleneck)
        if not self.is_large:
            for request in requests:
                bottlenecks[request] += self._horizon_bottleneck(request, before[request])
        return bottlenecks

    def _lead_time_bottleneck(
        self, key: LeadTimeKey, request: str, last_tier: str, before: RequestStatus, prices: tuple[Array, ...]
    ) -> Bottleneck | None:
        """A lead time as a bottleneck of a request, if it is one; the last of the trials lifts it."""
        trials: list[Trial] = []
        for change in TRIED_CHANGES:
            outcome = self._outcome(key, change, last_tier)
            if outcome is None:
                return None
            statuses, others = outcome
            effect = effect_between(request, before, statuses[request])
            if change is ChangeSize.UNLIMITED and not is_gain(self.reoptimizer, effect):
                return None
            trials.insert(0, Trial(change, effect, tuple(other for other in others if other.request != request)))
        worth = next((price for price in reversed(prices) if price.any()), np.zeros(0))
        table, name = key
        return Bottleneck(
            kind="lead_time",
            id=name,
            table=table,
            party=self.lead_times.party_responsible(key),
            worth=None,
            worth_tier=None,
            spans=worth_spans(worth, self.reoptimizer.program.network.calendar.first_days),
            trials=tuple(trials),
            next_bottleneck=None,
        )

    def _outcome(
        self, key: LeadTimeKey, change: ChangeSize, last_tier: str
    ) -> tuple[dict[str, RequestStatus], list[Effect]] | None:
        """Results of a class's late requests with a lead time shortened, and the effect on others."""
        if (key, change, last_tier) not in self._outcomes:
            self._outcomes[key, change, last_tier] = self._solve(key, change, last_tier)
        return self._outcomes[key, change, last_tier]

    def _solve(
        self, key: LeadTimeKey, change: ChangeSize, last_tier: str
    ) -> tuple[dict[str, RequestStatus], list[Effect]] | None:
        reoptimizer = self.reoptimizer
        requests = reoptimizer.late_requests_by_tier[last_tier]
        objectives = {request: reoptimizer.lateness_objective(request) for request in requests}
        program = self.lead_times.shortened_program(key, change)
        resolved = reoptimizer.tier_reoptimizer.solve_modified_program(program, last_tier, objectives)
        if resolved.status != SolveStatus.OPTIMAL:
            return None
        return reoptimizer.statuses(resolved, requests), affected_requests(reoptimizer, resolved.x, last_tier)

    @cached_property
    def _fill_dates_beyond_horizon(self) -> dict[str, date]:
        """Filling dates over twice the horizon of all that is late; planned once for every class."""
        late = [request for requests in self.reoptimizer.late_requests_by_tier.values() for request in requests]
        return fill_dates_beyond_horizon(self.reoptimizer, late, self.reoptimizer.tier_reoptimizer.tiers[-1])

    def _horizon_bottleneck(self, request: str, before: RequestStatus) -> list[Bottleneck]:
        """The end of the horizon, if it is what keeps a request short."""
        day = self._fill_dates_beyond_horizon.get(request) if before.filled_on is None else None
        if day is None:
            return []
        calendar = self.reoptimizer.program.network.calendar
        effect = Effect(
            request=request, late_before=before.late, late_after=before.late, filled_before=None, filled_after=day
        )
        bottleneck = Bottleneck(
            kind="horizon",
            id=calendar.last_day(calendar.count - 1).isoformat(),
            table="settings",
            party=None,
            worth=None,
            worth_tier=None,
            spans=(),
            trials=(Trial(ChangeSize.UNLIMITED, effect),),
            next_bottleneck=None,
        )
        return [bottleneck]
