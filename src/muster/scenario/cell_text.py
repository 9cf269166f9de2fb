"""Text of cells: of any value read, and of typed values as files store them."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeGuard

from muster.text import escape_formula


def value_as_text(cell: Any) -> str:
    """Format a value as in CSV: whole numbers without a point, others in full, dates in ISO form."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        cell = float(cell)
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time()
        return cell.date().isoformat() if midnight else cell.isoformat(" ")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell)


def to_cell_text(value: Any) -> str:
    """Format a typed cell for a file: as `value_as_text`, blank as empty, text protected from spreadsheet formulas."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return escape_formula(str(value))


def is_plain_count(value: Any) -> TypeGuard[str]:
    """True for the text of a whole number without sign or leading zeros."""
    return isinstance(value, str) and value.isdecimal() and value.isascii() and str(int(value)) == value
