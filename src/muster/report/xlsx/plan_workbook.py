"""The workbook: a summary, then a sheet each for requests, stocks, resources and contributions."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from muster.plans import Plan
from muster.report.blocks import ReportTable
from muster.report.plan.answer import answer_section
from muster.report.plan.build import explanation_view_of
from muster.report.plan.reproduce import origin_points
from muster.report.plan_view import PlanView
from muster.report.proof_status import proof_sentence
from muster.report.xlsx.sheet import CellFormats, finish_sheet, write_table, write_topic
from muster.report.xlsx.summary import (
    CHOICES_SHEET,
    SUMMARY_COLUMNS,
    WORKBOOK_OPTIONS,
    SummaryHead,
    write_head,
    write_origin,
)
from muster.report.xlsx.topics import topic_sheets
from muster.text import _, is_right_to_left

if TYPE_CHECKING:
    from muster.explain import Explanation
    from muster.report.explanation_view import ExplanationView


def plan_workbook(plan: Plan, explanation: Explanation | None = None) -> bytes:
    """The report of a plan as an .xlsx file, in the reader's language.

    Refuses (`UnsolvedPlanError`) a plan that is none.
    """
    view = PlanView(plan, explanation)
    explanation_view = explanation_view_of(view)
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, WORKBOOK_OPTIONS)
    book.set_properties({"title": view.title, "created": dt.datetime(2000, 1, 1)})
    formats = CellFormats(book)
    _write_summary(book.add_worksheet(_("Summary")), book, formats, view, explanation_view)
    if explanation_view is not None:
        from muster.report.xlsx.bottlenecks import write_bottlenecks_sheet
        from muster.report.xlsx.gaps import write_gaps_sheet

        write_bottlenecks_sheet(book, book.add_worksheet(_("Bottlenecks")), formats, explanation_view)
        if explanation_view.explanation.party_gaps:
            write_gaps_sheet(book.add_worksheet(_("Who can")), formats, explanation_view)
    _write_topics(book, formats, view)
    book.close()
    return file.getvalue()


def _write_topics(book: xlsxwriter.Workbook, formats: CellFormats, view: PlanView) -> None:
    topics = topic_sheets(view)
    sheets = [book.add_worksheet(topic.name) for topic in topics]
    lists = book.add_worksheet(CHOICES_SHEET)
    lists.hide()
    for list_column, (sheet, topic) in enumerate(zip(sheets, topics, strict=True)):
        write_topic(book, sheet, formats, lists, list_column, topic)


def _write_summary(
    sheet: Worksheet,
    book: xlsxwriter.Workbook,
    formats: CellFormats,
    view: PlanView,
    explanation_view: ExplanationView | None,
) -> None:
    """Title, standing, the answer in words, and all requests in a table with a chart."""
    answer = answer_section(view, explanation_view)
    is_proved = view.plan.status == "optimal"
    row = write_head(
        sheet,
        formats,
        SummaryHead(
            title=view.title, subtitle=view.subtitle, proof_status=proof_sentence(view.plan), is_proved=is_proved
        ),
        answer,
    )
    (table,) = (block for block in answer.blocks if isinstance(block, ReportTable))
    write_table(sheet, formats, table.columns, table.rows, row)
    below = write_origin(sheet, formats, origin_points(view), row + len(table.rows) + 2)
    if table.rows:
        _insert_fulfilment_chart(book, sheet, formats, table, row, below + 1)
    finish_sheet(sheet)
    sheet.set_column(0, 0, 24)
    sheet.set_column(SUMMARY_COLUMNS - 1, SUMMARY_COLUMNS - 1, 60, formats.wrapped)
    sheet.set_column(SUMMARY_COLUMNS, SUMMARY_COLUMNS + 2, 14)
    sheet.freeze_panes(0, 1)


def _insert_fulfilment_chart(
    book: xlsxwriter.Workbook, sheet: Worksheet, formats: CellFormats, table: ReportTable, top: int, below: int
) -> None:
    """Insert the chart of each request's shares on time, late and short: columns beside the table, drawn below."""
    first, last = top + 1, top + len(table.rows)
    name = sheet.get_name()
    first_column = len(table.columns)
    chart = book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    for k, (heading, formula, colour) in enumerate(_fulfilment_parts()):
        sheet.write_string(top, first_column + k, heading, formats.number_heading)
        for row_index, row in enumerate(table.rows, start=first):
            wanted, on_time, handed, short = (float(cell or 0.0) for cell in row[4:8])  # type: ignore[arg-type]
            figure = (on_time, handed - on_time, short)[k] / wanted if wanted else 0.0
            sheet.write_formula(row_index, first_column + k, formula.format(row=row_index + 1), formats.share, figure)
        chart.add_series(
            {
                "name": [name, top, first_column + k],
                "categories": [name, first, 0, last, 0],
                "values": [name, first, first_column + k, last, first_column + k],
                "fill": {"color": colour},
                "gap": 40,
            }
        )
    mirrored = {"reverse": True} if is_right_to_left() else {}
    title = _("What part of each request is handed over on time, late, or not at all")
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 8}})
    chart.set_x_axis({"num_format": "0%", "label_position": "high"} | mirrored)
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 1000, "height": max(300, 20 * min(len(table.rows), 60) + 120)})
    sheet.set_h_pagebreaks([below])
    sheet.insert_chart(below, 0, chart, {"description": title})


def _fulfilment_parts() -> tuple[tuple[str, str, str], ...]:
    """Heading, formula over the table's columns E to H, and colour of each part."""
    return (
        (_("share on time"), "=IF(E{row}>0,F{row}/E{row},0)", "#0072B2"),
        (_("share late"), "=IF(E{row}>0,(G{row}-F{row})/E{row},0)", "#E69F00"),
        (_("share short"), "=IF(E{row}>0,H{row}/E{row},0)", "#8A939C"),
    )
