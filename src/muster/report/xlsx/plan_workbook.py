"""The workbook: a summary, then a sheet each for requests, stocks, resources and contributions."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from muster.plans import Plan
from muster.report.blocks import Table
from muster.report.plan.answer import answer
from muster.report.plan.reproduce import made_from
from muster.report.plan_view import Reading
from muster.report.proof_status import standing
from muster.report.xlsx.sheet import Formats, finish, write_table, write_topic
from muster.report.xlsx.summary import LISTS, OPTIONS, WIDE, Head, write_foot, write_head
from muster.report.xlsx.topics import topics
from muster.text import _, right_to_left

if TYPE_CHECKING:
    from muster.explain import Explanation


def workbook(plan: Plan, explanation: Explanation | None = None) -> bytes:
    """The report of a plan as an .xlsx file, in the reader's language. Refuses (ValueError) a plan that is none."""
    reading = Reading(plan, explanation)
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, OPTIONS)
    book.set_properties({"title": reading.title, "created": dt.datetime(2000, 1, 1)})
    formats = Formats(book)
    _summary(book.add_worksheet(_("Summary")), book, formats, reading)
    if explanation is not None:
        from muster.report.xlsx.bottlenecks import write_bottlenecks
        from muster.report.xlsx.gaps import write_gaps

        write_bottlenecks(book, book.add_worksheet(_("Bottlenecks")), formats, reading)
        if explanation.matrix:
            write_gaps(book.add_worksheet(_("Who can")), formats, reading)
    _topics(book, formats, reading)
    book.close()
    return file.getvalue()


def _topics(book: xlsxwriter.Workbook, formats: Formats, reading: Reading) -> None:
    found = topics(reading)
    sheets = [book.add_worksheet(topic.name) for topic in found]
    lists = book.add_worksheet(LISTS)
    lists.hide()
    for place, (sheet, topic) in enumerate(zip(sheets, found, strict=True)):
        write_topic(book, sheet, formats, lists, place, topic)


def _summary(sheet: Worksheet, book: xlsxwriter.Workbook, formats: Formats, reading: Reading) -> None:
    """Title, standing, the answer in words, and all requests in a table with a chart."""
    told = answer(reading)
    proved = reading.plan.status == "optimal"
    row = write_head(sheet, formats, Head(reading.title, reading.subtitle, standing(reading.plan), proved), told)
    (table,) = (block for block in told.blocks if isinstance(block, Table))
    write_table(sheet, formats, table.columns, table.rows, row)
    below = write_foot(sheet, formats, made_from(reading), row + len(table.rows) + 2)
    if table.rows:
        _bars(book, sheet, formats, table, row, below + 1)
    finish(sheet)
    sheet.set_column(0, 0, 24)
    sheet.set_column(WIDE - 1, WIDE - 1, 60, formats.wrapped)
    sheet.set_column(WIDE, WIDE + 2, 14)
    sheet.freeze_panes(0, 1)


def _bars(book: xlsxwriter.Workbook, sheet: Worksheet, formats: Formats, table: Table, top: int, below: int) -> None:
    """What part of each request is handed over on time, late, and not at all: columns beside the table, drawn below."""
    first, last = top + 1, top + len(table.rows)
    name = sheet.get_name()
    place = len(table.columns)
    chart = book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    for k, (heading, formula, colour) in enumerate(_parts()):
        sheet.write_string(top, place + k, heading, formats.number_heading)
        for at, row in enumerate(table.rows, start=first):
            wanted, on_time, handed, short = (float(cell or 0.0) for cell in row[4:8])  # type: ignore[arg-type]
            figure = (on_time, handed - on_time, short)[k] / wanted if wanted else 0.0
            sheet.write_formula(at, place + k, formula.format(row=at + 1), formats.share, figure)
        chart.add_series(
            {
                "name": [name, top, place + k],
                "categories": [name, first, 0, last, 0],
                "values": [name, first, place + k, last, place + k],
                "fill": {"color": colour},
                "gap": 40,
            }
        )
    mirrored = {"reverse": True} if right_to_left() else {}
    title = _("What part of each request is handed over on time, late, or not at all")
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 8}})
    chart.set_x_axis({"num_format": "0%", "label_position": "high"} | mirrored)
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 1000, "height": max(300, 20 * min(len(table.rows), 60) + 120)})
    sheet.set_h_pagebreaks([below])
    sheet.insert_chart(below, 0, chart, {"description": title})


def _parts() -> tuple[tuple[str, str, str], ...]:
    """Heading, formula over the table's columns E to H, and colour of each part."""
    return (
        (_("share on time"), "=IF(E{row}>0,F{row}/E{row},0)", "#0072B2"),
        (_("share late"), "=IF(E{row}>0,(G{row}-F{row})/E{row},0)", "#E69F00"),
        (_("share short"), "=IF(E{row}>0,H{row}/E{row},0)", "#8A939C"),
    )
