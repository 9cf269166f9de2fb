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


@dataclass(frozen=True)
class Part:
    """A bucket's columns, its rows (with those that have no time), and the matrix between them.

    `families` are those of the rows. `entries` are all places of these columns in the whole matrix: row, place in
    `columns`, amount.
    """

    columns: Index
    rows: Index
    families: list[str]
    matrix: Columnwise
    entries: tuple[Index, Index, Array]

    @classmethod
    def of(cls, program: Program, bucket: int, no_rows: Sequence[str], no_columns: Sequence[str]) -> Part:
        """The part of a bucket, without some families."""
        network = program.network
        columns = _places(network.activities, program.first_column, bucket, no_columns, untimed=False)
        rows = _places(network.balances, program.first_row, bucket, no_rows, untimed=True)
        families = [family for family in network.balances.family if family not in no_rows]
        matrix = program.matrix
        begin, end = matrix.indptr[columns].astype(np.int64), matrix.indptr[columns + 1].astype(np.int64)
        lengths = end - begin
        place = np.repeat(np.arange(len(columns)), lengths)
        offset = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        entry = np.repeat(begin, lengths) + offset
        target, amount = matrix.indices[entry].astype(np.int64), matrix.data[entry]
        local = np.full(program.rows, -1)
        local[rows] = np.arange(len(rows))
        inside = local[target] >= 0
        inner = _columnwise(local[target[inside]], place[inside], amount[inside], (len(rows), len(columns)))
        return cls(columns, rows, families, inner, (target, place, amount))

    def add(self, sums: Array, levels: Array) -> None:
        """Add to the sums of all rows what these levels give and take, in this bucket and later."""
        target, place, amount = self.entries
        np.add.at(sums, target, amount * levels[place])

    def with_twins(self, twins: Index) -> Columnwise:
        """The matrix with some of its columns (places in `columns`) a second time at the end."""
        begin, end = self.matrix.indptr[twins], self.matrix.indptr[twins + 1]
        entry = np.concatenate([np.arange(b, e) for b, e in zip(begin, end, strict=True)] or [begin])
        return Columnwise(
            np.concatenate([self.matrix.data, self.matrix.data[entry]]),
            np.concatenate([self.matrix.indices, self.matrix.indices[entry]]),
            np.concatenate([self.matrix.indptr, self.matrix.indptr[-1] + np.cumsum(end - begin)]),
            (self.matrix.shape[0], self.matrix.shape[1] + len(twins)),
        )


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


def _columnwise(rows: Index, columns: Index, amounts: Array, shape: tuple[int, int]) -> Columnwise:
    """Entries, which stand in the order of their columns, as a matrix."""
    indptr = np.concatenate([[0], np.cumsum(np.bincount(columns, minlength=shape[1]))])
    return Columnwise(amounts, rows, indptr, shape)
