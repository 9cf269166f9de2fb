"""Slack of a plan by bucket: of stocks, ceilings, resources, lanes, money and consents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from muster.network.graph import Array
from muster.network.investment import ready_from
from muster.plans.levels import Levels


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyRelease:
    """Things set free: consents and reserves by index, funds and investments by id.

    `excluded_party` is a party whose stock and operations do not count.
    """

    kind: str = ""
    id: str = ""
    consents: frozenset[int] = frozenset()
    reserves: frozenset[int] = frozenset()
    funds: frozenset[str] = frozenset()
    investments: frozenset[str] = frozenset()
    excluded_party: str | None = None

    @staticmethod
    def combine(releases: Iterable[PartyRelease]) -> PartyRelease:
        """All of them at once."""
        members = list(releases)
        return PartyRelease(
            kind="all",
            consents=frozenset().union(*(release.consents for release in members)),
            reserves=frozenset().union(*(release.reserves for release in members)),
            funds=frozenset().union(*(release.funds for release in members)),
            investments=frozenset().union(*(release.investments for release in members)),
        )


class PlanSlack:
    """Slack of a plan by bucket: of stocks, levels, resources, lanes, money and consents."""

    def __init__(self, levels: Levels) -> None:
        self.levels = levels
        self.network = levels.network
        self.blueprint = levels.blueprint
        self.largest_outputs = {a: self._largest_outputs(a) for a in range(len(self.network.activities))}
        self.lane_rows: dict[int, list[tuple[int, float]]] = defaultdict(list)
        self.payments: dict[int, list[tuple[str, Array]]] = defaultdict(list)
        self.consent_profiles: dict[int, Array] = {}
        self._lane_loads: dict[int, list[tuple[int, float]]] = defaultdict(list)
        self._lane_slacks: dict[int, Array] = {}
        self._location_of_operation = {
            row["operation"]: row["location"] for row in self.blueprint.facts.rows("operations")
        }
        self._read_terms()
        self.resource_loads: dict[int, list[tuple[str, float]]] = defaultdict(list)
        for resource in self.blueprint.resources.by_id.values():
            for activity, quantity in resource.users if resource.total is not None else []:
                if quantity > 0:
                    self.resource_loads[activity].append((resource.id, quantity))
        limited = [r.id for r in self.blueprint.resources.by_id.values() if r.total is not None]
        self.unused_capacity = {resource: self._unused_capacity(resource) for resource in limited}
        self.unspent_money = {
            fund: self._unspent_money(fund, balance) for fund, balance in self.blueprint.funds.balances.items()
        }
        self.hold_of = {b: self.blueprint.stocks.holds[p] for p, b in self.blueprint.stocks.balances.items()}
        self._read_rules()

    def _read_terms(self) -> None:
        """Resources and funds that each activity uses."""
        network = self.network
        funds = {balance: fund for fund, balance in self.blueprint.funds.balances.items()}
        for term in network.terms():
            profile = network.profiles[term.profile]
            family = network.balances.family[term.balance]
            if family in ("lane", "window") and term.coefficient > 0:
                self.lane_rows[term.activity].append((term.balance, term.coefficient))
                self._lane_loads[term.balance].append((term.activity, term.coefficient))
            elif family == "consent":
                self.consent_profiles[term.balance] = profile
            elif family == "fund" and network.activities.family[term.activity] != "money" and term.coefficient < 0:
                self.payments[term.activity].append((funds[term.balance], -term.coefficient * profile))

    def _largest_outputs(self, activity: int) -> list[tuple[int, float]]:
        """The balances of goods that an activity gives to, each with the most that one unit gives in any bucket."""
        network = self.network
        return [
            (term.balance, term.coefficient * float(network.profiles[term.profile].max()))
            for term in network.outputs(activity)
        ]

    def _read_rules(self) -> None:
        """The consents that bind each hand-over, and the reserves that count each stock."""
        self.consents_of_hand_over: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for index, rule in enumerate(self.blueprint.consents.rules):
            for hand, ratio in rule.hand_overs:
                self.consents_of_hand_over[hand].append((index, ratio))
        self.reserves_of_hold: dict[int, list[int]] = defaultdict(list)
        for index, reserve in enumerate(self.blueprint.reserves):
            for hold in reserve.counted:
                self.reserves_of_hold[hold].append(index)

    def releasable_stock(self, balance: int, bucket: int, lifted: frozenset[int]) -> float:
        """Stock from a bucket to the end above the floors that are not lifted."""
        hold = self.hold_of.get(balance)
        if hold is None:
            return 0.0
        stock = self.levels.of_activity(hold)
        for index in self.reserves_of_hold.get(hold, []):
            if index not in lifted:
                reserve = self.blueprint.reserves[index]
                counted = np.sum([self.levels.of_activity(other) for other in reserve.counted], axis=0)
                stock = np.minimum(stock, counted - reserve.floor)
        return max(0.0, float(stock[bucket:].min()))

    def ceiling_slack(self, activity: int) -> Array:
        """Slack of an activity's own ceiling in each bucket."""
        upper = np.broadcast_to(self.network.activities.upper[activity], (self.network.calendar.count,))
        return np.maximum(upper - self.levels.of_activity(activity), 0.0)

    def addable_capacity(self, investments: frozenset[str]) -> dict[str, Array]:
        """Capacity that these investments could still add, by resource and bucket."""
        facts = self.blueprint.facts
        added: dict[str, Array] = {}
        for row in facts.rows("investments"):
            if row["investment"] in investments:
                build = self.network.find("build", (row["investment"],))
                assert build is not None
                left = row["maximum"] - float(self.levels.of_activity(build).sum())
                base = np.zeros(self.network.calendar.base_count)
                base[int(ready_from(facts, row).min()) :] = max(0.0, left) * row["adds"]
                added[row["resource"]] = added.get(row["resource"], 0.0) + facts.sums(base)
        return added

    def lane_slack(self, balance: int) -> Array:
        """Slack of a lane's row in each bucket."""
        if balance not in self._lane_slacks:
            used = np.zeros(self.network.calendar.count)
            for activity, amount in self._lane_loads[balance]:
                used = used + self.levels.of_activity(activity) * amount
            upper = np.broadcast_to(self.network.balances.upper[balance], used.shape)
            self._lane_slacks[balance] = np.maximum(upper - used, 0.0)
        return self._lane_slacks[balance]

    def consent_slack(self, index: int, end: int) -> float:
        """Slack of a consent's limits up to a bucket; infinite where some of that time has no limit."""
        rule = self.blueprint.consents.rules[index]
        limited = np.zeros(end, dtype=bool)
        left = 0.0
        for row, _, _ in rule.ceilings:
            mask = self.consent_profiles.get(row)
            if mask is not None:
                used = sum(float(self.levels.of_activity(hand) @ mask) * ratio for hand, ratio in rule.hand_overs)
                upper = self.network.balances.upper[row]
                left += max(0.0, float(np.max(upper)) - used)
                limited |= mask[:end] > 0
        return np.inf if (rule.open[:end] & ~limited).any() else left

    def operating_party(self, activity: int) -> str | None:
        """The party where an operation runs; None for anything else."""
        network = self.network
        if network.activities.family[activity] != "run":
            return None
        return self.blueprint.facts.party_of[self._location_of_operation[network.activities.key[activity][0]]]

    def owner_of_stock(self, balance: int) -> str | None:
        """The party at whose location a stock lies."""
        network = self.network
        if network.balances.family[balance] != "stock":
            return None
        return self.blueprint.facts.party_of[network.balances.key[balance][0]]

    def _unused_capacity(self, resource: str) -> Array:
        entry = self.blueprint.resources.by_id[resource]
        assert entry.total is not None
        load = np.zeros(len(entry.total))
        for activity, quantity in entry.users:
            load = load + self.levels.of_activity(activity) * quantity
        return np.maximum(entry.total - load, 0.0)

    def _unspent_money(self, fund: str, balance: int) -> Array:
        """Unspent money of a fund from each bucket to the end; infinite for a fund without limit."""
        lower = np.broadcast_to(self.network.balances.lower[balance], (self.network.calendar.count,))
        if np.isinf(lower).any():
            return np.full(len(lower), np.inf)
        money = self.network.find("money", (fund,))
        assert money is not None
        lasting: Array = np.minimum.accumulate(self.levels.of_activity(money)[::-1])[::-1]
        return lasting
