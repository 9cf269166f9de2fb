"""One sheet: a table with frozen headers and filters, and beside it a panel that draws what is chosen from a list.

The panel's figures are formulas over the sheet's own table, so that they follow what a reader changes there. Texts that
come from the scenario are cells, never part of a formula.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from muster.report.blocks import Cell, TableColumn
from muster.text import _, escape_formula, is_right_to_left, number

MAX_ROWS = 50_000
"""Rows of a sheet; the plan's own tables have all."""

_MAX_TEXT_LENGTH = 32_000
_MAX_WIDTH = 44
_LINE_HEIGHT = 15
"""Points of a line's height."""
_HEADING_COLOUR = "#EEF2F6"
_SERIES_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#8A939C")


@dataclass(frozen=True)
class PanelSeries:
    """A series of the panel: the figures of a column, or only those where another column holds this text."""

    heading: str
    column: int
    kind: Literal["line", "column"]
    only_where: tuple[int, str] | None = None


@dataclass(frozen=True, kw_only=True)
class TopicSheet:
    """A sheet's table and what its panel draws over time.

    `rows` are told in full; `choice_column` is the column by which the panel's figures are chosen, `bucket_column` the
    one with the days. `initial_choice` is chosen when the workbook opens. `is_stacked` puts columns on top of each
    other.
    """

    name: str
    prompt: str
    columns: tuple[TableColumn, ...]
    rows: Sequence[tuple[Cell, ...]]
    choice_column: int
    bucket_column: int
    initial_choice: str
    series: tuple[PanelSeries, ...]
    file: str
    is_stacked: bool = False


class CellFormats:
    """The cell formats of a workbook."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.title = self._add_format(bold=True, font_size=16)
        self.heading = self._add_format(bold=True, bottom=1, text_wrap=True, valign="top", bg_color=_HEADING_COLOUR)
        self.number_heading = self._add_format(
            bold=True, bottom=1, text_wrap=True, valign="top", align="right", bg_color=_HEADING_COLOUR
        )
        self.caption = self._add_format(bold=True, num_format="@")
        self.text = self._add_format(num_format="@", valign="top")
        self.wrapped = self._add_format(text_wrap=True, valign="top", num_format="@")
        self.strong = self._add_format(bold=True, text_wrap=True, valign="top", num_format="@")
        self.number = self._add_format(num_format="#,##0.###", valign="top")
        self.share = self._add_format(num_format="0%", valign="top")
        self.day = self._add_format(num_format="yyyy-mm-dd", align="left", indent=1, valign="top")
        self.choice = self._add_format(bold=True, shrink=True, border=1, bg_color="#FFF8E1", num_format="@")
        self.proved = self._add_format(bold=True, font_color="#00614A", text_wrap=True)
        self.unproved = self._add_format(bold=True, font_color="#A63C00", text_wrap=True)

    def _add_format(self, **properties: Any) -> Format:
        cell_format = self.book.add_format(properties)
        if is_right_to_left():
            cell_format.set_reading_order(2)
        return cell_format


def write_table(
    sheet: Worksheet,
    formats: CellFormats,
    columns: Sequence[TableColumn],
    rows: Sequence[tuple[Cell, ...]],
    top: int = 0,
) -> None:
    """Headers in row `top` (from 0) and the rows under them, with a filter."""
    lines = 1
    for column_index, column in enumerate(columns):
        heading = formats.number_heading if column.kind == "number" else formats.heading
        sheet.write_string(top, column_index, column.heading, heading)
        width = _column_width(column, [row[column_index] for row in rows[:200]])
        sheet.set_column(column_index, column_index, width)
        lines = max(lines, math.ceil(len(column.heading) / (width - 2)))
    sheet.set_row(top, _LINE_HEIGHT * lines)
    for row_index, row in enumerate(rows, start=top + 1):
        for column_index, cell in enumerate(row):
            write_cell(sheet, formats, row_index, column_index, cell)
    sheet.autofilter(top, 0, top + max(1, len(rows)), len(columns) - 1)


def write_cell(sheet: Worksheet, formats: CellFormats, row: int, column_index: int, cell: Cell) -> None:
    """A cell as what it is; text never as a formula."""
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        sheet.write_string(row, column_index, _("yes") if cell else _("no"), formats.text)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column_index, cell, formats.day)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column_index, cell, formats.number)
    else:
        sheet.write_string(row, column_index, escape_formula(cell)[:_MAX_TEXT_LENGTH], formats.text)


def write_topic(
    book: Workbook, sheet: Worksheet, formats: CellFormats, lists: Worksheet, list_column: int, topic: TopicSheet
) -> None:
    """Fill a topic's sheet. Its list of choices goes into column `list_column` of the sheet `lists`."""
    rows = topic.rows[:MAX_ROWS]
    write_table(sheet, formats, topic.columns, rows)
    sheet.freeze_panes(1, topic.choice_column + 1)
    left = len(topic.columns) + 1
    sheet.write_string(0, left, topic.prompt, formats.caption)
    if len(topic.rows) > MAX_ROWS:
        template = _("The first {count} rows; {file} has all.")
        sheet.write_string(1, left + 2, template.format(count=number(MAX_ROWS), file=topic.file), formats.text)
    if rows:
        _write_panel(book, sheet, formats, lists, list_column, topic, rows, left)
    finish_sheet(sheet)


def finish_sheet(sheet: Worksheet) -> None:
    """Set view and print options of a sheet."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    if is_right_to_left():
        sheet.right_to_left()


def _write_panel(
    book: Workbook, sheet: Worksheet, formats: CellFormats, lists: Worksheet, list_column: int, topic: TopicSheet,
    rows: Sequence[tuple[Cell, ...]], left: int,
) -> None:  # fmt: skip
    choices = sorted({str(row[topic.choice_column]) for row in rows})
    for row_index, choice in enumerate(choices):
        lists.write_string(row_index, list_column, escape_formula(choice)[:_MAX_TEXT_LENGTH])
    first = topic.initial_choice if topic.initial_choice in choices else choices[0]
    chosen = xl_rowcol_to_cell(1, left + 1, row_abs=True, col_abs=True)
    sheet.write_string(1, left, topic.columns[topic.choice_column].heading, formats.strong)
    sheet.write_string(1, left + 1, escape_formula(first)[:_MAX_TEXT_LENGTH], formats.choice)
    source = f"={lists.get_name()}!{xl_range_abs(0, list_column, len(choices) - 1, list_column)}"
    sheet.data_validation(1, left + 1, 1, left + 1, {"validate": "list", "source": source})
    days = sorted({row[topic.bucket_column] for row in rows if isinstance(row[topic.bucket_column], date)})  # type: ignore[type-var]
    top, last = 3, len(rows)
    sheet.write_string(top, left, _("from"), formats.heading)
    sheet.set_column(left, left, 14)
    sheet.set_column(left + 1, left + 1 + len(topic.series), 16)
    matches_choice = f"EXACT({xl_range_abs(1, topic.choice_column, last, topic.choice_column)},{chosen})"
    for row_index, day in enumerate(days, start=top + 1):
        sheet.write_datetime(row_index, left, day, formats.day)
    for k, series in enumerate(topic.series, start=1):
        sheet.write_string(top, left + k, series.heading, formats.number_heading)
        initial_figures = _initial_figures(topic, rows, series, first)
        matches_series = ""
        if series.only_where is not None:
            heading = xl_rowcol_to_cell(top, left + k, row_abs=True)
            matches_series = f"*EXACT({xl_range_abs(1, series.only_where[0], last, series.only_where[0])},{heading})"
        for row_index, day in enumerate(days, start=top + 1):
            bucket = xl_rowcol_to_cell(row_index, left, col_abs=True)
            matches_bucket = f"({xl_range_abs(1, topic.bucket_column, last, topic.bucket_column)}={bucket})"
            figures = xl_range_abs(1, series.column, last, series.column)
            formula = f"=SUMPRODUCT({matches_choice}*{matches_bucket}{matches_series},{figures})"
            sheet.write_formula(row_index, left + k, formula, formats.number, initial_figures.get(day, 0.0))
    _insert_chart(book, sheet, topic, left, top, len(days))


def _initial_figures(
    topic: TopicSheet, rows: Sequence[tuple[Cell, ...]], series: PanelSeries, first: str
) -> dict[Cell, float]:
    """The panel's figures as they are when the workbook opens, for programs that do not calculate."""
    figures: dict[Cell, float] = {}
    for row in rows:
        figure = row[series.column]
        is_chosen = row[topic.choice_column] == first and (
            series.only_where is None or row[series.only_where[0]] == series.only_where[1]
        )
        if is_chosen and isinstance(figure, int | float):
            figures[row[topic.bucket_column]] = figures.get(row[topic.bucket_column], 0.0) + float(figure)
    return figures


def _insert_chart(book: Workbook, sheet: Worksheet, topic: TopicSheet, left: int, top: int, count: int) -> None:
    """Columns and lines in one chart, beside the panel's figures."""
    charts: dict[str, Any] = {}
    for k, series in enumerate(topic.series, start=1):
        if series.kind not in charts:
            options = {"type": series.kind} | (
                {"subtype": "stacked"} if topic.is_stacked and series.kind == "column" else {}
            )
            charts[series.kind] = book.add_chart(options)
        colour = _SERIES_COLOURS[(k - 1) % len(_SERIES_COLOURS)]
        line, fill = {"line": {"color": colour, "width": 2.25}}, {"fill": {"color": colour}, "gap": 20}
        paint = line if series.kind == "line" else fill
        charts[series.kind].add_series(
            {
                "name": [sheet.get_name(), top, left + k],
                "categories": [sheet.get_name(), top + 1, left, top + count, left],
                "values": [sheet.get_name(), top + 1, left + k, top + count, left + k],
                **paint,
            }
        )
    chart = charts.get("column") or charts["line"]
    if "column" in charts and "line" in charts:
        chart.combine(charts["line"])
    mirrored = {"reverse": True} if is_right_to_left() else {}
    chart.set_title({"name": [sheet.get_name(), 1, left + 1], "name_font": {"size": 11}})
    chart.set_x_axis({"date_axis": True, "num_format": "yyyy-mm", "num_font": {"rotation": -45}} | mirrored)
    chart.set_y_axis({"num_format": "General", "major_gridlines": {"visible": True, "line": {"color": "#D9DEE4"}}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 720, "height": 380})
    chart_column = left + len(topic.series) + 2
    sheet.insert_chart(top, chart_column, chart, {"description": topic.prompt})
    sheet.print_area(0, left, max(top + count, 24), chart_column + 11)
    sheet.fit_to_pages(1, 1)


def _column_width(column: TableColumn, cells: list[Cell]) -> float:
    """Wide enough for the heading and the cells, within limits."""
    if column.kind == "day":
        return 12
    longest = max([len(str(cell)) for cell in cells if cell is not None], default=0)
    return float(min(_MAX_WIDTH, max(10, longest + 2, len(column.heading) + 4))) if column.kind == "text" else 14
