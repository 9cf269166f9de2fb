"""Relaxations: the single things in the tables that can be relaxed, and the program's bounds that each of them sets.

A thing is relaxed by moving bounds outwards: the upper bound of a column, the upper side of a row, the lower side of a
row. A column that is closed (a hand-over without consent, an operation out of its window) opens when everything that
closes it is lifted. Moving bounds outwards never makes any tier worse.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from muster.explain.results import ChangeSize, KindAndId
from muster.network.graph import Array
from muster.program import Program
from muster.solve.bound_changes import BoundChange, TierDuals

Index = NDArray[np.int64]

RowKey = tuple[str, ...]
"""The cells of a table's key columns by which a row is known, "" where one is empty."""

ONE_OFF_KINDS = frozenset({"fund", "stock", "receipt"})
"""Kinds of which there is more once, on a day, and not in every base bucket from there on."""


class BoundSide(Enum):
    """The sort of bound that moves outwards."""

    COLUMN_UPPER = "column"
    ROW_UPPER = "above"
    ROW_LOWER = "below"


@dataclass(frozen=True, kw_only=True)
class BoundSet:
    """Bounds of one sort that a relaxation moves.

    Each entry has its column or row, its bucket, how far one unit and the whole of it reach (scaled, 0 or more), and
    where the bound goes when it is lifted (of `ROW_LOWER` with its sign turned, as `ROW_UPPER`).
    """

    side: BoundSide
    indices: Index
    buckets: Index
    unit_shift: Array
    size: Array
    lifted_bounds: Array


@dataclass(frozen=True)
class ClosedColumns:
    """Columns that are closed, with their buckets and the upper bounds that they have when open (scaled)."""

    indices: Index
    buckets: Index
    open_upper: Array


def consent_id(party: str, wants: str, recipient: str, holder: str) -> str:
    """Id of a consent, which has none of its own: party/wants/recipient, and its holder if it names one.

    >>> consent_id("nor", "thing", "ukr", ""), consent_id("nor", "thing", "ukr", "deu")
    ('nor/thing/ukr', 'nor/thing/ukr/deu')
    """
    return "/".join([party, wants, recipient, *([holder] if holder else [])])


@dataclass(frozen=True, eq=False, kw_only=True)
class Relaxation:
    """Something that can be relaxed, in the tables' words; `party` is who can do it, None where nobody is named.

    `row_keys` are the rows of `table` that it relaxes; several only where several parties' consents are missing.
    `holder` is that of a consent for one holder's goods, and then the end of its id.
    """

    kind: str
    id: str
    table: str
    row_keys: tuple[RowKey, ...]
    party: str | None
    bound_sets: tuple[BoundSet, ...] = ()
    closed_columns: ClosedColumns | None = None
    holder: str | None = None

    @property
    def name(self) -> KindAndId:
        """Kind and id, as the JSON names it."""
        return self.kind, self.id

    @property
    def possible_changes(self) -> tuple[ChangeSize, ...]:
        """The changes that it knows: what is only open or closed can only be lifted."""
        has_units = any(bound_set.unit_shift.any() for bound_set in self.bound_sets)
        return tuple(ChangeSize) if has_units else (ChangeSize.UNLIMITED,)

    @property
    def is_one_off(self) -> bool:
        """True for what can be increased once, and not in every base bucket."""
        return self.kind in ONE_OFF_KINDS

    def unit_shifts(self, bound_set: BoundSet, lengths: NDArray[np.int64]) -> Array:
        """Shift of a bound by one unit, in every base bucket or once; `lengths` are the buckets' own."""
        return bound_set.unit_shift / lengths[bound_set.buckets] if self.kind == "fund" else bound_set.unit_shift


class RelaxationSet:
    """All relaxations of a program."""

    def __init__(self, program: Program, members: Iterable[Relaxation]) -> None:
        self.program = program
        self.members = [member for member in members if member.bound_sets or member.closed_columns is not None]

    def __iter__(self) -> Iterator[Relaxation]:
        return iter(self.members)

    @cached_property
    def closing_counts(self) -> NDArray[np.int64]:
        """Number of relaxations that close each column, shape (columns,)."""
        count = np.zeros(self.program.columns, dtype=np.int64)
        for member in self.members:
            if member.closed_columns is not None:
                count[member.closed_columns.indices] += 1
        return count

    def open_columns(self, lifted: Sequence[Relaxation]) -> NDArray[np.bool_]:
        """The columns that are open when these are lifted, shape (columns,)."""
        count = self.closing_counts.copy()
        for relaxation in lifted:
            if relaxation.closed_columns is not None:
                count[relaxation.closed_columns.indices] -= 1
        is_open: NDArray[np.bool_] = count == 0
        return is_open

    def relaxed_bounds(self, relaxed: Sequence[Relaxation], change: ChangeSize) -> BoundChange:
        """The bounds with these relaxed, all by the same change."""
        widened = _no_bounds()
        for relaxation in relaxed:
            for bound_set in relaxation.bound_sets:
                bounds = _outward_bounds(self.program, bound_set.side, bound_set.indices)
                _widen(widened[bound_set.side], bound_set.indices, _moved_bounds(bound_set, bounds, change))
        if change is ChangeSize.UNLIMITED:
            is_open = self.open_columns(relaxed)
            for relaxation in relaxed:
                closed = relaxation.closed_columns
                if closed is not None:
                    opened = is_open[closed.indices]
                    _widen(widened[BoundSide.COLUMN_UPPER], closed.indices[opened], closed.open_upper[opened])
        return _bound_change(self.program, widened)

    def enlarged_bounds(self, relaxation: Relaxation, amount: float, bucket: int) -> BoundChange:
        """The bounds with so much more of a thing: in every base bucket from a bucket on, or once in that bucket."""
        widened = _no_bounds()
        for bound_set in relaxation.bound_sets:
            reached = bound_set.buckets == bucket if relaxation.is_one_off else bound_set.buckets >= bucket
            indices = bound_set.indices[reached]
            shift = amount * relaxation.unit_shifts(bound_set, self.program.network.calendar.lengths)[reached]
            bounds = _outward_bounds(self.program, bound_set.side, indices) + shift
            _widen(widened[bound_set.side], indices, bounds)
        return _bound_change(self.program, widened)

    def worths(
        self, relaxation: Relaxation, duals: TierDuals, lifted: Sequence[Relaxation] = (), joint: bool = False
    ) -> list[tuple[Index, Array, Array]]:
        """(buckets, worth, size) of every bound of a relaxation in one tier, while others are lifted already.

        Worth is on the scaled arrays, 0 or more; a closed column that something else closes too is worth nothing, or
        with `joint` as much as if it were this one's alone.
        """
        worths = []
        for bound_set in relaxation.bound_sets:
            unit = np.where(bound_set.unit_shift > 0, bound_set.unit_shift, 1.0)
            size = np.where(bound_set.size > 0, bound_set.size, unit)
            worths.append((bound_set.buckets, _worth(bound_set, duals), size))
        closed = relaxation.closed_columns
        if closed is not None:
            opens = joint | self.open_columns([*lifted, relaxation])[closed.indices]
            worth = np.where(opens, np.maximum(-duals.columns[closed.indices], 0.0), 0.0)
            worths.append((closed.buckets, worth, np.ones(len(worth))))
        return worths

    def gain_bound(
        self, relaxation: Relaxation, duals: TierDuals, lifted: Sequence[Relaxation] = (), joint: bool = False
    ) -> float:
        """Upper bound on the gain of doubling a thing (opening a column: a scaled unit), in the tier's own units."""
        worths = self.worths(relaxation, duals, lifted, joint)
        return sum(float(worth @ size) for _, worth, size in worths) * duals.unit


Widened = dict[BoundSide, dict[int, float]]
"""New bounds by column or row; lower bounds with their sign turned."""


def _no_bounds() -> Widened:
    return {side: {} for side in BoundSide}


def _outward_bounds(program: Program, side: BoundSide, indices: Index) -> Array:
    """The program's upper bounds, or its lower ones with their sign turned."""
    if side is BoundSide.COLUMN_UPPER:
        return program.upper[indices]
    return program.row_upper[indices] if side is BoundSide.ROW_UPPER else -program.row_lower[indices]


def _worth(bound_set: BoundSet, duals: TierDuals) -> Array:
    if bound_set.side is BoundSide.COLUMN_UPPER:
        worth = -duals.columns[bound_set.indices]
    else:
        worth = duals.rows[bound_set.indices] * (1.0 if bound_set.side is BoundSide.ROW_LOWER else -1.0)
    outward: Array = np.maximum(worth, 0.0)
    return outward


def _moved_bounds(bound_set: BoundSet, bounds: Array, change: ChangeSize) -> Array:
    """Upper bounds (lower ones with their sign turned) after a change; nothing moves inwards."""
    if change is ChangeSize.UNLIMITED:
        return np.maximum(bounds, bound_set.lifted_bounds)
    return bounds + (bound_set.unit_shift if change is ChangeSize.ONE_UNIT else bound_set.size / 10)


def _widen(widened: dict[int, float], indices: Index, bounds: Array) -> None:
    for index, bound in zip(indices.tolist(), bounds.tolist(), strict=True):
        widened[index] = max(widened.get(index, bound), bound)


def _bound_change(program: Program, widened: Widened) -> BoundChange:
    column_upper, row_upper, row_lower = (widened[side] for side in BoundSide)
    columns = np.array(sorted(column_upper), dtype=np.int64)
    rows = np.array(sorted(row_upper.keys() | row_lower.keys()), dtype=np.int64)
    return BoundChange(
        columns,
        program.lower[columns],
        np.array([column_upper[column] for column in columns.tolist()], dtype=np.float64),
        rows,
        np.array([-row_lower.get(row, -program.row_lower[row]) for row in rows.tolist()], dtype=np.float64),
        np.array([row_upper.get(row, program.row_upper[row]) for row in rows.tolist()], dtype=np.float64),
    )
