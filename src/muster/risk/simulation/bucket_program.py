"""One bucket of a program: the columns of that bucket and the rows that they have to keep then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muster.network.graph import Array, Templates
from muster.program import Program

Index = NDArray[np.int64]


@dataclass(frozen=True)
class Columnwise:
    """A matrix compressed by columns, as the solver takes it."""

    data: Array
    indices: Index
    indptr: Index
    shape: tuple[int, int]

    @property
    def columns(self) -> Index:
        """The column of each amount."""
        return np.repeat(np.arange(self.shape[1]), np.diff(self.indptr))


@dataclass(frozen=True)
class Part:
    """A bucket's columns and its rows (with those that have no time), as places in a program of one shape.

    `families` are those of the rows. Of each amount in these columns `entry` is its place among the whole matrix's,
    `target` its row there and `place` its column in `columns`. `local` is its row in `rows`, -1 where that is none.
    """

    columns: Index
    rows: Index
    families: NDArray[np.str_]
    entry: Index
    target: Index
    place: Index
    local: Index

    @classmethod
    def of(cls, program: Program, bucket: int, no_rows: Sequence[str], no_columns: Sequence[str]) -> Part:
        """The part of a bucket, without some families."""
        network = program.network
        columns = _places(network.activities, program.first_column, bucket, no_columns, untimed=False)
        rows = _places(network.balances, program.first_row, bucket, no_rows, untimed=True)
        families = np.array([family for family in network.balances.family if family not in no_rows], dtype=np.str_)
        matrix = program.matrix
        begin, end = matrix.indptr[columns].astype(np.int64), matrix.indptr[columns + 1].astype(np.int64)
        place = np.repeat(np.arange(len(columns)), end - begin)
        entry = _stretches(begin, end)
        target = matrix.indices[entry].astype(np.int64)
        local = np.full(program.rows, -1)
        local[rows] = np.arange(len(rows))
        return cls(columns, rows, families, entry, target, place, local[target])

    def add(self, sums: Array, program: Program, levels: Array) -> None:
        """Add to the sums of all rows what these levels give and take, in this bucket and later."""
        np.add.at(sums, self.target, program.matrix.data[self.entry] * levels[self.place])

    def with_twins(self, twins: Index) -> tuple[Columnwise, Index]:
        """The matrix with some columns (places in `columns`) a second time at the end, its amounts still nothing.

        The second is where each amount stands among the whole matrix's.
        """
        inside = self.local >= 0
        entry, rows = self.entry[inside], self.local[inside]
        ends = np.concatenate([[0], np.cumsum(np.bincount(self.place[inside], minlength=len(self.columns)))])
        again = _stretches(ends[twins], ends[twins + 1])
        indptr = np.concatenate([ends, ends[-1] + np.cumsum(ends[twins + 1] - ends[twins])])
        shape = (len(self.rows), len(self.columns) + len(twins))
        source = np.concatenate([entry, entry[again]])
        return Columnwise(np.zeros(len(source)), np.concatenate([rows, rows[again]]), indptr, shape), source


def loosened(matrix: Columnwise, rows: Index) -> Columnwise:
    """The same with two columns more for each of some rows, by which these can be broken either way."""
    count, more = matrix.shape[1], len(rows)
    return Columnwise(
        np.concatenate([matrix.data, np.ones(more), -np.ones(more)]),
        np.concatenate([matrix.indices, rows, rows]),
        np.concatenate([matrix.indptr, matrix.indptr[-1] + np.arange(1, 2 * more + 1)]),
        (matrix.shape[0], count + 2 * more),
    )


def _places(templates: Templates, first: Index, bucket: int, without: Sequence[str], *, untimed: bool) -> Index:
    """The columns (rows) of a bucket in rising order; `untimed`: with those that have no time."""
    chosen = [
        int(first[place]) + (bucket if timed else 0)
        for place, (family, timed) in enumerate(zip(templates.family, templates.timed, strict=True))
        if family not in without and (timed or untimed)
    ]
    return np.array(chosen, dtype=np.int64)


def _stretches(begin: Index, end: Index) -> Index:
    """All whole numbers from each begin to before its end, one stretch after the other."""
    lengths = end - begin
    inside: Index = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return np.repeat(begin, lengths) + inside
