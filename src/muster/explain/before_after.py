"""How requests fare before and after a change."""

from __future__ import annotations

from muster.explain.request_lateness import Chain, Standing
from muster.explain.results import Effect
from muster.network.graph import Array
from muster.tolerances import FILLED, TIER


def effect(request: str, before: Standing, after: Standing) -> Effect:
    """Two standings as one effect."""
    return Effect(request, before.late, after.late, before.filled, after.filled)


def gains(chain: Chain, found: Effect) -> bool:
    """Whether a request is less late by more than the solver's tolerance."""
    return found.gain > FILLED * max(chain.wants[found.request].quantity, found.late_before)


def value(chain: Chain, tier: str, x: Array) -> float:
    """A tier's value in its own units; of objective `value` the money gained."""
    objective = chain.program.objective(tier)
    return float((objective.costs * x).sum()) * objective.unit * (-1.0 if tier == "value" else 1.0)


def otherwise(chain: Chain, then: Chain, x: Array) -> set[str]:
    """The last tiers of the classes that fare otherwise in levels `x` of `then`.

    Where no tier of a class changes, the two plans are as good for it: who in it is late is then a tie and no effect.
    """
    lasts = {chain.last(want) for want in chain.wants.values() if want.quantity > 0}
    found, moved = set(), False
    for tier in chain.again.tiers:
        before = value(chain, tier, chain.x)
        moved = moved or abs(value(then, tier, x) - before) > TIER * max(1.0, abs(before))
        if tier in lasts:
            found |= {tier} if moved else set()
            moved = False
    return found


def changed(chain: Chain, x: Array, last: str) -> list[Effect]:
    """The requests of the classes up to a tier that gain or lose in other levels, as the two plans have them."""
    upto = chain.again.tiers[: chain.again.tiers.index(last) + 1]
    classes = otherwise(chain, chain, x) & set(upto)
    found = []
    for want in chain.wants.values():
        if want.quantity > 0 and chain.last(want) in classes:
            one = effect(want.request, chain.standing(want.request, chain.x), chain.standing(want.request, x))
            if abs(one.gain) > FILLED * max(want.quantity, one.late_before):
                found.append(one)
    return found
