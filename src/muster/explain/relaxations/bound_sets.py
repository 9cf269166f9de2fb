"""Bound sets of a compiled program, from the balances and activities of its network and sizes in the tables' units."""

from __future__ import annotations

import numpy as np

from muster.explain.relaxations.relaxation import BoundSet, BoundSide
from muster.network.build import Blueprint
from muster.network.graph import Array
from muster.program import Program


class BoundSetBuilder:
    """Bound sets of one program; `unit` and `size` are by bucket, shape (T,), or of one row by itself, shape (1,)."""

    def __init__(self, blueprint: Blueprint, program: Program) -> None:
        self.blueprint = blueprint
        self.program = program
        self.facts = blueprint.facts
        self.network = blueprint.network
        self.lengths: Array = self.network.calendar.lengths.astype(float)
        self.buckets = np.arange(self.network.calendar.count)

    def row_upper(self, balance: int, unit: Array, size: Array | None = None) -> BoundSet:
        """The upper sides of a balance's rows; `unit` is what a unit a base bucket comes to in each bucket."""
        rows = self.program.rows_of(balance)
        scale = self.program.row_scale[rows]
        upper = self.program.row_upper[rows]
        indices = np.arange(rows.start, rows.stop)
        return BoundSet(
            side=BoundSide.ROW_UPPER,
            indices=indices,
            buckets=self.buckets if len(indices) == len(self.buckets) else np.zeros(len(indices), dtype=np.int64),
            unit_shift=unit / scale,
            size=np.where(np.isfinite(upper), np.maximum(upper, 0.0), 0.0) if size is None else size / scale,
            lifted_bounds=np.full(len(indices), np.inf),
        )

    def row_lower(self, balance: int, unit: Array, size: Array) -> BoundSet:
        """The lower sides of a balance's rows; only where `size` or `unit` is above nothing."""
        rows = self.program.rows_of(balance)
        scale = self.program.row_scale[rows]
        chosen = np.flatnonzero((size > 0) | (unit > 0))
        indices = np.arange(rows.start, rows.stop)[chosen]
        return BoundSet(
            side=BoundSide.ROW_LOWER,
            indices=indices,
            buckets=self.buckets[chosen] if rows.stop - rows.start > 1 else np.zeros(len(indices), dtype=np.int64),
            unit_shift=(unit / scale)[chosen],
            size=(size / scale)[chosen],
            lifted_bounds=np.full(len(indices), np.inf),
        )

    def column_upper(self, activity: int, unit: Array) -> BoundSet:
        """The upper bounds of an activity's columns in the buckets where `unit` is above nothing."""
        columns = self.program.columns_of(activity)
        upper = self.program.upper[columns]
        chosen = np.flatnonzero((unit > 0) & np.isfinite(upper))
        return BoundSet(
            side=BoundSide.COLUMN_UPPER,
            indices=np.arange(columns.start, columns.stop)[chosen],
            buckets=self.buckets[chosen],
            unit_shift=(unit / self.program.column_scale[columns])[chosen],
            size=upper[chosen],
            lifted_bounds=np.full(len(chosen), np.inf),
        )
