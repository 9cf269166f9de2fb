"""The workbook of a sweep: a summary, then sheets of dates, hand-overs, bottlenecks, drivers and all that is drawn."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence

import polars as pl
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from muster.report.blocks import ReportTable, Section, TableColumn
from muster.report.proof_status import proof_sentence
from muster.report.risk.answer import answer_section, as_percent
from muster.report.risk.assumptions import assumptions_section
from muster.report.risk.date_intervals import date_intervals
from muster.report.risk.drivers import driver_bars
from muster.report.risk.reproduce import origin_points
from muster.report.risk.risk_view import READING_NAMES, RiskView
from muster.report.xlsx.sheet import CellFormats, PanelSeries, TopicSheet, finish_sheet, write_table, write_topic
from muster.report.xlsx.summary import (
    CHOICES_SHEET,
    SUMMARY_COLUMNS,
    WORKBOOK_OPTIONS,
    SummaryHead,
    write_head,
    write_origin,
)
from muster.risk import RiskResult
from muster.text import _, is_right_to_left

MOST_BARS = 40
"""Bars that a chart has room for."""
Series = Sequence[tuple[int, str]]
"""Columns of a table that a chart draws, with their colours."""


def build_risk_workbook(result: RiskResult) -> bytes:
    """The report of a sweep as an .xlsx file, in the reader's language."""
    view = RiskView(result)
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, WORKBOOK_OPTIONS)
    book.set_properties({"title": view.title, "created": dt.datetime(2000, 1, 1)})
    formats = CellFormats(book)
    _write_summary(book, book.add_worksheet(_("Summary")), formats, view)
    for name, table, series in _table_sheets(view):
        sheet = book.add_worksheet(name)
        write_table(sheet, formats, table.columns, table.rows)
        sheet.freeze_panes(1, 1)
        finish_sheet(sheet)
        if series:
            _write_bar_chart(book, sheet, table, (0, len(table.rows) + 3), series, table.caption)
    topics = [_hand_over_topic(view), *_bottleneck_topics(view)]
    sheets = [book.add_worksheet(topic.name) for topic in topics]
    lists = book.add_worksheet(CHOICES_SHEET)
    lists.hide()
    for number, (sheet, topic) in enumerate(zip(sheets, topics, strict=True)):
        write_topic(book, sheet, formats, lists, number, topic)
    book.close()
    return file.getvalue()


def _write_summary(book: xlsxwriter.Workbook, sheet: Worksheet, formats: CellFormats, view: RiskView) -> None:
    """The answer in words, all requests in a table, and a chart of the chance of being on time."""
    section = answer_section(view)
    status_line = _("Today's plan: {standing}").format(standing=proof_sentence(view.plan))
    head = SummaryHead(
        title=view.title, subtitle=view.subtitle, proof_status=status_line, is_proved=view.plan.status == "optimal"
    )
    row = write_head(sheet, formats, head, section)
    table = _table_of_section(section, "requests")
    write_table(sheet, formats, table.columns, table.rows, row)
    below = write_origin(sheet, formats, origin_points(view), row + len(table.rows) + 2)
    if table.rows:
        title = _("The chance of being on time")
        _write_bar_chart(book, sheet, table, (row, below + 1), ((5, "#0072B2"), (11, "#009E73")), title)
    finish_sheet(sheet)
    sheet.set_column(0, 0, 24)
    sheet.set_column(SUMMARY_COLUMNS - 1, SUMMARY_COLUMNS + 1, 16)
    sheet.freeze_panes(0, 1)


def _table_of_section(section: Section, key: str) -> ReportTable:
    return next(block for block in section.blocks if isinstance(block, ReportTable) and block.key == key)


def _table_sheets(view: RiskView) -> Iterator[tuple[str, ReportTable, Series]]:
    """Name, table and what is drawn of it, a sheet each."""
    for name, picture, series in (
        (_("Dates"), date_intervals(view), ()),
        (_("Drivers"), driver_bars(view), ((1, "#0072B2"), (3, "#E69F00"))),
    ):
        if picture is not None:
            yield name, picture.table, series
    if view.result.job.inputs:
        yield _("Uncertain figures"), _table_of_section(assumptions_section(view), "drawn"), ()


def _write_bar_chart(
    book: xlsxwriter.Workbook, sheet: Worksheet, table: ReportTable, rows: tuple[int, int], series: Series, title: str
) -> None:
    """A bar for each row of the table that begins in row `place[0]`, drawn from row `place[1]` on."""
    top, below = rows
    bar_count = min(len(table.rows), MOST_BARS)
    name = sheet.get_name()
    chart = book.add_chart({"type": "bar"})
    for column, colour in series:
        chart.add_series(
            {
                "name": [name, top, column],
                "categories": [name, top + 1, 0, top + bar_count, 0],
                "values": [name, top + 1, column, top + bar_count, column],
                "fill": {"color": colour},
                "gap": 40,
            }
        )
    mirrored = {"reverse": True} if is_right_to_left() else {}
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 8}})
    chart.set_x_axis({"min": 0, "max": 100, "label_position": "high"} | mirrored)
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 1000, "height": max(300, 24 * bar_count + 120)})
    sheet.set_h_pagebreaks([below])
    sheet.insert_chart(below, 0, chart, {"description": title})


def _hand_over_topic(view: RiskView) -> TopicSheet:
    """Quantity handed over with each chance, by reading and request."""
    requested = view.result_table("requests").select(
        "request", "bucket", pl.col("due").cum_sum().over("request").alias("asked"),
        pl.col("handed_over").cum_sum().over("request").alias("planned"),
    )  # fmt: skip
    fan = view.result.tables["fan"].join(requested, on=["request", "bucket"], maintain_order="left")
    rows = [
        (
            _("{request}, {reading}").format(request=row["request"], reading=_(READING_NAMES[row["reading"]])),
            row["request"], _(READING_NAMES[row["reading"]]), row["bucket"], row["asked"], row["planned"],
            *(row[p] for p in ("p10", "p50", "p80", "p95")),
        )
        for row in fan.iter_rows(named=True)
    ]  # fmt: skip
    columns = (
        TableColumn(_("request and reading")), TableColumn(_("request")), TableColumn(_("reading")),
        TableColumn(_("from"), "day"), TableColumn(_("asked so far"), "number"),
        TableColumn(_("as planned today"), "number"), TableColumn("10 %", "number"), TableColumn("50 %", "number"),
        TableColumn("80 %", "number"), TableColumn("95 %", "number"),
    )  # fmt: skip
    lines = tuple(PanelSeries(columns[column_index].heading, column_index, "line") for column_index in range(4, 10))
    least_sure = next((fulfilment.demand.request for fulfilment in view.least_sure), "")
    first_reading = _(READING_NAMES[view.result.reading])
    first = _("{request}, {reading}").format(request=least_sure, reading=first_reading)
    choose = _("Choose a request and reading:")
    return TopicSheet(
        name=_("Handed over"),
        prompt=choose,
        columns=columns,
        rows=rows,
        choice_column=0,
        bucket_column=3,
        initial_choice=first,
        series=lines,
        file="fan.parquet",
    )


def _bottleneck_topics(view: RiskView) -> list[TopicSheet]:
    """The chance of each resource, bucket by bucket."""
    rows = [
        (bottleneck["id"], view.names.name_of("resource", bottleneck["id"]), dt.date.fromisoformat(bucket["bucket"]),
         as_percent(bucket["chance"]), as_percent(bottleneck["chance"]))
        for bottleneck in view.result.bottlenecks
        for bucket in bottleneck["by_bucket"]
    ]  # fmt: skip
    if not rows:
        return []
    columns = (
        TableColumn(_("resource")), TableColumn(_("name")), TableColumn(_("from"), "day"),
        TableColumn(_("chance, %"), "number"), TableColumn(_("ever, %"), "number"),
    )  # fmt: skip
    bars = (PanelSeries(_("chance, %"), 3, "column"),)
    choose = _("Choose a resource:")
    return [
        TopicSheet(
            name=_("Bottlenecks"),
            prompt=choose,
            columns=columns,
            rows=rows,
            choice_column=0,
            bucket_column=2,
            initial_choice=str(rows[0][0]),
            series=bars,
            file="bottlenecks.parquet",
        )
    ]
