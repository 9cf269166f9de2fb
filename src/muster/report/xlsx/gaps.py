"""The sheet of who could close which gap: each request and party, to be filtered."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from muster.report.plan.gaps import gap_columns, gap_rows
from muster.report.plan_view import Reading
from muster.report.xlsx.sheet import MOST_ROWS, Formats, finish, write_table


def write_gaps(sheet: Worksheet, formats: Formats, reading: Reading) -> None:
    """Fill the sheet."""
    write_table(sheet, formats, gap_columns(), gap_rows(reading.reasons)[:MOST_ROWS])
    sheet.freeze_panes(1, 2)
    finish(sheet)
