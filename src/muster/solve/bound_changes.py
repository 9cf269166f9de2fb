"""Inputs and results of reoptimisation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from muster.network.graph import Array
from muster.program import Program
from muster.solve.cold_start import ColdStartReason
from muster.solve.status import SolveStatus

Index = NDArray[np.int64]
_NO_INDICES = np.zeros(0, dtype=np.int64)
_NO_VALUES = np.zeros(0)


@dataclass(frozen=True)
class BoundChange:
    """Bounds that some columns and rows get instead of the program's, on the scaled arrays."""

    columns: Index = field(default_factory=_NO_INDICES.copy)
    lower: Array = field(default_factory=_NO_VALUES.copy)
    upper: Array = field(default_factory=_NO_VALUES.copy)
    rows: Index = field(default_factory=_NO_INDICES.copy)
    row_lower: Array = field(default_factory=_NO_VALUES.copy)
    row_upper: Array = field(default_factory=_NO_VALUES.copy)


@dataclass(frozen=True)
class TierDuals:
    """Duals of the rows and reduced costs of the columns in one tier, scaled; nothing where a tier before decides.

    Times `unit` they are in the tier's own units.
    """

    tier: str
    unit: float
    rows: Array
    columns: Array

    def is_affected_by(self, program: Program, change: BoundChange) -> bool:
        """True if a bound that moves outwards has a dual here; otherwise value and face hold."""
        reduced_costs, row_duals = self.columns[change.columns], self.rows[change.rows]
        return bool(
            ((change.upper > program.upper[change.columns]) & (reduced_costs < 0)).any()
            or ((change.lower < program.lower[change.columns]) & (reduced_costs > 0)).any()
            or ((change.row_upper > program.row_upper[change.rows]) & (row_duals < 0)).any()
            or ((change.row_lower < program.row_lower[change.rows]) & (row_duals > 0)).any()
        )


@dataclass(frozen=True)
class SideOptimum:
    """The least that an objective of one's own can be on the last tier's optimal face, and where it is reached."""

    value: float
    x: Array
    duals: TierDuals | None


@dataclass(frozen=True)
class ReoptimizeResult:
    """Result of reoptimisation: "optimal", or the status that ended it.

    `values` are the tiers' in their own units, `x` the levels after the last of them; `duals` belong to the tiers up
    to it (empty where whole numbers are planned). `cold_start` says why saved bases
    and faces were not used.
    """

    status: SolveStatus
    values: Mapping[str, float]
    x: Array
    duals: tuple[TierDuals, ...] = ()
    side_optima: Mapping[str, SideOptimum] = field(default_factory=dict)
    cold_start: ColdStartReason | None = None


def bound_change_between(program: Program, other: Program) -> BoundChange:
    """The bounds of another program of the same shape where they are not this one's."""
    columns = np.flatnonzero((program.lower != other.lower) | (program.upper != other.upper))
    rows = np.flatnonzero((program.row_lower != other.row_lower) | (program.row_upper != other.row_upper))
    return BoundChange(
        columns, other.lower[columns], other.upper[columns], rows, other.row_lower[rows], other.row_upper[rows]
    )
