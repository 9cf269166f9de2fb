"""Whether the end of the horizon is what keeps a request short: planned again over twice the time.

A longer horizon cannot make anything earlier; what it can do is fill what else stays short.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import numpy as np

from muster.calendar import MAXIMUM_BUCKETS, Calendar
from muster.explain.request_lateness import Chain
from muster.explain.what_if.replan import replanned
from muster.tolerances import FILLED


def filled_later(chain: Chain, requests: Iterable[str], last: str) -> dict[str, date]:
    """Of the requests, those that twice the horizon fills, with the first day of the bucket that fills them."""
    scenario = chain.blueprint.facts.scenario
    calendar = chain.program.network.calendar
    more = min(calendar.base_count, MAXIMUM_BUCKETS - calendar.base_count)
    if more <= 0:
        return {}
    longer = Calendar(calendar.start, calendar.base, (*calendar.spans, (more, calendar.base)))
    tiers = chain.again.tiers
    then = replanned(replace(scenario, calendar=longer), tiers[: tiers.index(last) + 1])
    if then is None:
        return {}
    found = {}
    for request in requests:
        quantity = chain.wants[request].quantity
        by_then = np.cumsum(then.handed(request, then.x))
        reached = np.flatnonzero(by_then >= quantity * (1 - FILLED))
        if len(reached) and reached[0] >= calendar.count:
            found[request] = longer.first_day(int(reached[0]))
    return found
