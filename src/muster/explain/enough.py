"""How much more of a thing is enough: the least that gains a request what it would gain with no limit at all.

    minimise  price x size of one thing, from some bucket on
    every row of the program, its side moved by that size;   the request no later than without the limit;
    every other request of its class and the classes above no later than planned

The size is rounded up to two digits and proved by solving the tiers again with it. There others of the class may be
first to gain by it: then it is asked how much brings the whole class to what it has without the limit.
"""

from __future__ import annotations

from collections.abc import Mapping

from muster.explain.chain import Chain
from muster.explain.effects import effect
from muster.explain.elastic import Elastic
from muster.explain.factors import Factor, Factors
from muster.explain.model import Effect, Enough
from muster.explain.sizes import rounded_up
from muster.solve.asked import Resolved

SIZED = frozenset({"capacity", "stock", "receipt", "reserve", "fund", "lane", "storage"})
"""Kinds of which there can be more by a size that means something by itself."""

EVERY = frozenset({"capacity", "lane"})
"""Those whose size is so much in every base bucket."""

DIGITS = 2
"""Sizes are rounded up to so many digits."""

NEARLY = 0.999
"""This share of the gain is all of it."""


def enough(chain: Chain, factors: Factors, factor: Factor, without: Effect, lifted: Resolved) -> Enough | None:
    """The least more of a factor that gains a request what it gains `without`; `lifted` is the plan of that.

    None if what was found does not gain as much when the tiers are solved again.
    """
    request, calendar = without.request, chain.program.network.calendar
    last = chain.last(chain.wants[request])
    before = chain.unchanged[last][1][request]
    elastic = Elastic(chain, [factor])
    for kept, tiers in ((_others(chain, request), {}), ({}, dict(lifted.values))):
        asked = _least(chain, elastic, without, kept, tiers)
        if asked is None:
            continue
        by, bucket = rounded_up(asked[0], DIGITS), asked[1]
        resolved = chain.solve(factors.enlarged(factor, by, bucket), last, [request])
        if resolved.status != "optimal":
            continue
        found = effect(request, before, chain.standings(resolved, [request])[request])
        if _as_good(found, without):
            every = calendar.base if factor.kind in EVERY else None
            return Enough(by, every, calendar.first_day(bucket), found)
    return None


def _others(chain: Chain, request: str) -> dict[str, float]:
    """How late the others of a request's class and of those above are planned."""
    upto = chain.wants[request].priority
    wants = [want for want in chain.blueprint.wants if want.quantity > 0 and want.priority <= upto]
    return {want.request: chain.standing(want.request, chain.x).late for want in wants if want.request != request}


def _least(
    chain: Chain, elastic: Elastic, without: Effect, kept: Mapping[str, float], tiers: Mapping[str, float]
) -> tuple[float, int] | None:
    """The size in all and the first bucket in which there is some of it; None if no size is enough."""
    requests: tuple[str, ...] = ()
    bucket = 0
    if without.filled_after is not None:
        requests = (without.request,)
        bucket = chain.program.network.calendar.first_days.index(without.filled_after)
    sizes = elastic.solve(requests, bucket, {**kept, without.request: without.late_after}, tiers=tiers)
    if sizes is None:
        return None
    (change,) = elastic.changes
    own = {begin: float(sizes[column - chain.program.columns]) for begin, column in change.columns.items()}
    used = sorted(begin for begin, size in own.items() if size > 0)
    return (sum(own.values()) * change.unit, used[0]) if used else None


def _as_good(found: Effect, without: Effect) -> bool:
    """Whether a request gains all that it does without the limit, and is filled no later."""
    if found.gain < NEARLY * without.gain:
        return False
    if without.filled_after is None:
        return True
    return found.filled_after is not None and found.filled_after <= without.filled_after
