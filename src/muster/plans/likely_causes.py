"""Likely causes of lateness, ranked by worth alone. This is a heuristic: only a re-solve proves a cause.

Candidates are the limits upstream of a request, weighed by `LimitWeights` in the tier of the request's class.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from muster.network.build import Blueprint
from muster.network.demand import Demand
from muster.network.upstream import SupplyClosure
from muster.plans.fulfilment import Fulfilment
from muster.plans.limit_weights import (
    CEILINGS,
    CONSENT,
    LIMITS,
    NO_CONSENT,
    FullRequestLevels,
    LimitWeights,
    NamedLimit,
)
from muster.plans.worth import Worths
from muster.program import Program
from muster.text import _, mark

MAX_CAUSES = 2
"""Maximum number of causes listed for a request."""

RELATIVE_WEIGHT = 0.05
"""A second cause is listed if it weighs more than this fraction of the first."""

NOTHING_SUPPLIES = mark("nothing supplies it")
WHOLE_NUMBERS = mark("not known: whole numbers are planned")
IN_TIME = mark("lead time, or stock that is not there in time")

MESSAGES = frozenset(
    (*LIMITS.values(), *CEILINGS.values(), NOTHING_SUPPLIES, WHOLE_NUMBERS, IN_TIME, CONSENT, NO_CONSENT)
)
"""All messages that a cause may have."""


@dataclass(frozen=True)
class LikelyCause:
    """A likely cause of a request's lateness; its message is translated when shown."""

    message: str
    id: str = ""

    def __str__(self) -> str:
        return _(self.message).format(id=self.id)


def find_likely_causes(
    blueprint: Blueprint, program: Program, worths: Worths, fulfilments: list[Fulfilment]
) -> dict[str, tuple[LikelyCause, ...]]:
    """Find likely causes for every request that is late or short.

    Returns:
        Causes by request, the likeliest first; empty if nothing is late.
    """
    late_demands = [
        fulfilment.demand for fulfilment in fulfilments if fulfilment.late_unit_buckets > 0 or fulfilment.short > 0
    ]
    if not late_demands:
        return {}
    closure, full_levels = SupplyClosure(blueprint.network), FullRequestLevels(blueprint)
    return {
        demand.request: _causes_of_demand(blueprint, program, worths, closure, full_levels, demand)
        for demand in late_demands
    }


def _causes_of_demand(
    blueprint: Blueprint,
    program: Program,
    worths: Worths,
    closure: SupplyClosure,
    full_levels: FullRequestLevels,
    demand: Demand,
) -> tuple[LikelyCause, ...]:
    balances, activities = closure.of_request(demand.request)
    if not any(blueprint.network.activities.family[a] == "hand" for a in activities):
        return (LikelyCause(NOTHING_SUPPLIES),)
    tier = f"requests/{demand.priority}" if blueprint.facts.settings.objective == "service" else "value"
    if worths.available and tier in worths.tiers:
        weights = LimitWeights(blueprint, program, *worths.in_tier(tier), full_levels).among(balances, activities)
        causes = rank_causes(weights)
        if causes:
            return causes
    return (LikelyCause(WHOLE_NUMBERS if program.integer.any() else IN_TIME),)


def rank_causes(weights: Mapping[NamedLimit, float]) -> tuple[LikelyCause, ...]:
    """Rank limits by weight and keep at most `MAX_CAUSES`; empty if no weight is positive."""
    ranked = sorted((limit for limit in weights if weights[limit] > 0), key=lambda limit: (-weights[limit], limit))
    likely = [limit for limit in ranked if weights[limit] > RELATIVE_WEIGHT * weights[ranked[0]]]
    return tuple(LikelyCause(*limit) for limit in likely[:MAX_CAUSES])
