"""Factors: the single things in the tables that can be relaxed, and the bounds of the program that each of them sets.

A factor is relaxed by moving bounds outwards: the upper bound of a column, the upper side of a row, the lower side of a
row. A column that is closed (a hand-over without consent, an operation out of its window) opens when everything that
closes it is lifted. Moving bounds outwards never makes any tier worse.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from muster.network.graph import Array
from muster.program import Program
from muster.solve.bound_changes import Bounds, Duals

Index = NDArray[np.int64]

CHANGES = ("+1", "+10%", "unlimited")
"""One unit more in every base bucket (of a stock: in all), a tenth more, no limit at all."""

AT_ONCE = frozenset({"fund", "stock", "receipt"})
"""Kinds of which there is more once, on a day, and not in every base bucket from there on."""

KINDS = (
    "capacity", "ramp", "stock", "receipt", "reserve", "consent", "fund", "lane", "storage", "lead_time", "window",
    "companion", "horizon",
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """Bounds of one sort that a factor sets: `side` is "column" (upper bounds), "above" or "below" (of rows).

    Each entry has its place, its bucket, how far one unit and the whole of it reach (scaled, 0 or more), and where the
    bound goes when the factor is lifted (of "below" with its sign turned, as "above").
    """

    side: str
    places: Index
    buckets: Index
    one: Array
    size: Array
    lifted: Array


@dataclass(frozen=True)
class Gate:
    """Columns that a factor closes, with their buckets and the upper bounds that they have when open (scaled)."""

    columns: Index
    buckets: Index
    opened: Array


def consent_id(party: str, wants: str, recipient: str, holder: str) -> str:
    """What a consent, which has no id of its own, is called: party/wants/recipient, and its holder if it names one.

    >>> consent_id("nor", "thing", "ukr", ""), consent_id("nor", "thing", "ukr", "deu")
    ('nor/thing/ukr', 'nor/thing/ukr/deu')
    """
    return "/".join([party, wants, recipient, *([holder] if holder else [])])


@dataclass(frozen=True, eq=False)
class Factor:
    """Something that can be relaxed, in the tables' words; `party` is who can do it, None where nobody is named.

    `holder` is that of a consent for one holder's goods, and then the end of its id.
    """

    kind: str
    id: str
    table: str
    party: str | None
    parts: tuple[Part, ...] = ()
    gate: Gate | None = None
    holder: str | None = None

    @property
    def name(self) -> tuple[str, str]:
        """Kind and id, as the JSON names it."""
        return self.kind, self.id

    @property
    def changes(self) -> tuple[str, ...]:
        """The relaxations that it knows: what is only open or closed can only be lifted."""
        return CHANGES if any(part.one.any() for part in self.parts) else CHANGES[2:]

    @property
    def at_once(self) -> bool:
        """Whether there is more of it once, and not in every base bucket."""
        return self.kind in AT_ONCE

    def unit(self, part: Part, lengths: NDArray[np.int64]) -> Array:
        """How far one unit reaches, in every base bucket of a bucket or once in it; `lengths` are the buckets' own."""
        return part.one / lengths[part.buckets] if self.kind == "fund" else part.one


class Factors:
    """All factors of a program that are relaxed by bounds."""

    def __init__(self, program: Program, members: Iterable[Factor]) -> None:
        self.program = program
        self.members: list[Factor] = [one for one in members if one.parts or one.gate is not None]

    def __iter__(self) -> Iterator[Factor]:
        return iter(self.members)

    @cached_property
    def closed_by(self) -> NDArray[np.int64]:
        """How many factors close each column, shape (columns,)."""
        count = np.zeros(self.program.columns, dtype=np.int64)
        for one in self.members:
            if one.gate is not None:
                count[one.gate.columns] += 1
        return count

    def opened(self, lifted: Sequence[Factor]) -> NDArray[np.bool_]:
        """The columns that are open when these factors are lifted, shape (columns,)."""
        count = self.closed_by.copy()
        for one in lifted:
            if one.gate is not None:
                count[one.gate.columns] -= 1
        opened: NDArray[np.bool_] = count == 0
        return opened

    def bounds(self, relaxed: Sequence[Factor], change: str) -> Bounds:
        """The bounds with these factors relaxed, all by the same change."""
        program = self.program
        columns, above, below = dict[int, float](), dict[int, float](), dict[int, float]()
        for part in (part for one in relaxed for part in one.parts):
            if part.side == "column":
                _widen(columns, part.places, _moved(part, program.upper[part.places], change))
            elif part.side == "above":
                _widen(above, part.places, _moved(part, program.row_upper[part.places], change))
            else:
                _widen(below, part.places, _moved(part, -program.row_lower[part.places], change))
        if change == "unlimited":
            opened = self.opened(relaxed)
            for one in relaxed:
                if one.gate is not None:
                    free = opened[one.gate.columns]
                    _widen(columns, one.gate.columns[free], one.gate.opened[free])
        return _bounds(program, columns, above, below)

    def enlarged(self, factor: Factor, by: float, bucket: int) -> Bounds:
        """The bounds with so much more of a factor: in every base bucket from a bucket on, or once in that bucket."""
        program = self.program
        columns, above, below = dict[int, float](), dict[int, float](), dict[int, float]()
        for part in factor.parts:
            reached = part.buckets == bucket if factor.at_once else part.buckets >= bucket
            places = part.places[reached]
            more = by * factor.unit(part, program.network.calendar.lengths)[reached]
            if part.side == "column":
                _widen(columns, places, program.upper[places] + more)
            elif part.side == "above":
                _widen(above, places, program.row_upper[places] + more)
            else:
                _widen(below, places, -program.row_lower[places] + more)
        return _bounds(program, columns, above, below)

    def worths(
        self, factor: Factor, duals: Duals, lifted: Sequence[Factor] = (), joint: bool = False
    ) -> list[tuple[Index, Array, Array]]:
        """(buckets, worth, size) of every bound of a factor in one tier, while others are lifted already.

        Worth is on the scaled arrays, 0 or more; a closed column that something else closes too is worth nothing, or
        with `joint` as much as if it were this factor's alone.
        """
        found = []
        for part in factor.parts:
            size = np.where(part.size > 0, part.size, np.where(part.one > 0, part.one, 1.0))
            found.append((part.buckets, _worth(part, duals), size))
        if factor.gate is not None:
            gate = factor.gate
            free = joint | self.opened([*lifted, factor])[gate.columns]
            worth = np.where(free, np.maximum(-duals.columns[gate.columns], 0.0), 0.0)
            found.append((gate.buckets, worth, np.ones(len(worth))))
        return found

    def weight(self, factor: Factor, duals: Duals, lifted: Sequence[Factor] = (), joint: bool = False) -> float:
        """What doubling a factor (opening a gate: a scaled unit) gains at the most, in the tier's own units."""
        return sum(float(worth @ size) for _, worth, size in self.worths(factor, duals, lifted, joint)) * duals.unit


def _worth(part: Part, duals: Duals) -> Array:
    if part.side == "column":
        worth = -duals.columns[part.places]
    else:
        worth = duals.rows[part.places] * (1.0 if part.side == "below" else -1.0)
    result: Array = np.maximum(worth, 0.0)
    return result


def _moved(part: Part, now: Array, change: str) -> Array:
    """Upper bounds (lower ones with their sign turned) after a change; nothing moves inwards."""
    if change == "unlimited":
        return np.maximum(now, part.lifted)
    return now + (part.one if change == "+1" else part.size / 10)


def _widen(bounds: dict[int, float], places: Index, values: Array) -> None:
    for place, value in zip(places.tolist(), values.tolist(), strict=True):
        bounds[place] = max(bounds.get(place, value), value)


def _bounds(program: Program, columns: dict[int, float], above: dict[int, float], below: dict[int, float]) -> Bounds:
    places = np.array(sorted(columns), dtype=np.int64)
    rows = np.array(sorted(above.keys() | below.keys()), dtype=np.int64)
    return Bounds(
        places,
        program.lower[places],
        np.array([columns[place] for place in places.tolist()], dtype=np.float64),
        rows,
        np.array([-below.get(row, -program.row_lower[row]) for row in rows.tolist()], dtype=np.float64),
        np.array([above.get(row, program.row_upper[row]) for row in rows.tolist()], dtype=np.float64),
    )
