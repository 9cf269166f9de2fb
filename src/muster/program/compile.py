"""Compile a network: repeat its activities and balances over the buckets as columns and rows.

Activity a has the columns ``first_column[a] + t``, balance i the rows ``first_row[i] + t``, t = 0..T-1 (a
single one if the template has no time). All figures are scaled (C16): with x the level in the tables' units, the column
is x / column scale and the row is the balance / row scale. `Program.levels` converts back.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import frexp

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from muster.network.graph import Array, Network, Profile, Templates

Index = NDArray[np.int64]


@dataclass(frozen=True)
class Objective:
    """Objective of a tier: costs @ x on the scaled columns; times `unit` it is the value in the tier's own units."""

    name: str
    costs: Array
    unit: float

    def value_at(self, x: Array) -> float:
        """Scaled objective value of scaled levels."""
        return inner_product(self.costs, x)


def inner_product(left: Array, right: Array) -> float:
    """Sum of products, without BLAS: its threads stall on busy cores, and its last digits depend on their number."""
    return float((left * right).sum())


@dataclass(frozen=True)
class Program:
    """Minimise costs @ x subject to row_lower <= matrix @ x <= row_upper, lower <= x <= upper, some x integer.

    `matrix` is compressed by columns, shape (rows, columns). `integer` is a mask over the columns; integer columns
    have scale 1.
    """

    network: Network
    matrix: sparse.csc_array
    lower: Array
    upper: Array
    row_lower: Array
    row_upper: Array
    integer: NDArray[np.bool_]
    column_scale: Array
    row_scale: Array
    first_column: Index
    first_row: Index

    @property
    def columns(self) -> int:
        """Number of columns."""
        return len(self.lower)

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.row_lower)

    def levels(self, x: Array) -> Array:
        """Convert scaled column values to levels in the tables' units."""
        return x * self.column_scale

    def columns_of(self, activity: int) -> slice:
        """Columns of an activity, one per bucket."""
        return slice(int(self.first_column[activity]), int(self.first_column[activity + 1]))

    def rows_of(self, balance: int) -> slice:
        """Rows of a balance, one per bucket."""
        return slice(int(self.first_row[balance]), int(self.first_row[balance + 1]))

    def objective(self, tier: str) -> Objective:
        """Objective of a tier on the scaled columns, scaled near 1 by a power of two."""
        costs = np.zeros(self.columns)
        for activity, amount in self.network.costs.get(tier, []):
            costs[self.columns_of(activity)] += amount
        costs *= self.column_scale
        sizes = np.abs(costs[costs != 0])
        if not len(sizes):
            return Objective(tier, costs, 1.0)
        centre = float(np.sqrt(sizes.min()) * np.sqrt(sizes.max()))
        unit = 2.0 ** (frexp(centre)[1] - 1)
        return Objective(tier, costs / unit, unit)


def compile_program(network: Network) -> Program:
    """Compile a network; the time grows with its nonzeros, without a loop over buckets."""
    count = network.calendar.count
    first_column, column_scale = _layout(network.activities, count)
    first_row, row_scale = _layout(network.balances, count)
    lower, upper = _bounds(network.activities, first_column, column_scale, count)
    row_lower, row_upper = _bounds(network.balances, first_row, row_scale, count)
    integer = np.repeat(np.array(network.activities.integer, dtype=bool), np.diff(first_column))
    return Program(
        network,
        _matrix(network, first_column, first_row, column_scale, row_scale),
        lower,
        upper,
        row_lower,
        row_upper,
        integer,
        column_scale,
        row_scale,
        first_column,
        first_row,
    )


def _layout(templates: Templates, count: int) -> tuple[Index, Array]:
    """First column or row of each template, then their total, and the scale of every column or row.

    Integer templates are not scaled.
    """
    sizes = np.where(np.array(templates.timed, dtype=bool), count, 1)
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    scale = np.array(templates.scale, dtype=np.float64)
    scale = np.where(np.array(templates.integer, dtype=bool), 1.0, scale)
    return starts, np.repeat(scale, sizes)


def _bounds(templates: Templates, starts: Index, scale: Array, count: int) -> tuple[Array, Array]:
    return (
        _expand_over_buckets(templates.lower, starts, count) / scale,
        _expand_over_buckets(templates.upper, starts, count) / scale,
    )


def _expand_over_buckets(profiles: list[Profile], starts: Index, count: int) -> Array:
    """Expand profiles to one figure per bucket of each template; constants are repeated."""
    constant = np.array([p if isinstance(p, int | float) else 0.0 for p in profiles], dtype=np.float64)
    result: Array = np.repeat(constant, np.diff(starts))
    varying = [i for i, p in enumerate(profiles) if not isinstance(p, int | float)]
    if varying:
        stacked = np.array([np.broadcast_to(profiles[i], (count,)) for i in varying], dtype=np.float64)
        indices = starts[varying][:, None] + np.arange(count)[None, :]
        result[indices.ravel()] = stacked.ravel()
    return result


def _matrix(
    network: Network, first_column: Index, first_row: Index, column_scale: Array, row_scale: Array
) -> sparse.csc_array:
    """Expand every term over the bucket pairs of its pattern; zeros are left out."""
    activity = np.array(network.term_activity, dtype=np.int64)
    balance = np.array(network.term_balance, dtype=np.int64)
    pattern = np.array(network.term_pattern, dtype=np.int64)
    profile = np.array(network.term_profile, dtype=np.int64)
    amount = np.array(network.term_coefficient, dtype=np.float64)
    if len(amount):
        amount *= column_scale[first_column[activity]] / row_scale[first_row[balance]]
    profiles = np.array(network.profiles)
    timed = np.array(network.activities.timed, dtype=bool)
    rows, columns, values = [], [], []
    for pattern_index, pairs in enumerate(network.patterns):
        chosen = np.flatnonzero((pattern == pattern_index) & timed[activity]) if len(activity) else activity
        if not len(chosen) or not len(pairs.source):
            continue
        rows.append((first_row[balance[chosen]][:, None] + pairs.target).ravel().astype(np.int32))
        columns.append((first_column[activity[chosen]][:, None] + pairs.source).ravel().astype(np.int32))
        value = amount[chosen][:, None] * pairs.share
        varying = profile[chosen] > 0
        if varying.any():
            value[varying] *= profiles[profile[chosen][varying]][:, pairs.source]
        values.append(value.ravel())
    single = np.flatnonzero(~timed[activity]) if len(activity) else activity
    rows.append(first_row[balance[single]].astype(np.int32))
    columns.append(first_column[activity[single]].astype(np.int32))
    values.append(amount[single])
    data = np.concatenate(values)
    nonzero = data != 0
    coordinates = (np.concatenate(rows)[nonzero], np.concatenate(columns)[nonzero])
    shape = (int(first_row[-1]), int(first_column[-1]))
    matrix = sparse.coo_array((data[nonzero], coordinates), shape=shape).tocsc()
    matrix.sort_indices()
    return matrix
