"""Upstream trace of lots: the queues followed from hand-over to source, all inputs at once.

A **part** is a stretch of one activity's level in one bucket with one and the same history: each of its inputs comes
from one part further up. An item that an operation takes and gives back, no more than it took, goes through it: what
is given back is what was taken, without the other inputs. What goes round within a bucket is told once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from muster.explain.pegging.fifo_queues import ActivityColumn, FifoQueues, Inflow, Withdrawal

SLIVER = 1e-9
"""Stretches shorter than this part of their column's level belong to their neighbour: they are rounding."""

MAX_STEPS = 400
"""A part with more steps than this behind it is told without what stands behind it."""

MAX_LOTS = 5000
"""A column with more parts than this is told without what stands behind its inputs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LotInput:
    """Quantity of an item per unit of level, from a part; `level` is how much of that part's level gave it."""

    balance: int
    quantity: float
    lot: TracedLot
    level: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TracedLot:
    """A column, or opening stock or a receipt of a balance; `cut` where more stands behind it than is told."""

    column: ActivityColumn | None = None
    inflow: Inflow | None = None
    balance: int = -1
    inputs: tuple[LotInput, ...] = ()
    step_count: int = 1
    cut: bool = False


@dataclass(slots=True)
class ColumnLots:
    """The parts of one column: the fraction of its level at which each ends."""

    ends: list[float]
    lots: list[TracedLot]

    def segments(self, low: float, high: float) -> Iterable[tuple[float, float, TracedLot]]:
        """Stretches (from, to, part) of a stretch of the level."""
        index = min(bisect_right(self.ends, low), len(self.ends) - 1)
        while True:
            end = high if index == len(self.ends) - 1 else min(self.ends[index], high)
            if end > low:
                yield low, end, self.lots[index]
            low = max(low, end)
            if low >= high or index == len(self.ends) - 1:
                return
            index += 1


class UpstreamTrace:
    """The parts of every column of a plan. `cut_count` says how many parts are told without what stands behind them."""

    def __init__(self, queues: FifoQueues) -> None:
        self.queues = queues
        self.levels = queues.levels
        self.cut_count = 0
        self._lots: dict[ActivityColumn, ColumnLots] = {}
        self._untraced_lots: dict[ActivityColumn, ColumnLots] = {}
        self._pass_through_lots: dict[tuple[ActivityColumn, int], ColumnLots] = {}
        self._source_lots: dict[tuple[int, Inflow], TracedLot] = {}
        self._pass_through = _find_pass_through(queues)
        by_bucket: dict[int, list[ActivityColumn]] = defaultdict(list)
        for column in queues.withdrawals:
            by_bucket[column.bucket].append(column)
        for bucket in sorted(by_bucket):
            for column in self._sort_by_supply(sorted(by_bucket[bucket], key=lambda entry: entry.activity)):
                self._trace_column(column)

    def lots_of(self, column: ActivityColumn) -> ColumnLots:
        """The parts of a column."""
        return self._lots.get(column) or self._untraced(column, column in self.queues.withdrawals)

    def lots_behind(
        self, balance: int, begin: float, end: float, until: int
    ) -> list[tuple[float, float, TracedLot, float]]:
        """Lots behind ``[begin, end]`` of a queue: (from, to, part, level of the part per unit)."""
        queue = self.queues.queue(balance, until)
        lots = []
        for low, high, index in queue.segments(begin, end, until):
            inflow = queue.inflows[index]
            if inflow.column is None:
                lots.append((low, high, self._source_lot(balance, inflow), 1.0))
                continue
            top = queue.ends[index]
            bottom = queue.ends[index - 1] if index else 0.0
            rate = (inflow.high - inflow.low) / (top - bottom)
            first, last = inflow.low + rate * (low - bottom), inflow.low + rate * (high - bottom)
            per_unit = 1.0 / self.queues.outputs[inflow.column, balance]
            column_lots = self._pass_through_lots.get((inflow.column, balance)) or self.lots_of(inflow.column)
            level = float(self.levels.of_activity(inflow.column.activity)[inflow.column.bucket])
            pieces = list(column_lots.segments(first, last))
            for k, (piece_begin, piece_end, lot) in enumerate(pieces):
                start = low if k == 0 else low + (piece_begin - first) / rate
                stop = high if k == len(pieces) - 1 else low + (piece_end - first) / rate
                lots.append((start, stop, lot, level * per_unit))
        return lots

    def _source_lot(self, balance: int, inflow: Inflow) -> TracedLot:
        return self._source_lots.setdefault((balance, inflow), TracedLot(inflow=inflow, balance=balance))

    def _untraced(self, column: ActivityColumn, cut: bool) -> ColumnLots:
        """A column as one part, without what stands behind it; cut if there is something."""
        if column not in self._untraced_lots:
            self.cut_count += cut
            self._untraced_lots[column] = ColumnLots([1.0], [TracedLot(column=column, cut=cut)])
        return self._untraced_lots[column]

    def _sort_by_supply(self, columns: list[ActivityColumn]) -> list[ActivityColumn]:
        """Columns of one bucket such that what one gives within the bucket is known before another takes it."""
        in_bucket = set(columns)
        suppliers = {column: self._suppliers(column) & in_bucket - {column} for column in columns}
        consumers: dict[ActivityColumn, list[ActivityColumn]] = defaultdict(list)
        for column in columns:
            for other in suppliers[column]:
                consumers[other].append(column)
        ready = [column for column in reversed(columns) if not suppliers[column]]
        waiting = {column: len(suppliers[column]) for column in columns}
        remaining = list(reversed(columns))
        order: list[ActivityColumn] = []
        done: set[ActivityColumn] = set()
        while len(order) < len(columns):
            column = ready.pop() if ready else remaining.pop()
            if column in done:
                continue
            done.add(column)
            order.append(column)
            for other in consumers[column]:
                waiting[other] -= 1
                if waiting[other] == 0:
                    ready.append(other)
        return order

    def _suppliers(self, column: ActivityColumn) -> set[ActivityColumn]:
        """Columns of the same bucket whose goods this one takes."""
        suppliers = set()
        for withdrawal in self.queues.withdrawals[column]:
            queue = self.queues.queue(withdrawal.balance, column.bucket)
            for _, _, index in queue.segments(withdrawal.begin, withdrawal.begin + withdrawal.quantity, column.bucket):
                other = queue.inflows[index].column
                if other is not None and other.bucket == column.bucket:
                    suppliers.add(other)
        return suppliers

    def _trace_column(self, column: ActivityColumn) -> None:
        withdrawals = self.queues.withdrawals[column]
        level = float(self.levels.of_activity(column.activity)[column.bucket])
        streams = [self._input_stream(column, withdrawal) for withdrawal in withdrawals]
        self._lots[column] = self._join_streams(column, withdrawals, streams, level)
        for balance, source_balance in self._pass_through.get(column.activity, {}).items():
            chosen = [k for k, withdrawal in enumerate(withdrawals) if withdrawal.balance == source_balance]
            if chosen:
                picked = [withdrawals[k] for k in chosen], [streams[k] for k in chosen]
                self._pass_through_lots[column, balance] = self._join_streams(column, *picked, level)

    def _input_stream(self, column: ActivityColumn, withdrawal: Withdrawal) -> list[tuple[float, TracedLot, float]]:
        """Lots of one input along the column's level: (fraction at which it ends, part, level per unit)."""
        if withdrawal.quantity <= 0:
            return []
        lots = self.lots_behind(
            withdrawal.balance, withdrawal.begin, withdrawal.begin + withdrawal.quantity, column.bucket
        )
        return [((high - withdrawal.begin) / withdrawal.quantity, lot, rate) for _, high, lot, rate in lots]

    def _join_streams(
        self,
        column: ActivityColumn,
        withdrawals: list[Withdrawal],
        streams: list[list[tuple[float, TracedLot, float]]],
        level: float,
    ) -> ColumnLots:
        """Parts in each of which every input comes from one part."""
        ends = _cut_points(end for stream in streams for end, _, _ in stream)
        if len(ends) > MAX_LOTS:
            return self._untraced(column, cut=True)
        positions = [0] * len(streams)
        result = ColumnLots([], [])
        begin = 0.0
        for end in ends:
            middle = (begin + end) / 2
            inputs = []
            for k, stream in enumerate(streams):
                while positions[k] < len(stream) - 1 and stream[positions[k]][0] <= middle:
                    positions[k] += 1
                if stream:
                    _, lot, rate = stream[positions[k]]
                    quantity = withdrawals[k].quantity / level
                    inputs.append(LotInput(balance=withdrawals[k].balance, quantity=quantity, lot=lot, level=rate))
            begin = end
            if result.lots and _have_same_sources(result.lots[-1].inputs, inputs):
                result.ends[-1] = end
                continue
            result.ends.append(end)
            result.lots.append(self._make_lot(column, inputs))
        return result

    def _make_lot(self, column: ActivityColumn, inputs: list[LotInput]) -> TracedLot:
        steps = 1 + sum(source.lot.step_count for source in inputs)
        if steps > MAX_STEPS:
            self.cut_count += 1
            return TracedLot(column=column, cut=True)
        return TracedLot(column=column, inputs=tuple(inputs), step_count=steps)


def _have_same_sources(inputs: Iterable[LotInput], others: list[LotInput]) -> bool:
    return all(a.lot is b.lot and a.level == b.level for a, b in zip(inputs, others, strict=True))


def _cut_points(ends: Iterable[float]) -> list[float]:
    """Ends of parts, slivers of rounding left out; the last is 1."""
    points: list[float] = []
    for end in sorted(ends):
        if end - (points[-1] if points else 0.0) > SLIVER and end < 1.0 - SLIVER:
            points.append(end)
    return [*points, 1.0]


def _find_pass_through(queues: FifoQueues) -> dict[int, dict[int, int]]:
    """By operation: the stock that it gives an item back to, with the balance that it takes the item from."""
    network = queues.network
    through: dict[int, dict[int, int]] = defaultdict(dict)
    for activity in network.activities.family_members("run"):
        for output in network.outputs(activity):
            goods = network.balances.key[output.balance][:2]
            for term in network.inputs(activity):
                any_mark = network.balances.family[term.balance] in ("stock", "take")
                same_goods = any_mark and network.balances.key[term.balance][:2] == goods
                if same_goods and -term.coefficient >= output.coefficient:
                    through[activity][output.balance] = term.balance
    return dict(through)
