"""No party closes more of a gap than the bound says, in any plan of random scenarios."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import muster
from muster.explain.gaps.any_plan_bound import Bound, Thing
from muster.explain.gaps.direct_bound import things
from muster.explain.gaps.proof import closed_by
from muster.explain.pipeline import factors_of
from muster.explain.request_lateness import Chain
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
        if plan.there:
            for request, thing, closed, at_most, gap in tries(plan):
                without += at_most == 0
                closing += closed > DUST * max(1.0, gap)
                if closed > at_most + DUST * max(1.0, gap):
                    wrong.append((seed, request, thing, closed, at_most))
    assert wrong == []
    assert without > 0
    assert closing > 0


def tries(plan: muster.Plan) -> list[tuple[str, tuple[str, str], float, float, float]]:
    """(request, thing, closed, bound, gap) for every late request and everything that could be set free."""
    chain, factors = Chain.of(plan), factors_of(plan)
    bound = Bound(chain, factors)
    assert plan.blueprint is not None
    found = []
    for requests in chain.classes.values():
        for request in requests:
            for name, free in everything(plan, bound):
                closed = closed_by(chain, factors, free, request)
                if closed is not None:
                    at_most, gap = bound.most(request, free), bound.gap(request)
                    found.append((request, name, closed.quantity, at_most, gap))
    return found


def everything(plan: muster.Plan, bound: Bound) -> Iterator[tuple[Thing, set[Thing]]]:
    """Every single thing that somebody could set free, and for every party all of its things at once."""
    assert plan.blueprint is not None
    for _, thing in things(plan.blueprint):
        yield (thing.kind, thing.id), {(thing.kind, thing.id)}
    for party, all_ in bound.party.items():
        if len(all_) > 1:
            yield ("all", party), set(all_)
