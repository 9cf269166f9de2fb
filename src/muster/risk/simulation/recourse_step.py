"""What is done in one bucket: a small linear program, held by the solver from draw to draw.

    minimise wanted @ x    with what the rows have left once earlier buckets are taken off

Each draw starts from the basis with which the plan is carried out as today expects, so that a bucket's answer follows
from the draw and what was done before, not from other draws. Where no rule can be kept, as little as can be is broken.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from muster.network.graph import Array
from muster.program import Program
from muster.risk.simulation.bucket_program import Columnwise, Index, Part, loosened
from muster.solve.highs import Basis, Engine, Outcome

NO_ROWS, NO_COLUMNS = ("lateness",), ("slice",)
"""Families that only spread lateness: nothing that could be done."""
LOOSE = ("floor", "ramp", "run_least", "storage", "take")
"""Families of rows that a world can leave no way to keep; nothing else is ever broken, least of all a stock."""
BROKEN = 1e5
"""What breaking a hard rule counts, against 1 for a unit of work; scaled."""


class Bucket:
    """One bucket of programs with the same columns, rows and places of amounts; `twins` are columns had twice."""

    def __init__(self, program: Program, bucket: int, twins: Index, basis: Basis | None) -> None:
        self.part = Part.of(program, bucket, NO_ROWS, NO_COLUMNS)
        self.twins = self.within(twins)
        self.basis = basis
        self.matrix, self.source = self.part.with_twins(self.twins)
        self.matrix.data[:] = program.matrix.data[self.source]
        self.whole = np.flatnonzero(program.whole[np.concatenate([self.part.columns, twins])])
        nothing = np.zeros(self.matrix.shape[1]), np.zeros(self.matrix.shape[0])
        self.engine = _engine(self.matrix, (nothing[0], nothing[0]), (nothing[1], nothing[1]), self.whole)

    def within(self, columns: Index) -> Index:
        """Where some of its columns stand among its own."""
        return np.searchsorted(self.part.columns, columns).astype(np.int64)

    def do(
        self, program: Program, sums: Array, wanted: Array, bounds: tuple[Array, Array], left: float
    ) -> tuple[Array | None, bool, float]:
        """The levels of its columns, whether every rule was kept, and what of `left` iterations is left.

        `sums` is what earlier buckets give to each row; `wanted` and `bounds` have the columns, then the twins, whose
        levels are added to the columns they repeat. None where there are no levels at all, or no iterations left.
        """
        rows = self.part.rows
        sides = program.row_lower[rows] - sums[rows], program.row_upper[rows] - sums[rows]
        self._take(program, bounds, sides)
        self.engine.minimise(wanted)
        outcome = self._solved(left)
        kept, left = outcome.status == "optimal", self.engine.left
        if not kept and left > 0:
            outcome, left = self._least_broken(wanted, bounds, sides, left)
        if outcome.status != "optimal":
            return None, False, left
        count = len(self.part.columns)
        levels = np.clip(outcome.x[: self.matrix.shape[1]], *bounds)
        levels[self.twins] += levels[count:]
        return levels[:count], kept, left

    def _take(self, program: Program, bounds: tuple[Array, Array], sides: tuple[Array, Array]) -> None:
        amounts = program.matrix.data[self.source]
        changed = np.flatnonzero(amounts != self.matrix.data)
        if len(changed):
            places = self.matrix.indices[changed], self.matrix.columns[changed]
            self.engine.change_coefficients(*places, amounts[changed])
            self.matrix.data[changed] = amounts[changed]
        self.engine.bound_columns(np.arange(self.matrix.shape[1]), *bounds)
        self.engine.bound_rows(np.arange(self.matrix.shape[0]), *sides)

    def _solved(self, left: float) -> Outcome:
        self.engine.left = left
        self.engine.forget_basis()
        if self.basis is not None:
            self.engine.go_on_from(self.basis)
        return self.engine.solve("simplex", whole=bool(len(self.whole)))

    def _least_broken(
        self, wanted: Array, bounds: tuple[Array, Array], sides: tuple[Array, Array], left: float
    ) -> tuple[Outcome, float]:
        rows, most = _breakable(self.part.families, sides)
        nothing = np.zeros(2 * len(rows))
        wide = np.concatenate([bounds[0], nothing]), np.concatenate([bounds[1], most])
        engine = _engine(loosened(self.matrix, rows), wide, sides, np.zeros(0, dtype=np.int64))
        engine.minimise(np.concatenate([wanted, nothing + BROKEN]))
        engine.left = left
        return engine.solve("simplex"), engine.left


def _engine(matrix: Columnwise, bounds: tuple[Array, Array], sides: tuple[Array, Array], whole: Index) -> Engine:
    engine = Engine(matrix, *bounds, *sides, small=True)
    engine.take_as_it_is()
    if len(whole):
        engine.make_whole(whole)
    return engine


def _breakable(families: NDArray[np.str_], sides: tuple[Array, Array]) -> tuple[Index, Array]:
    """Rows that may be broken, and by how much upwards, then downwards; of a stock, losing less than is to be lost."""
    loose, lost = np.isin(families, LOOSE), (families == "stock") & (sides[0] > 0)
    rows = np.flatnonzero(loose | lost)
    up = np.where(loose[rows], np.inf, sides[0][rows])
    return rows, np.concatenate([up, np.where(loose[rows], np.inf, 0.0)])
