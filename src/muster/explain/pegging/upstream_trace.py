"""What stands behind every stretch of goods: the queues followed upstream, all inputs at once.

A **part** is a stretch of one activity's level in one bucket with one and the same history: each of its inputs comes
from one part further up. An item that an operation takes and gives back, no more than it took, goes through it: what
is given back is what was taken, without the other inputs. What goes round within a bucket is told once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from muster.explain.pegging.fifo_queues import Came, Column, Queues, Taken

SLIVER = 1e-9
"""Stretches shorter than this part of their column's level belong to their neighbour: they are rounding."""

MOST_STEPS = 400
"""A part with more steps than this behind it is told without what stands behind it."""

MOST_PARTS = 5000
"""A column with more parts than this is told without what stands behind its inputs."""


@dataclass(frozen=True, slots=True)
class Input:
    """So much of an item per unit of level, from a part; `level` is how much of that part's level gave it."""

    balance: int
    quantity: float
    part: Part
    level: float


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A column, or opening stock or a receipt of a balance; `cut` where more stands behind it than is told."""

    column: Column | None
    came: Came | None
    balance: int
    inputs: tuple[Input, ...] = ()
    steps: int = 1
    cut: bool = False


@dataclass(slots=True)
class Parts:
    """The parts of one column: the fraction of its level at which each ends."""

    ends: list[float]
    parts: list[Part]

    def between(self, low: float, high: float) -> Iterable[tuple[float, float, Part]]:
        """Stretches (from, to, part) of a stretch of the level."""
        place = min(bisect_right(self.ends, low), len(self.ends) - 1)
        while True:
            end = high if place == len(self.ends) - 1 else min(self.ends[place], high)
            if end > low:
                yield low, end, self.parts[place]
            low = max(low, end)
            if low >= high or place == len(self.ends) - 1:
                return
            place += 1


class Tracing:
    """The parts of every column of a plan. `cut` says how many parts are told without what stands behind them."""

    def __init__(self, queues: Queues) -> None:
        self.queues = queues
        self.levels = queues.levels
        self.cut = 0
        self._parts: dict[Column, Parts] = {}
        self._bares: dict[Column, Parts] = {}
        self._through: dict[tuple[Column, int], Parts] = {}
        self._sources: dict[tuple[int, Came], Part] = {}
        self._through_balances = _passed_through(queues)
        by_bucket: dict[int, list[Column]] = defaultdict(list)
        for column in queues.takes:
            by_bucket[column.bucket].append(column)
        for bucket in sorted(by_bucket):
            for column in self._in_order(sorted(by_bucket[bucket], key=lambda one: one.activity)):
                self._trace(column)

    def parts(self, column: Column) -> Parts:
        """The parts of a column."""
        return self._parts.get(column) or self._bare(column, column in self.queues.takes)

    def behind(self, balance: int, begin: float, end: float, until: int) -> list[tuple[float, float, Part, float]]:
        """What stands behind ``[begin, end]`` of a queue: (from, to, part, level of the part per unit)."""
        queue = self.queues.queue(balance, until)
        found = []
        for low, high, place in queue.between(begin, end, until):
            came = queue.came[place]
            if came.column is None:
                found.append((low, high, self._source(balance, came), 1.0))
                continue
            top = queue.ends[place]
            bottom = queue.ends[place - 1] if place else 0.0
            rate = (came.high - came.low) / (top - bottom)
            first, last = came.low + rate * (low - bottom), came.low + rate * (high - bottom)
            per_unit = 1.0 / self.queues.gives[came.column, balance]
            behind = self._through.get((came.column, balance)) or self.parts(came.column)
            level = float(self.levels.of(came.column.activity)[came.column.bucket])
            pieces = list(behind.between(first, last))
            for k, (one, other, part) in enumerate(pieces):
                start = low if k == 0 else low + (one - first) / rate
                stop = high if k == len(pieces) - 1 else low + (other - first) / rate
                found.append((start, stop, part, level * per_unit))
        return found

    def _source(self, balance: int, came: Came) -> Part:
        return self._sources.setdefault((balance, came), Part(None, came, balance))

    def _bare(self, column: Column, cut: bool) -> Parts:
        """A column as one part, without what stands behind it; cut if there is something."""
        if column not in self._bares:
            self.cut += cut
            self._bares[column] = Parts([1.0], [Part(column, None, -1, cut=cut)])
        return self._bares[column]

    def _in_order(self, columns: list[Column]) -> list[Column]:
        """Columns of one bucket such that what one gives within the bucket is known before another takes it."""
        here = set(columns)
        ahead = {column: self._before(column) & here - {column} for column in columns}
        behind: dict[Column, list[Column]] = defaultdict(list)
        for column in columns:
            for other in ahead[column]:
                behind[other].append(column)
        free = [column for column in reversed(columns) if not ahead[column]]
        waiting = {column: len(ahead[column]) for column in columns}
        rest = list(reversed(columns))
        order: list[Column] = []
        done: set[Column] = set()
        while len(order) < len(columns):
            column = free.pop() if free else rest.pop()
            if column in done:
                continue
            done.add(column)
            order.append(column)
            for other in behind[column]:
                waiting[other] -= 1
                if waiting[other] == 0:
                    free.append(other)
        return order

    def _before(self, column: Column) -> set[Column]:
        """Columns of the same bucket whose goods this one takes."""
        found = set()
        for taken in self.queues.takes[column]:
            queue = self.queues.queue(taken.balance, column.bucket)
            for _, _, place in queue.between(taken.begin, taken.begin + taken.quantity, column.bucket):
                other = queue.came[place].column
                if other is not None and other.bucket == column.bucket:
                    found.add(other)
        return found

    def _trace(self, column: Column) -> None:
        takes = self.queues.takes[column]
        level = float(self.levels.of(column.activity)[column.bucket])
        streams = [self._stream(column, taken) for taken in takes]
        self._parts[column] = self._joined(column, takes, streams, level)
        for balance, place in self._through_balances.get(column.activity, {}).items():
            chosen = [k for k, taken in enumerate(takes) if taken.balance == place]
            if chosen:
                picked = [takes[k] for k in chosen], [streams[k] for k in chosen]
                self._through[column, balance] = self._joined(column, *picked, level)

    def _stream(self, column: Column, taken: Taken) -> list[tuple[float, Part, float]]:
        """What one input is made of along the column's level: (fraction at which it ends, part, level per unit)."""
        if taken.quantity <= 0:
            return []
        found = self.behind(taken.balance, taken.begin, taken.begin + taken.quantity, column.bucket)
        return [((high - taken.begin) / taken.quantity, part, rate) for _, high, part, rate in found]

    def _joined(
        self, column: Column, takes: list[Taken], streams: list[list[tuple[float, Part, float]]], level: float
    ) -> Parts:
        """Parts in each of which every input comes from one part."""
        ends = _cuts(end for stream in streams for end, _, _ in stream)
        if len(ends) > MOST_PARTS:
            return self._bare(column, cut=True)
        places = [0] * len(streams)
        result = Parts([], [])
        begin = 0.0
        for end in ends:
            middle = (begin + end) / 2
            inputs = []
            for k, stream in enumerate(streams):
                while places[k] < len(stream) - 1 and stream[places[k]][0] <= middle:
                    places[k] += 1
                if stream:
                    _, part, rate = stream[places[k]]
                    inputs.append(Input(takes[k].balance, takes[k].quantity / level, part, rate))
            begin = end
            if result.parts and _same(result.parts[-1].inputs, inputs):
                result.ends[-1] = end
                continue
            result.ends.append(end)
            result.parts.append(self._part(column, inputs))
        return result

    def _part(self, column: Column, inputs: list[Input]) -> Part:
        steps = 1 + sum(one.part.steps for one in inputs)
        if steps > MOST_STEPS:
            self.cut += 1
            return Part(column, None, -1, cut=True)
        return Part(column, None, -1, tuple(inputs), steps)


def _same(one: Iterable[Input], other: list[Input]) -> bool:
    return all(a.part is b.part and a.level == b.level for a, b in zip(one, other, strict=True))


def _cuts(ends: Iterable[float]) -> list[float]:
    """Where parts end, rounding's slivers left out; the last is 1."""
    found: list[float] = []
    for end in sorted(ends):
        if end - (found[-1] if found else 0.0) > SLIVER and end < 1.0 - SLIVER:
            found.append(end)
    return [*found, 1.0]


def _passed_through(queues: Queues) -> dict[int, dict[int, int]]:
    """By operation: the stock that it gives an item back to, with the balance that it takes the item from."""
    network = queues.network
    given: dict[int, dict[int, float]] = defaultdict(dict)
    taken: dict[int, dict[int, float]] = defaultdict(dict)
    for activity, balance, amount in zip(
        network.term_activity, network.term_balance, network.term_coefficient, strict=True
    ):
        if network.activities.family[activity] == "run":
            (given if amount > 0 else taken)[activity][balance] = abs(amount)
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for activity, gifts in given.items():
        for balance, amount in gifts.items():
            if network.balances.family[balance] != "stock":
                continue
            key = network.balances.key[balance][:2]
            for other, quantity in taken.get(activity, {}).items():
                same = network.balances.family[other] in ("stock", "take") and network.balances.key[other][:2] == key
                if same and quantity >= amount:
                    found[activity][balance] = other
    return dict(found)
