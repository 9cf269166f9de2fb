"""The sheet of who could close which gap: each request and party, to be filtered."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from muster.report.explanation_view import ExplanationView
from muster.report.plan.gaps import gap_columns, gap_rows
from muster.report.xlsx.sheet import MAX_ROWS, CellFormats, finish_sheet, write_table


def write_gaps_sheet(sheet: Worksheet, formats: CellFormats, view: ExplanationView) -> None:
    """Fill the sheet."""
    write_table(sheet, formats, gap_columns(), gap_rows(view)[:MAX_ROWS])
    sheet.freeze_panes(1, 2)
    finish_sheet(sheet)
