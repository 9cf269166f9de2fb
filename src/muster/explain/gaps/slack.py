"""What a plan leaves unused, by bucket: of stocks, ceilings, resources, lanes, money and consents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from muster.explain.pegging.fifo_queues import GOODS
from muster.network.graph import Array
from muster.network.investment import ready_from
from muster.plans.levels import Levels


@dataclass(frozen=True, slots=True)
class Free:
    """Things set free: consents and reserves by place, funds and investments by id; `without` what a party leaves."""

    kind: str = ""
    id: str = ""
    consents: frozenset[int] = frozenset()
    reserves: frozenset[int] = frozenset()
    funds: frozenset[str] = frozenset()
    investments: frozenset[str] = frozenset()
    without: str | None = None

    @staticmethod
    def together(things: Iterable[Free]) -> Free:
        """All of them at once."""
        parts = list(things)
        return Free(
            "all",
            "",
            frozenset().union(*(one.consents for one in parts)),
            frozenset().union(*(one.reserves for one in parts)),
            frozenset().union(*(one.funds for one in parts)),
            frozenset().union(*(one.investments for one in parts)),
        )


class Spare:
    """What a plan leaves unused: of stocks, levels, resources, lanes, money and consents, by bucket."""

    def __init__(self, levels: Levels) -> None:
        self.levels = levels
        self.network = levels.network
        self.blueprint = levels.blueprint
        self.takes: dict[int, list[tuple[int, float]]] = defaultdict(list)
        self.gives: dict[int, list[tuple[int, float, int]]] = defaultdict(list)
        self.givers: dict[int, list[int]] = defaultdict(list)
        self.limited: dict[int, list[tuple[int, float]]] = defaultdict(list)
        self.paid: dict[int, list[tuple[str, Array]]] = defaultdict(list)
        self.ceilings: dict[int, Array] = {}
        self._loading: dict[int, list[tuple[int, float]]] = defaultdict(list)
        self._left: dict[int, Array] = {}
        self._at = {row["operation"]: row["location"] for row in self.blueprint.facts.rows("operations")}
        self._read_terms()
        self.loads: dict[int, list[tuple[str, float]]] = defaultdict(list)
        for resource in self.blueprint.resources.by_id.values():
            for activity, quantity in resource.users if resource.total is not None else []:
                if quantity > 0:
                    self.loads[activity].append((resource.id, quantity))
        limited = [r.id for r in self.blueprint.resources.by_id.values() if r.total is not None]
        self.capacity = {resource: self._unused(resource) for resource in limited}
        self.money = {fund: self._money(fund, balance) for fund, balance in self.blueprint.funds.balances.items()}
        self.hold_of = {b: self.blueprint.stocks.holds[p] for p, b in self.blueprint.stocks.balances.items()}
        self._read_rules()

    def _read_terms(self) -> None:
        """What each activity takes, gives, loads and pays."""
        network = self.network
        funds = {balance: fund for fund, balance in self.blueprint.funds.balances.items()}
        for place, activity in enumerate(network.term_activity):
            balance, amount = network.term_balance[place], network.term_coefficient[place]
            profile = network.profiles[network.term_profile[place]]
            family = network.balances.family[balance]
            if family in GOODS and network.activities.family[activity] != "hold":
                if amount < 0:
                    self.takes[activity].append((balance, -amount))
                else:
                    self.gives[activity].append((balance, amount * float(profile.max()), network.term_pattern[place]))
                    self.givers[balance].append(activity)
            elif family in ("lane", "window") and amount > 0:
                self.limited[activity].append((balance, amount))
                self._loading[balance].append((activity, amount))
            elif family == "consent":
                self.ceilings[balance] = profile
            elif balance in funds and network.activities.family[activity] != "money" and amount < 0:
                self.paid[activity].append((funds[balance], -amount * profile))

    def _read_rules(self) -> None:
        """The consents that bind each hand-over, and the reserves that count each stock."""
        self.bound: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for place, rule in enumerate(self.blueprint.consents.rules):
            for hand, ratio in rule.bound:
                self.bound[hand].append((place, ratio))
        self.counted: dict[int, list[int]] = defaultdict(list)
        for place, reserve in enumerate(self.blueprint.reserves):
            for hold in reserve.counted:
                self.counted[hold].append(place)

    def lasting(self, balance: int, bucket: int, lifted: frozenset[int]) -> float:
        """What lies in a stock from a bucket to the end above the floors that are not lifted."""
        hold = self.hold_of.get(balance)
        if hold is None:
            return 0.0
        there = self.levels.of(hold)
        for place in self.counted.get(hold, []):
            if place not in lifted:
                reserve = self.blueprint.reserves[place]
                counted = np.sum([self.levels.of(other) for other in reserve.counted], axis=0)
                there = np.minimum(there, counted - reserve.floor)
        return max(0.0, float(there[bucket:].min()))

    def slack(self, activity: int) -> Array:
        """What an activity's own ceiling leaves in each bucket."""
        upper = np.broadcast_to(self.network.activities.upper[activity], (self.network.calendar.count,))
        return np.maximum(upper - self.levels.of(activity), 0.0)

    def added(self, investments: frozenset[str]) -> dict[str, Array]:
        """Capacity that these investments could still add, by resource and bucket."""
        facts = self.blueprint.facts
        added: dict[str, Array] = {}
        for row in facts.rows("investments"):
            if row["investment"] in investments:
                build = self.network.find("build", (row["investment"],))
                assert build is not None
                left = row["maximum"] - float(self.levels.of(build).sum())
                base = np.zeros(self.network.calendar.base_count)
                base[int(ready_from(facts, row).min()) :] = max(0.0, left) * row["adds"]
                added[row["resource"]] = added.get(row["resource"], 0.0) + facts.sums(base)
        return added

    def left_of(self, balance: int) -> Array:
        """What a lane's row leaves in each bucket."""
        if balance not in self._left:
            used = np.zeros(self.network.calendar.count)
            for activity, amount in self._loading[balance]:
                used = used + self.levels.of(activity) * amount
            upper = np.broadcast_to(self.network.balances.upper[balance], used.shape)
            self._left[balance] = np.maximum(upper - used, 0.0)
        return self._left[balance]

    def granted(self, place: int, end: int) -> float:
        """What the limits of a consent leave up to a bucket; infinite where some of that time has no limit."""
        rule = self.blueprint.consents.rules[place]
        limited = np.zeros(end, dtype=bool)
        left = 0.0
        for row, _, _ in rule.ceilings:
            mask = self.ceilings.get(row)
            if mask is not None:
                used = sum(float(self.levels.of(hand) @ mask) * ratio for hand, ratio in rule.bound)
                upper = self.network.balances.upper[row]
                left += max(0.0, float(np.max(upper)) - used)
                limited |= mask[:end] > 0
        return np.inf if (rule.open[:end] & ~limited).any() else left

    def place_of(self, activity: int) -> str | None:
        """The party where an operation runs; None for anything else."""
        network = self.network
        if network.activities.family[activity] != "run":
            return None
        return self.blueprint.facts.party_of[self._at[network.activities.key[activity][0]]]

    def owner_of(self, balance: int) -> str | None:
        """The party at whose location a stock lies."""
        network = self.network
        if network.balances.family[balance] != "stock":
            return None
        return self.blueprint.facts.party_of[network.balances.key[balance][0]]

    def _unused(self, resource: str) -> Array:
        place = self.blueprint.resources.by_id[resource]
        assert place.total is not None
        load = np.zeros(len(place.total))
        for activity, quantity in place.users:
            load = load + self.levels.of(activity) * quantity
        return np.maximum(place.total - load, 0.0)

    def _money(self, fund: str, balance: int) -> Array:
        """What is left in a fund from each bucket to the end; without limit where the fund is."""
        lower = np.broadcast_to(self.network.balances.lower[balance], (self.network.calendar.count,))
        if np.isinf(lower).any():
            return np.full(len(lower), np.inf)
        money = self.network.find("money", (fund,))
        assert money is not None
        lasting: Array = np.minimum.accumulate(self.levels.of(money)[::-1])[::-1]
        return lasting
