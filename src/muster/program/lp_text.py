r"""Write a program as text in the style of an LP file, for checking by hand.

Rows and columns are named `family[id,…](bucket)`, with buckets counted from 0 and no bucket for templates without time.
All figures are in the tables' own units, before scaling, so that a row can be compared with its family's equation:

    capacity[line](1): 2 run[make](1) <= 80

Rows are grouped by family in the order of the register. `Bounds` lists only columns with bounds other than 0 and
infinity. Comments begin with a backslash. An infinite side of a row is left out; `free` means both are infinite.
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
    """Text of the rows of these families (None: all), the bounds of their columns, and the objectives of these tiers.

    For small programs: the length of the text grows with the nonzeros.
    """
    chosen_families = None if families is None else set(families)
    rows = _TemplateNames(program.network.balances, program.first_row)
    columns = _TemplateNames(program.network.activities, program.first_column)
    lines = [
        rf"\ bucket {t}: {day}, {length:g} {program.network.calendar.base}"
        for t, (day, length) in _numbered_buckets(program)
    ]
    lines += list(_objective_lines(program, columns, tiers))
    lines.append("Subject To")
    matrix, column_indices = sparse.csr_array(program.matrix), set[int]()
    for family in _in_register_order(program.network.balances.family):
        if chosen_families is not None and family not in chosen_families:
            continue
        lines.append(rf"\ {family}")
        for balance in program.network.balances.family_members(family):
            for row in range(program.rows_of(balance).start, program.rows_of(balance).stop):
                indices, coefficients = _row_entries(program, matrix, row)
                column_indices.update(indices.tolist())
                sides = program.row_lower[row], program.row_upper[row]
                low, high = (side * program.row_scale[row] for side in sides)
                expression = _linear_expression(columns, indices, coefficients)
                lines.append(f" {rows.name_of(row)}: {_with_sides(expression, low, high)}")
    lines += list(_bound_lines(program, columns, sorted(column_indices)))
    return "\n".join([*lines, "End", ""])


class _TemplateNames:
    """Names of rows or of columns by index."""

    def __init__(self, templates: Templates, starts: NDArray[np.int64]) -> None:
        self.templates, self.starts = templates, starts

    def name_of(self, index: int) -> str:
        member = int(np.searchsorted(self.starts, index, side="right")) - 1
        name = f"{self.templates.family[member]}[{','.join(self.templates.key[member])}]"
        return f"{name}({index - int(self.starts[member])})" if self.templates.timed[member] else name


def format_number(value: float) -> str:
    """Format a figure to twelve digits, which hides the rounding of scaling."""
    return format(value + 0.0, ".12g")


def _numbered_buckets(program: Program) -> Iterator[tuple[int, tuple[object, int]]]:
    calendar = program.network.calendar
    return enumerate(zip(calendar.first_days, calendar.lengths.tolist(), strict=True))


def _in_register_order(families: list[str]) -> list[str]:
    """Distinct families in the order of the register, then any that it does not list."""
    present = dict.fromkeys(families)
    return [family for family in FAMILIES if family in present] + [
        family for family in present if family not in FAMILIES
    ]


def _row_entries(program: Program, matrix: sparse.csr_array, row: int) -> tuple[NDArray[np.int64], Array]:
    """Columns of a row and their coefficients in the tables' units."""
    span = slice(int(matrix.indptr[row]), int(matrix.indptr[row + 1]))
    column_indices = np.sort(matrix.indices[span])
    coefficients = matrix.data[span][np.argsort(matrix.indices[span])]
    return column_indices, coefficients * program.row_scale[row] / program.column_scale[column_indices]


def _objective_lines(program: Program, columns: _TemplateNames, tiers: Iterable[str]) -> Iterator[str]:
    for tier in tiers:
        objective = program.objective(tier)
        costs = objective.costs * objective.unit / program.column_scale
        indices = np.flatnonzero(costs)
        yield rf"Minimize \ {tier}"
        yield f" {_linear_expression(columns, indices, costs[indices])}"


def _linear_expression(columns: _TemplateNames, indices: NDArray[np.int64], coefficients: Array) -> str:
    """Format a linear expression, such as `2 run[make](0) - hold[works,thing,any](0)`."""
    text = ""
    for index, coefficient in zip(indices.tolist(), coefficients.tolist(), strict=True):
        sign = (" - " if coefficient < 0 else " + ") if text else ("-" if coefficient < 0 else "")
        size = format_number(abs(coefficient))
        text += f"{sign}{'' if size == '1' else size + ' '}{columns.name_of(index)}"
    return text or "0"


def _with_sides(expression: str, low: float, high: float) -> str:
    if low == high:
        return f"{expression} = {format_number(low)}"
    if np.isinf(low) and np.isinf(high):
        return f"{expression} free"
    below = "" if np.isinf(low) else f"{format_number(low)} <= "
    above = "" if np.isinf(high) else f" <= {format_number(high)}"
    return f"{expression} >= {format_number(low)}" if not above else below + expression + above


def _bound_lines(program: Program, columns: _TemplateNames, column_indices: list[int]) -> Iterator[str]:
    """Bounds other than 0 and infinity, then the integer columns."""
    lower, upper = program.lower * program.column_scale, program.upper * program.column_scale
    limited = [index for index in column_indices if lower[index] != 0.0 or np.isfinite(upper[index])]
    if limited:
        yield "Bounds"
        yield from (f" {_with_sides(columns.name_of(index), lower[index], upper[index])}" for index in limited)
    integer_names = [columns.name_of(index) for index in column_indices if program.integer[index]]
    if integer_names:
        yield "General"
        yield from (f" {name}" for name in integer_names)
