"""What is asked when a program is solved again, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from muster.network.graph import Array
from muster.program import Program

Index = NDArray[np.int64]
_NONE = np.zeros(0, dtype=np.int64)
_ZERO = np.zeros(0)


@dataclass(frozen=True)
class Bounds:
    """Bounds that some columns and rows get instead of the program's, on the scaled arrays."""

    columns: Index = field(default_factory=_NONE.copy)
    lower: Array = field(default_factory=_ZERO.copy)
    upper: Array = field(default_factory=_ZERO.copy)
    rows: Index = field(default_factory=_NONE.copy)
    row_lower: Array = field(default_factory=_ZERO.copy)
    row_upper: Array = field(default_factory=_ZERO.copy)


@dataclass(frozen=True)
class Duals:
    """Duals of the rows and reduced costs of the columns in one tier, scaled; nothing where a tier before decides.

    Times `unit` they are in the tier's own units.
    """

    tier: str
    unit: float
    rows: Array
    columns: Array

    def touched_by(self, program: Program, bounds: Bounds) -> bool:
        """Whether a bound that moves outwards has a dual here; where none has, the value and the face hold."""
        reduced, dual = self.columns[bounds.columns], self.rows[bounds.rows]
        return bool(
            ((bounds.upper > program.upper[bounds.columns]) & (reduced < 0)).any()
            or ((bounds.lower < program.lower[bounds.columns]) & (reduced > 0)).any()
            or ((bounds.row_upper > program.row_upper[bounds.rows]) & (dual < 0)).any()
            or ((bounds.row_lower < program.row_lower[bounds.rows]) & (dual > 0)).any()
        )


@dataclass(frozen=True)
class Own:
    """The least that an objective of one's own can be on the last tier's optimal face, and where it is reached."""

    value: float
    x: Array
    duals: Duals | None


@dataclass(frozen=True)
class Resolved:
    """What solving again came to: "optimal", or the status that ended it.

    `values` are the tiers' in their own units, `x` the levels after the last of them; `duals` belong to the tiers up
    to it (empty where whole numbers are planned).
    """

    status: str
    values: Mapping[str, float]
    x: Array
    duals: tuple[Duals, ...] = ()
    own: Mapping[str, Own] = field(default_factory=dict)


def differing(program: Program, other: Program) -> Bounds:
    """The bounds of another program of the same shape where they are not this one's."""
    columns = np.flatnonzero((program.lower != other.lower) | (program.upper != other.upper))
    rows = np.flatnonzero((program.row_lower != other.row_lower) | (program.row_upper != other.row_upper))
    return Bounds(
        columns, other.lower[columns], other.upper[columns], rows, other.row_lower[rows], other.row_upper[rows]
    )
