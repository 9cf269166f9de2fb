"""Repeat the network's templates over the buckets: from activities and balances to columns and rows.

Activity a has the columns ``first_column[a] + t``, balance i the rows ``first_row[i] + t``, t = 0..T-1 (one where the
template has no time). All figures are scaled (C16): with x the level in the tables' units, the column is x / column
scale and the row is the balance / row scale. `Program.levels` is the way back.
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
    """What a tier minimises on the scaled columns; times `unit` it is the tier's value in its own units."""

    name: str
    costs: Array
    unit: float

    def of(self, x: Array) -> float:
        """What scaled levels come to, on the scaled costs."""
        return inner(self.costs, x)


def inner(one: Array, other: Array) -> float:
    """The sum of products. Without BLAS: its threads wait for each other where cores are busy, and its last digits
    depend on how many there are."""
    return float((one * other).sum())


@dataclass(frozen=True)
class Program:
    """Minimise costs @ x with row_lower <= matrix @ x <= row_upper, lower <= x <= upper, some x whole.

    `matrix` is compressed by columns, shape (rows, columns). `whole` says which columns have to be whole numbers; their
    scale is 1.
    """

    network: Network
    matrix: sparse.csc_array
    lower: Array
    upper: Array
    row_lower: Array
    row_upper: Array
    whole: NDArray[np.bool_]
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
        """Levels in the tables' units of scaled column values."""
        return x * self.column_scale

    def column(self, activity: int) -> slice:
        """The columns of an activity, one by bucket."""
        return slice(int(self.first_column[activity]), int(self.first_column[activity + 1]))

    def row(self, balance: int) -> slice:
        """The rows of a balance, one by bucket."""
        return slice(int(self.first_row[balance]), int(self.first_row[balance + 1]))

    def objective(self, tier: str) -> Objective:
        """A tier's costs on the scaled columns, brought near 1 by a power of two."""
        costs = np.zeros(self.columns)
        for activity, amount in self.network.costs.get(tier, []):
            costs[self.column(activity)] += amount
        costs *= self.column_scale
        sizes = np.abs(costs[costs != 0])
        if not len(sizes):
            return Objective(tier, costs, 1.0)
        centre = float(np.sqrt(sizes.min()) * np.sqrt(sizes.max()))
        unit = 2.0 ** (frexp(centre)[1] - 1)
        return Objective(tier, costs / unit, unit)


def compile_program(network: Network) -> Program:
    """The program of a network; cost grows with its nonzeros, without a loop over buckets."""
    count = network.calendar.count
    first_column, column_scale = _layout(network.activities, count)
    first_row, row_scale = _layout(network.balances, count)
    lower, upper = _bounds(network.activities, first_column, column_scale, count)
    row_lower, row_upper = _bounds(network.balances, first_row, row_scale, count)
    whole = np.repeat(np.array(network.activities.integer, dtype=bool), np.diff(first_column))
    return Program(
        network,
        _matrix(network, first_column, first_row, column_scale, row_scale),
        lower,
        upper,
        row_lower,
        row_upper,
        whole,
        column_scale,
        row_scale,
        first_column,
        first_row,
    )


def _layout(templates: Templates, count: int) -> tuple[Index, Array]:
    """Where each template's columns or rows begin (and the end of all), and the scale of each of them.

    What has to be whole is not scaled.
    """
    sizes = np.where(np.array(templates.timed, dtype=bool), count, 1)
    first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    scale = np.array(templates.scale, dtype=np.float64)
    scale = np.where(np.array(templates.integer, dtype=bool), 1.0, scale)
    return first, np.repeat(scale, sizes)


def _bounds(templates: Templates, first: Index, scale: Array, count: int) -> tuple[Array, Array]:
    return (
        _spread(templates.lower, first, count) / scale,
        _spread(templates.upper, first, count) / scale,
    )


def _spread(profiles: list[Profile], first: Index, count: int) -> Array:
    """One figure for each bucket of each template: constants are repeated, profiles laid out."""
    constant = np.array([p if isinstance(p, int | float) else 0.0 for p in profiles], dtype=np.float64)
    result: Array = np.repeat(constant, np.diff(first))
    varying = [i for i, p in enumerate(profiles) if not isinstance(p, int | float)]
    if varying:
        stacked = np.array([np.broadcast_to(profiles[i], (count,)) for i in varying], dtype=np.float64)
        places = first[varying][:, None] + np.arange(count)[None, :]
        result[places.ravel()] = stacked.ravel()
    return result


def _matrix(
    network: Network, first_column: Index, first_row: Index, column_scale: Array, row_scale: Array
) -> sparse.csc_array:
    """Every term over every pair of buckets of its pattern; pairs that add nothing are left out."""
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
    for place, pairs in enumerate(network.patterns):
        chosen = np.flatnonzero((pattern == place) & timed[activity]) if len(activity) else activity
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
    there = data != 0
    coordinates = (np.concatenate(rows)[there], np.concatenate(columns)[there])
    shape = (int(first_row[-1]), int(first_column[-1]))
    matrix = sparse.coo_array((data[there], coordinates), shape=shape).tocsc()
    matrix.sort_indices()
    return matrix
