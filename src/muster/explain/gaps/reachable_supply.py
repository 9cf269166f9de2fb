"""Reachable supply: the most that could be handed over in addition, from slack and from released limits.

See `muster.explain.gaps.direct_bound` for the bound. Goods have to be where they are useful by the last bucket in
which something is late: `ReachableSupply` holds the activities that can still serve then, with the last bucket in which
each may begin.
"""

from __future__ import annotations

import heapq

import numpy as np

from muster.explain.gaps.slack import PartyRelease, PlanSlack
from muster.network.demand import Demand
from muster.network.graph import Array
from muster.tolerances import NEGLIGIBLE

MAX_SWEEPS = 60
"""Goods that can go in a circle are followed so many times round."""


class ReachableSupply:
    """The activities that can serve a request by a bucket, in the order from the sources on, with their last begin."""

    def __init__(self, slack: PlanSlack, demand: Demand, last: int) -> None:
        self.slack = slack
        self.demand = demand
        network = slack.network
        keys = network.activities.key
        self.hand_overs = [a for a in slack.levels.families.get("hand", []) if keys[a][0] == demand.request]
        self.latest_begin: dict[int, int] = {}
        self.useful_until: dict[int, int] = {}
        open_ = np.flatnonzero(demand.open[: last + 1])
        queue = [(-int(open_[-1]), hand) for hand in self.hand_overs] if len(open_) else []
        while queue:
            bucket, activity = heapq.heappop(queue)
            if activity in self.latest_begin:
                continue
            self.latest_begin[activity] = -bucket
            for term in network.inputs(activity):
                if self.useful_until.get(term.balance, -1) < -bucket:
                    self.useful_until[term.balance] = -bucket
                    for giver in network.producers(term.balance):
                        begin = self._latest_begin(giver, term.balance, -bucket)
                        if begin is not None and giver not in self.latest_begin:
                            heapq.heappush(queue, (-begin, giver))
        self.order = list(reversed(self.latest_begin))
        self._base_limits = {
            activity: self._activity_limit(activity, PartyRelease(), {}) for activity in self.latest_begin
        }
        self._unused_stock = {
            balance: slack.releasable_stock(balance, bucket, frozenset())
            for balance, bucket in self.useful_until.items()
        }

    def is_affected_by(self, release: PartyRelease) -> bool:
        """True if a thing lies on the way to the request."""
        slack = self.slack
        for index in release.consents:
            return any(hand in self.latest_begin for hand, _ in slack.blueprint.consents.rules[index].hand_overs)
        for index in release.reserves:
            holds = set(slack.blueprint.reserves[index].counted)
            return any(slack.hold_of.get(balance) in holds for balance in self.useful_until)
        for fund in release.funds:
            return any(fund == other for a in self.latest_begin for other, _ in slack.payments.get(a, []))
        added = slack.addable_capacity(release.investments)
        return any(resource in added for a in self.latest_begin for resource, _ in slack.resource_loads.get(a, []))

    def max_extra_hand_over(self, release: PartyRelease) -> float:
        """The most that could be handed over in addition, in units of what is wanted."""
        slack, network = self.slack, self.slack.network
        limits, extra = self._apply_release(release)
        extra_level = dict.fromkeys(self.order, 0.0)
        for _ in range(MAX_SWEEPS):
            grew = False
            for activity in self.order:
                inputs = network.inputs(activity)
                level = min([limits[activity], *(extra[term.balance] / -term.coefficient for term in inputs)])
                increase = level - extra_level[activity]
                if increase > (NEGLIGIBLE * level if level < np.inf else 0.0):
                    extra_level[activity] = level
                    grew = True
                    for balance, amount in slack.largest_outputs[activity]:
                        if balance in extra:
                            extra[balance] += increase * amount
            if not grew:
                break
        ratio, keys = slack.blueprint.facts.serving_items(self.demand.wants), network.activities.key
        return sum(extra_level[hand] * ratio[keys[hand][1]] for hand in self.hand_overs if hand in extra_level)

    def _apply_release(self, release: PartyRelease) -> tuple[dict[int, float], dict[int, float]]:
        """The most of each activity and what lies unused of each balance, with things set free."""
        slack, added = self.slack, self.slack.addable_capacity(release.investments)
        limits, extra = dict(self._base_limits), dict(self._unused_stock)
        for activity in self.latest_begin:
            consented = any(index in release.consents for index, _ in slack.consents_of_hand_over.get(activity, []))
            funded = any(fund in release.funds for fund, _ in slack.payments.get(activity, []))
            if consented or funded or any(resource in added for resource, _ in slack.resource_loads.get(activity, [])):
                limits[activity] = self._activity_limit(activity, release, added)
            if release.excluded_party is not None and slack.operating_party(activity) == release.excluded_party:
                limits[activity] = 0.0
        for balance, bucket in self.useful_until.items():
            if any(
                index in release.reserves for index in slack.reserves_of_hold.get(slack.hold_of.get(balance, -1), [])
            ):
                extra[balance] = slack.releasable_stock(balance, bucket, release.reserves)
            if release.excluded_party is not None and slack.owner_of_stock(balance) == release.excluded_party:
                extra[balance] = 0.0
        return limits, extra

    def _activity_limit(self, activity: int, release: PartyRelease, added: dict[str, Array]) -> float:
        """The most of an activity up to its last begin, whatever it takes."""
        slack, end = self.slack, self.latest_begin[activity] + 1
        limit = float(self._ceiling_slack(activity, release)[:end].sum())
        for resource, quantity in slack.resource_loads.get(activity, []):
            capacity = slack.unused_capacity[resource] + added.get(resource, 0.0)
            limit = min(limit, float(capacity[:end].sum()) / quantity)
        for balance, amount in slack.lane_rows.get(activity, []):
            limit = min(limit, float(slack.lane_slack(balance)[:end].sum()) / amount)
        for fund, price in slack.payments.get(activity, []):
            cheapest = float(price[:end].min())
            if fund not in release.funds and cheapest > 0:
                limit = min(limit, float(slack.unspent_money[fund][end - 1]) / cheapest)
        for index, ratio in slack.consents_of_hand_over.get(activity, []):
            if index not in release.consents:
                limit = min(limit, slack.consent_slack(index, end) / ratio)
        return limit

    def _ceiling_slack(self, activity: int, release: PartyRelease) -> Array:
        """Slack of an activity's own ceiling by bucket; a hand-over's with the consents that are released."""
        slack = self.slack
        rules = slack.consents_of_hand_over.get(activity, [])
        if not any(index in release.consents for index, _ in rules):
            return slack.ceiling_slack(activity)
        open_ = self.demand.open.copy()
        for index, _ in rules:
            if index not in release.consents:
                open_ &= slack.blueprint.consents.rules[index].open
        return np.where(open_, np.inf, 0.0)

    def _latest_begin(self, activity: int, balance: int, until: int) -> int | None:
        """The last bucket in which an activity may begin to give to a balance by another."""
        network = self.slack.network
        upper = np.broadcast_to(network.activities.upper[activity], (network.calendar.count,))
        begins = [
            pairs.source[(pairs.target <= until) & (pairs.share > 0) & (upper[pairs.source] > 0)]
            for pairs in (network.patterns[t.pattern] for t in network.outputs(activity) if t.balance == balance)
        ]
        sources = np.concatenate(begins)
        if network.activities.family[activity] == "along" and not len(sources):
            return until
        return int(sources.max()) if len(sources) else None
