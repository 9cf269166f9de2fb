"""How requests fare before and after a change."""

from __future__ import annotations

from muster.explain.chain import Chain, Standing
from muster.explain.model import Effect
from muster.network.graph import Array
from muster.tolerances import FILLED


def effect(request: str, before: Standing, after: Standing) -> Effect:
    """Two standings as one effect."""
    return Effect(request, before.late, after.late, before.filled, after.filled)


def gains(chain: Chain, found: Effect) -> bool:
    """Whether a request is less late by more than the solver's tolerance."""
    return found.gain > FILLED * max(chain.wants[found.request].quantity, found.late_before)


def changed(chain: Chain, x: Array, last: str) -> list[Effect]:
    """The requests of the classes up to a tier that gain or lose in other levels, as the two plans have them."""
    upto = chain.again.tiers[: chain.again.tiers.index(last) + 1]
    found = []
    for want in chain.wants.values():
        if want.quantity > 0 and chain.last(want) in upto:
            one = effect(want.request, chain.standing(want.request, chain.x), chain.standing(want.request, x))
            if abs(one.gain) > FILLED * max(want.quantity, one.late_before):
                found.append(one)
    return found
