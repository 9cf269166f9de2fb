"""Bottlenecks of time: lead times, and the end of the horizon; proved by planning the changed tables.

How late a request is then is read from the levels of that plan: no less than the least that it could be.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property

import numpy as np

from muster.explain.before_after import changed, effect, gains
from muster.explain.bottlenecks.horizon import filled_later
from muster.explain.bottlenecks.intervals import runs
from muster.explain.bottlenecks.lead_times import Activity, LeadTimes
from muster.explain.relaxations.screening import Screen
from muster.explain.request_lateness import Chain, Standing
from muster.explain.results import Bottleneck, Effect, Trial
from muster.explain.what_if.replan import LARGEST
from muster.network.graph import Array

EACH = 2
"""Lead times that are tried for each late request, the likeliest first."""

CHANGED = ("+1", "unlimited")
"""What is tried: none at all, and where that gains one base bucket shorter; a tenth of one says little."""


class Timing:
    """The search over a chain; `of` gives what it finds for the late requests of one class."""

    def __init__(self, chain: Chain, screen: Screen) -> None:
        self.chain = chain
        self.screen = screen
        self.large = chain.program.columns > LARGEST
        self._tried: dict[tuple[Activity, str, str], tuple[dict[str, Standing], list[Effect]] | None] = {}

    @cached_property
    def leads(self) -> LeadTimes:
        """The lead times, priced."""
        return LeadTimes(self.chain, self.screen)

    def of(
        self, last: str, requests: list[str], before: Mapping[str, Standing], alone: bool = False
    ) -> dict[str, list[Bottleneck]]:
        """The lead times and the horizon that hold back each of the requests; of a large program only the lead times of
        a request asked about `alone`."""
        found: dict[str, list[Bottleneck]] = {request: [] for request in requests}
        if self.large and not alone:
            return found
        candidates = self.leads.candidates(last)
        place = max(0, len(self.chain.again.duals(last)) - 2) if self.chain.service else 0
        for request in requests:
            mine = [which for which in candidates if self.leads.upstream(which, request)]
            weight = {which: tuple(-float(one.sum()) for one in candidates[which][place:]) for which in mine}
            for which in sorted(mine, key=lambda one: (weight[one], one))[:EACH]:
                bottleneck = self._lead(which, request, last, before[request], candidates[which])
                if bottleneck is not None:
                    found[request].append(bottleneck)
        if not self.large:
            self._horizon(before, found)
        return found

    def _lead(
        self,
        which: Activity,
        request: str,
        last: str,
        before: Standing,
        prices: tuple[Array, ...],
    ) -> Bottleneck | None:
        """A lead time as a bottleneck of a request, if it is one; the last of the changes lifts it."""
        trials: list[Trial] = []
        for change in reversed(CHANGED):
            tried = self._after(which, change, last)
            if tried is None:
                return None
            standings, others = tried
            one = effect(request, before, standings[request])
            if change == "unlimited" and not gains(self.chain, one):
                return None
            trials.insert(0, Trial(change, one, tuple(other for other in others if other.request != request)))
        worth = next((one for one in reversed(prices) if one.any()), np.zeros(0))
        spans = runs(worth, self.chain.program.network.calendar.first_days)
        table, name = which
        return Bottleneck("lead_time", name, table, self.leads.party(which), None, None, spans, tuple(trials), None)

    def _after(self, which: Activity, change: str, last: str) -> tuple[dict[str, Standing], list[Effect]] | None:
        """How the late requests of a class fare with a lead time shortened, and what it does to others."""
        key = (which, change, last)
        if key not in self._tried:
            requests = self.chain.classes[last]
            own = {one: self.chain.own(one) for one in requests}
            resolved = self.chain.again.solve_other(self.leads.program(which, change), last, own)
            self._tried[key] = None
            if resolved.status == "optimal":
                self._tried[key] = self.chain.standings(resolved, requests), changed(self.chain, resolved.x, last)
        return self._tried[key]

    @cached_property
    def _later(self) -> dict[str, date]:
        """What twice the horizon fills, of all that is late: planned once for every class."""
        late = [request for requests in self.chain.classes.values() for request in requests]
        return filled_later(self.chain, late, self.chain.again.tiers[-1])

    def _horizon(self, before: Mapping[str, Standing], found: dict[str, list[Bottleneck]]) -> None:
        calendar = self.chain.program.network.calendar
        short = [request for request in found if before[request].filled is None]
        for request, day in self._later.items() if short else ():
            if request not in short:
                continue
            effect = Effect(request, before[request].late, before[request].late, None, day)
            end = calendar.last_day(calendar.count - 1).isoformat()
            found[request].append(
                Bottleneck("horizon", end, "settings", None, None, None, (), (Trial("unlimited", effect),), None)
            )
