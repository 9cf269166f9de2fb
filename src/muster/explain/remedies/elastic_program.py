"""The cheapest changes with which requests are met by a date: the program with columns for what may be changed.

    minimise  sum over changes of price x size
    every row of the program, its side moved by what is changed;   late[r,t] = 0 from the bucket of the date on

A price is a share of what is there: to double a capacity, a floor, a fund from the start costs 1, from the last bucket
half of it; a consent costs 1, all or nothing; more of an item that nothing makes costs `FOUND` for all there is of it.
What is promised and on its way may come sooner: for all that comes in a bucket, half and a share of the time that it is
brought forward.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from muster.explain.relaxations.relaxation import Factor, Part
from muster.explain.request_lateness import Chain
from muster.network.graph import Array
from muster.solve.highs import Engine

FOUND = 10.0
DUST = 1e-7

PHASED = {("capacity", "resources"), ("reserve", "reserves"), ("fund", "funds")}
"""Changes that can begin in any bucket; the others hold from the start."""


@dataclass
class Change:
    """A change that the elastic program may make: columns of its own, one for each bucket in which it may begin.

    `unit` is the size of a column at 1, in the tables' units.
    """

    factor: Factor
    unit: float
    columns: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Sooner:
    """Goods on their way that may come in an earlier bucket: `column` at 1 is all `quantity` of them."""

    factor: Factor
    bucket: int
    instead: int
    quantity: float
    column: int


@dataclass
class _Matrix:
    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def put(self, row: int, column: int, value: float) -> None:
        self.rows.append(row)
        self.columns.append(column)
        self.values.append(value)


class Elastic:
    """A chain's program with everything in `allowed` changeable, and receipts of `coming` sooner where that is no later
    than bucket `until`; `solve` gives the cheapest changes."""

    def __init__(self, chain: Chain, allowed: Sequence[Factor], coming: Sequence[Factor] = (), until: int = 0) -> None:
        self.chain = chain
        self.program = chain.program
        self.count = chain.program.network.calendar.count
        self.changes: list[Change] = []
        self.costs: list[float] = []
        self.whole: list[int] = []
        self.column_upper = self.program.upper.copy()
        self.extra = _Matrix()
        self.row_upper: list[float] = []
        self.sooner: list[Sooner] = []
        for factor in allowed:
            self._add(factor)
        for factor in coming:
            self._bring_forward(factor, until)

    def _add(self, factor: Factor) -> None:
        if factor.kind == "consent":
            self._open(factor)
            return
        sizes = [self._sizes(factor, part) for part in factor.parts]
        unit = max((float(size.max(initial=0.0)) for size in sizes), default=0.0) or 1.0
        change = Change(factor, unit)
        phased = (factor.kind, factor.table) in PHASED or factor.at_once
        begins = sorted({int(b) for part in factor.parts for b in part.buckets}) if phased else [0]
        for begin in begins:
            weight = 0.5 + 0.5 * (self.count - begin) / self.count
            price = FOUND if factor.kind in ("stock", "receipt") else weight
            change.columns[begin] = self._column(price, np.inf)
        for part in factor.parts:
            ones = factor.unit(part, self.program.network.calendar.lengths)
            for place, bucket, one in zip(part.places.tolist(), part.buckets.tolist(), ones.tolist(), strict=True):
                row = place if part.side != "column" else self._bounded(place)
                sign = 1.0 if part.side == "below" else -1.0
                for begin, column in change.columns.items():
                    if begin == bucket or (begin < bucket and not factor.at_once):
                        self.extra.put(row, column, sign * one * unit)
        self.changes.append(change)

    def _bring_forward(self, factor: Factor, until: int) -> None:
        """Columns for each bucket in which something comes and each earlier one, that share what comes."""
        for part in factor.parts:
            for place, bucket, size in zip(
                part.places.tolist(), part.buckets.tolist(), part.size.tolist(), strict=True
            ):
                shared = self.program.rows + len(self.row_upper)
                self.row_upper.append(1.0)
                for begin in range(min(bucket, until + 1)):
                    column = self._column(0.5 + 0.5 * (bucket - begin) / self.count, 1.0)
                    earlier = place - bucket + begin
                    scales = self.program.row_scale[[place, earlier]]
                    self.extra.put(shared, column, 1.0)
                    self.extra.put(place, column, -size)
                    self.extra.put(earlier, column, size * scales[0] / scales[1])
                    self.sooner.append(Sooner(factor, begin, bucket, size * scales[0], column))

    def _sizes(self, factor: Factor, part: Part) -> Array:
        """How many times one unit each bound is."""
        unit = factor.unit(part, self.program.network.calendar.lengths)
        result: Array = np.divide(part.size, unit, out=np.zeros(len(unit)), where=unit > 0)
        return result

    def _open(self, factor: Factor) -> None:
        """All or nothing: closed columns open, limits go."""
        change = Change(factor, 1.0, {0: self._column(1.0, 1.0)})
        column = change.columns[0]
        self.whole.append(column)
        ample = 8.0
        for part in factor.parts:
            for place in part.places.tolist():
                self.extra.put(place, column, -ample * max(1.0, float(self.program.row_upper[place])))
        if factor.gate is not None:
            for place in factor.gate.columns.tolist():
                self.extra.put(self._bounded(place, opened=True), column, -ample)
        self.changes.append(change)

    def _column(self, cost: float, upper: float) -> int:
        self.costs.append(cost)
        self.column_upper = np.append(self.column_upper, upper)
        return self.program.columns + len(self.costs) - 1

    def _bounded(self, place: int, opened: bool = False) -> int:
        """A row that holds a column's upper bound, so that it can be changed; one for each that closes it."""
        row = self.program.rows + len(self.row_upper)
        self.row_upper.append(0.0 if opened else float(self.program.upper[place]))
        self.extra.put(row, place, 1.0)
        self.column_upper[place] = np.inf
        return row

    def solve(
        self, requests: Sequence[str], bucket: int, kept: Mapping[str, float], free: bool = False
    ) -> Array | None:
        """Sizes of the changes (columns at 1), or None if no changes meet the requests by the end of a bucket.

        `kept` is the most that other requests may be late, in unit-buckets. With `free` any solution will do.
        """
        own = _Matrix()
        sides: list[float] = []
        for request, most in kept.items():
            costs = self.chain.own(request)
            row = self.program.rows + len(self.row_upper) + len(sides)
            for place in np.flatnonzero(costs).tolist():
                own.put(row, place, float(costs[place]))
            sides.append(most / self.chain.wants[request].quantity + 1e-9)
        lower, upper = self._met(requests, bucket)
        rows = self.program.rows + len(self.row_upper) + len(sides)
        columns = self.program.columns + len(self.costs)
        base = self.program.matrix.tocoo()
        data = np.concatenate([base.data, self.extra.values, own.values])
        where = (
            np.concatenate([base.row, self.extra.rows, own.rows]).astype(np.int64),
            np.concatenate([base.col, self.extra.columns, own.columns]).astype(np.int64),
        )
        matrix = sparse.coo_array((data, where), shape=(rows, columns)).tocsc()
        matrix.sort_indices()
        more = np.concatenate([self.row_upper, sides])
        engine = Engine(
            matrix,
            lower,
            upper,
            np.concatenate([self.program.row_lower, np.full(len(more), -np.inf)]),
            np.concatenate([self.program.row_upper, more]),
        )
        if not free:
            engine.minimise(np.concatenate([np.zeros(self.program.columns), self.costs]))
        whole = np.array(self.whole, dtype=np.int64)
        if len(whole):
            engine.make_whole(whole)
        outcome = engine.solve("simplex", whole=bool(len(whole)))
        if engine.interrupted:
            raise KeyboardInterrupt
        if outcome.status != "optimal":
            return None
        sizes: Array = outcome.x[self.program.columns :]
        return np.where(sizes < DUST, 0.0, sizes)

    def _met(self, requests: Sequence[str], bucket: int) -> tuple[Array, Array]:
        """Bounds of all columns with which nothing of a request is late from the end of a bucket on."""
        lower = np.concatenate([self.program.lower, np.zeros(len(self.costs))])
        upper = self.column_upper.copy()
        for request in requests:
            late = self.program.network.find("late", (request,))
            assert late is not None
            part = self.program.column(late)
            upper[part.start + bucket : part.stop] = 0.0
        return lower, upper
