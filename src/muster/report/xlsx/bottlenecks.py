"""The sheet of bottlenecks: each with what it gains when it is lifted, to be filtered, and a chart of the gains."""

from __future__ import annotations

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from muster.report.blocks import Cell, Column
from muster.report.charts.bottleneck_timeline import bottleneck_columns, bottleneck_rows
from muster.report.plan_view import Reading
from muster.report.xlsx.sheet import MOST_ROWS, Formats, finish, write_table
from muster.text import _, number, right_to_left

DRAWN = 40
"""Rows that the chart has room for: the first of the table, the requests in order of priority."""
_BEFORE, _AFTER = 5, 6
"""The columns of late unit-buckets as planned and without it."""


def write_bottlenecks(book: Workbook, sheet: Worksheet, formats: Formats, reading: Reading) -> None:
    """Fill the sheet. What a row gains is a formula over its own figures."""
    reasons = reading.reasons
    order = [one.want.request for one in reasons.behind()]
    held = [reasons.held[request] for request in order if request in reasons.held]
    rows = bottleneck_rows(reading, reasons, held)[:MOST_ROWS]
    columns = (*bottleneck_columns(), Column(_("Part of the lateness that is gone without it"), "number"))
    write_table(sheet, formats, columns, [(*row, None) for row in rows])
    place = len(columns) - 1
    for at, row in enumerate(rows, start=1):
        before, after = (xl_rowcol_to_cell(at, column) for column in (_BEFORE, _AFTER))
        formula = f"=IF({before}>0,({before}-{after})/{before},0)"
        sheet.write_formula(at, place, formula, formats.share, _share(row))
    sheet.freeze_panes(1, 2)
    finish(sheet)
    if rows:
        _chart(book, sheet, min(len(rows), DRAWN), len(rows), place)


def _share(row: tuple[Cell, ...]) -> float:
    before, after = (float(row[column] or 0.0) for column in (_BEFORE, _AFTER))  # type: ignore[arg-type]
    return (before - after) / before if before > 0 else 0.0


def _chart(book: Workbook, sheet: Worksheet, drawn: int, rows: int, place: int) -> None:
    """A bar for each row, by request and what holds it back."""
    name = sheet.get_name()
    title = _("What part of the lateness is gone without each")
    if rows > drawn:
        title = _("What part of the lateness is gone without each (the first {count} rows)").format(count=number(drawn))
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": title,
            "categories": [name, 1, 0, drawn, 1],
            "values": [name, 1, place, drawn, place],
            "fill": {"color": "#E69F00"},
            "gap": 40,
        }
    )
    mirrored = {"reverse": True} if right_to_left() else {}
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 8}})
    chart.set_x_axis({"num_format": "0%", "label_position": "high", "min": 0, "max": 1} | mirrored)
    chart.set_legend({"none": True})
    chart.set_size({"width": 1000, "height": max(300, 20 * drawn + 120)})
    sheet.insert_chart(rows + 2, 0, chart, {"description": title})
