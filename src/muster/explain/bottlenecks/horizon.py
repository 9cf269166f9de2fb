"""The end of the horizon as a bottleneck: the scenario planned again over twice the time.

A longer horizon cannot make anything earlier; what it can do is fill what else stays short.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import numpy as np

from muster.calendar import MAXIMUM_BUCKETS, Calendar
from muster.explain.request_lateness import RequestReoptimizer
from muster.explain.what_if.replan import replan
from muster.tolerances import FILLED


def fill_dates_beyond_horizon(
    reoptimizer: RequestReoptimizer, requests: Iterable[str], last_tier: str
) -> dict[str, date]:
    """Of the requests, those that twice the horizon fills, with the first day of the bucket that fills them."""
    scenario = reoptimizer.blueprint.facts.scenario
    calendar = reoptimizer.program.network.calendar
    more = min(calendar.base_count, MAXIMUM_BUCKETS - calendar.base_count)
    if more <= 0:
        return {}
    longer = Calendar(calendar.start, calendar.base, (*calendar.spans, (more, calendar.base)))
    tiers = reoptimizer.tier_reoptimizer.tiers
    replanned = replan(replace(scenario, calendar=longer), tiers[: tiers.index(last_tier) + 1])
    if replanned is None:
        return {}
    dates = {}
    for request in requests:
        quantity = reoptimizer.demands[request].quantity
        by_then = np.cumsum(replanned.hand_overs(request, replanned.x))
        reached = np.flatnonzero(by_then >= quantity * (1 - FILLED))
        if len(reached) and reached[0] >= calendar.count:
            dates[request] = longer.first_day(int(reached[0]))
    return dates
