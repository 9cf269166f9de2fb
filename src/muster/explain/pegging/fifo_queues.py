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

from muster.network.graph import Array, Pattern
from muster.plans.levels import Levels
from muster.tolerances import NEGLIGIBLE

GOODS = frozenset(("stock", "take", "choice", "companion"))
"""Families of balances whose terms are goods."""

OPENING, RECEIPT, DONE = "stock", "receipt", "done"

_COMING = {"move": 4}
_LEAVING = {"hand": 0, "along": 1, "lost": 2, "move": 4}
_OTHERWISE = 3


@dataclass(frozen=True, slots=True)
class Column:
    """An activity in a bucket."""

    activity: int
    bucket: int


@dataclass(frozen=True, slots=True)
class Came:
    """Goods that came into a queue in a bucket: opening stock, a receipt, or what a column gave.

    `low` to `high` is the part of the column's level, as a fraction, that gave them.
    """

    kind: str
    bucket: int
    column: Column | None = None
    low: float = 0.0
    high: float = 1.0


@dataclass(slots=True)
class Queue:
    """What came, end to end: `ends` are the positions at which each ends, `came` says what it is."""

    ends: list[float] = field(default_factory=list)
    came: list[Came] = field(default_factory=list)
    buckets: list[int] = field(default_factory=list)

    def add(self, came: Came, quantity: float) -> None:
        """Goods at the end of the queue."""
        self.ends.append((self.ends[-1] if self.ends else 0.0) + quantity)
        self.came.append(came)
        self.buckets.append(came.bucket)

    def between(self, low: float, high: float, until: int) -> Iterator[tuple[float, float, int]]:
        """Stretches (from, to, place) of ``[low, high]``, of what had come by the end of bucket `until`.

        What the solver's rounding leaves without goods is of the last that came.
        """
        last = bisect_right(self.buckets, until) - 1
        if last < 0:
            return
        place = min(bisect_right(self.ends, low), last)
        while True:
            end = high if place == last else min(self.ends[place], high)
            if end > low:
                yield low, end, place
            low = max(low, end)
            if place == last or low >= high:
                return
            place += 1

    def there(self, until: int) -> float:
        """All that had come by the end of a bucket."""
        last = bisect_right(self.buckets, until) - 1
        return self.ends[last] if last >= 0 else 0.0


@dataclass(frozen=True, slots=True)
class Taken:
    """What one column takes of a balance: where on the queue it begins, and how much."""

    balance: int
    begin: float
    quantity: float


@dataclass(frozen=True, slots=True)
class Left:
    """Goods that leave the plan's sight: lost, or lying there at the end."""

    kind: str
    balance: int
    bucket: int
    begin: float
    quantity: float


class Queues:
    """All queues of a plan, what every column takes of them, and what nothing takes."""

    def __init__(self, levels: Levels) -> None:
        self.levels = levels
        self.network = levels.network
        self.calendar = levels.network.calendar
        self.takes: dict[Column, list[Taken]] = defaultdict(list)
        self.gives: dict[tuple[Column, int], float] = defaultdict(float)
        self.left: list[Left] = []
        self.stocks: dict[int, Queue] = {}
        self._within: dict[tuple[int, int], Queue] = {}
        self._opening: dict[tuple[str, ...], float] = {
            (r["location"], r["item"]): r["quantity"] for r in levels.blueprint.facts.rows("stocks")
        }
        coming, leaving = self._terms()
        for balance in sorted(coming.keys() | leaving.keys()):
            self._lay(balance, coming.get(balance, []), leaving.get(balance, []))

    def queue(self, balance: int, bucket: int) -> Queue:
        """The queue of a balance, in a bucket."""
        return self.stocks[balance] if balance in self.stocks else self._within[balance, bucket]

    def item(self, balance: int) -> str | None:
        """The item of a stock; None for a balance that hands on goods."""
        return self.network.balances.key[balance][1] if self.network.balances.family[balance] == "stock" else None

    def _terms(self) -> tuple[dict[int, list[_Coming]], dict[int, list[_Leaving]]]:
        """What comes to and leaves each balance of goods, by bucket and in order."""
        network = self.network
        coming: dict[int, list[_Coming]] = defaultdict(list)
        leaving: dict[int, list[_Leaving]] = defaultdict(list)
        for place, activity in enumerate(network.term_activity):
            balance = network.term_balance[place]
            if network.balances.family[balance] not in GOODS or network.activities.family[activity] == "hold":
                continue
            level = np.maximum(self.levels.of(activity), 0.0)
            amount = level * network.term_coefficient[place] * network.profiles[network.term_profile[place]]
            if amount.any():
                pattern = network.patterns[network.term_pattern[place]]
                if network.term_coefficient[place] > 0:
                    coming[balance] += self._given(activity, balance, amount, pattern)
                else:
                    rank = _LEAVING.get(network.activities.family[activity], _OTHERWISE)
                    leaving[balance] += [
                        (t, rank, activity, -float(amount[t])) for t in np.flatnonzero(amount).tolist()
                    ]
        for balance, family in enumerate(network.balances.family):
            if family in GOODS:
                self._by_itself(balance, coming, leaving)
        return coming, leaving

    def _given(self, activity: int, balance: int, amount: Array, pattern: Pattern) -> Iterator[_Coming]:
        """What an activity gives, arrival by arrival: the first part of its level arrives first."""
        rank = _COMING.get(self.network.activities.family[activity], _OTHERWISE)
        begun = np.zeros(len(amount))
        arrivals = (pattern.source.tolist(), pattern.target.tolist(), pattern.share.tolist())
        for s, t, part in zip(*arrivals, strict=True):
            if amount[s] > 0 and part > 0:
                column, low = Column(activity, s), float(begun[s])
                self.gives[column, balance] = float(amount[s])
                begun[s] += part
                came = Came(DONE, t, column, low, float(begun[s]))
                yield t, rank, s, activity, came, float(amount[s]) * part

    def _by_itself(self, balance: int, coming: dict[int, list[_Coming]], leaving: dict[int, list[_Leaving]]) -> None:
        """Opening stock, receipts and losses: the right-hand side of a balance, where it is one figure."""
        lower, count = self.network.balances.lower[balance], self.calendar.count
        if not np.any(lower):
            return
        opening = self._opening.get(self.network.balances.key[balance][:2], 0.0)
        for t, figure in enumerate(np.broadcast_to(lower, (count,)).tolist()):
            if figure > 0:
                leaving[balance].append((t, _LEAVING["lost"], -1, figure))
            elif figure < 0:
                first = min(opening, -figure) if t == 0 else 0.0
                for rank, kind, quantity in ((0, OPENING, first), (1, RECEIPT, -figure - first)):
                    if quantity > 0:
                        coming[balance].append((t, rank, 0, -1, Came(kind, t), quantity))

    def _lay(self, balance: int, coming: list[_Coming], leaving: list[_Leaving]) -> None:
        """Lay what comes end to end, and what leaves along it."""
        coming.sort(key=lambda one: one[:4])
        leaving.sort(key=lambda one: one[:3])
        if self.network.balances.family[balance] == "stock":
            queue = self.stocks[balance] = Queue()
            for *_, came, quantity in coming:
                queue.add(came, quantity)
            position = self._take(balance, leaving, 1.0)
            rest = queue.there(self.calendar.count) - position
            if rest > NEGLIGIBLE * self.network.balances.scale[balance]:
                self.left.append(Left("end", balance, self.calendar.count - 1, position, rest))
            return
        for bucket in sorted({one[0] for one in coming}):
            queue = self._within[balance, bucket] = Queue()
            for *_, came, quantity in coming[bisect_left(coming, (bucket,)) : bisect_left(coming, (bucket + 1,))]:
                queue.add(came, quantity)
            gone = leaving[bisect_left(leaving, (bucket,)) : bisect_left(leaving, (bucket + 1,))]
            total = sum(quantity for *_, quantity in gone)
            self._take(balance, gone, queue.ends[-1] / total if total else 1.0)

    def _take(self, balance: int, leaving: list[_Leaving], stretch: float) -> float:
        """Note what each column takes, one behind the other; where that ends."""
        position = 0.0
        for bucket, _, activity, quantity in leaving:
            quantity *= stretch
            if activity < 0:
                self.left.append(Left("lost", balance, bucket, position, quantity))
            else:
                self.takes[Column(activity, bucket)].append(Taken(balance, position, quantity))
            position += quantity
        return position


_Coming = tuple[int, int, int, int, Came, float]
_Leaving = tuple[int, int, int, float]
