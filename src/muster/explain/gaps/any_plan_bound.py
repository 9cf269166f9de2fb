"""The most that setting things free can close of a gap in any plan: nothing where duals prove it, else the gap.

A plan made again may serve another request with what is set free, whose supply then goes to this one; what a party
could add directly does not count that. But where none of the bounds that it would move has a dual in any tier up to the
request's class, nor in the least that the request itself can be late, then all of these keep their value, whatever is
done with what is set free: it closes nothing. Where one has, no more than the whole gap can close.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from muster.explain.gaps.direct_bound import GapContribution, contribution_matrix, releasable_by_party
from muster.explain.relaxations.relaxation import RelaxationSet
from muster.explain.request_lateness import RequestReoptimizer
from muster.explain.results import ChangeSize
from muster.plans.fulfilment import late_quantity

ReleaseKey = tuple[str, str]
"""A kind and an id: consent, reserve, fund or investment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyGap:
    """A request and a party: what all of the party's things set free, and what lies unused, add directly at most; what
    any of them can close of the gap in any plan at most; the gap."""

    request: str
    party: str
    direct: float
    at_most: float
    gap: float

    def as_dict(self) -> dict[str, object]:
        """The same in JSON."""
        return {name: getattr(self, name) for name in ("request", "party", "direct", "at_most", "gap")}


class AnyPlanBound:
    """The bound over a chain; `may_close` says whether things set free could close anything of a request's gap."""

    def __init__(self, chain: RequestReoptimizer, relaxations: RelaxationSet) -> None:
        self.chain = chain
        self.by_key = {
            relaxation.name: relaxation
            for relaxation in relaxations
            if relaxation.kind in ("consent", "reserve", "fund")
        }
        self.relaxations = relaxations
        self.keys_by_party: dict[str, list[ReleaseKey]] = {}
        for party, release in releasable_by_party(chain.blueprint):
            self.keys_by_party.setdefault(party, []).append((release.kind, release.id))
        self._last_tier = {
            request: tier for tier, requests in chain.late_requests_by_tier.items() for request in requests
        }
        self._may_close: dict[tuple[str, frozenset[ReleaseKey]], bool] = {}

    def may_close(self, request: str, released: Iterable[ReleaseKey]) -> bool:
        """False only where it is proved that nothing closes; an investment is paid for by whatever fund there is."""
        chosen = set(released)
        if any(kind == "investment" for kind, _ in chosen):
            chosen |= {name for name in self.by_key if name[0] == "fund"}
        key = request, frozenset(chosen)
        if key not in self._may_close:
            self._may_close[key] = self._has_dual(request, chosen)
        return self._may_close[key]

    def _has_dual(self, request: str, released: set[ReleaseKey]) -> bool:
        if not self.chain.has_duals or request not in self._last_tier:
            return True
        resolved, _ = self.chain.baseline[self._last_tier[request]]
        relaxed = [self.by_key[name] for name in sorted(released) if name in self.by_key]
        bounds = self.relaxations.relaxed_bounds(relaxed, ChangeSize.UNLIMITED)
        duals = self.chain.request_duals(resolved, request)
        return any(tier_duals.is_affected_by(self.chain.program, bounds) for tier_duals in duals)

    def released_by(self, contribution: GapContribution) -> set[ReleaseKey]:
        """Things that an entry releases."""
        if contribution.kind == "unused":
            return set()
        return (
            set(self.keys_by_party[contribution.party])
            if contribution.kind == "all"
            else {(contribution.kind, contribution.id)}
        )

    def gap(self, request: str) -> float:
        """The most that is late at any time where the request itself is as little late as it can be."""
        resolved, _ = self.chain.baseline[self._last_tier[request]]
        handed = self.chain.hand_overs(request, resolved.side_optima[request].x)
        return float(late_quantity(self.chain.demands[request].due, handed).max(initial=0.0))

    def max_closure(self, request: str, released: Iterable[ReleaseKey]) -> float:
        """The most of a gap that things set free can close in any plan."""
        if request not in self._last_tier:
            return 0.0
        return self.gap(request) if self.may_close(request, released) else 0.0


def add_any_plan_bounds(bound: AnyPlanBound, contributions: Sequence[GapContribution]) -> tuple[GapContribution, ...]:
    """The same entries with the most that each can close in any plan; what lies unused closes nothing by itself."""
    return tuple(
        replace(contribution, at_most=bound.max_closure(contribution.request, bound.released_by(contribution)))
        for contribution in contributions
    )


def party_gaps(bound: AnyPlanBound, contributions: Sequence[GapContribution]) -> tuple[PartyGap, ...]:
    """Every late request and every party that could add directly, or close anything in any plan by one thing or all."""
    direct = contribution_matrix(contributions)
    gaps = []
    for requests in bound.chain.late_requests_by_tier.values():
        for request in requests:
            gap = bound.gap(request)
            for party in sorted({*bound.keys_by_party, *direct.get(request, {})}):
                keys = bound.keys_by_party.get(party, [])
                at_most = max([bound.max_closure(request, keys), *(bound.max_closure(request, [key]) for key in keys)])
                added = direct.get(request, {}).get(party, 0.0)
                if added or at_most:
                    gaps.append(PartyGap(request=request, party=party, direct=added, at_most=at_most, gap=gap))
    return tuple(gaps)
