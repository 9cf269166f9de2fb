"""A scenario that is a workbook: a sheet per table, and the sheet `scenario` for the settings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import python_calamine

from muster.problems import FIRST, Problem, more, problem
from muster.scenario.raw_scenario import Raw, too_large, unknown_table
from muster.scenario.raw_table import clean_text, letter, sheet_of
from muster.scenario.xlsx_archive import Oddity, Package, unpack
from muster.schema import TABLES

SETTINGS_SHEET = "scenario"
# Sheets that are for people only.
IGNORED = ("about",)


def is_workbook(path: Path) -> bool:
    """Whether the file is called as a workbook is."""
    return path.suffix.lower() == ".xlsx"


@dataclass(frozen=True)
class Page:
    """A sheet of a workbook; its cells are read when they are asked for."""

    name: str
    _book: python_calamine.CalamineWorkbook
    _package: Package

    def rows(self) -> list[list[str]]:
        """The cells as text, from A1 on."""
        found = self._book.get_sheet_by_name(self.name).to_python(skip_empty_area=False)
        return [[text_of(cell) for cell in row] for row in found]

    def odd(self) -> list[Oddity]:
        """The cells without a usable value."""
        return list(self._package.oddities(self.name))


def pages(path: Path, problems: list[Problem]) -> list[Page]:
    """The sheets of a workbook; none and a problem for one that is not read."""
    large = too_large(path, path.name)
    if large:
        problems.append(large)
        return []
    package, wrong = unpack(path)
    problems += wrong
    if package is None:
        return []
    book = python_calamine.CalamineWorkbook.from_object(package.stored())
    sheets = [sheet.name for sheet in book.sheets_metadata if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet]
    return [Page(name, book, package) for name in sheets]


@contextmanager
def reading(path: Path, problems: list[Problem]) -> Iterator[None]:
    """Tell a problem if the workbook turns out to be damaged meanwhile, and go on after the block."""
    try:
        yield
    except (python_calamine.CalamineError, ET.ParseError, ValueError, OSError) as failure:
        detail = failure.strerror if isinstance(failure, OSError) and failure.strerror else str(failure)
        problems.append(problem("FILE-002", file=path.name, detail=detail))


def read_workbook(path: Path) -> Raw:
    """What the workbook holds; formulas count with their stored values, nothing is calculated."""
    raw = Raw(path, f"{path.name}, sheet {SETTINGS_SHEET}", path.name + ", sheet {table}")
    with reading(path, raw.problems):
        for page in pages(path, raw.problems):
            if page.name not in IGNORED:
                _read_sheet(page, raw)
    return raw


def _read_sheet(page: Page, raw: Raw) -> None:
    name = page.name
    file = raw.pattern.format(table=name)
    if name != SETTINGS_SHEET and name not in TABLES:
        raw.problems.append(unknown_table(file, name))
        return
    rows = page.rows()
    first = next((i for i, row in enumerate(rows) if any(row)), len(rows))
    header = [clean_text(cell) for cell in rows[first]] if first < len(rows) else []
    titles = {letter(i): title for i, title in enumerate(header) if title}
    odd = page.odd()
    raw.problems += _oddities(odd, titles, file)
    if name == SETTINGS_SHEET:
        raw.settings = _settings(rows, file, raw.problems)
        return
    sheet, problems = sheet_of(name, file, rows[first:], range(first + 1, len(rows) + 1), lettered=True)
    raw.problems += problems
    told: dict[str, list[int]] = {}
    for one in odd:
        told.setdefault(titles.get(one.letters, ""), []).append(one.row)
    raw.sheets[name] = replace(sheet, odd=told)


def _oddities(found: list[Oddity], titles: dict[str, str], file: str) -> list[Problem]:
    told: list[Problem] = []
    for code, error in (("CELL-010", False), ("CELL-011", True)):
        odd = [one for one in found if (one.error is not None) is error]
        for one in odd[:FIRST]:
            column = titles.get(one.letters, one.letters)
            cell = f"{one.letters}{one.row}"
            told.append(problem(code, file=file, row=one.row, column=column, value=one.error, cell=cell))
        if len(odd) > FIRST:
            told.append(more(code, len(odd) - FIRST, file=file))
    return told


def _settings(rows: list[list[str]], file: str, problems: list[Problem]) -> dict[str, Any]:
    """Name and value from the first two columns; the header's names and rows without a value are left out."""
    settings: dict[str, Any] = {}
    for number, row in enumerate(rows, start=1):
        name, value = (clean_text(cell) for cell in [*row, "", ""][:2])
        if not name or not value or (name, value) == ("name", "value"):
            continue
        if name in settings:
            problems.append(problem("SET-008", file=file, row=number, column=name, value=value))
            continue
        settings[name] = value
    return settings


def text_of(cell: Any) -> str:
    """The cell as CSV has it: whole numbers without a point, others in full, dates as ISO days."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        cell = float(cell)
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time()
        return cell.date().isoformat() if midnight else cell.isoformat(" ")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell)
