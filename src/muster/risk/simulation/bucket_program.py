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
class ColumnMatrix:
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
class BucketProgram:
    """A bucket's columns and its rows (with those that have no time), as places in a program of one shape.

    Of each coefficient in these columns `entries` has its index in the whole matrix, `target_rows` its row there and
    `local_columns` its index in `columns`. `local_rows` has its index in `rows`, -1 where the row is not among them.
    """

    columns: Index
    rows: Index
    row_families: NDArray[np.str_]
    entries: Index
    target_rows: Index
    local_columns: Index
    local_rows: Index

    @classmethod
    def extract(
        cls, program: Program, bucket: int, excluded_rows: Sequence[str], excluded_columns: Sequence[str]
    ) -> BucketProgram:
        """The part of a bucket, without some families."""
        network = program.network
        columns = _bucket_indices(
            network.activities, program.first_column, bucket, excluded_columns, with_untimed=False
        )
        rows = _bucket_indices(network.balances, program.first_row, bucket, excluded_rows, with_untimed=True)
        families = np.array(
            [family for family in network.balances.family if family not in excluded_rows], dtype=np.str_
        )
        matrix = program.matrix
        begin, end = matrix.indptr[columns].astype(np.int64), matrix.indptr[columns + 1].astype(np.int64)
        local_columns = np.repeat(np.arange(len(columns)), end - begin)
        entries = _concatenated_ranges(begin, end)
        target_rows = matrix.indices[entries].astype(np.int64)
        row_positions = np.full(program.rows, -1)
        row_positions[rows] = np.arange(len(rows))
        return cls(columns, rows, families, entries, target_rows, local_columns, row_positions[target_rows])

    def add_activity(self, sums: Array, program: Program, levels: Array) -> None:
        """Add to the sums of all rows what these levels give and take, in this bucket and later."""
        np.add.at(sums, self.target_rows, program.matrix.data[self.entries] * levels[self.local_columns])

    def with_duplicate_columns(self, duplicated: Index) -> tuple[ColumnMatrix, Index]:
        """The matrix with some columns (indices in `columns`) a second time at the end, its amounts still nothing.

        The second is where each amount stands among the whole matrix's.
        """
        is_inside = self.local_rows >= 0
        entries, rows = self.entries[is_inside], self.local_rows[is_inside]
        starts = np.concatenate(
            [[0], np.cumsum(np.bincount(self.local_columns[is_inside], minlength=len(self.columns)))]
        )
        duplicates = _concatenated_ranges(starts[duplicated], starts[duplicated + 1])
        indptr = np.concatenate([starts, starts[-1] + np.cumsum(starts[duplicated + 1] - starts[duplicated])])
        shape = (len(self.rows), len(self.columns) + len(duplicated))
        source_entries = np.concatenate([entries, entries[duplicates]])
        return ColumnMatrix(
            np.zeros(len(source_entries)), np.concatenate([rows, rows[duplicates]]), indptr, shape
        ), source_entries


def with_elastic_columns(matrix: ColumnMatrix, rows: Index) -> ColumnMatrix:
    """The same with two columns more for each of some rows, by which these can be broken either way."""
    count, elastic_count = matrix.shape[1], len(rows)
    return ColumnMatrix(
        np.concatenate([matrix.data, np.ones(elastic_count), -np.ones(elastic_count)]),
        np.concatenate([matrix.indices, rows, rows]),
        np.concatenate([matrix.indptr, matrix.indptr[-1] + np.arange(1, 2 * elastic_count + 1)]),
        (matrix.shape[0], count + 2 * elastic_count),
    )


def _bucket_indices(
    templates: Templates, first: Index, bucket: int, excluded: Sequence[str], *, with_untimed: bool
) -> Index:
    """The columns (rows) of a bucket in rising order; `with_untimed`: with those that have no time."""
    indices = [
        int(first[number]) + (bucket if timed else 0)
        for number, (family, timed) in enumerate(zip(templates.family, templates.timed, strict=True))
        if family not in excluded and (timed or with_untimed)
    ]
    return np.array(indices, dtype=np.int64)


def _concatenated_ranges(begin: Index, end: Index) -> Index:
    """All whole numbers from each begin to before its end, one stretch after the other."""
    lengths = end - begin
    offsets: Index = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return np.repeat(begin, lengths) + offsets
