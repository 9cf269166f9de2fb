"""The draws of a swept folder taken together: one figure in all of them, as many figures at a time as a room holds.

Every draw and reading has the same rows of a table in the same order: a request, a request and a bucket, an uncertain
figure. A *column* here is one of those rows in all draws. Blocks are read one after the other and only the columns at
hand are kept, so that the room does not grow with the draws; a single column, eight bytes a draw, always fits.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from muster.network.graph import Array
from muster.risk.simulation.outcome import SOLVED_STATUSES
from muster.risk.sweep.job import BLOCK_SIZE
from muster.risk.sweep.sweep import read_block_table, stored_blocks

LARGEST_READ = 1 << 21
"""Figures that are held at a time."""


class DrawColumns:
    """The first `draws` draws of a folder, as far as they are done.

    `finished_count` counts those that came to an end, and `failed` names those of them that have no plan in one of the
    readings.
    """

    def __init__(self, folder: Path, draws: int) -> None:
        self.folder = folder
        self.blocks = [block for block in stored_blocks(folder) if block * BLOCK_SIZE < draws]
        self.failed: dict[int, str] = {}
        self._has_plan = np.zeros(draws, dtype=bool)
        for number in self.blocks:
            rows = read_block_table(folder, number, "draws").filter(pl.col("draw") < draws)
            self._has_plan[rows["draw"].to_numpy()] = True
            unplanned = rows.filter(~pl.col("status").is_in(SOLVED_STATUSES))
            self.failed |= {
                row["draw"]: f"{row['reading']}: {row['status']}" for row in unplanned.iter_rows(named=True)
            }
        self.finished_count = int(self._has_plan.sum())
        self._has_plan[list(self.failed)] = False

    @cached_property
    def draws_with_plan(self) -> NDArray[np.int64]:
        """The draws with a plan in both readings, rising, shape (n,); columns have one figure for each."""
        return np.flatnonzero(self._has_plan)

    def column(self, value: str, reading: str) -> Array:
        """One figure of the table `draws` in every good draw, shape (n,)."""
        return next(self.columns("draws", value, 1, reading))

    def columns(self, table: str, value: str, width: int, reading: str | None = None) -> Iterator[Array]:
        """The columns of a table that has `width` rows for each draw (and reading), one by one, shape (n,) each.

        Dates are days since 1970, answers to yes or no 1 or 0, and what is not there is not a number.
        """
        step = max(1, LARGEST_READ // max(1, len(self.draws_with_plan)))
        for first in range(0, width, step):
            yield from self._read_columns(table, value, width, reading, slice(first, min(first + step, width)))

    def _read_columns(self, table: str, value: str, width: int, reading: str | None, selection: slice) -> Array:
        values = np.empty((selection.stop - selection.start, len(self.draws_with_plan)))
        done = 0
        column_names = ["draw", value] if reading is None else ["draw", "reading", value]
        for rows in self.iter_blocks(table, column_names):
            reading_rows = rows if reading is None else rows.filter(pl.col("reading") == reading)
            figures = reading_rows[value].to_physical().cast(pl.Float64).fill_null(np.nan).to_numpy().reshape(-1, width)
            values[:, done : done + len(figures)] = figures[:, selection].T
            done += len(figures)
        return values

    def iter_blocks(self, table: str, columns: list[str] | None = None) -> Iterator[pl.DataFrame]:
        """A table, or some of its columns, block by block in the order of draws; the good draws only."""
        for number in self.blocks:
            rows = read_block_table(self.folder, number, table, columns).filter(pl.col("draw") < len(self._has_plan))
            yield rows.filter(pl.Series(self._has_plan[rows["draw"].to_numpy()], dtype=pl.Boolean))
