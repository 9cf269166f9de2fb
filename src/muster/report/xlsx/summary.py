"""The first sheet of every workbook: what it is, whether it is proved, the answer in words, what it was made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from muster.report.blocks import Point, Points, Section, Words
from muster.report.xlsx.sheet import Formats
from muster.text import _

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""A text stays a text, whatever it begins with."""
LISTS = "lists"
"""The hidden sheet with what panels can choose from."""
WIDE = 10
_CHARACTERS = 190
"""What goes into a row across the table, about."""


@dataclass(frozen=True)
class Head:
    """What stands above the answer."""

    title: str
    subtitle: str
    standing: str
    proved: bool


def write_head(sheet: Worksheet, formats: Formats, head: Head, told: Section) -> int:
    """The head and the answer's words, one a row across the table's width; returns the first row after them."""
    sheet.write_string(0, 0, head.title, formats.title)
    sheet.write_string(1, 0, head.subtitle, formats.text)
    sheet.merge_range(2, 0, 2, WIDE - 1, head.standing, formats.proved if head.proved else formats.unproved)
    row = 4
    for block in told.blocks:
        if isinstance(block, Words):
            row = _line(sheet, formats, block.text, row)
        elif isinstance(block, Points):
            for point in block.items:
                row = _line(sheet, formats, _("{about}: {text}").format(about=point.about, text=point.text), row)
    return row + 1


def _line(sheet: Worksheet, formats: Formats, text: str, row: int) -> int:
    sheet.merge_range(row, 0, row, WIDE - 1, text, formats.wrapped)
    sheet.set_row(row, 15 * (1 + len(text) // _CHARACTERS))
    return row + 1


def write_foot(sheet: Worksheet, formats: Formats, points: Iterable[Point], row: int) -> int:
    """What it was made from; returns the first row after it."""
    for point in points:
        sheet.write_string(row, 0, point.about, formats.strong)
        sheet.merge_range(row, 1, row, WIDE - 1, point.text, formats.wrapped)
        row += 1
    return row
