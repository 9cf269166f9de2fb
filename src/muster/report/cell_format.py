"""Cells as readers see them: quantities with commas and no more figures than help, days, yes and no."""

from __future__ import annotations

import math
from datetime import date

from muster.report.blocks import Cell
from muster.text import _, day, number

FIGURES = 4
"""A quantity shows its whole part in full, and at least so many figures in all."""

_WHOLE = 10.0 ** (FIGURES - 1)

NOTHING = "—"


def quantity(value: float) -> str:
    """A quantity for readers.

    >>> quantity(9.38241), quantity(0.394282828), quantity(1234567.8)
    ('9.382', '0.3943', '1,234,568')
    """
    if not math.isfinite(value):
        return number(value)
    return number(round(value) if abs(value) >= _WHOLE else float(f"{value:.{FIGURES}g}"))


def shown(cell: Cell) -> str:
    """A cell as text; what is not there is a dash."""
    if cell is None or cell == "":
        return NOTHING
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    if isinstance(cell, date):
        return day(cell)
    if isinstance(cell, int | float):
        return quantity(float(cell))
    return cell
