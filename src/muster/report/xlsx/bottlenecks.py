"""The sheet of bottlenecks: each with what it gains when it is lifted, to be filtered, and a chart of the gains."""

from __future__ import annotations

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from muster.report.blocks import Cell, TableColumn
from muster.report.charts.bottleneck_timeline import bottleneck_columns, bottleneck_rows
from muster.report.explanation_view import ExplanationView
from muster.report.xlsx.sheet import MAX_ROWS, CellFormats, finish_sheet, write_table
from muster.text import _, is_right_to_left, number

MAX_BARS = 40
"""Rows that the chart has room for: the first of the table, the requests in order of priority."""
_BEFORE_COLUMN, _AFTER_COLUMN = 5, 6
"""The columns of late unit-buckets as planned and without it."""


def write_bottlenecks_sheet(book: Workbook, sheet: Worksheet, formats: CellFormats, view: ExplanationView) -> None:
    """Fill the sheet. What a row gains is a formula over its own figures."""
    order = [fulfilment.demand.request for fulfilment in view.plan_view.most_late_first]
    late_requests = [view.late_requests[request] for request in order if request in view.late_requests]
    rows = bottleneck_rows(view, late_requests)[:MAX_ROWS]
    columns = (*bottleneck_columns(), TableColumn(_("Part of the lateness that is gone without it"), "number"))
    write_table(sheet, formats, columns, [(*row, None) for row in rows])
    share_column = len(columns) - 1
    for row_index, row in enumerate(rows, start=1):
        before, after = (xl_rowcol_to_cell(row_index, column) for column in (_BEFORE_COLUMN, _AFTER_COLUMN))
        formula = f"=IF({before}>0,({before}-{after})/{before},0)"
        sheet.write_formula(row_index, share_column, formula, formats.share, _gain_share(row))
    sheet.freeze_panes(1, 2)
    finish_sheet(sheet)
    if rows:
        _insert_chart(book, sheet, min(len(rows), MAX_BARS), len(rows), share_column)


def _gain_share(row: tuple[Cell, ...]) -> float:
    before, after = (float(row[column] or 0.0) for column in (_BEFORE_COLUMN, _AFTER_COLUMN))  # type: ignore[arg-type]
    return (before - after) / before if before > 0 else 0.0


def _insert_chart(book: Workbook, sheet: Worksheet, bar_count: int, rows: int, share_column: int) -> None:
    """A bar for each row, by request and what holds it back."""
    name = sheet.get_name()
    title = _("What part of the lateness is gone without each")
    if rows > bar_count:
        title = _("What part of the lateness is gone without each (the first {count} rows)").format(
            count=number(bar_count)
        )
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": title,
            "categories": [name, 1, 0, bar_count, 1],
            "values": [name, 1, share_column, bar_count, share_column],
            "fill": {"color": "#E69F00"},
            "gap": 40,
        }
    )
    mirrored = {"reverse": True} if is_right_to_left() else {}
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 8}})
    chart.set_x_axis({"num_format": "0%", "label_position": "high", "min": 0, "max": 1} | mirrored)
    chart.set_legend({"none": True})
    chart.set_size({"width": 1000, "height": max(300, 20 * bar_count + 120)})
    sheet.insert_chart(rows + 2, 0, chart, {"description": title})
