"""The ways of goods: how soon each item can be at each location, whatever the quantities."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from muster.calendar import Calendar
from muster.scenario.scenario import Scenario

Place = tuple[str, str]


@dataclass
class _Operation:
    """What a step needs at its location before it can start, and what it gives where."""

    location: str
    lead: str
    first: int
    last: int
    gives: list[str] = field(default_factory=list)
    waits: int = 0


@dataclass
class Ways:
    """How soon (in buckets) each item can be at each location, by lead times and availability.

    Operations start when the last of what they take is there; a lane or operation with a lead time brings
    something in the first bucket that its arrivals overlap.
    """

    calendar: Calendar
    soonest: dict[Place, int] = field(default_factory=dict)
    _arrives: dict[str, list[int]] = field(default_factory=dict)

    def arrival(self, start: int, lead: str) -> int:
        """The first bucket in which work started then arrives; the bucket count if none does."""
        if lead not in self._arrives:
            arrivals = self.calendar.arrivals(lead)
            first = np.full(self.calendar.count, self.calendar.count)
            np.minimum.at(first, arrivals.source, arrivals.target)
            self._arrives[lead] = first.tolist()
        return self._arrives[lead][start]


def ways(s: Scenario) -> Ways:
    """The soonest buckets, from stocks and receipts forward; what is never there is left out."""
    assert s.calendar is not None
    found = Ways(s.calendar)
    members = _members(s)
    families_of: dict[str, list[str]] = {}
    for family, items in members.items():
        for item in items:
            families_of.setdefault(item, []).append(family)
    operations, takers = _operations(s)
    lanes = _lanes(s)
    queue: list[tuple[int, str, str]] = list(_sources(s, s.calendar))
    queue += [(op.first, op.location, item) for op in _starting(found, operations) for item in op.gives]
    heapq.heapify(queue)
    while queue:
        bucket, location, item = heapq.heappop(queue)
        if (location, item) in found.soonest:
            continue
        found.soonest[location, item] = bucket
        for destination, lead, first, last in lanes.get((location, item), []) + lanes.get((location, ""), []):
            _offer(found, queue, max(bucket, first), last, lead, [(destination, item)])
        for wanted in (item, *families_of.get(item, ())):
            for operation in takers.pop((location, wanted), ()):
                operation.waits -= 1
                operation.first = max(operation.first, bucket)
                if operation.waits == 0:
                    gives = [(operation.location, given) for given in operation.gives]
                    _offer(found, queue, operation.first, operation.last, operation.lead, gives)
    return found


def _offer(
    found: Ways, queue: list[tuple[int, str, str]], start: int, last: int, lead: str, places: list[Place]
) -> None:
    if start > last or start >= found.calendar.count:
        return
    bucket = found.arrival(start, lead)
    if bucket < found.calendar.count:
        for location, item in places:
            if (location, item) not in found.soonest:
                heapq.heappush(queue, (bucket, location, item))


def _starting(found: Ways, operations: list[_Operation]) -> Iterator[_Operation]:
    """Operations that take nothing, with `first` moved to their first arrival."""
    for operation in operations:
        if operation.waits == 0 and operation.first <= operation.last and operation.first < found.calendar.count:
            operation.first = found.arrival(operation.first, operation.lead)
            if operation.first < found.calendar.count:
                yield operation


def _members(s: Scenario) -> dict[str, list[str]]:
    members: dict[str, list[str]] = {}
    for family, item in s.tables["families"].select("family", "item").drop_nulls().iter_rows():
        members.setdefault(family, []).append(item)
    return members


def _sources(s: Scenario, calendar: Calendar) -> Iterator[tuple[int, str, str]]:
    stocks = s.tables["stocks"].drop_nulls(["location", "item", "quantity"])
    for location, item, quantity in stocks.select("location", "item", "quantity").iter_rows():
        if quantity > 0:
            yield 0, location, item
    receipts = s.tables["receipts"].drop_nulls(["location", "item", "quantity", "date"])
    for location, item, quantity, day in receipts.select("location", "item", "quantity", "date").iter_rows():
        bucket = bucket_of(calendar, day, 0)
        if quantity > 0 and bucket < calendar.count:
            yield bucket, location, item


def bucket_of(calendar: Calendar, day: Any, blank: int) -> int:
    """The bucket of a day: 0 before the start, the bucket count after the horizon, `blank` for no day."""
    if day is None:
        return blank
    index = calendar.base_index(day)
    return 0 if index < 0 else calendar.count if index >= calendar.base_count else int(calendar.of_base[index])


def _operations(s: Scenario) -> tuple[list[_Operation], dict[Place, list[_Operation]]]:
    """The operations, and who waits for an item or family at a location."""
    assert s.calendar is not None
    operations: dict[str, _Operation] = {}
    columns = ("operation", "location", "lead_time", "available_from", "available_until")
    rows = s.tables["operations"].select(columns).drop_nulls(["operation", "location", "lead_time"])
    for row in rows.iter_rows(named=True):
        last = -1 if _over(s.calendar, row["available_until"]) else s.calendar.count
        operations[row["operation"]] = _Operation(
            row["location"],
            row["lead_time"],
            bucket_of(s.calendar, row["available_from"], 0),
            min(last, bucket_of(s.calendar, row["available_until"], s.calendar.count)),
        )
    takers: dict[Place, list[_Operation]] = {}
    items = s.tables["operation_items"].drop_nulls(["operation", "item", "quantity"])
    for name, item, quantity in items.select("operation", "item", "quantity").unique().iter_rows():
        operation = operations.get(name)
        if operation is None:
            continue
        if quantity > 0:
            operation.gives.append(item)
        else:
            waiting = takers.setdefault((operation.location, item), [])
            if operation not in waiting[-1:]:
                operation.waits += 1
                waiting.append(operation)
    return list(operations.values()), takers


def _over(calendar: Calendar, until: Any) -> bool:
    return until is not None and calendar.base_index(until) < 0


def _lanes(s: Scenario) -> dict[Place, list[tuple[str, str, int, int]]]:
    """Lanes by origin and item ("" for every item): destination, lead time, first and last bucket of use."""
    assert s.calendar is not None
    lanes: dict[Place, list[tuple[str, str, int, int]]] = {}
    rows = s.tables["lanes"].drop_nulls(["origin", "destination", "lead_time"])
    columns = ("origin", "destination", "item", "lead_time", "available_from", "available_until")
    for origin, destination, item, lead, begin, until in rows.select(columns).iter_rows():
        if not _over(s.calendar, until):
            first = bucket_of(s.calendar, begin, 0)
            last = bucket_of(s.calendar, until, s.calendar.count)
            lanes.setdefault((origin, item or ""), []).append((destination, lead, first, last))
    return lanes
