"""What each open decision is worth: how every request fares with it taken.

Open are consents that are undecided or withheld, investments that are not made, pledges that the plan does not keep,
and earmarks: a limit on the goods of one holder, money that is kept for named uses, lanes that carry named items alone.
A decision is taken in the tables and all tiers of requests are solved again; a decision that by the duals gains nothing
is told as gaining nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from muster.explain.before_after import otherwise, value
from muster.explain.relaxations.relaxation import Factor, Factors, consent_id
from muster.explain.request_lateness import Chain
from muster.explain.results import Decision, Effect
from muster.explain.what_if.earmarks import for_all_bills, for_all_goods, moves_more, named_only
from muster.explain.what_if.kept_pledges import kept, not_kept
from muster.explain.what_if.replan import LARGEST, alike, replanned, with_cells
from muster.network.build import build_network
from muster.network.graph import Array
from muster.program import compile_program
from muster.scenario import Scenario
from muster.tolerances import FILLED, TIER


class Decisions:
    """The open decisions of a plan; `found()` tells what each is worth."""

    def __init__(self, chain: Chain, factors: Factors, pledged: Mapping[str, float] | None = None) -> None:
        """`pledged` is what the plan hands over of each pledge by its date; without it pledges are left out."""
        self.chain = chain
        self.pledged = pledged
        self.factors = factors
        self.facts = chain.blueprint.facts
        self.last = chain.again.tiers[-1]
        self.wants = [want for want in chain.blueprint.wants if want.quantity > 0]
        self.before = {want.request: chain.standing(want.request, chain.x) for want in self.wants}
        self.values = {tier: value(chain, tier, chain.x) for tier in chain.again.tiers}

    def found(self) -> tuple[Decision, ...]:
        """All of them, those that gain most in the first class first."""
        every = [*self._consents(), *self._investments(), *self._pledges(), *self._funds(), *self._lanes()]
        return tuple(sorted(every, key=lambda one: ([b[1] - b[0] for b in one.tiers.values()], one.kind, one.id)))

    def _consents(self) -> Iterator[Decision]:
        """Consents that are not granted throughout, and limits on one holder's goods."""
        rules = {consent_id(*r.key): r for r in self.chain.blueprint.consents.rules}
        for factor in self.factors:
            if factor.kind != "consent":
                continue
            rule = rules.get(factor.id)
            blocked = rule is None or any(p.decision in ("withheld", "undecided") for p in rule.periods)
            if blocked:
                yield self._by_bounds("consent", factor)
            elif rule is not None and factor.holder and rule.ceilings:
                yield self._by_bounds("earmark", factor)

    def _by_bounds(self, kind: str, factor: Factor) -> Decision:
        resolved = self.chain.again.solve(self.factors.bounds([factor], "unlimited"), self.last)
        x = resolved.x if resolved.status == "optimal" else self.chain.x
        found = self._decision(kind, factor.id, factor.party, self.chain, x)
        return replace(found, holder=factor.holder, table="consents")

    def _investments(self) -> Iterator[Decision]:
        """Investments that the plan makes less of than it may: what if their cost were paid besides."""
        if self.chain.program.columns > LARGEST:
            return
        scenario = self.facts.scenario
        for row in self.facts.rows("investments"):
            name = row["investment"]
            build = self.chain.program.network.find("build", (name,))
            assert build is not None
            part = self.chain.program.column(build)
            made = float(self.chain.x[part] @ self.chain.program.column_scale[part])
            if made < row["maximum"] * (1 - FILLED):

                def paid(one: Mapping[str, Any], name: str = name) -> Mapping[str, Any]:
                    return {"cost": 0.0} if one["investment"] == name else {}

                free = with_cells(scenario, "investments", paid)
                program = compile_program(build_network(free).network)
                if alike(self.chain.program, program):
                    resolved = self.chain.again.solve_other(program, self.last)
                    x = resolved.x if resolved.status == "optimal" else self.chain.x
                    found = self._decision("investment", name, row["party"], self.chain, x)
                    yield replace(found, table="investments")
                else:
                    yield self._replanned("investment", name, row["party"], free, "investments")

    def _pledges(self) -> Iterator[Decision]:
        """Pledges that the plan does not keep: what if all that is missing came by their dates."""
        if self.chain.program.columns > LARGEST or self.pledged is None:
            return
        scenario = self.facts.scenario
        for row, missing in not_kept(scenario, self.pledged):
            whole = kept(scenario, row, missing)
            if whole is not None:
                yield self._replanned("pledge", row["pledge"], row["party"], whole, "pledges")

    def _funds(self) -> Iterator[Decision]:
        """Funds that have money left for uses that are named: what if they could pay any bill."""
        rows = self.facts.rows("funds")
        if self.chain.program.columns > LARGEST or not rows:
            return
        owners = {row["fund"]: row["party"] for row in rows}
        for fund, balance in self.chain.blueprint.funds.balances.items():
            money = self.chain.program.network.find("money", (fund,))
            part = self.chain.program.row(balance)
            limited = np.isfinite(self.chain.program.row_lower[part]).all()
            left = float(self.chain.x[self.chain.program.column(money)][-1]) if money is not None else 0.0
            if limited and left > FILLED:
                yield self._replanned("earmark", fund, owners[fund], for_all_bills(self.facts.scenario, fund), "funds")

    def _lanes(self) -> Iterator[Decision]:
        """Lanes that carry named items alone: what if they carried every item.

        All of them are opened at once first: what that plan moves no other goods on, it does not need opened.
        """
        lanes = named_only(self.facts.scenario)
        if self.chain.program.columns > LARGEST or not lanes:
            return
        opened = replanned(for_all_goods(self.facts.scenario, lanes), self.chain.again.tiers)
        if opened is None or not self._better(opened):
            return
        for lane in lanes:
            if moves_more(opened, self.chain, lane):
                party = self.facts.party_of[self.facts.grouped("lanes", "lane")[lane][0]["origin"]]
                yield self._replanned("earmark", lane, party, for_all_goods(self.facts.scenario, [lane]), "lanes")

    def _better(self, then: Chain) -> bool:
        """Whether any tier of requests comes to less than in the plan."""
        pairs = ((before, value(then, tier, then.x)) for tier, before in self.values.items())
        return any(abs(before - after) > TIER * max(1.0, abs(before)) for before, after in pairs)

    def _replanned(self, kind: str, id: str, party: str | None, scenario: Scenario, table: str) -> Decision:
        then = replanned(scenario, self.chain.again.tiers)
        chain, x = (self.chain, self.chain.x) if then is None else (then, then.x)
        return replace(self._decision(kind, id, party, chain, x), table=table)

    def _decision(self, kind: str, id: str, party: str | None, then: Chain, x: Array) -> Decision:
        """Every tier before and after, and every request of the classes that fare otherwise."""
        effects = []
        classes = otherwise(self.chain, then, x)
        for want in self.wants:
            if self.chain.last(want) not in classes:
                continue
            before, after = self.before[want.request], then.standing(want.request, x)
            changed = abs(before.late - after.late) > FILLED * max(want.quantity, before.late)
            if changed or before.filled != after.filled:
                effects.append(Effect(want.request, before.late, after.late, before.filled, after.filled))
        late = sum(one.late for one in self.before.values())
        gained = sum(effect.gain for effect in effects)
        tiers = {tier: (before, value(then, tier, x)) for tier, before in self.values.items()}
        return Decision(kind, id, party, late, late - gained, tiers, tuple(effects))
