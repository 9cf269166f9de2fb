"""Every balance of goods as a queue: what comes in, in the order of its coming, leaves in that order.

A stock is one queue over the whole horizon; a balance that only hands goods on within a bucket (goods taken of any
mark, a family's members, companions) is a queue of each bucket. Positions on a queue are in units of the balance. Of
what comes in one bucket, opening stock stands first, then receipts, what is made, what is brought, the oldest start
first; of what leaves, hand-overs come first, then what is lost, taken by operations and investments, then what is
moved.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from muster.network.graph import GOODS, Array, Pattern, Term
from muster.plans.levels import Levels
from muster.tolerances import NEGLIGIBLE

OPENING, RECEIPT, PRODUCED = "stock", "receipt", "done"

_ARRIVAL_RANK = {"move": 4}
_DEPARTURE_RANK = {"hand": 0, "along": 1, "lost": 2, "move": 4}
_OTHER_RANK = 3


@dataclass(frozen=True, slots=True)
class ActivityColumn:
    """An activity in a bucket."""

    activity: int
    bucket: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Inflow:
    """Goods that came into a queue in a bucket: opening stock, a receipt, or what a column gave.

    `low` to `high` is the part of the column's level, as a fraction, that gave them.
    """

    kind: str
    bucket: int
    column: ActivityColumn | None = None
    low: float = 0.0
    high: float = 1.0


@dataclass(slots=True)
class FifoQueue:
    """Inflows of a stock end to end: `ends` are the positions at which each ends, `inflows` what they are."""

    ends: list[float] = field(default_factory=list)
    inflows: list[Inflow] = field(default_factory=list)
    buckets: list[int] = field(default_factory=list)

    def add(self, inflow: Inflow, quantity: float) -> None:
        """Goods at the end of the queue."""
        self.ends.append((self.ends[-1] if self.ends else 0.0) + quantity)
        self.inflows.append(inflow)
        self.buckets.append(inflow.bucket)

    def segments(self, low: float, high: float, until: int) -> Iterator[tuple[float, float, int]]:
        """Stretches (from, to, place) of ``[low, high]``, of what had come by the end of bucket `until`.

        What the solver's rounding leaves without goods is of the last that came.
        """
        last = bisect_right(self.buckets, until) - 1
        if last < 0:
            return
        index = min(bisect_right(self.ends, low), last)
        while True:
            end = high if index == last else min(self.ends[index], high)
            if end > low:
                yield low, end, index
            low = max(low, end)
            if index == last or low >= high:
                return
            index += 1

    def inflow_until(self, until: int) -> float:
        """All that had come by the end of a bucket."""
        last = bisect_right(self.buckets, until) - 1
        return self.ends[last] if last >= 0 else 0.0


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Quantity that one column takes from a balance: its begin on the queue, and its size."""

    balance: int
    begin: float
    quantity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Residual:
    """Goods that leave the plan's sight: lost, or lying there at the end."""

    kind: str
    balance: int
    bucket: int
    begin: float
    quantity: float


class FifoQueues:
    """All queues of a plan, what every column takes of them, and what nothing takes."""

    def __init__(self, levels: Levels) -> None:
        self.levels = levels
        self.network = levels.network
        self.calendar = levels.network.calendar
        self.withdrawals: dict[ActivityColumn, list[Withdrawal]] = defaultdict(list)
        self.outputs: dict[tuple[ActivityColumn, int], float] = defaultdict(float)
        self.residuals: list[Residual] = []
        self.stock_queues: dict[int, FifoQueue] = {}
        self._bucket_queues: dict[tuple[int, int], FifoQueue] = {}
        self._opening_stock: dict[tuple[str, ...], float] = {
            (r["location"], r["item"]): r["quantity"] for r in levels.blueprint.facts.rows("stocks")
        }
        arrivals, departures = self._collect_flows()
        for balance in sorted(arrivals.keys() | departures.keys()):
            self._build_queue(balance, arrivals.get(balance, []), departures.get(balance, []))

    def queue(self, balance: int, bucket: int) -> FifoQueue:
        """The queue of a balance, in a bucket."""
        return self.stock_queues[balance] if balance in self.stock_queues else self._bucket_queues[balance, bucket]

    def item(self, balance: int) -> str | None:
        """The item of a stock; None for a balance that hands on goods."""
        return self.network.balances.key[balance][1] if self.network.balances.family[balance] == "stock" else None

    def _collect_flows(self) -> tuple[dict[int, list[_Arrival]], dict[int, list[_Departure]]]:
        """Inflows and withdrawals of each balance of goods, by bucket and in order."""
        network = self.network
        arrivals: dict[int, list[_Arrival]] = defaultdict(list)
        departures: dict[int, list[_Departure]] = defaultdict(list)
        for term in network.goods_terms():
            level = np.maximum(self.levels.of_activity(term.activity), 0.0)
            amount = level * term.coefficient * network.profiles[term.profile]
            if not amount.any():
                continue
            if term.coefficient > 0:
                arrivals[term.balance] += self._arrivals(term, amount, network.patterns[term.pattern])
            else:
                rank = _DEPARTURE_RANK.get(network.activities.family[term.activity], _OTHER_RANK)
                departures[term.balance] += [
                    (t, rank, term.activity, -float(amount[t])) for t in np.flatnonzero(amount).tolist()
                ]
        for balance, family in enumerate(network.balances.family):
            if family in GOODS:
                self._add_scheduled_flows(balance, arrivals, departures)
        return arrivals, departures

    def _arrivals(self, term: Term, amount: Array, pattern: Pattern) -> Iterator[_Arrival]:
        """Output of an activity, arrival by arrival: the first part of its level arrives first."""
        rank = _ARRIVAL_RANK.get(self.network.activities.family[term.activity], _OTHER_RANK)
        arrived = np.zeros(len(amount))
        pairs = (pattern.source.tolist(), pattern.target.tolist(), pattern.share.tolist())
        for s, t, share in zip(*pairs, strict=True):
            if amount[s] > 0 and share > 0:
                column, low = ActivityColumn(term.activity, s), float(arrived[s])
                self.outputs[column, term.balance] = float(amount[s])
                arrived[s] += share
                inflow = Inflow(kind=PRODUCED, bucket=t, column=column, low=low, high=float(arrived[s]))
                yield t, rank, s, term.activity, inflow, float(amount[s]) * share

    def _add_scheduled_flows(
        self, balance: int, arrivals: dict[int, list[_Arrival]], departures: dict[int, list[_Departure]]
    ) -> None:
        """Opening stock, receipts and losses: the right-hand side of a balance, where it is one figure."""
        lower, count = self.network.balances.lower[balance], self.calendar.count
        if not np.any(lower):
            return
        opening = self._opening_stock.get(self.network.balances.key[balance][:2], 0.0)
        for t, amount in enumerate(np.broadcast_to(lower, (count,)).tolist()):
            if amount > 0:
                departures[balance].append((t, _DEPARTURE_RANK["lost"], -1, amount))
            elif amount < 0:
                first = min(opening, -amount) if t == 0 else 0.0
                for rank, kind, quantity in ((0, OPENING, first), (1, RECEIPT, -amount - first)):
                    if quantity > 0:
                        arrivals[balance].append((t, rank, 0, -1, Inflow(kind=kind, bucket=t), quantity))

    def _build_queue(self, balance: int, arrivals: list[_Arrival], departures: list[_Departure]) -> None:
        """Lay what comes end to end, and what leaves along it."""
        arrivals.sort(key=lambda entry: entry[:4])
        departures.sort(key=lambda entry: entry[:3])
        if self.network.balances.family[balance] == "stock":
            queue = self.stock_queues[balance] = FifoQueue()
            for *_, inflow, quantity in arrivals:
                queue.add(inflow, quantity)
            position = self._withdraw(balance, departures, 1.0)
            rest = queue.inflow_until(self.calendar.count) - position
            if rest > NEGLIGIBLE * self.network.balances.scale[balance]:
                last = self.calendar.count - 1
                self.residuals.append(Residual(kind="end", balance=balance, bucket=last, begin=position, quantity=rest))
            return
        for bucket in sorted({entry[0] for entry in arrivals}):
            queue = self._bucket_queues[balance, bucket] = FifoQueue()
            for *_, inflow, quantity in arrivals[
                bisect_left(arrivals, (bucket,)) : bisect_left(arrivals, (bucket + 1,))
            ]:
                queue.add(inflow, quantity)
            bucket_departures = departures[bisect_left(departures, (bucket,)) : bisect_left(departures, (bucket + 1,))]
            total = sum(quantity for *_, quantity in bucket_departures)
            self._withdraw(balance, bucket_departures, queue.ends[-1] / total if total else 1.0)

    def _withdraw(self, balance: int, departures: list[_Departure], scale: float) -> float:
        """Note what each column takes, one behind the other; where that ends."""
        position = 0.0
        for bucket, _, activity, quantity in departures:
            quantity *= scale
            if activity < 0:
                self.residuals.append(
                    Residual(kind="lost", balance=balance, bucket=bucket, begin=position, quantity=quantity)
                )
            else:
                self.withdrawals[ActivityColumn(activity, bucket)].append(Withdrawal(balance, position, quantity))
            position += quantity
        return position


_Arrival = tuple[int, int, int, int, Inflow, float]
_Departure = tuple[int, int, int, float]
