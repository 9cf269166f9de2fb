"""The most that setting things free can close of a gap in any plan: nothing where duals prove it, else the gap.

A plan made again may serve another request with what is set free, whose supply then goes to this one; what a party
could add directly does not count that. But where none of the bounds that it would move has a dual in any tier up to the
request's class, nor in the least that the request itself can be late, then all of these keep their value, whatever is
done with what is set free: it closes nothing. Where one has, no more than the whole gap can close.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from muster.explain.gaps.direct_bound import Closing, matrix, things
from muster.explain.relaxations.relaxation import Factors
from muster.explain.request_lateness import Chain
from muster.plans.tables.requests import late

Thing = tuple[str, str]
"""A kind and an id: consent, reserve, fund or investment."""


@dataclass(frozen=True, slots=True)
class Cell:
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


class Bound:
    """The bound over a chain; `closes` says whether things set free could close anything of a request's gap."""

    def __init__(self, chain: Chain, factors: Factors) -> None:
        self.chain = chain
        self.factors = {one.name: one for one in factors if one.kind in ("consent", "reserve", "fund")}
        self.all = factors
        self.party: dict[str, list[Thing]] = {}
        for party, thing in things(chain.blueprint):
            self.party.setdefault(party, []).append((thing.kind, thing.id))
        self._last = {request: last for last, requests in chain.classes.items() for request in requests}
        self._known: dict[tuple[str, frozenset[Thing]], bool] = {}

    def closes(self, request: str, free: Iterable[Thing]) -> bool:
        """False only where it is proved that nothing closes; an investment is paid for by whatever fund there is."""
        chosen = set(free)
        if any(kind == "investment" for kind, _ in chosen):
            chosen |= {name for name in self.factors if name[0] == "fund"}
        key = request, frozenset(chosen)
        if key not in self._known:
            self._known[key] = self._touched(request, chosen)
        return self._known[key]

    def _touched(self, request: str, free: set[Thing]) -> bool:
        if not self.chain.duals_known or request not in self._last:
            return True
        resolved, _ = self.chain.unchanged[self._last[request]]
        relaxed = [self.factors[name] for name in sorted(free) if name in self.factors]
        bounds = self.all.bounds(relaxed, "unlimited")
        duals = self.chain.duals_of(resolved, request)
        return any(one.touched_by(self.chain.program, bounds) for one in duals)

    def free(self, one: Closing) -> set[Thing]:
        """What an entry sets free."""
        if one.kind == "unused":
            return set()
        return set(self.party[one.party]) if one.kind == "all" else {(one.kind, one.id)}

    def gap(self, request: str) -> float:
        """The most that is late at any time where the request itself is as little late as it can be."""
        resolved, _ = self.chain.unchanged[self._last[request]]
        handed = self.chain.handed(request, resolved.own[request].x)
        return float(late(self.chain.wants[request].due, handed).max(initial=0.0))

    def most(self, request: str, free: Iterable[Thing]) -> float:
        """The most of a gap that things set free can close in any plan."""
        if request not in self._last:
            return 0.0
        return self.gap(request) if self.closes(request, free) else 0.0


def bounded(bound: Bound, found: Sequence[Closing]) -> tuple[Closing, ...]:
    """The same entries with the most that each can close in any plan; what lies unused closes nothing by itself."""
    return tuple(replace(one, at_most=bound.most(one.request, bound.free(one))) for one in found)


def cells(bound: Bound, found: Sequence[Closing]) -> tuple[Cell, ...]:
    """Every late request and every party that could add directly, or close anything in any plan by one thing or all."""
    direct = matrix(found)
    made = []
    for requests in bound.chain.classes.values():
        for request in requests:
            gap = bound.gap(request)
            for party in sorted({*bound.party, *direct.get(request, {})}):
                things = bound.party.get(party, [])
                at_most = max([bound.most(request, things), *(bound.most(request, [one]) for one in things)])
                adds = direct.get(request, {}).get(party, 0.0)
                if adds or at_most:
                    made.append(Cell(request, party, adds, at_most, gap))
    return tuple(made)
