"""The first sheet of every workbook: what it is, whether it is proved, the answer in words, what it was made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from muster.report.blocks import Paragraph, Point, PointList, Section
from muster.report.xlsx.sheet import CellFormats
from muster.text import _

WORKBOOK_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""A text stays a text, whatever it begins with."""
CHOICES_SHEET = "lists"
"""The hidden sheet with what panels can choose from."""
SUMMARY_COLUMNS = 10
_LINE_LENGTH = 190
"""Approximate number of characters in a row across the table."""


@dataclass(frozen=True, kw_only=True)
class SummaryHead:
    """Lines above the answer."""

    title: str
    subtitle: str
    proof_status: str
    is_proved: bool


def write_head(sheet: Worksheet, formats: CellFormats, head: SummaryHead, answer: Section) -> int:
    """The head and the answer's words, one a row across the table's width; returns the first row after them."""
    sheet.write_string(0, 0, head.title, formats.title)
    sheet.write_string(1, 0, head.subtitle, formats.text)
    sheet.merge_range(
        2, 0, 2, SUMMARY_COLUMNS - 1, head.proof_status, formats.proved if head.is_proved else formats.unproved
    )
    row = 4
    for block in answer.blocks:
        if isinstance(block, Paragraph):
            row = _write_line(sheet, formats, block.text, row)
        elif isinstance(block, PointList):
            for point in block.items:
                row = _write_line(
                    sheet, formats, _("{about}: {text}").format(about=point.subject, text=point.text), row
                )
    return row + 1


def _write_line(sheet: Worksheet, formats: CellFormats, text: str, row: int) -> int:
    sheet.merge_range(row, 0, row, SUMMARY_COLUMNS - 1, text, formats.wrapped)
    sheet.set_row(row, 15 * (1 + len(text) // _LINE_LENGTH))
    return row + 1


def write_origin(sheet: Worksheet, formats: CellFormats, points: Iterable[Point], row: int) -> int:
    """Write what it was made from; return the first row after it."""
    for point in points:
        sheet.write_string(row, 0, point.subject, formats.strong)
        sheet.merge_range(row, 1, row, SUMMARY_COLUMNS - 1, point.text, formats.wrapped)
        row += 1
    return row
