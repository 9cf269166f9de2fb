"""Who can close which gap: how much each party could add directly to what a late request gets, at most.

    extra[b] = stock of b left over in time + sum over activities of what they could give on top of the plan
    more[a]  = the least of  extra[b] / what a unit takes, over all that it takes,
               the sum over buckets in time of (capacity - load) / what a unit loads, over its resources,
               what its maximum, its lane, its money and its consents leave

It adds up over time what lies unused in each bucket, and lets every request have all of it. With one thing of a party's
set free (a consent granted, a floor lifted, its fund filled, an investment made) the difference in what can be handed
over more is the most that this thing adds directly. What it gains by serving another request, whose supply then goes to
this one, is not counted: planning again may find more for a request than this, and proves the largest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from muster.explain.gaps.reachable_supply import Reach
from muster.explain.gaps.slack import Free, Spare
from muster.explain.pegging.pegs import levels_of
from muster.explain.relaxations.relaxation import consent_id
from muster.explain.results import iso
from muster.network.build import Blueprint
from muster.network.demand import Want
from muster.plans.plan import Plan
from muster.plans.tables.requests import hand_overs_by_request, late
from muster.tolerances import FILLED


@dataclass(frozen=True, slots=True)
class Closed:
    """What setting an entry free comes to in a plan made again: the most that the gap shrinks at any time, in units of
    what is wanted, and the request before and after."""

    quantity: float
    late_before: float
    late_after: float
    filled_before: date | None
    filled_after: date | None

    def as_dict(self) -> dict[str, object]:
        """The same in JSON."""
        return {
            "closed": self.quantity,
            "late_before": self.late_before,
            "late_after": self.late_after,
            "filled_before": iso(self.filled_before),
            "filled_after": iso(self.filled_after),
        }


@dataclass(frozen=True, slots=True)
class Closing:
    """What a party could add directly to a late request at most, in units of what is wanted, by setting one thing free.

    `kind` is consent, reserve, fund or investment, `all` for all of these at once where that adds more than any of
    them, or `unused`: stock and operations that the plan leaves unused; `id` is its own (`all`, `unused`: the party).
    `gap` is the most that is late at any time; no bound is above it. `at_most` is what it can close in any plan at
    most, `proof` is there for the largest.
    """

    request: str
    party: str
    kind: str
    id: str
    quantity: float
    gap: float
    proof: Closed | None = None
    at_most: float | None = None

    def as_dict(self) -> dict[str, object]:
        """The same in JSON."""
        names = ("request", "party", "kind", "id", "quantity", "at_most", "gap")
        told = {name: getattr(self, name) for name in names}
        return {**told, "proof": self.proof.as_dict() if self.proof else None}


def closing(plan: Plan) -> tuple[Closing, ...]:
    """For every late request what each party could add at most, the largest first."""
    levels = levels_of(plan)
    handed = hand_overs_by_request(levels)
    spare = Spare(levels)
    free = things(levels.blueprint)
    found = []
    for want in levels.blueprint.wants:
        missing = late(want.due, handed[want.request])
        if missing.any():
            found += _of(spare, free, want, missing)
    return tuple(found)


def matrix(found: Iterable[Closing]) -> dict[str, dict[str, float]]:
    """By request and party: what all its things set free add at most, with what lies unused; no more than the gap."""
    free: dict[tuple[str, str], float] = {}
    unused: dict[tuple[str, str], float] = {}
    gaps = {}
    for one in found:
        cells, key = (unused if one.kind == "unused" else free), (one.request, one.party)
        cells[key] = max(cells.get(key, 0.0), one.quantity)
        gaps[one.request] = one.gap
    made: dict[str, dict[str, float]] = {}
    for request, party in sorted({*free, *unused}):
        sum_ = free.get((request, party), 0.0) + unused.get((request, party), 0.0)
        made.setdefault(request, {})[party] = min(gaps[request], sum_)
    return made


def largest(found: Iterable[Closing], count: int = 10) -> tuple[Closing, ...]:
    """The largest by the part of its gap that it could close, for proof by planning again."""
    return tuple(sorted(found, key=lambda one: (-one.quantity / one.gap, -one.quantity, one.request, one.id))[:count])


def _of(spare: Spare, free: list[tuple[str, Free]], want: Want, missing: np.ndarray) -> list[Closing]:
    gap, reach = float(missing.max()), Reach(spare, want, int(np.flatnonzero(missing)[-1]))
    dust = FILLED * want.quantity
    without = reach.more(Free())
    found: list[Closing] = []

    def note(party: str, kind: str, id: str, quantity: float) -> bool:
        if quantity > dust:
            found.append(Closing(want.request, party, kind, id, min(gap, quantity), gap))
        return quantity > dust

    by_party: dict[str, list[tuple[str, Free]]] = {}
    for party, thing in free:
        if reach.touches(thing):
            by_party.setdefault(party, []).append((party, thing))
    for party, things in sorted(by_party.items()):
        singly = [reach.more(thing) - without for _, thing in things]
        for (_, thing), quantity in zip(things, singly, strict=True):
            note(party, thing.kind, thing.id, quantity)
        together = reach.more(Free.together([thing for _, thing in things])) - without
        if min(gap, together) > max(singly) + dust:
            note(party, "all", party, together)
    if without > dust:
        for party in sorted(set(spare.levels.blueprint.facts.party_of.values())):
            note(party, "unused", party, without - reach.more(replace(Free(), without=party)))
    return sorted(found, key=lambda one: (-one.quantity, one.party, one.kind, one.id))


def things(blueprint: Blueprint) -> list[tuple[str, Free]]:
    """Everything that a party can set free, with whose it is."""
    facts = blueprint.facts
    found: list[tuple[str, Free]] = []
    for place, rule in enumerate(blueprint.consents.rules):
        if not rule.open.all() or rule.ceilings:
            found.append((rule.key[0], Free("consent", consent_id(*rule.key), consents=frozenset((place,)))))
    for place, reserve in enumerate(blueprint.reserves):
        if reserve.floor.any():
            owner = reserve.party or facts.party_of[reserve.location or ""]
            found.append((owner, Free("reserve", reserve.id, reserves=frozenset((place,)))))
    owners = {row["fund"]: row["party"] for row in facts.rows("funds") if row["party"]}
    found += [
        (owners[fund], Free("fund", fund, funds=frozenset((fund,))))
        for fund in blueprint.funds.balances
        if fund in owners
    ]
    resources = {r["resource"]: r["party"] or facts.party_of.get(r["location"] or "") for r in facts.rows("resources")}
    for row in facts.rows("investments"):
        party = row["party"] or resources[row["resource"]]
        if party:
            found.append((party, Free("investment", row["investment"], investments=frozenset((row["investment"],)))))
    return found
