"""Direct bound on gaps: the most that each party could add to what a late request gets.

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
from dataclasses import dataclass
from datetime import date

import numpy as np

from muster.explain.gaps.reachable_supply import ReachableSupply
from muster.explain.gaps.slack import PartyRelease, PlanSlack
from muster.explain.pegging.pegs import levels_of_plan
from muster.explain.relaxations.relaxation import consent_id
from muster.explain.results import to_iso
from muster.network.build import Blueprint
from muster.network.demand import Demand
from muster.plans.fulfilment import hand_overs_by_request, late_quantity
from muster.plans.plan import Plan
from muster.tolerances import FILLED


@dataclass(frozen=True, slots=True, kw_only=True)
class GapProof:
    """Result of re-planning with an entry released: the most that the gap shrinks at any time, in units of
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
            "filled_before": to_iso(self.filled_before),
            "filled_after": to_iso(self.filled_after),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class GapContribution:
    """The most that a party could add directly to a late request by one release, in units of what is wanted.

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
    proof: GapProof | None = None
    at_most: float | None = None

    def as_dict(self) -> dict[str, object]:
        """The same in JSON."""
        names = ("request", "party", "kind", "id", "quantity", "at_most", "gap")
        fields = {name: getattr(self, name) for name in names}
        return {**fields, "proof": self.proof.as_dict() if self.proof else None}


def gap_contributions(plan: Plan) -> tuple[GapContribution, ...]:
    """For every late request what each party could add at most, the largest first."""
    levels = levels_of_plan(plan)
    handed_over = hand_overs_by_request(levels)
    slack = PlanSlack(levels)
    releases = releasable_by_party(levels.blueprint)
    contributions = []
    for demand in levels.blueprint.demands:
        missing = late_quantity(demand.due, handed_over[demand.request])
        if missing.any():
            contributions += _contributions_to(slack, releases, demand, missing)
    return tuple(contributions)


def contribution_matrix(contributions: Iterable[GapContribution]) -> dict[str, dict[str, float]]:
    """By request and party: what all its things set free add at most, with what lies unused; no more than the gap."""
    released: dict[tuple[str, str], float] = {}
    unused: dict[tuple[str, str], float] = {}
    gaps = {}
    for contribution in contributions:
        cells, key = (unused if contribution.kind == "unused" else released), (contribution.request, contribution.party)
        cells[key] = max(cells.get(key, 0.0), contribution.quantity)
        gaps[contribution.request] = contribution.gap
    matrix: dict[str, dict[str, float]] = {}
    for request, party in sorted({*released, *unused}):
        total = released.get((request, party), 0.0) + unused.get((request, party), 0.0)
        matrix.setdefault(request, {})[party] = min(gaps[request], total)
    return matrix


def largest_contributions(contributions: Iterable[GapContribution], count: int = 10) -> tuple[GapContribution, ...]:
    """The largest by the part of its gap that it could close, for proof by planning again."""
    return tuple(
        sorted(
            contributions, key=lambda entry: (-entry.quantity / entry.gap, -entry.quantity, entry.request, entry.id)
        )[:count]
    )


def _contributions_to(
    slack: PlanSlack, releases: list[tuple[str, PartyRelease]], demand: Demand, missing: np.ndarray
) -> list[GapContribution]:
    gap, supply = float(missing.max()), ReachableSupply(slack, demand, int(np.flatnonzero(missing)[-1]))
    negligible = FILLED * demand.quantity
    baseline = supply.max_extra_hand_over(PartyRelease())
    contributions: list[GapContribution] = []

    def add_if_relevant(party: str, kind: str, id: str, quantity: float) -> None:
        if quantity > negligible:
            quantity_within_gap = min(gap, quantity)
            contributions.append(
                GapContribution(
                    request=demand.request, party=party, kind=kind, id=id, quantity=quantity_within_gap, gap=gap
                )
            )

    by_party: dict[str, list[tuple[str, PartyRelease]]] = {}
    for party, release in releases:
        if supply.is_affected_by(release):
            by_party.setdefault(party, []).append((party, release))
    for party, party_releases in sorted(by_party.items()):
        single_gains = [supply.max_extra_hand_over(release) - baseline for _, release in party_releases]
        for (_, release), quantity in zip(party_releases, single_gains, strict=True):
            add_if_relevant(party, release.kind, release.id, quantity)
        combined_gain = (
            supply.max_extra_hand_over(PartyRelease.combine([release for _, release in party_releases])) - baseline
        )
        if min(gap, combined_gain) > max(single_gains) + negligible:
            add_if_relevant(party, "all", party, combined_gain)
    if baseline > negligible:
        for party in sorted(set(slack.levels.blueprint.facts.party_of.values())):
            add_if_relevant(
                party, "unused", party, baseline - supply.max_extra_hand_over(PartyRelease(excluded_party=party))
            )
    return sorted(contributions, key=lambda entry: (-entry.quantity, entry.party, entry.kind, entry.id))


def releasable_by_party(blueprint: Blueprint) -> list[tuple[str, PartyRelease]]:
    """Everything that a party can set free, with whose it is."""
    facts = blueprint.facts
    releases: list[tuple[str, PartyRelease]] = []
    for index, rule in enumerate(blueprint.consents.rules):
        if not rule.open.all() or rule.ceilings:
            releases.append(
                (rule.key[0], PartyRelease(kind="consent", id=consent_id(*rule.key), consents=frozenset((index,))))
            )
    for index, reserve in enumerate(blueprint.reserves):
        if reserve.floor.any():
            owner = reserve.party or facts.party_of[reserve.location or ""]
            releases.append((owner, PartyRelease(kind="reserve", id=reserve.id, reserves=frozenset((index,)))))
    owners = {row["fund"]: row["party"] for row in facts.rows("funds") if row["party"]}
    releases += [
        (owners[fund], PartyRelease(kind="fund", id=fund, funds=frozenset((fund,))))
        for fund in blueprint.funds.balances
        if fund in owners
    ]
    for row in facts.rows("investments"):
        party = facts.owner_of_investment[row["investment"]]
        if party:
            name = row["investment"]
            releases.append((party, PartyRelease(kind="investment", id=name, investments=frozenset((name,)))))
    return releases
