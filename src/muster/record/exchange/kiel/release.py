"""Read a published release of the tracker: the allocations and commitments in its main table.

A figure is one allocation or one commitment: donor, day, kind of aid and value in euros. The table's texts for
"unknown" (".", "undisclosed", "no price") become blank. A commitment of 0 in later rows of an activity is ignored,
because the first row has the activity's commitment.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from muster.problems import Problem, fold_repeats, make_problem
from muster.record.exchange.kiel import columns
from muster.scenario.raw_table import TableLocator, clean_text, column_letter
from muster.scenario.workbook_reader import WorkbookSheet, open_sheets, report_damage

TrackerMeasure = Literal["allocation", "commitment"]
_RELEASE_PATTERN = re.compile(r"release[ _-]*(\d+)(?:[ _-]*v(\d+))?", re.IGNORECASE)
_ID_PATTERN = re.compile(r"\d{1,6}(v\d{1,6})?")
_BLANK_TEXTS = ("", ".", "-", "undisclosed", "no price", "n/a", "na")
MEASURES: tuple[TrackerMeasure, ...] = ("allocation", "commitment")
GIVERS_OWN, ESTIMATE = "giver's own", "estimate"
# Rows of a sheet that are searched for its header.
_MAX_HEADER_ROW = 15
_FIRST_MONTH = 2021 * 12 + 12
_MAX_MONTH_DIGITS = 4


@dataclass(frozen=True)
class TrackerFigure:
    """A figure of the main table.

    Attributes:
        activity: Id of the activity.
        part: Id of the part of the activity; empty if the table has none.
        measure: Allocation or commitment.
        donor: Name of the donor in the table.
        day: ISO day of the announcement; empty if unknown.
        month: Month of the announcement (`2022-04`); empty if unknown.
        aid, detail, item: General and specific kind of aid, and the item.
        units: Number of units.
        value: Value in euros.
        rule: `giver's own` if the value was reported and not redistributed by the tracker; otherwise `estimate`.
        url: Address of the tracker's source.
        row: Line in the sheet.
    """

    activity: str
    part: str
    measure: TrackerMeasure
    donor: str
    day: str
    month: str
    aid: str
    detail: str
    item: str
    units: float | None
    value: float | None
    rule: str
    url: str
    row: int


@dataclass(frozen=True)
class Release:
    """A release: its id ("28", "30v2"), its figures in order of the table, and its problems.

    `donor_title` is the table's name of the donor column.
    """

    id: str
    locator: TableLocator
    donor_title: str
    figures: tuple[TrackerFigure, ...]
    problems: tuple[Problem, ...]


def release_id(file: str) -> str:
    """Return the release id in a file's name; empty if it has none."""
    match = _RELEASE_PATTERN.search(file)
    return "" if match is None else f"{int(match[1])}" + (f"v{int(match[2])}" if match[2] else "")


def is_release_id(text: str) -> bool:
    """True if the text is the id of a release."""
    return _ID_PATTERN.fullmatch(text) is not None


def release_order(release: str) -> tuple[int, int]:
    """Return a sort key for release ids in order of publication: 28, 30, 30v2."""
    number, _v, version = release.partition("v")
    return int(number), int(version or 1)


def read_release(path: Path, release: str) -> Release:
    """Read a release from a workbook; with errors it has no figures."""
    if not path.exists():
        return Release(release, TableLocator(path.name), "", (), (make_problem("FILE-001", file=path.name),))
    problems: list[Problem] = []
    table: _MainTable | None = None
    with report_damage(path, problems):
        sheets = open_sheets(path, problems)
        candidates = [page for page in sheets if "main data" in page.name.lower()] or sheets
        table = min(
            (_MainTable(path, page) for page in candidates), key=lambda candidate: len(candidate.missing), default=None
        )
    if problems or table is None:
        return Release(release, TableLocator(path.name), "", (), tuple(problems))
    if table.missing:
        shape_problem = make_problem(
            "PUB-001", file=table.locator.file, row=table.first + 1, missing=", ".join(table.missing)
        )
        return Release(release, table.locator, "", (), (shape_problem,))
    figures = tuple(table.read_figures())
    return Release(release, table.locator, table.titles["giver"], figures, tuple(fold_repeats(table.problems)))


class _MainTable:
    """Main table of a workbook: its header, its columns, and its rows as figures."""

    def __init__(self, path: Path, page: WorkbookSheet) -> None:
        self.rows = page.rows()
        heads = [
            columns.column_positions([clean_text(cell) for cell in row]) for row in self.rows[:_MAX_HEADER_ROW]
        ] or [{}]
        self.first = min(range(len(heads)), key=lambda index: (len(columns.missing_titles(heads[index])), index))
        self.columns = heads[self.first]
        self.missing = columns.missing_titles(self.columns)
        header = [clean_text(cell) for cell in self.rows[self.first]] if self.rows else []
        self.titles = {name: header[index] for name, index in self.columns.items()}
        letters = {self.titles[name]: column_letter(index) for name, index in self.columns.items()}
        self.locator = TableLocator(f"{path.name}, sheet {page.name}", letters=letters, exists=True)
        self.odd_cells = {(cell.row, cell.letters): cell for cell in page.unusable_cells()}
        self.problems: list[Problem] = []

    def read_figures(self) -> Iterator[TrackerFigure]:
        """Yield the figures of all rows, and collect their problems in `problems`."""
        for number, row in enumerate(self.rows[self.first + 1 :], start=self.first + 2):
            cells = {name: self._cell(number, row, name) for name in self.columns}
            if any(cells.get(name) for name in ("activity", "giver", "allocated", "committed")):
                yield from self._row_figures(number, cells)

    def _cell(self, number: int, row: Sequence[str], name: str) -> str:
        """Return a cell's text; empty for the table's texts for "unknown"."""
        odd = self.odd_cells.get((number, column_letter(self.columns[name])))
        if odd:
            code = "CELL-010" if odd.error is None else "CELL-011"
            self._add_problem(code, number, name, odd.error or "")
        text = clean_text(row[self.columns[name]]) if self.columns[name] < len(row) else ""
        return "" if text.lower() in _BLANK_TEXTS else text

    def _add_problem(self, code: str, number: int, name: str, value: str) -> None:
        self.problems.append(self.locator.problem(code, number, self.titles[name], value))

    def _row_figures(self, number: int, cells: dict[str, str]) -> Iterator[TrackerFigure]:
        """Yield the one or two figures of a row."""
        for name in ("activity", "giver"):
            if not cells[name]:
                self._add_problem("CELL-001", number, name, "")
        measure = cells.get("measure", "").lower()
        if "measure" in cells and measure not in MEASURES:
            self._add_problem("PUB-002", number, "measure", cells["measure"])
        allocated, committed = (self._number(number, cells, name) for name in ("allocated", "committed"))
        if measure == "commitment" and committed is None:
            committed = allocated
        if measure == "allocation" or ("measure" not in cells and allocated):
            shared = cells.get("plain") != cells["allocated"]
            rule = GIVERS_OWN if cells.get("reported") and not shared else ESTIMATE
            yield self._figure(number, cells, allocated, "allocation", rule)
        if measure == "commitment" or committed or "measure" not in cells:
            yield self._figure(
                number, cells, committed, "commitment", GIVERS_OWN if cells.get("reported") else ESTIMATE
            )

    def _figure(
        self, number: int, cells: dict[str, str], value: float | None, measure: TrackerMeasure, rule: str
    ) -> TrackerFigure:
        day = _parse_day(cells.get("date", ""))
        of_activity = measure == "commitment" and "measure" in cells
        return TrackerFigure(
            activity=cells["activity"],
            part="" if of_activity else cells.get("part", ""),
            measure=measure,
            donor=cells["giver"],
            day=day,
            month=day[:7] or _parse_month(cells.get("month", "")),
            aid=cells["aid"],
            detail=cells.get("detail", ""),
            item="" if of_activity else cells.get("item", ""),
            units=None if of_activity else self._number(number, cells, "units"),
            value=value,
            rule=rule,
            url=cells.get("url", ""),
            row=number,
        )

    def _number(self, number: int, cells: dict[str, str], name: str) -> float | None:
        text = cells.get(name, "")
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            self._add_problem("CELL-002", number, name, text)
            return None
        return value


def _parse_day(text: str) -> str:
    """Parse the day in a cell; empty for other texts, such as "until December"."""
    try:
        return dt.datetime.fromisoformat(text).date().isoformat()
    except ValueError:
        return ""


def _parse_month(text: str) -> str:
    """Convert a month number (1 is January 2022) to `2022-01`; empty for 0, the table's number for "unknown"."""
    if not text.isdecimal() or text == "0" or len(text) > _MAX_MONTH_DIGITS:
        return ""
    year, month = divmod(_FIRST_MONTH + int(text) - 1, 12)
    return f"{year}-{month + 1:02d}"
