r"""A program as text that a person can check by hand, in the manner of an LP file.

Rows and columns are called `family[id,…](bucket)`, buckets counted from 0 (what has no time has none). All figures are
in the tables' own units, before scaling, so that a row can be held against the equation of its family:

    capacity[line](1): 2 run[make](1) <= 80

Rows stand by family in the order of the register; a column without limits of its own is not under `Bounds`. Comments
begin with a backslash. Where a row has no limit on a side, that side is left out; `free` has none at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from muster.network.graph import Array, Templates
from muster.network.register import FAMILIES
from muster.program.compile import Program


def lp_text(program: Program, families: Iterable[str] | None = None, tiers: Iterable[str] = ()) -> str:
    """The rows of these families (all: None) with the bounds of the columns in them, and what these tiers minimise.

    For reading, not for large programs: it grows with the nonzeros, as text.
    """
    asked = None if families is None else set(families)
    rows = _Names(program.network.balances, program.first_row)
    columns = _Names(program.network.activities, program.first_column)
    lines = [rf"\ bucket {t}: {day}, {length:g} {program.network.calendar.base}" for t, (day, length) in _days(program)]
    lines += list(_tiers(program, columns, tiers))
    lines.append("Subject To")
    matrix, shown = sparse.csr_array(program.matrix), set[int]()
    for family in _in_order(program.network.balances.family):
        if asked is not None and family not in asked:
            continue
        lines.append(rf"\ {family}")
        for balance in program.network.balances.of(family):
            for row in range(program.row(balance).start, program.row(balance).stop):
                places, figures = _row(program, matrix, row)
                shown.update(places.tolist())
                sides = program.row_lower[row], program.row_upper[row]
                low, high = (side * program.row_scale[row] for side in sides)
                lines.append(f" {rows.of(row)}: {_limited(_sum(columns, places, figures), low, high)}")
    lines += list(_bounds(program, columns, sorted(shown)))
    return "\n".join([*lines, "End", ""])


class _Names:
    """The names of rows or of columns by their numbers."""

    def __init__(self, templates: Templates, first: NDArray[np.int64]) -> None:
        self.templates, self.first = templates, first

    def of(self, place: int) -> str:
        member = int(np.searchsorted(self.first, place, side="right")) - 1
        name = f"{self.templates.family[member]}[{','.join(self.templates.key[member])}]"
        return f"{name}({place - int(self.first[member])})" if self.templates.timed[member] else name


def number(figure: float) -> str:
    """The shortest text of a figure to twelve digits: what scaling there and back may have done is not shown."""
    return format(figure + 0.0, ".12g")


def _days(program: Program) -> Iterator[tuple[int, tuple[object, int]]]:
    calendar = program.network.calendar
    return enumerate(zip(calendar.first_days, calendar.lengths.tolist(), strict=True))


def _in_order(families: list[str]) -> list[str]:
    """The families that there are: the register's order, then any that it does not name."""
    there = dict.fromkeys(families)
    return [family for family in FAMILIES if family in there] + [family for family in there if family not in FAMILIES]


def _row(program: Program, matrix: sparse.csr_array, row: int) -> tuple[NDArray[np.int64], Array]:
    """A row's columns with their coefficients in the tables' units."""
    part = slice(int(matrix.indptr[row]), int(matrix.indptr[row + 1]))
    places = np.sort(matrix.indices[part])
    figures = matrix.data[part][np.argsort(matrix.indices[part])]
    return places, figures * program.row_scale[row] / program.column_scale[places]


def _tiers(program: Program, columns: _Names, tiers: Iterable[str]) -> Iterator[str]:
    for tier in tiers:
        objective = program.objective(tier)
        costs = objective.costs * objective.unit / program.column_scale
        places = np.flatnonzero(costs)
        yield rf"Minimize \ {tier}"
        yield f" {_sum(columns, places, costs[places])}"


def _sum(columns: _Names, places: NDArray[np.int64], figures: Array) -> str:
    """`2 run[make](0) - hold[works,thing,any](0)`."""
    text = ""
    for place, figure in zip(places.tolist(), figures.tolist(), strict=True):
        sign = (" - " if figure < 0 else " + ") if text else ("-" if figure < 0 else "")
        size = number(abs(figure))
        text += f"{sign}{'' if size == '1' else size + ' '}{columns.of(place)}"
    return text or "0"


def _limited(words: str, low: float, high: float) -> str:
    if low == high:
        return f"{words} = {number(low)}"
    if np.isinf(low) and np.isinf(high):
        return f"{words} free"
    below = "" if np.isinf(low) else f"{number(low)} <= "
    above = "" if np.isinf(high) else f" <= {number(high)}"
    return f"{words} >= {number(low)}" if not above else below + words + above


def _bounds(program: Program, columns: _Names, shown: list[int]) -> Iterator[str]:
    """Bounds other than 0 and up, then the columns that have to be whole."""
    lower, upper = program.lower * program.column_scale, program.upper * program.column_scale
    limited = [place for place in shown if lower[place] != 0.0 or np.isfinite(upper[place])]
    if limited:
        yield "Bounds"
        yield from (f" {_limited(columns.of(place), lower[place], upper[place])}" for place in limited)
    whole = [columns.of(place) for place in shown if program.whole[place]]
    if whole:
        yield "General"
        yield from (f" {name}" for name in whole)
