"""Refill: for each party and item drawn down, the lowest stock, when it is back, what delays it and what it costs.

What counts is what lies at the party's locations, of items that a reserve or a request names. It is back when it
stands again at the target that holds by then, or where the party has none for the item, at its opening level. What
delays it is guessed from worth in the tier `reserves`, as what holds requests back is from theirs.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import numpy as np

from muster.explain.pegging.fifo_queues import FifoQueues
from muster.explain.pegging.pegs import levels_of_plan
from muster.explain.pegging.upstream_trace import TracedLot, UpstreamTrace
from muster.network.build import Blueprint
from muster.network.graph import GOODS, Array, Network
from muster.plans.levels import Levels
from muster.plans.likely_causes import LikelyCause, rank_causes
from muster.plans.limit_weights import LimitWeights
from muster.plans.plan import Plan
from muster.plans.worth import Worths
from muster.tolerances import FILLED

RESERVES_TIER = "reserves"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replenishment:
    """A party's stock of an item: where it opens, its lowest and when, and when it is back at `goal`.

    `back_on` is the first day of the bucket at whose end it is back (None: not within the horizon; then `missing` is
    what is missing at the end). `has_target` says whether the goal is a reserve's target. `refilled` is how much more
    lies there then than at the lowest, `cost` the unit costs of the operations and lanes that brought the newest of it,
    from stock at hand on. `delayed_by` are likely causes, the likeliest first; none where no target asks for a refill.
    """

    party: str
    item: str
    opening: float
    lowest: float
    lowest_on: date
    goal: float
    has_target: bool
    back_on: date | None
    missing: float
    refilled: float
    cost: float
    currency: str
    delayed_by: tuple[LikelyCause, ...]

    def as_dict(self) -> dict[str, object]:
        """The same in JSON."""
        return {
            "party": self.party,
            "item": self.item,
            "opening": self.opening,
            "lowest": self.lowest,
            "lowest_on": self.lowest_on.isoformat(),
            "goal": self.goal,
            "target": self.has_target,
            "back_on": self.back_on.isoformat() if self.back_on else None,
            "missing": self.missing,
            "refilled": self.refilled,
            "cost": self.cost,
            "currency": self.currency,
            "delayed_by": [{"by": cause.message, "id": cause.id} for cause in self.delayed_by],
        }


def replenishments(plan: Plan) -> tuple[Replenishment, ...]:
    """Every stock that falls below its opening level, by party and item."""
    levels = levels_of_plan(plan)
    worths = Worths(levels.program, list(plan.proofs), plan.solved().levels)
    trace, costs = UpstreamTrace(FifoQueues(levels)), _unit_costs(levels)
    delays = _DelayCauses(levels, worths)
    result = []
    for (party, item), stocks in sorted(_stocks_by_party_and_item(levels).items()):
        replenishment = _replenishment(trace, costs, delays, party, item, stocks)
        if replenishment is not None:
            result.append(replenishment)
    return tuple(result)


def _stocks_by_party_and_item(levels: Levels) -> dict[tuple[str, str], list[tuple[int, int]]]:
    """By party and item that a reserve or a request names: the stock balances and what is held of each."""
    blueprint = levels.blueprint
    facts = blueprint.facts
    items = {reserve.item for reserve in blueprint.reserves}
    for demand in blueprint.demands:
        items |= facts.serving_items(demand.wants).keys()
    stocks: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for key, hold in blueprint.stocks.holds.items():
        if key[1] in items:
            stocks[facts.party_of[key[0]], key[1]].append((blueprint.stocks.balances[key], hold))
    return stocks


def _replenishment(
    trace: UpstreamTrace,
    costs: list[Array],
    delays: _DelayCauses,
    party: str,
    item: str,
    stocks: list[tuple[int, int]],
) -> Replenishment | None:
    levels, days = trace.levels, trace.levels.days
    facts = levels.blueprint.facts
    stock = np.sum([levels.of_activity(hold) for _, hold in stocks], axis=0)
    rows = facts.rows("stocks")
    opening = sum(r["quantity"] for r in rows if r["item"] == item and facts.party_of[r["location"]] == party)
    lowest = int(np.argmin(stock))
    if stock[lowest] >= opening * (1 - FILLED):
        return None
    target = _target_level(levels.blueprint, party, item)
    goal = np.where(target > 0, target, 0.0) if target.any() else np.full(len(stock), float(opening))
    recovered = np.flatnonzero((goal > 0) & (stock >= goal * (1 - FILLED)) & (np.arange(len(stock)) > lowest))
    until = int(recovered[0]) if len(recovered) else len(stock) - 1
    refilled, cost = _replenished(trace, costs, stocks, lowest, until)
    missing = 0.0 if len(recovered) else max(0.0, float(goal[-1] - stock[-1]))
    return Replenishment(
        party=party,
        item=item,
        opening=float(opening),
        lowest=float(stock[lowest]),
        lowest_on=days[lowest],
        goal=float(goal[until]),
        has_target=bool(target.any()),
        back_on=days[until] if len(recovered) else None,
        missing=missing,
        refilled=refilled,
        cost=cost,
        currency=facts.settings.currency,
        delayed_by=delays.likeliest([balance for balance, _ in stocks]) if target.any() else (),
    )


def _target_level(blueprint: Blueprint, party: str, item: str) -> Array:
    """The target of the party's reserves of an item by bucket: its own, or those of its locations together."""
    party_target = np.zeros(blueprint.network.calendar.count)
    location_target = np.zeros(blueprint.network.calendar.count)
    for reserve in blueprint.reserves:
        if reserve.item == item:
            if reserve.party == party:
                party_target = party_target + reserve.target
            elif reserve.location and blueprint.facts.party_of[reserve.location] == party:
                location_target = location_target + reserve.target
    larger: Array = np.maximum(party_target, location_target)
    return larger


def _replenished(
    trace: UpstreamTrace, costs: list[Array], stocks: list[tuple[int, int]], lowest: int, until: int
) -> tuple[float, float]:
    """Increase of a stock between two buckets' ends, the newest goods, and the cost of bringing them."""
    quantity = cost = 0.0
    for balance, hold in stocks:
        if balance not in trace.queues.stock_queues:
            continue
        queue = trace.queues.queue(balance, until)
        end = queue.inflow_until(until)
        stock = trace.levels.of_activity(hold)
        increase = float(stock[until] - stock[lowest])
        begin = end - increase
        if increase > 0:
            quantity += increase
            for first, last, lot, level in trace.lots_behind(balance, begin, end, until):
                cost += _upstream_cost(costs, lot, (last - first) * level)
    return quantity, cost


def _upstream_cost(costs: list[Array], lot: TracedLot, level: float) -> float:
    """The unit costs of a part and of all that stands behind it."""
    total, waiting = 0.0, [(lot, level)]
    while waiting:
        current, amount = waiting.pop()
        if current.column is not None:
            total += amount * float(costs[current.column.activity][current.column.bucket])
        waiting += [(source.lot, source.quantity * amount * source.level) for source in current.inputs]
    return total


def _unit_costs(levels: Levels) -> list[Array]:
    """Unit cost of each activity by bucket, the holding cost of goods on the way included."""
    network = levels.network
    costs = [np.zeros(network.calendar.count) for _ in network.activities.key]
    for activity, amount in network.costs.get("cost", []):
        if network.activities.family[activity] in ("run", "move"):
            costs[activity] = costs[activity] + amount
    return costs


class _DelayCauses:
    """Limits with the greatest worth in the tier `reserves` upstream of a stock."""

    def __init__(self, levels: Levels, worths: Worths) -> None:
        self.levels = levels
        self.worths = worths
        self.network: Network = levels.network
        self.producers: dict[int, set[int]] = defaultdict(set)
        self.balances_of: dict[int, set[int]] = defaultdict(set)
        for term in self.network.terms():
            self.balances_of[term.activity].add(term.balance)
            family = self.network.balances.family[term.balance]
            links = {"load": "load", "bill": "pay"}.get(family) == self.network.activities.family[term.activity]
            if (term.coefficient > 0 and family in GOODS) or links:
                self.producers[term.balance].add(term.activity)

    def likeliest(self, balances: list[int]) -> tuple[LikelyCause, ...]:
        """The likeliest limits, at most a few; none where the tier has no duals or nothing is worth anything."""
        if not self.worths.available or RESERVES_TIER not in self.worths.tiers:
            return ()
        upstream: set[int] = set()
        activities: set[int] = set()
        waiting = list(balances)
        while waiting:
            balance = waiting.pop()
            if balance not in upstream:
                upstream.add(balance)
                for activity in self.producers.get(balance, set()) - activities:
                    activities.add(activity)
                    waiting += self.balances_of[activity]
        weights = LimitWeights(self.levels.blueprint, self.levels.program, *self.worths.in_tier(RESERVES_TIER))
        return rank_causes(weights.among(upstream, activities))
