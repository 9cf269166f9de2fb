"""Write a scenario workbook, empty or filled: a sheet per table with explained headers and drop-downs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from muster.atomic_write import atomic_replace
from muster.scenario.cell_text import is_plain_count, to_cell_text
from muster.scenario.given_data import GivenData
from muster.scenario.raw_table import column_letter, in_key_order
from muster.scenario.workbook_reader import IGNORED_SHEETS, SETTINGS_SHEET
from muster.schema import SETTINGS, TABLES, InputColumn, InputTable, Setting
from muster.text import _, is_right_to_left, join_list, mark

# Rows below the last one that drop-downs still cover.
_SPARE_ROWS = 2000
_MAX_FORMULA_LENGTH = 255
_MAX_TEXT_LENGTH = 32_767
_MAX_ROWS = 1_048_575
_FIRST_EXCEL_DATE = dt.date(1900, 3, 1)
_TYPE_NAMES = {
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
    mark("Unused sheets and columns may be deleted; do not rename the others."),
    mark("Red headers are required; each header explains its column. Formulas count with their stored values."),
    mark("Every row may cite its source, the id of a row on the sheet sources."),
    mark("This sheet is not read."),
)


def write_workbook(given: GivenData, path: Path) -> None:
    """Write given data as a workbook with every table and column; `FileExistsError` if `path` exists."""
    with atomic_replace(path) as target:
        book = xlsxwriter.Workbook(str(target), {"in_memory": True})
        book.set_properties({"created": dt.datetime(2000, 1, 1)})
        formats = _add_formats(book)
        try:
            _write_about(book.add_worksheet(IGNORED_SHEETS[0]), formats)
            _write_settings(book.add_worksheet(SETTINGS_SHEET), formats, given.settings)
            rows = {name: max(_SPARE_ROWS, given.tables[name].height + _SPARE_ROWS) for name in TABLES}
            for name, table in TABLES.items():
                sheet = book.add_worksheet(name)
                _write_header(sheet, table, formats, rows)
                _write_body(sheet, table, given, formats)
            for sheet in book.worksheets():
                sheet.set_landscape()
                sheet.fit_to_pages(1, 0)
                if is_right_to_left():
                    sheet.right_to_left()
        finally:
            _close(book)


def _close(book: xlsxwriter.Workbook) -> None:
    """Close the workbook, which writes it; raise the `OSError` behind a failure."""
    try:
        book.close()
    except FileCreateError as failure:
        cause = failure.args[0] if failure.args else failure
        raise (cause if isinstance(cause, OSError) else OSError(str(cause))) from None


def _add_formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    formats = {
        "required": book.add_format({"bold": True, "font_color": "#B00020", "bottom": 1, "num_format": "@"}),
        "optional": book.add_format({"bold": True, "bottom": 1, "num_format": "@"}),
        "text": book.add_format({"num_format": "@"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "number": book.add_format({}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    if is_right_to_left():
        for added in formats.values():
            added.set_reading_order(2)
    return formats


def _write_about(sheet: Worksheet, formats: dict[str, Format]) -> None:
    sheet.set_column(0, 0, 110)
    for i, line in enumerate(_ABOUT):
        sheet.write_string(i, 0, _(line), formats["wrap"])


def _write_settings(sheet: Worksheet, formats: dict[str, Format], settings: Mapping[str, Any]) -> None:
    """Write name, value and explanation of each setting."""
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
        if setting.name == "buckets" and is_plain_count(value):
            sheet.write_number(row, 1, int(value), formats["number"])
        elif value is not None:
            sheet.write_string(row, 1, to_cell_text(value), formats["text"])
        sheet.write_string(row, 2, describe_field(setting), formats["wrap"])
        if setting.choices and setting.type == "text":
            sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": list(setting.choices)})
        elif setting.type == "boolean":
            sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": ["true", "false"]})


def describe_field(field: InputColumn | Setting) -> str:
    """Describe a column or setting to the person who fills it in: meaning, type, unit, choices, default."""
    parts = [_(field.description)]
    if isinstance(field, InputColumn):
        parts.append(_("Type: {type}.").format(type=_(_TYPE_NAMES[field.type])))
        if field.unit:
            parts.append(_("Unit: {unit}.").format(unit=_(field.unit)))
        targets = [*field.references, *field.references_by_kind.values()]
        if targets:
            parts.append(_("Refers to: {tables}.").format(tables=join_list(targets)))
    if field.choices:
        parts.append(_("One of: {choices}.").format(choices=join_list(field.choices)))
    if field.default is not None:
        default = ", ".join(field.default) if isinstance(field.default, tuple) else to_cell_text(field.default)
    else:
        default_words = getattr(field, "default_from", None)
        default = _(default_words) if default_words else ""
    if field.required:
        parts.append(_("Required."))
    elif default:
        parts.append(_("Blank means: {default}.").format(default=default))
    return " ".join(parts)


def _write_header(sheet: Worksheet, table: InputTable, formats: dict[str, Format], rows: Mapping[str, int]) -> None:
    sheet.freeze_panes(1, len(table.key) if table.key and table.key == tuple(c.name for c in table.columns[:1]) else 0)
    for i, column in enumerate(table.columns):
        sheet.write_string(0, i, column.name, formats["required" if column.required else "optional"])
        sheet.write_comment(0, i, describe_field(column), {"x_scale": 2, "y_scale": 1.5, "author": "muster"})
        kind = "text" if column.type in ("id", "text") else "date" if column.type == "date" else "number"
        sheet.set_column(i, i, max(10, len(column.name) + 3, 30 if column.name == "note" else 0), formats[kind])
        allowed = _drop_down_validation(table, column, rows)
        if allowed:
            sheet.data_validation(1, i, rows[table.name], i, allowed)


def _drop_down_validation(table: InputTable, column: InputColumn, rows: Mapping[str, int]) -> dict[str, Any] | None:
    """Drop-down of a column's choices or of the ids it may refer to; other ids can still be typed."""
    if column.choices:
        return {"validate": "list", "source": list(column.choices)}
    if column.type == "boolean":
        return {"validate": "list", "source": ["true", "false"], "show_error": False}
    if column.references:
        return {"validate": "list", "source": "=" + _id_range(column.references[0], rows), "show_error": False}
    if column.references_by_kind:
        kind_cell = f"${column_letter([c.name for c in table.columns].index('of'))}2"
        *others, (_kind, last) = column.references_by_kind.items()
        source = _id_range(last, rows)
        for kind, target in reversed(others):
            source = f'IF({kind_cell}="{kind}",{_id_range(target, rows)},{source})'
        if len(source) < _MAX_FORMULA_LENGTH:
            return {"validate": "list", "source": "=" + source, "show_error": False}
    return None


def _id_range(table: str, rows: Mapping[str, int]) -> str:
    return f"{table}!$A$2:$A${rows[table] + 1}"


def _write_body(sheet: Worksheet, table: InputTable, given: GivenData, formats: dict[str, Format]) -> None:
    rows = in_key_order(table, given.tables[table.name])
    if rows.height > _MAX_ROWS:
        raise ValueError(f"{table.name} has {rows.height} rows; a workbook holds at most {_MAX_ROWS}")
    for i, column in enumerate(table.columns):
        for row, value in enumerate(rows[column.name], start=1):
            if value is not None:
                _write_cell(sheet, row, i, value, formats, f"{table.name}, {column.name}")


def _write_cell(sheet: Worksheet, row: int, column: int, value: Any, formats: dict[str, Format], where: str) -> None:
    """Write a cell so that it reads back unchanged; a number that a workbook would round becomes text."""
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float) and float(f"{value:.16G}") == value:
        sheet.write_number(row, column, value)
    elif isinstance(value, dt.date) and value >= _FIRST_EXCEL_DATE:
        sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), formats["date"])
    else:
        cell = to_cell_text(value)
        if len(cell) > _MAX_TEXT_LENGTH:
            raise ValueError(f"a text in {where} is longer than a workbook's cell can be ({_MAX_TEXT_LENGTH})")
        sheet.write_string(row, column, cell, formats["text"])
