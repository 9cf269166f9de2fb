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

from muster.explain.pegging.fifo_queues import GOODS, Queues
from muster.explain.pegging.pegs import levels_of
from muster.explain.pegging.upstream_trace import Part, Tracing
from muster.network.build import Blueprint
from muster.network.graph import Array, Network
from muster.plans.levels import Levels
from muster.plans.likely_causes import ENOUGH, SHOWN, Guess, Weights
from muster.plans.plan import Plan
from muster.plans.worth import Worths
from muster.tolerances import FILLED

TIER = "reserves"


@dataclass(frozen=True, slots=True)
class Refill:
    """A party's stock of an item: where it opens, its lowest and when, and when it is back at `goal`.

    `back_on` is the first day of the bucket at whose end it is back (None: not within the horizon; then `missing` is
    what is missing at the end). `target` says whether the goal is a reserve's target. `refilled` is how much more lies
    there then than at the lowest, `cost` the unit costs of the operations and lanes that brought the newest of it,
    from stock at hand on. `delayed_by` are guesses, the likeliest first; none where no target asks for a refill.
    """

    party: str
    item: str
    opening: float
    lowest: float
    lowest_on: date
    goal: float
    target: bool
    back_on: date | None
    missing: float
    refilled: float
    cost: float
    currency: str
    delayed_by: tuple[Guess, ...]

    def as_dict(self) -> dict[str, object]:
        """The same in JSON."""
        return {
            "party": self.party,
            "item": self.item,
            "opening": self.opening,
            "lowest": self.lowest,
            "lowest_on": self.lowest_on.isoformat(),
            "goal": self.goal,
            "target": self.target,
            "back_on": self.back_on.isoformat() if self.back_on else None,
            "missing": self.missing,
            "refilled": self.refilled,
            "cost": self.cost,
            "currency": self.currency,
            "delayed_by": [{"by": guess.words, "id": guess.named} for guess in self.delayed_by],
        }


def refill(plan: Plan) -> tuple[Refill, ...]:
    """Every stock that falls below its opening level, by party and item."""
    levels = levels_of(plan)
    assert plan.levels is not None
    worths = Worths(levels.program, list(plan.proofs), plan.levels)
    tracing, costs = Tracing(Queues(levels)), _costs(levels)
    delays = _Delays(levels, worths)
    found = []
    for (party, item), places in sorted(_stocks(levels).items()):
        one = _refill(tracing, costs, delays, party, item, places)
        if one is not None:
            found.append(one)
    return tuple(found)


def _stocks(levels: Levels) -> dict[tuple[str, str], list[tuple[int, int]]]:
    """By party and item that a reserve or a request names: the stock balances and what is held of each."""
    blueprint = levels.blueprint
    facts = blueprint.facts
    items = {reserve.item for reserve in blueprint.reserves}
    for want in blueprint.wants:
        items |= facts.choices(want.wants).keys()
    found: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for place, hold in blueprint.stocks.holds.items():
        if place[1] in items:
            found[facts.party_of[place[0]], place[1]].append((blueprint.stocks.balances[place], hold))
    return found


def _refill(
    tracing: Tracing, costs: list[Array], delays: _Delays, party: str, item: str, places: list[tuple[int, int]]
) -> Refill | None:
    levels, days = tracing.levels, tracing.levels.days
    facts = levels.blueprint.facts
    there = np.sum([levels.of(hold) for _, hold in places], axis=0)
    rows = facts.rows("stocks")
    opening = sum(r["quantity"] for r in rows if r["item"] == item and facts.party_of[r["location"]] == party)
    low = int(np.argmin(there))
    if there[low] >= opening * (1 - FILLED):
        return None
    target = _target(levels.blueprint, party, item)
    goal = np.where(target > 0, target, 0.0) if target.any() else np.full(len(there), float(opening))
    back = np.flatnonzero((goal > 0) & (there >= goal * (1 - FILLED)) & (np.arange(len(there)) > low))
    until = int(back[0]) if len(back) else len(there) - 1
    refilled, cost = _brought(tracing, costs, places, low, until)
    missing = 0.0 if len(back) else max(0.0, float(goal[-1] - there[-1]))
    return Refill(
        party,
        item,
        float(opening),
        float(there[low]),
        days[low],
        float(goal[until]),
        bool(target.any()),
        days[until] if len(back) else None,
        missing,
        refilled,
        cost,
        facts.settings.currency,
        delays.of([balance for balance, _ in places]) if target.any() else (),
    )


def _target(blueprint: Blueprint, party: str, item: str) -> Array:
    """The target of the party's reserves of an item by bucket: its own, or those of its locations together."""
    mine = np.zeros(blueprint.network.calendar.count)
    places = np.zeros(blueprint.network.calendar.count)
    for reserve in blueprint.reserves:
        if reserve.item == item:
            if reserve.party == party:
                mine = mine + reserve.target
            elif reserve.location and blueprint.facts.party_of[reserve.location] == party:
                places = places + reserve.target
    target: Array = np.maximum(mine, places)
    return target


def _brought(
    tracing: Tracing, costs: list[Array], places: list[tuple[int, int]], low: int, until: int
) -> tuple[float, float]:
    """What lies there more at the end of a bucket than at that of another, the newest, and what bringing it costs."""
    quantity = cost = 0.0
    for balance, hold in places:
        if balance not in tracing.queues.stocks:
            continue
        queue = tracing.queues.queue(balance, until)
        end = queue.there(until)
        held = tracing.levels.of(hold)
        more = float(held[until] - held[low])
        begin = end - more
        if more > 0:
            quantity += more
            for first, last, part, level in tracing.behind(balance, begin, end, until):
                cost += _cost(costs, part, (last - first) * level)
    return quantity, cost


def _cost(costs: list[Array], part: Part, level: float) -> float:
    """The unit costs of a part and of all that stands behind it."""
    total, waiting = 0.0, [(part, level)]
    while waiting:
        one, amount = waiting.pop()
        if one.column is not None:
            total += amount * float(costs[one.column.activity][one.column.bucket])
        waiting += [(way.part, way.quantity * amount * way.level) for way in one.inputs]
    return total


def _costs(levels: Levels) -> list[Array]:
    """Unit cost of each activity by bucket, the holding cost of goods on the way included."""
    network = levels.network
    costs = [np.zeros(network.calendar.count) for _ in network.activities.key]
    for activity, amount in network.costs.get("cost", []):
        if network.activities.family[activity] in ("run", "move"):
            costs[activity] = costs[activity] + amount
    return costs


class _Delays:
    """What weighs most by worth in the tier `reserves` upstream of a stock."""

    def __init__(self, levels: Levels, worths: Worths) -> None:
        self.levels = levels
        self.worths = worths
        self.network: Network = levels.network
        self.givers: dict[int, set[int]] = defaultdict(set)
        self.touches: dict[int, set[int]] = defaultdict(set)
        for activity, balance, amount in zip(
            self.network.term_activity, self.network.term_balance, self.network.term_coefficient, strict=True
        ):
            self.touches[activity].add(balance)
            family = self.network.balances.family[balance]
            links = {"load": "load", "bill": "pay"}.get(family) == self.network.activities.family[activity]
            if (amount > 0 and family in GOODS) or links:
                self.givers[balance].add(activity)

    def of(self, balances: list[int]) -> tuple[Guess, ...]:
        """The likeliest limits, at most a few; none where the tier has no duals or nothing is worth anything."""
        if not self.worths.known or TIER not in self.worths.tiers:
            return ()
        seen: set[int] = set()
        activities: set[int] = set()
        waiting = list(balances)
        while waiting:
            balance = waiting.pop()
            if balance not in seen:
                seen.add(balance)
                for activity in self.givers.get(balance, set()) - activities:
                    activities.add(activity)
                    waiting += self.touches[activity]
        weights = Weights(self.levels.blueprint, self.levels.program, *self.worths.in_tier(TIER))
        found = {guess: weight for guess, weight in weights.of(seen, activities).items() if weight > 0}
        ranked = sorted(found, key=lambda guess: (-found[guess], guess.words, guess.named))
        return tuple(guess for guess in ranked if found[guess] > ENOUGH * found[ranked[0]])[:SHOWN]
