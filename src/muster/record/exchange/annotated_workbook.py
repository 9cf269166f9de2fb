"""Write an input back as a workbook with its wrong cells marked, for correction and resubmission.

Every cell keeps its row and is written as text. A marked cell has the reason and the remedy as its comment. Problems of
more than one cell are listed on the sheet `about`, which is not read.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from muster.atomic_write import atomic_replace
from muster.problems import Problem
from muster.scenario.cell_text import value_as_text
from muster.scenario.folder_reader import read_folder
from muster.scenario.raw_scenario import RawScenario
from muster.scenario.raw_table import ROW, RawTable
from muster.scenario.workbook_reader import IGNORED_SHEETS, SETTINGS_SHEET, read_workbook
from muster.text import _, escape_formula, is_right_to_left

_MAX_CELL_LENGTH = 32_000


def write_annotated_workbook(path: Path, source: Path, problems: Iterable[Problem]) -> None:
    """Write the annotated workbook.

    Args:
        path: Workbook to write.
        source: Scenario folder or workbook that has the problems.
        problems: Its problems.

    Raises:
        FileExistsError: `path` exists.
    """
    raw = read_folder(source) if source.is_dir() else read_workbook(source)
    problems_by_cell: dict[tuple[str, int, str | None], list[Problem]] = {}
    other_problems: list[Problem] = []
    for problem in problems:
        if problem.file is not None and problem.row is not None and problem.column is not None:
            problems_by_cell.setdefault((problem.file, problem.row, problem.column), []).append(problem)
        else:
            other_problems.append(problem)
    with atomic_replace(path) as target:
        workbook = xlsxwriter.Workbook(str(target), {"in_memory": True})
        _write_about(workbook, other_problems, sum(map(len, problems_by_cell.values())))
        _write_settings(workbook.add_worksheet(SETTINGS_SHEET), raw)
        error_format = workbook.add_format({"bg_color": "#F8D7DA", "font_color": "#B00020", "bold": True})
        for name, sheet in raw.tables.items():
            worksheet = workbook.add_worksheet(name)
            for i, title in enumerate(name for name in sheet.cells.columns if name != ROW):
                worksheet.write_string(0, i, title)
            _write_rows(worksheet, sheet, problems_by_cell, error_format)
        if is_right_to_left():
            for worksheet in workbook.worksheets():
                worksheet.right_to_left()
        workbook.close()


def _write_about(workbook: xlsxwriter.Workbook, other_problems: Iterable[Problem], marked_count: int) -> None:
    worksheet = workbook.add_worksheet(IGNORED_SHEETS[0])
    worksheet.set_column(0, 0, 120)
    lines = [_("Wrong cells are marked; their comments say why. Marked: {count}.").format(count=marked_count)]
    for i, line in enumerate([*lines, *(str(problem) for problem in other_problems)]):
        worksheet.write_string(i, 0, escape_formula(line[:_MAX_CELL_LENGTH]))


def _write_settings(worksheet: Worksheet, raw: RawScenario) -> None:
    for i, (name, value) in enumerate((raw.settings or {}).items()):
        text = ", ".join(map(str, value)) if isinstance(value, list) else value_as_text(value)
        worksheet.write_string(i, 0, escape_formula(str(name)[:_MAX_CELL_LENGTH]))
        worksheet.write_string(i, 1, escape_formula(text[:_MAX_CELL_LENGTH]))


def _write_rows(
    worksheet: Worksheet,
    sheet: RawTable,
    problems_by_cell: dict[tuple[str, int, str | None], list[Problem]],
    error_format: xlsxwriter.format.Format,
) -> None:
    columns = [name for name in sheet.cells.columns if name != ROW]
    for row in sheet.cells.iter_rows(named=True):
        line = row[ROW]
        for i, name in enumerate(columns):
            problems = problems_by_cell.get((sheet.locator.file, line, name))
            text = escape_formula((row[name] or "")[:_MAX_CELL_LENGTH])
            if problems:
                worksheet.write_string(line - 1, i, text, error_format)
                comment = "\n".join(f"{problem.reason} {problem.remedy}" for problem in problems)
                worksheet.write_comment(line - 1, i, comment[:_MAX_CELL_LENGTH], {"author": "muster", "x_scale": 2})
            elif text:
                worksheet.write_string(line - 1, i, text)
