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

from muster.report.blocks import Cell, Column
from muster.text import _, number, protect, right_to_left

MOST_ROWS = 50_000
"""Rows of a sheet; the plan's own tables have all."""

_LONGEST_TEXT = 32_000
_WIDEST = 44
_LINE = 15
"""Points of a line's height."""
_SHADE = "#EEF2F6"
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#8A939C")


@dataclass(frozen=True)
class Drawn:
    """A series of the panel: the figures of a column, or only those where another column holds this text."""

    heading: str
    column: int
    kind: Literal["line", "column"]
    only: tuple[int, str] | None = None


@dataclass(frozen=True)
class Topic:
    """A sheet's table and what its panel draws over time.

    `rows` are told in full; `chooser` is the column by which the panel's figures are chosen, `bucket` the one with the
    days. `first` is chosen when the workbook opens. `stacked` puts columns on top of each other.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]
    chooser: int
    bucket: int
    first: str
    drawn: tuple[Drawn, ...]
    file: str
    stacked: bool = False


class Formats:
    """The cell formats of a workbook."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.title = self._of(bold=True, font_size=16)
        self.heading = self._of(bold=True, bottom=1, text_wrap=True, valign="top", bg_color=_SHADE)
        self.number_heading = self._of(
            bold=True, bottom=1, text_wrap=True, valign="top", align="right", bg_color=_SHADE
        )
        self.caption = self._of(bold=True, num_format="@")
        self.text = self._of(num_format="@", valign="top")
        self.wrapped = self._of(text_wrap=True, valign="top", num_format="@")
        self.strong = self._of(bold=True, text_wrap=True, valign="top", num_format="@")
        self.number = self._of(num_format="#,##0.###", valign="top")
        self.share = self._of(num_format="0%", valign="top")
        self.day = self._of(num_format="yyyy-mm-dd", align="left", indent=1, valign="top")
        self.choice = self._of(bold=True, shrink=True, border=1, bg_color="#FFF8E1", num_format="@")
        self.proved = self._of(bold=True, font_color="#00614A", text_wrap=True)
        self.unproved = self._of(bold=True, font_color="#A63C00", text_wrap=True)

    def _of(self, **how: Any) -> Format:
        made = self.book.add_format(how)
        if right_to_left():
            made.set_reading_order(2)
        return made


def write_table(
    sheet: Worksheet, formats: Formats, columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]], top: int = 0
) -> None:
    """Headers in row `top` (from 0) and the rows under them, with a filter."""
    lines = 1
    for place, column in enumerate(columns):
        heading = formats.number_heading if column.kind == "number" else formats.heading
        sheet.write_string(top, place, column.heading, heading)
        width = _width(column, [row[place] for row in rows[:200]])
        sheet.set_column(place, place, width)
        lines = max(lines, math.ceil(len(column.heading) / (width - 2)))
    sheet.set_row(top, _LINE * lines)
    for at, row in enumerate(rows, start=top + 1):
        for place, cell in enumerate(row):
            write_cell(sheet, formats, at, place, cell)
    sheet.autofilter(top, 0, top + max(1, len(rows)), len(columns) - 1)


def write_cell(sheet: Worksheet, formats: Formats, row: int, place: int, cell: Cell) -> None:
    """A cell as what it is; text never as a formula."""
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        sheet.write_string(row, place, _("yes") if cell else _("no"), formats.text)
    elif isinstance(cell, date):
        sheet.write_datetime(row, place, cell, formats.day)
    elif isinstance(cell, int | float):
        sheet.write_number(row, place, cell, formats.number)
    else:
        sheet.write_string(row, place, protect(cell)[:_LONGEST_TEXT], formats.text)


def write_topic(book: Workbook, sheet: Worksheet, formats: Formats, lists: Worksheet, place: int, topic: Topic) -> None:
    """Fill a topic's sheet. Its list of choices goes into column `place` of the sheet `lists`."""
    rows = topic.rows[:MOST_ROWS]
    write_table(sheet, formats, topic.columns, rows)
    sheet.freeze_panes(1, topic.chooser + 1)
    left = len(topic.columns) + 1
    sheet.write_string(0, left, topic.title, formats.caption)
    if len(topic.rows) > MOST_ROWS:
        words = _("The first {count} rows; {file} has all.")
        sheet.write_string(1, left + 2, words.format(count=number(MOST_ROWS), file=topic.file), formats.text)
    if rows:
        _panel(book, sheet, formats, lists, place, topic, rows, left)
    finish(sheet)


def finish(sheet: Worksheet) -> None:
    """How every sheet is shown and printed."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    if right_to_left():
        sheet.right_to_left()


def _panel(
    book: Workbook, sheet: Worksheet, formats: Formats, lists: Worksheet, place: int, topic: Topic,
    rows: Sequence[tuple[Cell, ...]], left: int,
) -> None:  # fmt: skip
    choices = sorted({str(row[topic.chooser]) for row in rows})
    for at, choice in enumerate(choices):
        lists.write_string(at, place, protect(choice)[:_LONGEST_TEXT])
    first = topic.first if topic.first in choices else choices[0]
    chosen = xl_rowcol_to_cell(1, left + 1, row_abs=True, col_abs=True)
    sheet.write_string(1, left, topic.columns[topic.chooser].heading, formats.strong)
    sheet.write_string(1, left + 1, protect(first)[:_LONGEST_TEXT], formats.choice)
    source = f"={lists.get_name()}!{xl_range_abs(0, place, len(choices) - 1, place)}"
    sheet.data_validation(1, left + 1, 1, left + 1, {"validate": "list", "source": source})
    days = sorted({row[topic.bucket] for row in rows if isinstance(row[topic.bucket], date)})  # type: ignore[type-var]
    top, last = 3, len(rows)
    sheet.write_string(top, left, _("from"), formats.heading)
    sheet.set_column(left, left, 14)
    sheet.set_column(left + 1, left + 1 + len(topic.drawn), 16)
    same = f"EXACT({xl_range_abs(1, topic.chooser, last, topic.chooser)},{chosen})"
    for at, day in enumerate(days, start=top + 1):
        sheet.write_datetime(at, left, day, formats.day)
    for k, drawn in enumerate(topic.drawn, start=1):
        sheet.write_string(top, left + k, drawn.heading, formats.number_heading)
        told = _told(topic, rows, drawn, first)
        also = ""
        if drawn.only is not None:
            heading = xl_rowcol_to_cell(top, left + k, row_abs=True)
            also = f"*EXACT({xl_range_abs(1, drawn.only[0], last, drawn.only[0])},{heading})"
        for at, day in enumerate(days, start=top + 1):
            when = f"({xl_range_abs(1, topic.bucket, last, topic.bucket)}={xl_rowcol_to_cell(at, left, col_abs=True)})"
            figures = xl_range_abs(1, drawn.column, last, drawn.column)
            formula = f"=SUMPRODUCT({same}*{when}{also},{figures})"
            sheet.write_formula(at, left + k, formula, formats.number, told.get(day, 0.0))
    _chart(book, sheet, topic, left, top, len(days))


def _told(topic: Topic, rows: Sequence[tuple[Cell, ...]], drawn: Drawn, first: str) -> dict[Cell, float]:
    """The panel's figures as they are when the workbook opens, for programs that do not calculate."""
    told: dict[Cell, float] = {}
    for row in rows:
        figure = row[drawn.column]
        fits = row[topic.chooser] == first and (drawn.only is None or row[drawn.only[0]] == drawn.only[1])
        if fits and isinstance(figure, int | float):
            told[row[topic.bucket]] = told.get(row[topic.bucket], 0.0) + float(figure)
    return told


def _chart(book: Workbook, sheet: Worksheet, topic: Topic, left: int, top: int, count: int) -> None:
    """Columns and lines in one chart, beside the panel's figures."""
    made: dict[str, Any] = {}
    for k, drawn in enumerate(topic.drawn, start=1):
        if drawn.kind not in made:
            how = {"type": drawn.kind} | ({"subtype": "stacked"} if topic.stacked and drawn.kind == "column" else {})
            made[drawn.kind] = book.add_chart(how)
        colour = _COLOURS[(k - 1) % len(_COLOURS)]
        line, fill = {"line": {"color": colour, "width": 2.25}}, {"fill": {"color": colour}, "gap": 20}
        paint = line if drawn.kind == "line" else fill
        made[drawn.kind].add_series(
            {
                "name": [sheet.get_name(), top, left + k],
                "categories": [sheet.get_name(), top + 1, left, top + count, left],
                "values": [sheet.get_name(), top + 1, left + k, top + count, left + k],
                **paint,
            }
        )
    chart = made.get("column") or made["line"]
    if "column" in made and "line" in made:
        chart.combine(made["line"])
    mirrored = {"reverse": True} if right_to_left() else {}
    chart.set_title({"name": [sheet.get_name(), 1, left + 1], "name_font": {"size": 11}})
    chart.set_x_axis({"date_axis": True, "num_format": "yyyy-mm", "num_font": {"rotation": -45}} | mirrored)
    chart.set_y_axis({"num_format": "General", "major_gridlines": {"visible": True, "line": {"color": "#D9DEE4"}}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 720, "height": 380})
    place = left + len(topic.drawn) + 2
    sheet.insert_chart(top, place, chart, {"description": topic.title})
    sheet.print_area(0, left, max(top + count, 24), place + 11)
    sheet.fit_to_pages(1, 1)


def _width(column: Column, cells: list[Cell]) -> float:
    """Wide enough for the heading and the cells, within limits."""
    if column.kind == "day":
        return 12
    longest = max([len(str(cell)) for cell in cells if cell is not None], default=0)
    return float(min(_WIDEST, max(10, longest + 2, len(column.heading) + 4))) if column.kind == "text" else 14
