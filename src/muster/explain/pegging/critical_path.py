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

from muster.explain.pegging.earliest_supply import Soonest
from muster.explain.pegging.fifo_queues import Column, Queues
from muster.explain.pegging.pegs import levels_of
from muster.explain.pegging.upstream_trace import Input, Part, Tracing
from muster.explain.relaxations.relaxation import consent_id
from muster.network.demand import Want
from muster.plans.plan import Plan
from muster.plans.tables.requests import hand_overs_by_request, late

_KINDS = {"run": "operation", "move": "lane", "hand": "hand_over", "along": "hand_over"}


@dataclass(frozen=True, slots=True)
class Step:
    """A step on the path: from the bucket in which it begins to the one in which its goods are there.

    `kind` is stock, receipt, operation, lane, hand_over, or what is waited for: capacity, consent, window. `activity`
    is its id.
    """

    kind: str
    activity: str
    item: str
    start: date
    until: date

    def as_dict(self) -> dict[str, str]:
        """The step in JSON."""
        return {
            "kind": self.kind,
            "activity": self.activity,
            "item": self.item,
            "from": self.start.isoformat(),
            "until": self.until.isoformat(),
        }


def critical_paths(plan: Plan) -> dict[str, tuple[Step, ...]]:
    """The path of every request that is late for lead time alone."""
    levels = levels_of(plan)
    soonest, tracing = Soonest(levels), Tracing(Queues(levels))
    handed = hand_overs_by_request(levels)
    found = {}
    for want in levels.blueprint.wants:
        missing = late(want.due, handed[want.request])
        if missing.any():
            path = _of(_Sooner(tracing, soonest), want, np.flatnonzero(missing))
            if path:
                found[want.request] = path
    return found


def critical_path(plan: Plan, request: str) -> tuple[Step, ...]:
    """The path of one request; empty if it is not late, or not for lead time alone."""
    return critical_paths(plan).get(request, ())


def soonest_of(plan: Plan) -> dict[str, date]:
    """By request: the first day of the bucket in which one more unit than planned could soonest be handed over."""
    levels = levels_of(plan)
    soonest = Soonest(levels)
    found = {want.request: soonest.hand_over(want.request) for want in levels.blueprint.wants}
    return {request: levels.days[bucket] for request, bucket in found.items() if bucket is not None}


def _of(sooner: _Sooner, want: Want, missing: NDArray[np.int64]) -> tuple[Step, ...]:
    """The path if lead time alone is the cause; `missing` are the buckets in which some is late."""
    more = sooner.soonest.hand_over(want.request)
    last = int(missing[-1])
    if more is not None and more <= last:
        return ()
    ending: tuple[int, Part] | None = None
    for column, part in sooner.hand_overs(want.request):
        before = missing[missing < column.bucket]
        begin = sooner.use(part).begin
        if len(before) and begin <= before[-1]:
            return ()
        if column.bucket == last + 1 and (ending is None or begin > ending[0]):
            ending = begin, part
    return tuple(reversed(list(sooner.back(ending[1])))) if ending else ()


@dataclass(frozen=True, slots=True)
class _Use:
    """How soon a part could be: what it takes is there at `ready`, from `last` at the latest; it begins at `begin`."""

    ready: int
    begin: int
    last: Input | None


class _Sooner:
    """How soon the parts of a plan could be with any capacity, from the stock and receipts that they come from."""

    def __init__(self, tracing: Tracing, soonest: Soonest) -> None:
        self.tracing = tracing
        self.soonest = soonest
        self.levels = tracing.levels
        self.network = tracing.levels.network
        self._uses: dict[Part, _Use] = {}

    def hand_overs(self, request: str) -> Iterator[tuple[Column, Part]]:
        """The parts of a request's hand-overs, bucket by bucket."""
        hands = [a for a in self.levels.families.get("hand", []) if self.network.activities.key[a][0] == request]
        for bucket in range(self.network.calendar.count):
            for activity in hands:
                if self.levels.of(activity)[bucket] > 0:
                    column = Column(activity, bucket)
                    for part in self.tracing.parts(column).parts:
                        yield column, part

    def use(self, part: Part) -> _Use:
        """How soon a part could be; what is cut counts as there from the start."""
        waiting = [part]
        while waiting:
            one = waiting[-1]
            missing = [way.part for way in one.inputs if way.part not in self._uses]
            waiting += missing
            if not missing:
                self._uses[waiting.pop()] = self._use(one)
        return self._uses[part]

    def _use(self, part: Part) -> _Use:
        if part.column is None:
            assert part.came is not None
            return _Use(part.came.bucket, part.came.bucket, None)
        arrivals = [(self.there(way), place) for place, way in enumerate(part.inputs)]
        ready, place = max(arrivals, key=lambda one: (one[0], -one[1]), default=(0, -1))
        begin = min(self.soonest.allowed(part.column.activity, ready), part.column.bucket)
        return _Use(ready, begin, part.inputs[place] if place >= 0 else None)

    def there(self, way: Input) -> int:
        """The bucket in which an input could be there."""
        begin = self._uses[way.part].begin
        if way.part.column is None:
            return begin
        arrival = self.soonest.arrival(way.part.column.activity, way.balance, begin)
        return begin if arrival is None else arrival

    def back(self, part: Part) -> Iterator[Step]:
        """The steps from a hand-over back to what was there first."""
        network, days = self.network, self.levels.days
        until, item = self._uses[part].begin, ""
        while True:
            use = self._uses[part]
            if part.column is None:
                assert part.came is not None
                location, item, _ = network.balances.key[part.balance]
                yield Step(part.came.kind, f"{location}/{item}", item, days[0], days[part.came.bucket])
                return
            activity = part.column.activity
            family, key = network.activities.family[activity], network.activities.key[activity]
            if family in _KINDS:
                if family != "run":
                    item = key[3] if family == "along" else key[1]
                yield Step(_KINDS[family], key[0], item, days[use.begin], days[until])
            if use.begin > use.ready:
                yield self._wait(activity, item, use)
            if use.last is None:
                return
            part, until = use.last.part, self.there(use.last)
            item = self.tracing.queues.item(use.last.balance) or item

    def _wait(self, activity: int, item: str, use: _Use) -> Step:
        """What an activity waits for between having all it takes and its beginning: what opens last."""
        start, until = self.levels.days[use.ready], self.levels.days[use.begin]
        for (kind, name), mask in sorted(self.soonest.masks.get(activity, {}).items()):
            if not mask[use.begin - 1]:
                return Step(kind, name, item, start, until)
        for rule in self.levels.blueprint.consents.rules:
            if any(hand == activity for hand, _ in rule.bound) and not rule.open[use.begin - 1]:
                return Step("consent", consent_id(*rule.key), item, start, until)
        return Step("window", self.network.activities.key[activity][0], item, start, until)
