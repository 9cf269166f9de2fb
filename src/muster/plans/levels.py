"""A solution read by the network's integer maps: levels of activities and duals of balances, in the tables' units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property

import numpy as np
import polars as pl

from muster.network.build import Blueprint
from muster.network.graph import Array, Network
from muster.network.marks import MarkClass
from muster.plans.result_schema import RESULT_TABLES
from muster.program import Program
from muster.tolerances import NEGLIGIBLE

_TYPES = {"text": pl.String, "number": pl.Float64, "date": pl.Date, "boolean": pl.Boolean}


class Levels:
    """The levels of every activity; a matrix of a family has one row per member and one column per bucket."""

    def __init__(self, blueprint: Blueprint, program: Program, x: Array) -> None:
        self.blueprint = blueprint
        self.program = program
        self.network: Network = blueprint.network
        self._levels = np.where(np.abs(x) < NEGLIGIBLE, 0.0, x) * program.column_scale

    @cached_property
    def families(self) -> dict[str, list[int]]:
        """Places of all activities by family."""
        return dict(self.network.families())

    @cached_property
    def location_of_request(self) -> dict[str, str]:
        """Where each request is handed over."""
        return {want.request: want.location for want in self.blueprint.wants}

    @cached_property
    def class_by_key(self) -> dict[tuple[str, str, str], MarkClass]:
        """The class of marks by location, item and its own key."""
        return {
            (location, item, mark_class.key): mark_class
            for (location, item), classes in self.blueprint.stocks.marks.classes.items()
            for mark_class in classes
        }

    @cached_property
    def exchanged(self) -> dict[tuple[str, ...], tuple[Array, Array]]:
        """What operations and investments give to and take from each stock, by its key: two figures by bucket."""
        network = self.network
        exchanged: dict[tuple[str, ...], tuple[Array, Array]] = {}
        for place, activity in enumerate(network.term_activity):
            balance = network.term_balance[place]
            if network.balances.family[balance] != "stock":
                continue
            if network.activities.family[activity] in ("hold", "move", "hand", "along"):
                continue
            count = network.calendar.count
            given, taken = exchanged.setdefault(network.balances.key[balance], (np.zeros(count), np.zeros(count)))
            pattern = network.patterns[network.term_pattern[place]]
            amount = network.term_coefficient[place] * network.profiles[network.term_profile[place]]
            flow = (self.of(activity) * amount)[pattern.source] * pattern.share
            np.add.at(given if network.term_coefficient[place] > 0 else taken, pattern.target, np.abs(flow))
        return exchanged

    @cached_property
    def days(self) -> list[date]:
        """First day of each bucket."""
        return self.network.calendar.first_days

    def of(self, activity: int) -> Array:
        """Levels of an activity by bucket, shape (T,)."""
        levels: Array = self._levels[self.program.column(activity)]
        return levels

    def matrix(self, activities: list[int]) -> Array:
        """Levels of several activities, shape (activities, T)."""
        count = self.network.calendar.count
        if not activities:
            return np.zeros((0, count))
        levels: Array = self._levels[self.program.first_column[activities][:, None] + np.arange(count)]
        return levels

    def keys(self, family: str) -> list[tuple[str, ...]]:
        """Keys of a family's activities."""
        return [self.network.activities.key[place] for place in self.families.get(family, [])]


def frame(table: str, columns: Mapping[str, Iterable[object]]) -> pl.DataFrame:
    """A result table with its declared columns and types, sorted by the columns before the first number."""
    declared = RESULT_TABLES[table].columns
    made = pl.DataFrame(
        {column.name: pl.Series(column.name, columns[column.name], dtype=_TYPES[column.type]) for column in declared}
    )
    keys = []
    for column in declared:
        if column.type == "number":
            break
        keys.append(column.name)
    return made.sort(keys, nulls_last=False, maintain_order=True)


def long(
    keys: Sequence[tuple[str | None, ...]], matrix: Array, days: list[date], all_rows: bool = False
) -> tuple[list[list[str | None]], list[date], Array]:
    """A (keys x buckets) matrix as rows: key columns, days, figures; zeros are left out unless `all_rows`."""
    if all_rows:
        member, bucket = (part.ravel() for part in np.indices(matrix.shape))
    else:
        member, bucket = np.nonzero(matrix)
    width = len(keys[0]) if keys else 0
    columns = [[keys[m][k] for m in member.tolist()] for k in range(width)]
    return columns, [days[t] for t in bucket.tolist()], matrix[member, bucket]
