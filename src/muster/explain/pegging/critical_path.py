"""Why so late: for a request that is late for lead time alone, the steps that take the time, one after the other.

A request is late for lead time alone if no capacity and no money would make it sooner: neither can one more unit than
is planned be there in a bucket in which some is late, nor can anything that is handed over later, from the very stock,
receipts and operations that serve it. The path is that of what ends the lateness: of several inputs the last to be
there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from muster.explain.pegging.earliest_supply import EarliestSupply
from muster.explain.pegging.fifo_queues import ActivityColumn, FifoQueues
from muster.explain.pegging.pegs import KIND_OF_FAMILY, item_moved, levels_of_plan
from muster.explain.pegging.upstream_trace import LotInput, TracedLot, UpstreamTrace
from muster.explain.relaxations.relaxation import consent_id
from muster.network.demand import Demand
from muster.plans.fulfilment import hand_overs_by_request, late_quantity
from muster.plans.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticalStep:
    """A step on the path: from the bucket in which it begins to the one in which its goods are there.

    `kind` is stock, receipt, operation, lane, hand_over, or what is waited for: capacity, consent, window. `activity`
    is its id, `location` where a stock lies or a receipt arrives.
    """

    kind: str
    activity: str
    item: str
    start: date
    until: date
    location: str | None = None

    def as_dict(self) -> dict[str, str]:
        """The step in JSON."""
        return {
            "kind": self.kind,
            "activity": self.activity,
            "item": self.item,
            "from": self.start.isoformat(),
            "until": self.until.isoformat(),
        }


def critical_paths(plan: Plan) -> dict[str, tuple[CriticalStep, ...]]:
    """The path of every request that is late for lead time alone."""
    levels = levels_of_plan(plan)
    earliest, trace = EarliestSupply(levels), UpstreamTrace(FifoQueues(levels))
    handed_over = hand_overs_by_request(levels)
    paths = {}
    for demand in levels.blueprint.demands:
        missing = late_quantity(demand.due, handed_over[demand.request])
        if missing.any():
            path = _path_of(_LotTimings(trace, earliest), demand, np.flatnonzero(missing))
            if path:
                paths[demand.request] = path
    return paths


def critical_path(plan: Plan, request: str) -> tuple[CriticalStep, ...]:
    """The path of one request; empty if it is not late, or not for lead time alone."""
    return critical_paths(plan).get(request, ())


def earliest_extra_hand_overs(plan: Plan) -> dict[str, date]:
    """By request: the first day of the bucket in which one more unit than planned could soonest be handed over."""
    levels = levels_of_plan(plan)
    earliest = EarliestSupply(levels)
    first_buckets = {demand.request: earliest.earliest_hand_over(demand.request) for demand in levels.blueprint.demands}
    return {request: levels.days[bucket] for request, bucket in first_buckets.items() if bucket is not None}


def _path_of(timings: _LotTimings, demand: Demand, missing: NDArray[np.int64]) -> tuple[CriticalStep, ...]:
    """The path if lead time alone is the cause; `missing` are the buckets in which some is late."""
    first_extra = timings.earliest.earliest_hand_over(demand.request)
    last = int(missing[-1])
    if first_extra is not None and first_extra <= last:
        return ()
    last_lot: tuple[int, TracedLot] | None = None
    for column, lot in timings.hand_over_lots(demand.request):
        before = missing[missing < column.bucket]
        begin = timings.timing(lot).begin
        if len(before) and begin <= before[-1]:
            return ()
        if column.bucket == last + 1 and (last_lot is None or begin > last_lot[0]):
            last_lot = begin, lot
    return tuple(reversed(list(timings.trace_back(last_lot[1])))) if last_lot else ()


@dataclass(frozen=True, slots=True)
class _LotTiming:
    """Earliest times of a lot: inputs complete at `ready`, `last_input` last of all; it begins at `begin`."""

    ready: int
    begin: int
    last_input: LotInput | None


class _LotTimings:
    """Earliest times of a plan's lots with unlimited capacity, from the stock and receipts behind them."""

    def __init__(self, trace: UpstreamTrace, earliest: EarliestSupply) -> None:
        self.trace = trace
        self.earliest = earliest
        self.levels = trace.levels
        self.network = trace.levels.network
        self._timings: dict[TracedLot, _LotTiming] = {}

    def hand_over_lots(self, request: str) -> Iterator[tuple[ActivityColumn, TracedLot]]:
        """The parts of a request's hand-overs, bucket by bucket."""
        hands = [a for a in self.levels.families.get("hand", []) if self.network.activities.key[a][0] == request]
        for bucket in range(self.network.calendar.count):
            for activity in hands:
                if self.levels.of_activity(activity)[bucket] > 0:
                    column = ActivityColumn(activity, bucket)
                    for lot in self.trace.lots_of(column).lots:
                        yield column, lot

    def timing(self, lot: TracedLot) -> _LotTiming:
        """Earliest times of a lot; what is cut off counts as available from the start."""
        waiting = [lot]
        while waiting:
            current = waiting[-1]
            missing = [source.lot for source in current.inputs if source.lot not in self._timings]
            waiting += missing
            if not missing:
                self._timings[waiting.pop()] = self._compute_timing(current)
        return self._timings[lot]

    def _compute_timing(self, lot: TracedLot) -> _LotTiming:
        if lot.column is None:
            assert lot.inflow is not None
            return _LotTiming(lot.inflow.bucket, lot.inflow.bucket, None)
        arrivals = [(self.input_arrival(source), index) for index, source in enumerate(lot.inputs)]
        ready, index = max(arrivals, key=lambda arrival: (arrival[0], -arrival[1]), default=(0, -1))
        begin = min(self.earliest.first_open_bucket(lot.column.activity, ready), lot.column.bucket)
        return _LotTiming(ready, begin, lot.inputs[index] if index >= 0 else None)

    def input_arrival(self, source: LotInput) -> int:
        """The bucket in which an input could be there."""
        begin = self._timings[source.lot].begin
        if source.lot.column is None:
            return begin
        arrival = self.earliest.first_arrival(source.lot.column.activity, source.balance, begin)
        return begin if arrival is None else arrival

    def trace_back(self, lot: TracedLot) -> Iterator[CriticalStep]:
        """The steps from a hand-over back to what was there first."""
        network, days = self.network, self.levels.days
        until, item = self._timings[lot].begin, ""
        while True:
            timing = self._timings[lot]
            if lot.column is None:
                assert lot.inflow is not None
                location, item, _ = network.balances.key[lot.balance]
                yield CriticalStep(
                    kind=lot.inflow.kind,
                    activity=f"{location}/{item}",
                    item=item,
                    start=days[0],
                    until=days[lot.inflow.bucket],
                    location=location,
                )
                return
            activity = lot.column.activity
            family = network.activities.family[activity]
            if family in KIND_OF_FAMILY:
                item = item_moved(network, activity) or item
                yield CriticalStep(
                    kind=KIND_OF_FAMILY[family],
                    activity=network.activities.key[activity][0],
                    item=item,
                    start=days[timing.begin],
                    until=days[until],
                )
            if timing.begin > timing.ready:
                yield self._waiting_step(activity, item, timing)
            if timing.last_input is None:
                return
            lot, until = timing.last_input.lot, self.input_arrival(timing.last_input)
            item = self.trace.queues.item(timing.last_input.balance) or item

    def _waiting_step(self, activity: int, item: str, timing: _LotTiming) -> CriticalStep:
        """Last window to open between the arrival of an activity's inputs and its beginning."""
        kind, name = self._last_to_open(activity, timing.begin - 1)
        days = self.levels.days
        return CriticalStep(kind=kind, activity=name, item=item, start=days[timing.ready], until=days[timing.begin])

    def _last_to_open(self, activity: int, bucket: int) -> tuple[str, str]:
        """Kind and id of what still keeps an activity from beginning in a bucket."""
        for (kind, name), mask in sorted(self.earliest.openings.get(activity, {}).items()):
            if not mask[bucket]:
                return kind, name
        for rule in self.levels.blueprint.consents.rules:
            if any(hand == activity for hand, _ in rule.hand_overs) and not rule.open[bucket]:
                return "consent", consent_id(*rule.key)
        return "window", self.network.activities.key[activity][0]
