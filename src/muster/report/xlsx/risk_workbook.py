"""The workbook of a sweep: a summary, then sheets of dates, hand-overs, bottlenecks, drivers and all that is drawn."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence

import polars as pl
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from muster.report.blocks import Column, Section, Table
from muster.report.proof_status import standing
from muster.report.risk.answer import answer, per_cent
from muster.report.risk.assumptions import assumed
from muster.report.risk.date_intervals import dates
from muster.report.risk.drivers import drivers
from muster.report.risk.reproduce import made_from
from muster.report.risk.risk_view import READINGS, RiskReading
from muster.report.xlsx.sheet import Drawn, Formats, Topic, finish, write_table, write_topic
from muster.report.xlsx.summary import LISTS, OPTIONS, WIDE, Head, write_foot, write_head
from muster.risk import Result
from muster.text import _, right_to_left

BARS = 40
"""Bars that a chart has room for."""
Series = Sequence[tuple[int, str]]
"""Columns of a table that a chart draws, with their colours."""


def risk_workbook(result: Result) -> bytes:
    """The report of a sweep as an .xlsx file, in the reader's language."""
    reading = RiskReading(result)
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, OPTIONS)
    book.set_properties({"title": reading.title, "created": dt.datetime(2000, 1, 1)})
    formats = Formats(book)
    _summary(book, book.add_worksheet(_("Summary")), formats, reading)
    for name, table, series in _tables(reading):
        sheet = book.add_worksheet(name)
        write_table(sheet, formats, table.columns, table.rows)
        sheet.freeze_panes(1, 1)
        finish(sheet)
        if series:
            _bars(book, sheet, table, (0, len(table.rows) + 3), series, table.caption)
    found = [_handed_over(reading), *_bottlenecks(reading)]
    sheets = [book.add_worksheet(topic.name) for topic in found]
    lists = book.add_worksheet(LISTS)
    lists.hide()
    for place, (sheet, topic) in enumerate(zip(sheets, found, strict=True)):
        write_topic(book, sheet, formats, lists, place, topic)
    book.close()
    return file.getvalue()


def _summary(book: xlsxwriter.Workbook, sheet: Worksheet, formats: Formats, reading: RiskReading) -> None:
    """The answer in words, all requests in a table, and a chart of the chance of being on time."""
    told = answer(reading)
    standing_ = _("Today's plan: {standing}").format(standing=standing(reading.plan))
    head = Head(reading.title, reading.subtitle, standing_, reading.plan.status == "optimal")
    row = write_head(sheet, formats, head, told)
    table = _table(told, "requests")
    write_table(sheet, formats, table.columns, table.rows, row)
    below = write_foot(sheet, formats, made_from(reading), row + len(table.rows) + 2)
    if table.rows:
        title = _("The chance of being on time")
        _bars(book, sheet, table, (row, below + 1), ((5, "#0072B2"), (11, "#009E73")), title)
    finish(sheet)
    sheet.set_column(0, 0, 24)
    sheet.set_column(WIDE - 1, WIDE + 1, 16)
    sheet.freeze_panes(0, 1)


def _table(section: Section, key: str) -> Table:
    return next(block for block in section.blocks if isinstance(block, Table) and block.key == key)


def _tables(reading: RiskReading) -> Iterator[tuple[str, Table, Series]]:
    """Name, table and what is drawn of it, a sheet each."""
    for name, picture, series in (
        (_("Dates"), dates(reading), ()),
        (_("Drivers"), drivers(reading), ((1, "#0072B2"), (3, "#E69F00"))),
    ):
        if picture is not None:
            yield name, picture.table, series
    if reading.result.job.figures:
        yield _("Uncertain figures"), _table(assumed(reading), "drawn"), ()


def _bars(
    book: xlsxwriter.Workbook, sheet: Worksheet, table: Table, place: tuple[int, int], series: Series, title: str
) -> None:
    """A bar for each row of the table that begins in row `place[0]`, drawn from row `place[1]` on."""
    top, below = place
    drawn = min(len(table.rows), BARS)
    name = sheet.get_name()
    chart = book.add_chart({"type": "bar"})
    for column, colour in series:
        chart.add_series(
            {
                "name": [name, top, column],
                "categories": [name, top + 1, 0, top + drawn, 0],
                "values": [name, top + 1, column, top + drawn, column],
                "fill": {"color": colour},
                "gap": 40,
            }
        )
    mirrored = {"reverse": True} if right_to_left() else {}
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 8}})
    chart.set_x_axis({"min": 0, "max": 100, "label_position": "high"} | mirrored)
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 1000, "height": max(300, 24 * drawn + 120)})
    sheet.set_h_pagebreaks([below])
    sheet.insert_chart(below, 0, chart, {"description": title})


def _handed_over(reading: RiskReading) -> Topic:
    """What is handed over by then with each chance, by reading and request."""
    asked = reading.table("requests").select(
        "request", "bucket", pl.col("due").cum_sum().over("request").alias("asked"),
        pl.col("handed_over").cum_sum().over("request").alias("planned"),
    )  # fmt: skip
    told = reading.result.tables["fan"].join(asked, on=["request", "bucket"], maintain_order="left")
    rows = [
        (
            _("{request}, {reading}").format(request=row["request"], reading=_(READINGS[row["reading"]])),
            row["request"], _(READINGS[row["reading"]]), row["bucket"], row["asked"], row["planned"],
            *(row[p] for p in ("p10", "p50", "p80", "p95")),
        )
        for row in told.iter_rows(named=True)
    ]  # fmt: skip
    columns = (
        Column(_("request and reading")), Column(_("request")), Column(_("reading")), Column(_("from"), "day"),
        Column(_("asked so far"), "number"), Column(_("as planned today"), "number"), Column("10 %", "number"),
        Column("50 %", "number"), Column("80 %", "number"), Column("95 %", "number"),
    )  # fmt: skip
    drawn = tuple(Drawn(columns[place].heading, place, "line") for place in range(4, 10))
    least = next((one.want.request for one in reading.least_sure), "")
    own = _(READINGS[reading.result.reading])
    first = _("{request}, {reading}").format(request=least, reading=own)
    choose = _("Choose a request and reading:")
    return Topic(_("Handed over"), choose, columns, rows, 0, 3, first, drawn, "fan.parquet")


def _bottlenecks(reading: RiskReading) -> list[Topic]:
    """The chance of each resource, bucket by bucket."""
    rows = [
        (one["id"], reading.names.of("resource", one["id"]), dt.date.fromisoformat(two["bucket"]),
         per_cent(two["chance"]), per_cent(one["chance"]))
        for one in reading.result.bottlenecks
        for two in one["by_bucket"]
    ]  # fmt: skip
    if not rows:
        return []
    columns = (
        Column(_("resource")), Column(_("name")), Column(_("from"), "day"), Column(_("chance, %"), "number"),
        Column(_("ever, %"), "number"),
    )  # fmt: skip
    drawn = (Drawn(_("chance, %"), 3, "column"),)
    choose = _("Choose a resource:")
    return [Topic(_("Bottlenecks"), choose, columns, rows, 0, 2, str(rows[0][0]), drawn, "bottlenecks.parquet")]
