"""Cells as readers see them: quantities with commas and no more figures than help, days, yes and no."""

from __future__ import annotations

import math
from datetime import date

from muster.report.blocks import Cell
from muster.text import _, day, mark, number

SIGNIFICANT_FIGURES = 4
"""A quantity shows its whole part in full, and at least so many figures in all."""

_WHOLE_FROM = 10.0 ** (SIGNIFICANT_FIGURES - 1)

EMPTY_CELL = "—"
SEMICOLON = mark("; ")
"""Between the entries of a list that have commas in them."""


def format_quantity(value: float) -> str:
    """A quantity for readers.

    >>> format_quantity(9.38241), format_quantity(0.394282828), format_quantity(1234567.8)
    ('9.382', '0.3943', '1,234,568')
    """
    if not math.isfinite(value):
        return number(value)
    return number(round(value) if abs(value) >= _WHOLE_FROM else float(f"{value:.{SIGNIFICANT_FIGURES}g}"))


def format_cell(cell: Cell) -> str:
    """A cell as text; what is not there is a dash."""
    if cell is None or cell == "":
        return EMPTY_CELL
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    if isinstance(cell, date):
        return day(cell)
    if isinstance(cell, int | float):
        return format_quantity(float(cell))
    return cell
