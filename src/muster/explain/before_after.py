"""Results of requests before and after a change."""

from __future__ import annotations

from muster.explain.request_lateness import RequestReoptimizer, RequestStatus
from muster.explain.results import Effect
from muster.network.graph import Array
from muster.tolerances import FILLED, TIER_LOSS


def effect_between(request: str, before: RequestStatus, after: RequestStatus) -> Effect:
    """Two statuses as one effect."""
    return Effect(
        request=request,
        late_before=before.late,
        late_after=after.late,
        filled_before=before.filled_on,
        filled_after=after.filled_on,
    )


def is_gain(reoptimizer: RequestReoptimizer, effect: Effect) -> bool:
    """True if a request is less late by more than the solver's tolerance."""
    return effect.gain > FILLED * max(reoptimizer.demands[effect.request].quantity, effect.late_before)


def tier_value(reoptimizer: RequestReoptimizer, tier: str, x: Array) -> float:
    """A tier's value in its own units; of objective `value` the money gained."""
    objective = reoptimizer.program.objective(tier)
    return float((objective.costs * x).sum()) * objective.unit * (-1.0 if tier == "value" else 1.0)


def affected_classes(reoptimizer: RequestReoptimizer, other: RequestReoptimizer, x: Array) -> set[str]:
    """The last tiers of the classes that fare otherwise in levels `x` of `other`.

    Where no tier of a class changes, the two plans are as good for it: who in it is late is then a tie and no effect.
    """
    last_tiers = {
        reoptimizer.last_tier_of_class(demand) for demand in reoptimizer.demands.values() if demand.quantity > 0
    }
    affected, has_changed = set(), False
    for tier in reoptimizer.tier_reoptimizer.tiers:
        before = tier_value(reoptimizer, tier, reoptimizer.x)
        has_changed = has_changed or abs(tier_value(other, tier, x) - before) > TIER_LOSS * max(1.0, abs(before))
        if tier in last_tiers:
            affected |= {tier} if has_changed else set()
            has_changed = False
    return affected


def affected_requests(reoptimizer: RequestReoptimizer, x: Array, last_tier: str) -> list[Effect]:
    """The requests of the classes up to a tier that gain or lose in other levels, as the two plans have them."""
    tiers = reoptimizer.tier_reoptimizer.tiers
    classes = affected_classes(reoptimizer, reoptimizer, x) & set(tiers[: tiers.index(last_tier) + 1])
    effects = []
    for request, demand in reoptimizer.demands.items():
        if demand.quantity > 0 and reoptimizer.last_tier_of_class(demand) in classes:
            before, after = reoptimizer.status(request, reoptimizer.x), reoptimizer.status(request, x)
            effect = effect_between(request, before, after)
            if abs(effect.gain) > FILLED * max(demand.quantity, effect.late_before):
                effects.append(effect)
    return effects
