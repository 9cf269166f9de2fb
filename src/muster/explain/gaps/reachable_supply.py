"""How much more could be handed over for a request at most, with what lies unused and with things set free.

See `muster.explain.gaps.direct_bound` for the bound. Goods have to be where they are useful by the last bucket in
which something is late: `Reach` holds the activities that can still serve then, with the last bucket in which each may
begin.
"""

from __future__ import annotations

import heapq

import numpy as np

from muster.explain.gaps.slack import Free, Spare
from muster.network.demand import Want
from muster.network.graph import Array
from muster.tolerances import NEGLIGIBLE

SWEEPS = 60
"""Goods that can go in a circle are followed so many times round."""


class Reach:
    """The activities that can serve a request by a bucket, in the order from the sources on, with their last begin."""

    def __init__(self, spare: Spare, want: Want, last: int) -> None:
        self.spare = spare
        self.want = want
        network = spare.network
        keys = network.activities.key
        self.hands = [a for a in spare.levels.families.get("hand", []) if keys[a][0] == want.request]
        self.last: dict[int, int] = {}
        self.until: dict[int, int] = {}
        open_ = np.flatnonzero(want.open[: last + 1])
        queue = [(-int(open_[-1]), hand) for hand in self.hands] if len(open_) else []
        while queue:
            bucket, activity = heapq.heappop(queue)
            if activity in self.last:
                continue
            self.last[activity] = -bucket
            for balance, _ in spare.takes[activity]:
                if self.until.get(balance, -1) < -bucket:
                    self.until[balance] = -bucket
                    for giver in spare.givers[balance]:
                        begin = self._begin(giver, balance, -bucket)
                        if begin is not None and giver not in self.last:
                            heapq.heappush(queue, (-begin, giver))
        self.order = list(reversed(self.last))
        self._limits = {activity: self._limit(activity, Free(), {}) for activity in self.last}
        self._own = {balance: spare.lasting(balance, bucket, frozenset()) for balance, bucket in self.until.items()}

    def touches(self, thing: Free) -> bool:
        """Whether a thing is on the way to the request at all."""
        spare = self.spare
        for place in thing.consents:
            return any(hand in self.last for hand, _ in spare.blueprint.consents.rules[place].bound)
        for place in thing.reserves:
            holds = set(spare.blueprint.reserves[place].counted)
            return any(spare.hold_of.get(balance) in holds for balance in self.until)
        for fund in thing.funds:
            return any(fund == other for a in self.last for other, _ in spare.paid.get(a, []))
        added = spare.added(thing.investments)
        return any(resource in added for a in self.last for resource, _ in spare.loads.get(a, []))

    def more(self, free: Free) -> float:
        """How much more could be handed over at most, in units of what is wanted."""
        spare = self.spare
        limits, extra = self._freed(free)
        more = dict.fromkeys(self.order, 0.0)
        for _ in range(SWEEPS):
            grew = False
            for activity in self.order:
                level = min([limits[activity], *(extra[b] / amount for b, amount in spare.takes[activity])])
                gained = level - more[activity]
                if gained > (NEGLIGIBLE * level if level < np.inf else 0.0):
                    more[activity] = level
                    grew = True
                    for balance, amount, _ in spare.gives[activity]:
                        if balance in extra:
                            extra[balance] += gained * amount
            if not grew:
                break
        ratio, keys = spare.blueprint.facts.choices(self.want.wants), spare.network.activities.key
        return sum(more[hand] * ratio[keys[hand][1]] for hand in self.hands if hand in more)

    def _freed(self, free: Free) -> tuple[dict[int, float], dict[int, float]]:
        """The most of each activity and what lies unused of each balance, with things set free."""
        spare, added = self.spare, self.spare.added(free.investments)
        limits, extra = dict(self._limits), dict(self._own)
        for activity in self.last:
            bound = any(place in free.consents for place, _ in spare.bound.get(activity, []))
            paid = any(fund in free.funds for fund, _ in spare.paid.get(activity, []))
            if bound or paid or any(resource in added for resource, _ in spare.loads.get(activity, [])):
                limits[activity] = self._limit(activity, free, added)
            if free.without is not None and spare.place_of(activity) == free.without:
                limits[activity] = 0.0
        for balance, bucket in self.until.items():
            if any(place in free.reserves for place in spare.counted.get(spare.hold_of.get(balance, -1), [])):
                extra[balance] = spare.lasting(balance, bucket, free.reserves)
            if free.without is not None and spare.owner_of(balance) == free.without:
                extra[balance] = 0.0
        return limits, extra

    def _limit(self, activity: int, free: Free, added: dict[str, Array]) -> float:
        """The most of an activity up to its last begin, whatever it takes."""
        spare, end = self.spare, self.last[activity] + 1
        limit = float(self._ceiling(activity, free)[:end].sum())
        for resource, quantity in spare.loads.get(activity, []):
            capacity = spare.capacity[resource] + added.get(resource, 0.0)
            limit = min(limit, float(capacity[:end].sum()) / quantity)
        for balance, amount in spare.limited.get(activity, []):
            limit = min(limit, float(spare.left_of(balance)[:end].sum()) / amount)
        for fund, price in spare.paid.get(activity, []):
            cheapest = float(price[:end].min())
            if fund not in free.funds and cheapest > 0:
                limit = min(limit, float(spare.money[fund][end - 1]) / cheapest)
        for place, ratio in spare.bound.get(activity, []):
            if place not in free.consents:
                limit = min(limit, spare.granted(place, end) / ratio)
        return limit

    def _ceiling(self, activity: int, free: Free) -> Array:
        """What an activity's own ceiling leaves by bucket; a hand-over's with the consents that are set free."""
        spare = self.spare
        rules = spare.bound.get(activity, [])
        if not any(place in free.consents for place, _ in rules):
            return spare.slack(activity)
        open_ = self.want.open.copy()
        for place, _ in rules:
            if place not in free.consents:
                open_ &= spare.blueprint.consents.rules[place].open
        return np.where(open_, np.inf, 0.0)

    def _begin(self, activity: int, balance: int, until: int) -> int | None:
        """The last bucket in which an activity may begin to give to a balance by another."""
        network = self.spare.network
        upper = np.broadcast_to(network.activities.upper[activity], (network.calendar.count,))
        begins = [
            pairs.source[(pairs.target <= until) & (pairs.share > 0) & (upper[pairs.source] > 0)]
            for pairs in (network.patterns[p] for b, _, p in self.spare.gives[activity] if b == balance)
        ]
        found = np.concatenate(begins)
        if network.activities.family[activity] == "along" and not len(found):
            return until
        return int(found.max()) if len(found) else None
