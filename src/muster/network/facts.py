"""Scenario data as the concepts read them: rows by table, step functions, sums and means by bucket."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from muster.calendar import Calendar
from muster.network.graph import Array, Profile
from muster.scenario import Scenario, Settings

Row = dict[str, Any]
Mask = NDArray[np.bool_]


class Facts:
    """Rows of a scenario and derived lookups; raises ValueError for a scenario with errors."""

    def __init__(self, scenario: Scenario) -> None:
        if scenario.errors or scenario.calendar is None:
            raise ValueError("a scenario with errors has no network")
        self.scenario = scenario
        self.calendar: Calendar = scenario.calendar
        self.settings: Settings = scenario.settings
        self._rows: dict[str, list[Row]] = {}

    def rows(self, table: str) -> list[Row]:
        """A table's rows in the order of their keys, as dictionaries."""
        if table not in self._rows:
            self._rows[table] = self.scenario.tables[table].to_dicts()
        return self._rows[table]

    def rows_by(self, table: str, *columns: str) -> dict[Any, list[Row]]:
        """A table's rows by the value of a column, or by the tuple of several."""
        groups: dict[Any, list[Row]] = defaultdict(list)
        for row in self.rows(table):
            groups[row[columns[0]] if len(columns) == 1 else tuple(row[c] for c in columns)].append(row)
        return groups

    @cached_property
    def party_of(self) -> dict[str, str]:
        """The party of each location."""
        return {row["location"]: row["party"] for row in self.rows("locations")}

    @cached_property
    def locations_of(self) -> dict[str, list[str]]:
        """The locations of each party."""
        groups: dict[str, list[str]] = defaultdict(list)
        for location, party in self.party_of.items():
            groups[party].append(location)
        return groups

    @cached_property
    def owner_of_resource(self) -> dict[str, str | None]:
        """The party that owns each resource: the one its row names, else its location's; None if neither is given."""
        return {row["resource"]: row["party"] or self.party_of.get(row["location"]) for row in self.rows("resources")}

    @cached_property
    def owner_of_investment(self) -> dict[str, str | None]:
        """The party that decides on each investment: the one its row names, else the owner of its resource."""
        return {
            row["investment"]: row["party"] or self.owner_of_resource[row["resource"]]
            for row in self.rows("investments")
        }

    @cached_property
    def items(self) -> dict[str, Row]:
        """The items by id."""
        return {row["item"]: row for row in self.rows("items")}

    @cached_property
    def members(self) -> dict[str, dict[str, float]]:
        """Each family's members with their ratios."""
        groups: dict[str, dict[str, float]] = defaultdict(dict)
        for row in self.rows("families"):
            groups[row["family"]][row["item"]] = row["ratio"]
        return groups

    def serving_items(self, wants: str) -> dict[str, float]:
        """The items that serve `wants` with how many of its units one of each counts for."""
        return self.members.get(wants) or {wants: 1.0}

    @cached_property
    def wants_by_item(self) -> dict[str, list[tuple[str, float]]]:
        """For each item, what it may be wanted as: itself and its families, with the ratio."""
        groups: dict[str, list[tuple[str, float]]] = {item: [(item, 1.0)] for item in self.items}
        for family, members in self.members.items():
            for item, ratio in members.items():
                groups[item].append((family, ratio))
        return groups

    def base_bucket(self, day: date | None, default: int = 0) -> int:
        """Base bucket of a day, not before the start (rule 1); `default` where no day is given."""
        return default if day is None else max(0, self.calendar.base_index(day))

    def window(self, first: date | None, last: date | None) -> Mask:
        """Base buckets from one day's to another's, both included, shape (N,)."""
        count = self.calendar.base_count
        end = count if last is None else self.calendar.base_index(last) + 1
        steps = np.arange(count)
        return (steps >= self.base_bucket(first)) & (steps < end)

    def lengths_within(self, first: date | None, last: date | None) -> Array:
        """Base buckets of each bucket that lie in a window, shape (T,)."""
        return self.sums(self.window(first, last).astype(float))

    def sums(self, base: Array) -> Array:
        """Sums by bucket of a figure by base bucket: (N,) to (T,)."""
        result: Array = np.add.reduceat(base, self.calendar.starts)
        return result

    def means(self, base: Array) -> Array:
        """Means by bucket of a figure by base bucket: (N,) to (T,)."""
        return self.sums(base) / self.calendar.lengths

    def last_values(self, base: Array) -> Array:
        """The figure of each bucket's last base bucket: (N,) to (T,)."""
        result: Array = base[self.calendar.starts + self.calendar.lengths - 1]
        return result

    def step_function(self, rows: Iterable[tuple[date | None, float | None]], before: float) -> Array:
        """A step function by base bucket, shape (N,): the latest row that gives a figure holds."""
        result = np.full(self.calendar.base_count, before)
        dated = sorted(rows, key=lambda pair: pair[0] or date.min)
        for day, figure in dated:
            if figure is not None:
                result[self.base_bucket(day) :] = figure
        return result

    def prices(self, kind: str, id: str, before: float) -> Profile:
        """Unit cost by bucket of an operation or a lane, from its own table and from `costs` (rule 1: the mean)."""
        rows = self._prices.get((kind, id))
        if not rows:
            return before
        return self.means(self.step_function([(row["from"], row["unit_cost"]) for row in rows], before))

    @cached_property
    def _prices(self) -> dict[Any, list[Row]]:
        return self.rows_by("costs", "of", "id")

    @cached_property
    def idle_stock(self) -> dict[tuple[str, str], Array]:
        """Idle stock by (location, item) at the end of each bucket, shape (T,): opening stock plus receipts."""
        totals: dict[tuple[str, str], Array] = {}
        for stock, supply in self.scheduled_supply.items():
            totals[stock] = np.cumsum(supply)
        return totals

    @cached_property
    def scheduled_supply(self) -> dict[tuple[str, str], Array]:
        """Supply by (location, item) and bucket, shape (T,): receipts, and opening stock in bucket 0."""
        result: dict[tuple[str, str], Array] = {}
        calendar = self.calendar
        for row in self.rows("stocks"):
            result.setdefault((row["location"], row["item"]), np.zeros(calendar.count))[0] += row["quantity"]
        for row in self.rows("receipts"):
            base = np.zeros(calendar.base_count)
            first = calendar.base_index(row["date"])
            last = first if row["until"] is None else calendar.base_index(row["until"])
            base[max(first, 0) : max(last + 1, 0)] = row["quantity"]
            supply = result.setdefault((row["location"], row["item"]), np.zeros(calendar.count))
            supply += self.sums(base)
        return result
