"""The workbook of a scenario: a sheet per table with explained headers and drop-downs, empty or filled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from muster.scenario.folder_writer import beside, in_order, is_count, text
from muster.scenario.raw_table import letter
from muster.scenario.scenario import Given
from muster.scenario.workbook_reader import IGNORED, SETTINGS_SHEET
from muster.schema import SETTINGS, TABLES, Column, Setting, Table
from muster.text import _, listed, mark, right_to_left

# Drop-downs reach this far below the header, or as far below the last row.
_ROOM = 2000
_FORMULA_LIMIT = 255
_LONGEST_TEXT = 32_767
_MOST_ROWS = 1_048_575
_EXCEL_BEGINS = dt.date(1900, 3, 1)
_KINDS = {
    "id": mark("id"),
    "text": mark("text"),
    "number": mark("number"),
    "whole": mark("whole number"),
    "boolean": mark("true or false"),
    "date": mark("date, such as 2022-10-01"),
    "lead_time": mark("lead time: base buckets, or a duration such as 45d, 6w, 3m, 2y"),
}
_ABOUT = (
    mark("A scenario for muster: one sheet per table, settings on the sheet scenario."),
    mark("Fill in what you know and leave the rest blank: a blank cell means not given, never 0."),
    mark("Sheets and columns that are not used may be deleted; the names of the others stay as they are."),
    mark("Red headers are required; each header explains its column. Formulas count with their stored values."),
    mark("Every row may cite its source, the id of a row on the sheet sources."),
    mark("This sheet is not read."),
)


def write_workbook(path: Path, given: Given) -> None:
    """Write a workbook of what is given, with every table and column; refused where something is there."""
    with beside(path) as target:
        book = xlsxwriter.Workbook(str(target), {"in_memory": True})
        book.set_properties({"created": dt.datetime(2000, 1, 1)})
        formats = _formats(book)
        try:
            _about(book.add_worksheet(IGNORED[0]), formats)
            _settings(book.add_worksheet(SETTINGS_SHEET), formats, given.settings)
            rows = {name: max(_ROOM, given.tables[name].height + _ROOM) for name in TABLES}
            for name, table in TABLES.items():
                sheet = book.add_worksheet(name)
                _header(sheet, table, formats, rows)
                _body(sheet, table, given, formats)
            for sheet in book.worksheets():
                sheet.set_landscape()
                sheet.fit_to_pages(1, 0)
                if right_to_left():
                    sheet.right_to_left()
        finally:
            _close(book)


def _close(book: xlsxwriter.Workbook) -> None:
    """Write the file; a failure is the `OSError` that it comes from."""
    try:
        book.close()
    except FileCreateError as failure:
        cause = failure.args[0] if failure.args else failure
        raise (cause if isinstance(cause, OSError) else OSError(str(cause))) from None


def _formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    formats = {
        "required": book.add_format({"bold": True, "font_color": "#B00020", "bottom": 1, "num_format": "@"}),
        "optional": book.add_format({"bold": True, "bottom": 1, "num_format": "@"}),
        "text": book.add_format({"num_format": "@"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "number": book.add_format({}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    if right_to_left():
        for each in formats.values():
            each.set_reading_order(2)
    return formats


def _about(sheet: Worksheet, formats: dict[str, Format]) -> None:
    sheet.set_column(0, 0, 110)
    for i, line in enumerate(_ABOUT):
        sheet.write_string(i, 0, _(line), formats["wrap"])


def _settings(sheet: Worksheet, formats: dict[str, Format], settings: Mapping[str, Any]) -> None:
    """Name, value and explanation of each setting."""
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 40, formats["text"])
    sheet.set_column(2, 2, 100)
    head = (("name", "required"), ("value", "required"), (_("meaning"), "optional"))
    for i, (title, role) in enumerate(head):
        sheet.write_string(0, i, title, formats[role])
    for row, setting in enumerate(SETTINGS.values(), start=1):
        sheet.write_string(row, 0, setting.name, formats["required" if setting.required else "text"])
        value = settings.get(setting.name)
        if isinstance(value, tuple):
            value = ", ".join(value)
        if setting.name == "buckets" and is_count(value):
            sheet.write_number(row, 1, int(value), formats["number"])
        elif value is not None:
            sheet.write_string(row, 1, text(value), formats["text"])
        sheet.write_string(row, 2, explained(setting), formats["wrap"])
        if setting.choices and setting.type == "text":
            sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": list(setting.choices)})
        elif setting.type == "boolean":
            sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": ["true", "false"]})


def explained(what: Column | Setting) -> str:
    """What a column or setting means, with its unit, choices and default, for whoever fills it in."""
    parts = [_(what.description)]
    if isinstance(what, Column):
        parts.append(_("Type: {type}.").format(type=_(_KINDS[what.type])))
        if what.unit:
            parts.append(_("Unit: {unit}.").format(unit=_(what.unit)))
        targets = [*what.references, *what.kinds.values()]
        if targets:
            parts.append(_("Refers to: {tables}.").format(tables=listed(targets)))
    if what.choices:
        parts.append(_("One of: {choices}.").format(choices=listed(what.choices)))
    if what.default is not None:
        default = ", ".join(what.default) if isinstance(what.default, tuple) else text(what.default)
    else:
        words = getattr(what, "default_from", None)
        default = _(words) if words else ""
    if what.required:
        parts.append(_("Required."))
    elif default:
        parts.append(_("Blank means: {default}.").format(default=default))
    return " ".join(parts)


def _header(sheet: Worksheet, table: Table, formats: dict[str, Format], rows: Mapping[str, int]) -> None:
    sheet.freeze_panes(1, len(table.key) if table.key and table.key == tuple(c.name for c in table.columns[:1]) else 0)
    for i, column in enumerate(table.columns):
        sheet.write_string(0, i, column.name, formats["required" if column.required else "optional"])
        sheet.write_comment(0, i, explained(column), {"x_scale": 2, "y_scale": 1.5, "author": "muster"})
        kind = "text" if column.type in ("id", "text") else "date" if column.type == "date" else "number"
        sheet.set_column(i, i, max(10, len(column.name) + 3, 30 if column.name == "note" else 0), formats[kind])
        allowed = _drop_down(table, column, rows)
        if allowed:
            sheet.data_validation(1, i, rows[table.name], i, allowed)


def _drop_down(table: Table, column: Column, rows: Mapping[str, int]) -> dict[str, Any] | None:
    """The list of a column's choices, or of the ids that it may refer to; other ids can still be typed."""
    if column.choices:
        return {"validate": "list", "source": list(column.choices)}
    if column.type == "boolean":
        return {"validate": "list", "source": ["true", "false"], "show_error": False}
    if column.references:
        return {"validate": "list", "source": "=" + _ids(column.references[0], rows), "show_error": False}
    if column.kinds:
        of = f"${letter([c.name for c in table.columns].index('of'))}2"
        *others, (_kind, last) = column.kinds.items()
        source = _ids(last, rows)
        for kind, target in reversed(others):
            source = f'IF({of}="{kind}",{_ids(target, rows)},{source})'
        if len(source) < _FORMULA_LIMIT:
            return {"validate": "list", "source": "=" + source, "show_error": False}
    return None


def _ids(table: str, rows: Mapping[str, int]) -> str:
    return f"{table}!$A$2:$A${rows[table] + 1}"


def _body(sheet: Worksheet, table: Table, given: Given, formats: dict[str, Format]) -> None:
    rows = in_order(table, given.tables[table.name])
    if rows.height > _MOST_ROWS:
        raise ValueError(f"{table.name} has {rows.height} rows; a workbook holds at most {_MOST_ROWS}")
    for i, column in enumerate(table.columns):
        for row, value in enumerate(rows[column.name], start=1):
            if value is not None:
                _cell(sheet, row, i, value, formats, f"{table.name}, {column.name}")


def _cell(sheet: Worksheet, row: int, column: int, value: Any, formats: dict[str, Format], where: str) -> None:
    """Write a cell such that it reads back the same; what a workbook would round is written as text."""
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float) and float(f"{value:.16G}") == value:
        sheet.write_number(row, column, value)
    elif isinstance(value, dt.date) and value >= _EXCEL_BEGINS:
        sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), formats["date"])
    else:
        cell = text(value)
        if len(cell) > _LONGEST_TEXT:
            raise ValueError(f"a text in {where} is longer than a workbook's cell can be ({_LONGEST_TEXT})")
        sheet.write_string(row, column, cell, formats["text"])
