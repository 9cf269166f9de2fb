"""Levels of activities in the units of the tables, and their conversion to result tables."""

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
    """Levels of every activity; a family's matrix has one row per member and one column per bucket.

    Args:
        blueprint: the network with the facts it was built from.
        program: the compiled network.
        x: scaled levels of the program's columns, shape (columns,); values below `NEGLIGIBLE` count as 0.
    """

    def __init__(self, blueprint: Blueprint, program: Program, x: Array) -> None:
        self.blueprint = blueprint
        self.program = program
        self.network: Network = blueprint.network
        self._levels = np.where(np.abs(x) < NEGLIGIBLE, 0.0, x) * program.column_scale

    @cached_property
    def families(self) -> dict[str, list[int]]:
        """Indices of all activities by family."""
        return dict(self.network.activities_by_family())

    @cached_property
    def location_of_request(self) -> dict[str, str]:
        """Location of each request's hand-over."""
        return {demand.request: demand.location for demand in self.blueprint.demands}

    @cached_property
    def mark_class_by_key(self) -> dict[tuple[str, str, str], MarkClass]:
        """Class of marks by (location, item, key of the class)."""
        return {
            (location, item, mark_class.key): mark_class
            for (location, item), classes in self.blueprint.stocks.marks.classes.items()
            for mark_class in classes
        }

    @cached_property
    def operation_flows(self) -> dict[tuple[str, ...], tuple[Array, Array]]:
        """Outputs and inputs of operations and investments at each stock, by its key; two arrays of shape (T,)."""
        network, count = self.network, self.network.calendar.count
        flows: dict[tuple[str, ...], tuple[Array, Array]] = {}
        for term in network.terms():
            if network.balances.family[term.balance] != "stock":
                continue
            if network.activities.family[term.activity] in ("hold", "move", "hand", "along"):
                continue
            outputs, inputs = flows.setdefault(network.balances.key[term.balance], (np.zeros(count), np.zeros(count)))
            pattern = network.patterns[term.pattern]
            amount = term.coefficient * network.profiles[term.profile]
            flow = (self.of_activity(term.activity) * amount)[pattern.source] * pattern.share
            np.add.at(outputs if term.coefficient > 0 else inputs, pattern.target, np.abs(flow))
        return flows

    @cached_property
    def days(self) -> list[date]:
        """First day of each bucket."""
        return self.network.calendar.first_days

    def of_activity(self, activity: int) -> Array:
        """Levels of an activity by bucket, shape (T,)."""
        levels: Array = self._levels[self.program.columns_of(activity)]
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
        return [self.network.activities.key[activity] for activity in self.families.get(family, [])]


def result_frame(table: str, columns: Mapping[str, Iterable[object]]) -> pl.DataFrame:
    """Build a result table with its declared columns and types, sorted by the columns before the first number."""
    declared = RESULT_TABLES[table].columns
    rows = pl.DataFrame(
        {column.name: pl.Series(column.name, columns[column.name], dtype=_TYPES[column.type]) for column in declared}
    )
    keys = []
    for column in declared:
        if column.type == "number":
            break
        keys.append(column.name)
    return rows.sort(keys, nulls_last=False, maintain_order=True)


def to_long_rows(
    keys: Sequence[tuple[str | None, ...]], matrix: Array, days: list[date], include_zeros: bool = False
) -> tuple[list[list[str | None]], list[date], Array]:
    """Convert a matrix of shape (keys, buckets) to rows, without zeros unless `include_zeros`.

    Returns:
        The key columns, the first day of each row's bucket, and the values.
    """
    if include_zeros:
        key_index, bucket = (index.ravel() for index in np.indices(matrix.shape))
    else:
        key_index, bucket = np.nonzero(matrix)
    width = len(keys[0]) if keys else 0
    columns = [[keys[k][part] for k in key_index.tolist()] for part in range(width)]
    return columns, [days[t] for t in bucket.tolist()], matrix[key_index, bucket]
