"""Earliest arrivals: the first bucket in which each item can be at each location, regardless of quantities.

A shortest-path search over (location, item) in order of buckets (Dijkstra 1959). An operation with several inputs
waits for the last of them (Knuth 1977). Example: shells lie at the works in bucket 0 and fuzes arrive there in bucket
3. Assembly with a lead time of 2 gives rounds at the works in bucket 5; a lane of 1 brings them to the depot in 6.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from muster.calendar import Calendar
from muster.scenario.scenario_tables import ScenarioTables

ItemAtLocation = tuple[str, str]


@dataclass
class _Operation:
    """An operation in the search: location, lead time, buckets of use, outputs and number of missing inputs."""

    location: str
    lead: str
    first: int
    last: int
    outputs: list[str] = field(default_factory=list)
    missing_inputs: int = 0


@dataclass
class EarliestArrivals:
    """Earliest bucket of each item at each location, by lead times and availability.

    Operations start when their last input has arrived. A lane or operation first delivers in the earliest bucket that
    its arrivals overlap.
    """

    calendar: Calendar
    earliest: dict[ItemAtLocation, int] = field(default_factory=dict)
    _first_arrivals: dict[str, list[int]] = field(default_factory=dict)

    def first_arrival(self, start: int, lead: str) -> int:
        """First bucket in which work started in bucket `start` arrives; the bucket count if none does."""
        if lead not in self._first_arrivals:
            arrivals = self.calendar.arrivals(lead)
            first = np.full(self.calendar.count, self.calendar.count)
            np.minimum.at(first, arrivals.source, arrivals.target)
            self._first_arrivals[lead] = first.tolist()
        return self._first_arrivals[lead][start]


def earliest_arrivals(s: ScenarioTables) -> EarliestArrivals:
    """Search forward from stocks and receipts; items that can never be at a location are left out."""
    calendar = s.required_calendar
    arrivals = EarliestArrivals(calendar)
    members = _family_members(s)
    families_of: dict[str, list[str]] = {}
    for family, items in members.items():
        for item in items:
            families_of.setdefault(item, []).append(family)
    operations, operations_by_input = _operations(s)
    lanes = _lanes(s)
    queue: list[tuple[int, str, str]] = list(_stock_arrivals(s, calendar))
    queue += [(op.first, op.location, item) for op in _without_inputs(arrivals, operations) for item in op.outputs]
    heapq.heapify(queue)
    while queue:
        bucket, location, item = heapq.heappop(queue)
        if (location, item) in arrivals.earliest:
            continue
        arrivals.earliest[location, item] = bucket
        for destination, lead, first, last in lanes.get((location, item), []) + lanes.get((location, ""), []):
            _push_arrivals(arrivals, queue, max(bucket, first), last, lead, [(destination, item)])
        for wanted in (item, *families_of.get(item, ())):
            for operation in operations_by_input.pop((location, wanted), ()):
                operation.missing_inputs -= 1
                operation.first = max(operation.first, bucket)
                if operation.missing_inputs == 0:
                    outputs = [(operation.location, given) for given in operation.outputs]
                    _push_arrivals(arrivals, queue, operation.first, operation.last, operation.lead, outputs)
    return arrivals


def _push_arrivals(
    arrivals: EarliestArrivals,
    queue: list[tuple[int, str, str]],
    start: int,
    last: int,
    lead: str,
    targets: list[ItemAtLocation],
) -> None:
    if start > last or start >= arrivals.calendar.count:
        return
    bucket = arrivals.first_arrival(start, lead)
    if bucket < arrivals.calendar.count:
        for location, item in targets:
            if (location, item) not in arrivals.earliest:
                heapq.heappush(queue, (bucket, location, item))


def _without_inputs(arrivals: EarliestArrivals, operations: list[_Operation]) -> Iterator[_Operation]:
    """Yield the operations without inputs, with `first` moved to their first arrival."""
    for operation in operations:
        if (
            operation.missing_inputs == 0
            and operation.first <= operation.last
            and operation.first < arrivals.calendar.count
        ):
            operation.first = arrivals.first_arrival(operation.first, operation.lead)
            if operation.first < arrivals.calendar.count:
                yield operation


def _family_members(s: ScenarioTables) -> dict[str, list[str]]:
    members: dict[str, list[str]] = {}
    for family, item in s.tables["families"].select("family", "item").drop_nulls().iter_rows():
        members.setdefault(family, []).append(item)
    return members


def _stock_arrivals(s: ScenarioTables, calendar: Calendar) -> Iterator[tuple[int, str, str]]:
    stocks = s.tables["stocks"].drop_nulls(["location", "item", "quantity"])
    for location, item, quantity in stocks.select("location", "item", "quantity").iter_rows():
        if quantity > 0:
            yield 0, location, item
    receipts = s.tables["receipts"].drop_nulls(["location", "item", "quantity", "date"])
    for location, item, quantity, day in receipts.select("location", "item", "quantity", "date").iter_rows():
        bucket = bucket_of_day(calendar, day, 0)
        if quantity > 0 and bucket < calendar.count:
            yield bucket, location, item


def bucket_of_day(calendar: Calendar, day: Any, blank: int) -> int:
    """Bucket of a day: 0 before the start, the bucket count after the horizon, `blank` for no day."""
    if day is None:
        return blank
    index = calendar.base_index(day)
    return 0 if index < 0 else calendar.count if index >= calendar.base_count else int(calendar.bucket_of_base[index])


def _operations(s: ScenarioTables) -> tuple[list[_Operation], dict[ItemAtLocation, list[_Operation]]]:
    """All operations, and those that wait for each item or family at a location."""
    calendar = s.required_calendar
    operations: dict[str, _Operation] = {}
    columns = ("operation", "location", "lead_time", "available_from", "available_until")
    rows = s.tables["operations"].select(columns).drop_nulls(["operation", "location", "lead_time"])
    for row in rows.iter_rows(named=True):
        last = -1 if _has_ended(calendar, row["available_until"]) else calendar.count
        operations[row["operation"]] = _Operation(
            row["location"],
            row["lead_time"],
            bucket_of_day(calendar, row["available_from"], 0),
            min(last, bucket_of_day(calendar, row["available_until"], calendar.count)),
        )
    operations_by_input: dict[ItemAtLocation, list[_Operation]] = {}
    items = s.tables["operation_items"].drop_nulls(["operation", "item", "quantity"])
    for name, item, quantity in items.select("operation", "item", "quantity").unique().iter_rows():
        operation = operations.get(name)
        if operation is None:
            continue
        if quantity > 0:
            operation.outputs.append(item)
        else:
            waiting = operations_by_input.setdefault((operation.location, item), [])
            if operation not in waiting[-1:]:
                operation.missing_inputs += 1
                waiting.append(operation)
    return list(operations.values()), operations_by_input


def _has_ended(calendar: Calendar, until: Any) -> bool:
    return until is not None and calendar.base_index(until) < 0


def _lanes(s: ScenarioTables) -> dict[ItemAtLocation, list[tuple[str, str, int, int]]]:
    """Lanes by origin and item ("" for every item): destination, lead time, first and last bucket of use."""
    calendar = s.required_calendar
    lanes: dict[ItemAtLocation, list[tuple[str, str, int, int]]] = {}
    rows = s.tables["lanes"].drop_nulls(["origin", "destination", "lead_time"])
    columns = ("origin", "destination", "item", "lead_time", "available_from", "available_until")
    for origin, destination, item, lead, begin, until in rows.select(columns).iter_rows():
        if not _has_ended(calendar, until):
            first = bucket_of_day(calendar, begin, 0)
            last = bucket_of_day(calendar, until, calendar.count)
            lanes.setdefault((origin, item or ""), []).append((destination, lead, first, last))
    return lanes
