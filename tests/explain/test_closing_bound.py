"""No party closes more of a gap than the bound says, in any plan of random scenarios."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import muster
from muster.explain.gaps.any_plan_bound import AnyPlanBound, ReleaseKey
from muster.explain.gaps.direct_bound import releasable_by_party
from muster.explain.gaps.proof import replan_released
from muster.explain.relaxations.build import relaxations_of_plan
from muster.explain.request_lateness import RequestReoptimizer
from naive.strategies import random_scenario
from properties.planned import plan_of

CHUNK = 15
DUST = 1e-5
"""Of the gap: what solving again may differ by."""


@pytest.mark.parametrize("first", range(0, 4 * CHUNK, CHUNK))
def test_no_plan_closes_more_than_the_bound(first: int) -> None:
    wrong, without, closing = [], 0, 0
    for seed in range(first, first + CHUNK):
        plan = plan_of(*random_scenario(seed))
        if plan.has_solution:
            for request, key, closed, at_most, gap in tries(plan):
                without += at_most == 0
                closing += closed > DUST * max(1.0, gap)
                if closed > at_most + DUST * max(1.0, gap):
                    wrong.append((seed, request, key, closed, at_most))
    assert wrong == []
    assert without > 0
    assert closing > 0


def tries(plan: muster.Plan) -> list[tuple[str, tuple[str, str], float, float, float]]:
    """(request, thing, closed, bound, gap) for every late request and everything that could be set free."""
    chain, factors = RequestReoptimizer.from_plan(plan), relaxations_of_plan(plan)
    bound = AnyPlanBound(chain, factors)
    assert plan.blueprint is not None
    results = []
    for requests in chain.late_requests_by_tier.values():
        for request in requests:
            for key, free in everything(plan, bound):
                closed = replan_released(chain, factors, free, request)
                if closed is not None:
                    at_most, gap = bound.max_closure(request, free), bound.gap(request)
                    results.append((request, key, closed.quantity, at_most, gap))
    return results


def everything(plan: muster.Plan, bound: AnyPlanBound) -> Iterator[tuple[ReleaseKey, set[ReleaseKey]]]:
    """Every single thing that somebody could set free, and for every party all of its things at once."""
    assert plan.blueprint is not None
    for _, release in releasable_by_party(plan.blueprint):
        yield (release.kind, release.id), {(release.kind, release.id)}
    for party, all_ in bound.keys_by_party.items():
        if len(all_) > 1:
            yield ("all", party), set(all_)
