"""The cheapest changes with which requests are met by a date: the program with columns for what may be changed.

    minimise  sum over changes of price x size
    every row of the program, its side moved by what is changed;   late[r,t] = 0 from the bucket of the date on

A price is a share of what is there: to double a capacity, a floor, a fund from the start costs 1, from the last bucket
half of it; a consent costs 1, all or nothing; more of an item that nothing makes costs `NEW_GOODS_PRICE` for all there
is of it. What is promised and on its way may come sooner: for all that comes in a bucket, half and a share of the time
that it is brought forward.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from muster.explain.relaxations.relaxation import BoundSet, BoundSide, Relaxation
from muster.explain.request_lateness import RequestReoptimizer
from muster.network.graph import Array
from muster.solve.highs import HighsModel
from muster.solve.status import SolverAlgorithm, SolveStatus

NEW_GOODS_PRICE = 10.0
DUST = 1e-7
AMPLE = 8.0
"""A consent that is given opens a column, or lifts a limit, by this much of its scaled size."""

PHASED_CHANGES = {("capacity", "resources"), ("reserve", "reserves"), ("fund", "funds")}
"""Changes that can begin in any bucket; the others hold from the start."""


@dataclass
class ElasticChange:
    """A change that the elastic program may make: columns of its own, one for each bucket in which it may begin.

    `unit_size` is the size of a column at 1, in the tables' units.
    """

    relaxation: Relaxation
    unit_size: float
    columns: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ExpeditedReceipt:
    """Goods on their way that may come in an earlier bucket: `column` at 1 is all `quantity` of them."""

    relaxation: Relaxation
    bucket: int
    original_bucket: int
    quantity: float
    column: int


@dataclass
class _MatrixEntries:
    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def add(self, row: int, column: int, value: float) -> None:
        self.rows.append(row)
        self.columns.append(column)
        self.values.append(value)


class ElasticProgram:
    """A plan's program with everything in `changeable` changeable, and goods of `receipts` sooner.

    They may come in any bucket up to `last_bucket`; `solve` gives the cheapest changes.
    """

    def __init__(
        self,
        reoptimizer: RequestReoptimizer,
        changeable: Sequence[Relaxation],
        receipts: Sequence[Relaxation] = (),
        last_bucket: int = 0,
    ) -> None:
        self.reoptimizer = reoptimizer
        self.program = reoptimizer.program
        self.count = reoptimizer.program.network.calendar.count
        self.changes: list[ElasticChange] = []
        self.expedited_receipts: list[ExpeditedReceipt] = []
        self.costs: list[float] = []
        self.integer_columns: list[int] = []
        self.column_upper = self.program.upper.copy()
        self.extra_entries = _MatrixEntries()
        self.extra_row_upper: list[float] = []
        for relaxation in changeable:
            if relaxation.kind == "consent":
                self._add_opening(relaxation)
            else:
                self._add_change(relaxation)
        for relaxation in receipts:
            self._add_expediting(relaxation, last_bucket)

    def _add_change(self, relaxation: Relaxation) -> None:
        """Columns of any size, one for each bucket in which the change may begin."""
        sizes = [self._sizes_in_units(relaxation, bound_set) for bound_set in relaxation.bound_sets]
        unit_size = max((float(size.max(initial=0.0)) for size in sizes), default=0.0) or 1.0
        change = ElasticChange(relaxation, unit_size)
        is_phased = (relaxation.kind, relaxation.table) in PHASED_CHANGES or relaxation.is_one_off
        buckets = {int(bucket) for bound_set in relaxation.bound_sets for bucket in bound_set.buckets}
        for begin in sorted(buckets) if is_phased else [0]:
            share = 0.5 + 0.5 * (self.count - begin) / self.count
            price = NEW_GOODS_PRICE if relaxation.kind in ("stock", "receipt") else share
            change.columns[begin] = self._add_column(price, np.inf)
        for bound_set in relaxation.bound_sets:
            sign = 1.0 if bound_set.side is BoundSide.ROW_LOWER else -1.0
            units = relaxation.unit_shifts(bound_set, self.program.network.calendar.lengths)
            for index, bucket, unit in zip(
                bound_set.indices.tolist(), bound_set.buckets.tolist(), units.tolist(), strict=True
            ):
                row = self._add_bound_row(index) if bound_set.side is BoundSide.COLUMN_UPPER else index
                for begin, column in change.columns.items():
                    if begin == bucket or (begin < bucket and not relaxation.is_one_off):
                        self.extra_entries.add(row, column, sign * unit * unit_size)
        self.changes.append(change)

    def _add_expediting(self, relaxation: Relaxation, last_bucket: int) -> None:
        """Columns for each bucket in which something comes and each earlier one, that share what comes."""
        for bound_set in relaxation.bound_sets:
            for row, bucket, size in zip(
                bound_set.indices.tolist(), bound_set.buckets.tolist(), bound_set.size.tolist(), strict=True
            ):
                shared_row = self.program.rows + len(self.extra_row_upper)
                self.extra_row_upper.append(1.0)
                for begin in range(min(bucket, last_bucket + 1)):
                    column = self._add_column(0.5 + 0.5 * (bucket - begin) / self.count, 1.0)
                    earlier_row = row - bucket + begin
                    scales = self.program.row_scale[[row, earlier_row]]
                    self.extra_entries.add(shared_row, column, 1.0)
                    self.extra_entries.add(row, column, -size)
                    self.extra_entries.add(earlier_row, column, size * scales[0] / scales[1])
                    receipt = ExpeditedReceipt(
                        relaxation=relaxation,
                        bucket=begin,
                        original_bucket=bucket,
                        quantity=size * scales[0],
                        column=column,
                    )
                    self.expedited_receipts.append(receipt)

    def _sizes_in_units(self, relaxation: Relaxation, bound_set: BoundSet) -> Array:
        """Size of each bound in multiples of one unit."""
        unit = relaxation.unit_shifts(bound_set, self.program.network.calendar.lengths)
        sizes: Array = np.divide(bound_set.size, unit, out=np.zeros(len(unit)), where=unit > 0)
        return sizes

    def _add_opening(self, relaxation: Relaxation) -> None:
        """All or nothing: closed columns open, limits go."""
        column = self._add_column(1.0, 1.0)
        self.integer_columns.append(column)
        for bound_set in relaxation.bound_sets:
            for row in bound_set.indices.tolist():
                self.extra_entries.add(row, column, -AMPLE * max(1.0, float(self.program.row_upper[row])))
        if relaxation.closed_columns is not None:
            for closed in relaxation.closed_columns.indices.tolist():
                self.extra_entries.add(self._add_bound_row(closed, is_closed=True), column, -AMPLE)
        self.changes.append(ElasticChange(relaxation, 1.0, {0: column}))

    def _add_column(self, cost: float, upper: float) -> int:
        self.costs.append(cost)
        self.column_upper = np.append(self.column_upper, upper)
        return self.program.columns + len(self.costs) - 1

    def _add_bound_row(self, column: int, is_closed: bool = False) -> int:
        """A row in place of a column's upper bound, so that it can be changed; one for each that closes it."""
        row = self.program.rows + len(self.extra_row_upper)
        self.extra_row_upper.append(0.0 if is_closed else float(self.program.upper[column]))
        self.extra_entries.add(row, column, 1.0)
        self.column_upper[column] = np.inf
        return row

    def solve(
        self, requests: Sequence[str], bucket: int, lateness_limits: Mapping[str, float], any_solution: bool = False
    ) -> Array | None:
        """Sizes of the changes (columns at 1), or None if no changes meet the requests by the end of a bucket.

        `lateness_limits` is the most that other requests may be late, in unit-buckets. With `any_solution` nothing is
        minimised.
        """
        limit_entries = _MatrixEntries()
        limits: list[float] = []
        for request, most in lateness_limits.items():
            costs = self.reoptimizer.lateness_objective(request)
            row = self.program.rows + len(self.extra_row_upper) + len(limits)
            for column in np.flatnonzero(costs).tolist():
                limit_entries.add(row, column, float(costs[column]))
            limits.append(most / self.reoptimizer.demands[request].quantity + 1e-9)
        lower, upper = self._bounds_without_lateness(requests, bucket)
        extra_upper = np.concatenate([self.extra_row_upper, limits])
        model = HighsModel(
            self._matrix(limit_entries, self.program.rows + len(extra_upper)),
            lower,
            upper,
            np.concatenate([self.program.row_lower, np.full(len(extra_upper), -np.inf)]),
            np.concatenate([self.program.row_upper, extra_upper]),
        )
        if not any_solution:
            model.set_objective(np.concatenate([np.zeros(self.program.columns), self.costs]))
        integer_columns = np.array(self.integer_columns, dtype=np.int64)
        if len(integer_columns):
            model.set_integrality(integer_columns)
        outcome = model.solve(SolverAlgorithm.DUAL_SIMPLEX, integer=bool(len(integer_columns)))
        if model.interrupted:
            raise KeyboardInterrupt
        if outcome.status != SolveStatus.OPTIMAL:
            return None
        sizes: Array = outcome.x[self.program.columns :]
        return np.where(sizes < DUST, 0.0, sizes)

    def _matrix(self, limit_entries: _MatrixEntries, rows: int) -> sparse.csc_array:
        base, extra = self.program.matrix.tocoo(), self.extra_entries
        values = np.concatenate([base.data, extra.values, limit_entries.values])
        positions = (
            np.concatenate([base.row, extra.rows, limit_entries.rows]).astype(np.int64),
            np.concatenate([base.col, extra.columns, limit_entries.columns]).astype(np.int64),
        )
        shape = rows, self.program.columns + len(self.costs)
        matrix = sparse.coo_array((values, positions), shape=shape).tocsc()
        matrix.sort_indices()
        return matrix

    def _bounds_without_lateness(self, requests: Sequence[str], bucket: int) -> tuple[Array, Array]:
        """Bounds of all columns with which nothing of a request is late from the end of a bucket on."""
        lower = np.concatenate([self.program.lower, np.zeros(len(self.costs))])
        upper = self.column_upper.copy()
        for request in requests:
            late = self.program.network.find("late", (request,))
            assert late is not None
            columns = self.program.columns_of(late)
            upper[columns.start + bucket : columns.stop] = 0.0
        return lower, upper
