"""Read a scenario workbook: one sheet per table, and the sheet `scenario` for the settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import python_calamine

from muster.problems import MAX_PER_CODE, Problem, further_problems, make_problem
from muster.scenario.cell_text import value_as_text
from muster.scenario.raw_scenario import RawScenario, size_problem, unknown_table_problem
from muster.scenario.raw_table import build_raw_table, clean_text, column_letter
from muster.scenario.xlsx_archive import UnusableCell, XlsxParts, unpack
from muster.schema import TABLES

SETTINGS_SHEET = "scenario"
# Sheets for people, not read.
IGNORED_SHEETS = ("about",)


def is_workbook(path: Path) -> bool:
    """True for a path that ends in .xlsx."""
    return path.suffix.lower() == ".xlsx"


@dataclass(frozen=True)
class WorkbookSheet:
    """A sheet of a workbook, read lazily."""

    name: str
    _workbook: python_calamine.CalamineWorkbook
    _parts: XlsxParts

    def rows(self) -> list[list[str]]:
        """Cells as text, from A1."""
        cells = self._workbook.get_sheet_by_name(self.name).to_python(skip_empty_area=False)
        return [[value_as_text(cell) for cell in row] for row in cells]

    def unusable_cells(self) -> list[UnusableCell]:
        """Cells without a usable value."""
        return list(self._parts.unusable_cells(self.name))


def open_sheets(path: Path, problems: list[Problem]) -> list[WorkbookSheet]:
    """Open the sheets of a workbook; if it cannot be read, return none and append a problem."""
    too_large = size_problem(path, path.name)
    if too_large:
        problems.append(too_large)
        return []
    parts, unpack_problems = unpack(path)
    problems += unpack_problems
    if parts is None:
        return []
    workbook = python_calamine.CalamineWorkbook.from_object(parts.repack())
    sheets = [sheet.name for sheet in workbook.sheets_metadata if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet]
    return [WorkbookSheet(name, workbook, parts) for name in sheets]


@contextmanager
def report_damage(path: Path, problems: list[Problem]) -> Iterator[None]:
    """Turn errors of a damaged workbook within the block into a problem and continue after it."""
    try:
        yield
    except (python_calamine.CalamineError, ET.ParseError, ValueError, OSError) as failure:
        detail = failure.strerror if isinstance(failure, OSError) and failure.strerror else str(failure)
        problems.append(make_problem("FILE-002", file=path.name, detail=detail))


def read_workbook(path: Path) -> RawScenario:
    """Read the sheets of a workbook; formulas count with their stored values and are never calculated."""
    raw = RawScenario(path, f"{path.name}, sheet {SETTINGS_SHEET}", path.name + ", sheet {table}")
    with report_damage(path, raw.problems):
        for sheet in open_sheets(path, raw.problems):
            if sheet.name not in IGNORED_SHEETS:
                _read_sheet(sheet, raw)
    return raw


def _read_sheet(sheet: WorkbookSheet, raw: RawScenario) -> None:
    name = sheet.name
    file = raw.file_pattern.format(table=name)
    if name != SETTINGS_SHEET and name not in TABLES:
        raw.problems.append(unknown_table_problem(file, name))
        return
    rows = sheet.rows()
    first = next((i for i, row in enumerate(rows) if any(row)), len(rows))
    header = [clean_text(cell) for cell in rows[first]] if first < len(rows) else []
    titles = {column_letter(i): title for i, title in enumerate(header) if title}
    unusable = sheet.unusable_cells()
    raw.problems += _unusable_cell_problems(unusable, titles, file)
    if name == SETTINGS_SHEET:
        raw.settings = _parse_settings_sheet(rows, file, raw.problems)
        return
    raw_table, problems = build_raw_table(name, file, rows[first:], range(first + 1, len(rows) + 1), with_letters=True)
    raw.problems += problems
    rows_by_column: dict[str, list[int]] = {}
    for cell in unusable:
        rows_by_column.setdefault(titles.get(cell.letters, ""), []).append(cell.row)
    raw.tables[name] = replace(raw_table, reported_rows=rows_by_column)


def _unusable_cell_problems(cells: list[UnusableCell], titles: dict[str, str], file: str) -> list[Problem]:
    problems: list[Problem] = []
    for code, error in (("CELL-010", False), ("CELL-011", True)):
        matching = [cell for cell in cells if (cell.error is not None) is error]
        for cell in matching[:MAX_PER_CODE]:
            column = titles.get(cell.letters, cell.letters)
            reference = f"{cell.letters}{cell.row}"
            problems.append(
                make_problem(code, file=file, row=cell.row, column=column, value=cell.error, cell=reference)
            )
        if len(matching) > MAX_PER_CODE:
            problems.append(further_problems(code, len(matching) - MAX_PER_CODE, file=file))
    return problems


def _parse_settings_sheet(rows: list[list[str]], file: str, problems: list[Problem]) -> dict[str, Any]:
    """Names and values from the first two columns, without the header and rows that lack either."""
    settings: dict[str, Any] = {}
    for number, row in enumerate(rows, start=1):
        name, value = (clean_text(cell) for cell in [*row, "", ""][:2])
        if not name or not value or (name, value) == ("name", "value"):
            continue
        if name in settings:
            problems.append(make_problem("SET-008", file=file, row=number, column=name, value=value))
            continue
        settings[name] = value
    return settings
