"""Worth of each open decision: the result of every request with it taken.

Open are consents that are undecided or withheld, investments that are not made, pledges that the plan does not keep,
and earmarks: a limit on the goods of one holder, money that is kept for named uses, lanes that carry named items alone.
A decision is taken in the tables and all tiers of requests are solved again; a decision that by the duals gains nothing
is told as gaining nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from muster.explain.before_after import affected_classes, effect_between, tier_value
from muster.explain.relaxations.relaxation import Relaxation, RelaxationSet, RowKey
from muster.explain.request_lateness import RequestReoptimizer, RequestStatus
from muster.explain.results import ChangeSize, Effect, OpenDecision
from muster.explain.what_if.earmarks import (
    item_restricted_lanes,
    uses_new_moves,
    with_fund_unrestricted,
    with_lanes_unrestricted,
)
from muster.explain.what_if.kept_pledges import missed_pledges, with_pledge_kept
from muster.explain.what_if.replan import has_same_structure, is_large, replan, with_cells
from muster.network.build import build_network
from muster.network.consent import ConsentRule
from muster.network.graph import Array
from muster.program import compile_program
from muster.scenario import Scenario
from muster.solve.status import SolveStatus
from muster.tolerances import FILLED, TIER_LOSS


@dataclass(frozen=True, kw_only=True)
class _PlanOutcome:
    """The plan as it is: how every request fares, and every tier's value."""

    reoptimizer: RequestReoptimizer
    statuses: Mapping[str, RequestStatus]
    values: Mapping[str, float]

    @property
    def scenario(self) -> Scenario:
        """The scenario of the plan."""
        return self.reoptimizer.blueprint.facts.scenario


@dataclass(frozen=True, kw_only=True)
class _Subject:
    """Subject of a decision, as the tables name it, and the party that decides."""

    kind: str
    id: str
    party: str | None
    table: str
    holder: str | None = None


def find_decisions(
    reoptimizer: RequestReoptimizer, relaxations: RelaxationSet, pledged: Mapping[str, float] | None = None
) -> tuple[OpenDecision, ...]:
    """All open decisions of a plan, those that gain most in the first class first.

    `pledged` is what the plan hands over of each pledge by its date; without it pledges are left out.
    """
    requests = [demand.request for demand in reoptimizer.blueprint.demands if demand.quantity > 0]
    outcome = _PlanOutcome(
        reoptimizer=reoptimizer,
        statuses={request: reoptimizer.status(request, reoptimizer.x) for request in requests},
        values={tier: tier_value(reoptimizer, tier, reoptimizer.x) for tier in reoptimizer.tier_reoptimizer.tiers},
    )
    decisions = [*_consents(outcome, relaxations)]
    if not is_large(reoptimizer.program):
        decisions += _investments(outcome)
        decisions += [] if pledged is None else _pledges(outcome, pledged)
        decisions += [*_funds(outcome), *_lanes(outcome)]
    return tuple(sorted(decisions, key=_by_gain))


def _by_gain(decision: OpenDecision) -> tuple[list[float], str, str]:
    return [after - before for before, after in decision.tiers.values()], decision.kind, decision.id


def _consents(outcome: _PlanOutcome, relaxations: RelaxationSet) -> Iterator[OpenDecision]:
    """Consents that are not granted throughout, and limits on one holder's goods."""
    rules: dict[tuple[RowKey, ...], ConsentRule] = {
        (rule.key,): rule for rule in outcome.reoptimizer.blueprint.consents.rules
    }
    for relaxation in relaxations:
        if relaxation.kind != "consent":
            continue
        rule = rules.get(relaxation.row_keys)
        if rule is None or any(period.decision in ("withheld", "undecided") for period in rule.periods):
            yield _lift(outcome, relaxations, relaxation, "consent")
        elif relaxation.holder and rule.ceilings:
            yield _lift(outcome, relaxations, relaxation, "earmark")


def _lift(outcome: _PlanOutcome, relaxations: RelaxationSet, relaxation: Relaxation, kind: str) -> OpenDecision:
    """A consent that is given, or a limit that is lifted."""
    reoptimizer = outcome.reoptimizer
    bounds = relaxations.relaxed_bounds([relaxation], ChangeSize.UNLIMITED)
    resolved = reoptimizer.tier_reoptimizer.solve(bounds, reoptimizer.tier_reoptimizer.tiers[-1])
    x = resolved.x if resolved.status == SolveStatus.OPTIMAL else reoptimizer.x
    subject = _Subject(kind=kind, id=relaxation.id, party=relaxation.party, table="consents", holder=relaxation.holder)
    return _decision(outcome, subject, reoptimizer, x)


def _investments(outcome: _PlanOutcome) -> Iterator[OpenDecision]:
    """Investments that the plan makes less of than it may: what if their cost were paid besides."""
    reoptimizer = outcome.reoptimizer
    program = reoptimizer.program
    for row in reoptimizer.blueprint.facts.rows("investments"):
        name = row["investment"]
        build = program.network.find("build", (name,))
        assert build is not None
        columns = program.columns_of(build)
        made = float(reoptimizer.x[columns] @ program.column_scale[columns])
        if made < row["maximum"] * (1 - FILLED):
            subject = _Subject(kind="investment", id=name, party=row["party"], table="investments")
            yield _pay_for(outcome, subject)


def _pay_for(outcome: _PlanOutcome, subject: _Subject) -> OpenDecision:
    """An investment that costs nothing."""
    reoptimizer = outcome.reoptimizer

    def without_cost(row: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"cost": 0.0} if row["investment"] == subject.id else {}

    scenario = with_cells(outcome.scenario, "investments", without_cost)
    program = compile_program(build_network(scenario).network)
    if not has_same_structure(reoptimizer.program, program):
        return _replan(outcome, subject, scenario)
    tier_reoptimizer = reoptimizer.tier_reoptimizer
    resolved = tier_reoptimizer.solve_modified_program(program, tier_reoptimizer.tiers[-1])
    x = resolved.x if resolved.status == SolveStatus.OPTIMAL else reoptimizer.x
    return _decision(outcome, subject, reoptimizer, x)


def _pledges(outcome: _PlanOutcome, pledged: Mapping[str, float]) -> Iterator[OpenDecision]:
    """Pledges that the plan does not keep: what if all that is missing came by their dates."""
    for row, missing in missed_pledges(outcome.scenario, pledged):
        scenario = with_pledge_kept(outcome.scenario, row, missing)
        if scenario is not None:
            subject = _Subject(kind="pledge", id=row["pledge"], party=row["party"], table="pledges")
            yield _replan(outcome, subject, scenario)


def _funds(outcome: _PlanOutcome) -> Iterator[OpenDecision]:
    """Funds that have money left for uses that are named: what if they could pay any bill."""
    blueprint, program, x = outcome.reoptimizer.blueprint, outcome.reoptimizer.program, outcome.reoptimizer.x
    rows = blueprint.facts.rows("funds")
    if not rows:
        return
    parties = {row["fund"]: row["party"] for row in rows}
    for fund, balance in blueprint.funds.balances.items():
        money = program.network.find("money", (fund,))
        is_limited = np.isfinite(program.row_lower[program.rows_of(balance)]).all()
        left = float(x[program.columns_of(money)][-1]) if money is not None else 0.0
        if is_limited and left > FILLED:
            subject = _Subject(kind="earmark", id=fund, party=parties[fund], table="funds")
            yield _replan(outcome, subject, with_fund_unrestricted(outcome.scenario, fund))


def _lanes(outcome: _PlanOutcome) -> Iterator[OpenDecision]:
    """Lanes that carry named items alone: what if they carried every item.

    All of them are opened at once first: what that plan moves no other goods on, it does not need opened.
    """
    reoptimizer, facts = outcome.reoptimizer, outcome.reoptimizer.blueprint.facts
    lanes = item_restricted_lanes(outcome.scenario)
    if not lanes:
        return
    opened = replan(with_lanes_unrestricted(outcome.scenario, lanes), reoptimizer.tier_reoptimizer.tiers)
    if opened is None or not _has_other_values(outcome, opened):
        return
    for lane in lanes:
        if uses_new_moves(opened, reoptimizer, lane):
            party = facts.party_of[facts.rows_by("lanes", "lane")[lane][0]["origin"]]
            subject = _Subject(kind="earmark", id=lane, party=party, table="lanes")
            yield _replan(outcome, subject, with_lanes_unrestricted(outcome.scenario, [lane]))


def _has_other_values(outcome: _PlanOutcome, replanned: RequestReoptimizer) -> bool:
    """True if any tier of requests has another value than in the plan."""
    pairs = ((before, tier_value(replanned, tier, replanned.x)) for tier, before in outcome.values.items())
    return any(abs(before - after) > TIER_LOSS * max(1.0, abs(before)) for before, after in pairs)


def _replan(outcome: _PlanOutcome, subject: _Subject, scenario: Scenario) -> OpenDecision:
    """A decision that changes the scenario; worth nothing where that cannot be planned."""
    replanned = replan(scenario, outcome.reoptimizer.tier_reoptimizer.tiers) or outcome.reoptimizer
    return _decision(outcome, subject, replanned, replanned.x)


def _decision(outcome: _PlanOutcome, subject: _Subject, decided: RequestReoptimizer, x: Array) -> OpenDecision:
    """Every tier before and after, in levels `x` of `decided`, and every request of the classes that fare otherwise."""
    reoptimizer = outcome.reoptimizer
    effects: list[Effect] = []
    classes = affected_classes(reoptimizer, decided, x)
    for request, before in outcome.statuses.items():
        demand = reoptimizer.demands[request]
        if reoptimizer.last_tier_of_class(demand) not in classes:
            continue
        after = decided.status(request, x)
        has_changed = abs(before.late - after.late) > FILLED * max(demand.quantity, before.late)
        if has_changed or before.filled_on != after.filled_on:
            effects.append(effect_between(request, before, after))
    late = sum(status.late for status in outcome.statuses.values())
    return OpenDecision(
        kind=subject.kind,
        id=subject.id,
        party=subject.party,
        late_before=late,
        late_after=late - sum(effect.gain for effect in effects),
        tiers={tier: (before, tier_value(decided, tier, x)) for tier, before in outcome.values.items()},
        effects=tuple(effects),
        holder=subject.holder,
        table=subject.table,
    )
