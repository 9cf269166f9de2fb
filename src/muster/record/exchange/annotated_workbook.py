"""What was given, as a workbook with the wrong cells marked, to be corrected and given again.

Every cell stands in the row in which it was given, as text. A marked cell has the reason and the remedy as its comment;
what is wrong with more than one cell stands on the sheet `about`, which is not read.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from muster.problems import Problem
from muster.scenario.folder_reader import read_folder
from muster.scenario.folder_writer import beside
from muster.scenario.raw_scenario import Raw
from muster.scenario.raw_table import ROW, Sheet
from muster.scenario.workbook_reader import IGNORED, SETTINGS_SHEET, read_workbook, text_of
from muster.text import _, protect, right_to_left

_LONGEST = 32_000


def write_marked(path: Path, given: Path, problems: Iterable[Problem]) -> None:
    """Write the workbook; refused with `FileExistsError` where something is there."""
    raw = read_folder(given) if given.is_dir() else read_workbook(given)
    at: dict[tuple[str, int, str | None], list[Problem]] = {}
    rest: list[Problem] = []
    for found in problems:
        if found.file is not None and found.row is not None and found.column is not None:
            at.setdefault((found.file, found.row, found.column), []).append(found)
        else:
            rest.append(found)
    with beside(path) as target:
        book = xlsxwriter.Workbook(str(target), {"in_memory": True})
        _about(book, rest, sum(map(len, at.values())))
        _settings(book.add_worksheet(SETTINGS_SHEET), raw)
        wrong = book.add_format({"bg_color": "#F8D7DA", "font_color": "#B00020", "bold": True})
        for name, sheet in raw.sheets.items():
            page = book.add_worksheet(name)
            for i, title in enumerate(name for name in sheet.cells.columns if name != ROW):
                page.write_string(0, i, title)
            _rows(page, sheet, at, wrong)
        if right_to_left():
            for page in book.worksheets():
                page.right_to_left()
        book.close()


def _about(book: xlsxwriter.Workbook, rest: Iterable[Problem], marked: int) -> None:
    page = book.add_worksheet(IGNORED[0])
    page.set_column(0, 0, 120)
    lines = [_("Wrong cells are marked; their comments say why. Marked: {count}.").format(count=marked)]
    for i, line in enumerate([*lines, *(str(found) for found in rest)]):
        page.write_string(i, 0, protect(line[:_LONGEST]))


def _settings(page: Worksheet, raw: Raw) -> None:
    for i, (name, value) in enumerate((raw.settings or {}).items()):
        text = ", ".join(map(str, value)) if isinstance(value, list) else text_of(value)
        page.write_string(i, 0, protect(str(name)[:_LONGEST]))
        page.write_string(i, 1, protect(text[:_LONGEST]))


def _rows(
    page: Worksheet, sheet: Sheet, at: dict[tuple[str, int, str | None], list[Problem]], wrong: xlsxwriter.format.Format
) -> None:
    columns = [name for name in sheet.cells.columns if name != ROW]
    for row in sheet.cells.iter_rows(named=True):
        line = row[ROW]
        for i, name in enumerate(columns):
            found = at.get((sheet.place.file, line, name))
            text = protect((row[name] or "")[:_LONGEST])
            if found:
                page.write_string(line - 1, i, text, wrong)
                said = "\n".join(f"{problem.reason} {problem.remedy}" for problem in found)
                page.write_comment(line - 1, i, said[:_LONGEST], {"author": "muster", "x_scale": 2})
            elif text:
                page.write_string(line - 1, i, text)
