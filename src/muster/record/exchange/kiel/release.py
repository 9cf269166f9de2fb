"""A release of the tracker as it was published: the figures of its main table, allocations and commitments apart.

A figure is one allocation or one commitment: who gives, when, what kind of aid, and its value in euros. What the table
writes for "not known" (a point, "undisclosed", "no price") is blank here. A commitment of 0 beside other rows of its
activity is none: the activity's commitment stands with its first row.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from muster.problems import Problem, problem
from muster.problems import fold as folded
from muster.record.exchange.kiel import columns
from muster.scenario.raw_table import Place, clean_text, letter
from muster.scenario.workbook_reader import Page, pages, reading

Measure = Literal["allocation", "commitment"]
_RELEASE = re.compile(r"release[ _-]*(\d+)(?:[ _-]*v(\d+))?", re.IGNORECASE)
_ID = re.compile(r"\d{1,6}(v\d{1,6})?")
_BLANK = ("", ".", "-", "undisclosed", "no price", "n/a", "na")
MEASURES: tuple[Measure, ...] = ("allocation", "commitment")
OWN, ESTIMATE = "giver's own", "estimate"
# How far down a sheet its header is looked for.
_HEADER = 15
_FIRST_MONTH = 2021 * 12 + 12
_LONGEST_MONTH = 4


@dataclass(frozen=True)
class Figure:
    """A figure of the table: `part` is the number of what an activity consists of, if the table has one.

    `day` is when it was announced (ISO, empty if not told), `month` in which (`2022-04`). `rule` says whose value it
    is: the giver's own where the table has one that was reported and did not share it out anew, otherwise the tracker's
    estimate.
    """

    activity: str
    part: str
    measure: Measure
    giver: str
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
    """A release: its id ("28", "30v2"), its figures in order of the table, and what was wrong.

    `giver` is what the table calls the column of the givers.
    """

    id: str
    place: Place
    giver: str
    figures: tuple[Figure, ...]
    problems: tuple[Problem, ...]


def release_of(file: str) -> str:
    """The id in a file's name; empty if it has none."""
    hit = _RELEASE.search(file)
    return "" if hit is None else f"{int(hit[1])}" + (f"v{int(hit[2])}" if hit[2] else "")


def is_release(text: str) -> bool:
    """Whether this is the id of a release."""
    return _ID.fullmatch(text) is not None


def order(release: str) -> tuple[int, int]:
    """Releases in the order in which they came: 28, 30, 30v2."""
    number, _v, version = release.partition("v")
    return int(number), int(version or 1)


def read_release(path: Path, release: str) -> Release:
    """The release of a workbook; with errors it has no figures."""
    if not path.exists():
        return Release(release, Place(path.name), "", (), (problem("FILE-001", file=path.name),))
    problems: list[Problem] = []
    table: _Table | None = None
    with reading(path, problems):
        found = pages(path, problems)
        named = [page for page in found if "main data" in page.name.lower()] or found
        table = min((_Table(path, page) for page in named), key=lambda one: len(one.missing), default=None)
    if problems or table is None:
        return Release(release, Place(path.name), "", (), tuple(problems))
    if table.missing:
        wrong = problem("PUB-001", file=table.place.file, row=table.first + 1, missing=", ".join(table.missing))
        return Release(release, table.place, "", (), (wrong,))
    figures = tuple(table.figures())
    return Release(release, table.place, table.titles["giver"], figures, tuple(folded(table.problems)))


class _Table:
    """The main table: where its header is, its columns, and its rows as figures."""

    def __init__(self, path: Path, page: Page) -> None:
        self.rows = page.rows()
        heads = [columns.found([clean_text(cell) for cell in row]) for row in self.rows[:_HEADER]] or [{}]
        self.first = min(range(len(heads)), key=lambda place: (len(columns.missing(heads[place])), place))
        self.columns = heads[self.first]
        self.missing = columns.missing(self.columns)
        header = [clean_text(cell) for cell in self.rows[self.first]] if self.rows else []
        self.titles = {name: header[place] for name, place in self.columns.items()}
        letters = {self.titles[name]: letter(place) for name, place in self.columns.items()}
        self.place = Place(f"{path.name}, sheet {page.name}", letters=letters, there=True)
        self.odd = {(one.row, one.letters): one for one in page.odd()}
        self.problems: list[Problem] = []

    def figures(self) -> Iterator[Figure]:
        """The figures of all rows; what is wrong is gathered in `problems`."""
        for number, row in enumerate(self.rows[self.first + 1 :], start=self.first + 2):
            cells = {name: self._cell(number, row, name) for name in self.columns}
            if any(cells.get(name) for name in ("activity", "giver", "allocated", "committed")):
                yield from self._of(number, cells)

    def _cell(self, number: int, row: Sequence[str], name: str) -> str:
        """A cell's text, empty for what the table writes for "not known"."""
        odd = self.odd.get((number, letter(self.columns[name])))
        if odd:
            code = "CELL-010" if odd.error is None else "CELL-011"
            self._wrong(code, number, name, odd.error or "")
        text = clean_text(row[self.columns[name]]) if self.columns[name] < len(row) else ""
        return "" if text.lower() in _BLANK else text

    def _wrong(self, code: str, number: int, name: str, value: str) -> None:
        self.problems.append(self.place.problem(code, number, self.titles[name], value))

    def _of(self, number: int, cells: dict[str, str]) -> Iterator[Figure]:
        """The one or two figures of a row."""
        for name in ("activity", "giver"):
            if not cells[name]:
                self._wrong("CELL-001", number, name, "")
        measure = cells.get("measure", "").lower()
        if "measure" in cells and measure not in MEASURES:
            self._wrong("PUB-002", number, "measure", cells["measure"])
        allocated, committed = (self._number(number, cells, name) for name in ("allocated", "committed"))
        if measure == "commitment" and committed is None:
            committed = allocated
        if measure == "allocation" or ("measure" not in cells and allocated):
            shared = cells.get("plain") != cells["allocated"]
            rule = OWN if cells.get("reported") and not shared else ESTIMATE
            yield self._figure(number, cells, allocated, "allocation", rule)
        if measure == "commitment" or committed or "measure" not in cells:
            yield self._figure(number, cells, committed, "commitment", OWN if cells.get("reported") else ESTIMATE)

    def _figure(self, number: int, cells: dict[str, str], value: float | None, measure: Measure, rule: str) -> Figure:
        day = _day(cells.get("date", ""))
        whole = measure == "commitment" and "measure" in cells
        return Figure(
            activity=cells["activity"],
            part="" if whole else cells.get("part", ""),
            measure=measure,
            giver=cells["giver"],
            day=day,
            month=day[:7] or _month(cells.get("month", "")),
            aid=cells["aid"],
            detail=cells.get("detail", ""),
            item="" if whole else cells.get("item", ""),
            units=None if whole else self._number(number, cells, "units"),
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
            self._wrong("CELL-002", number, name, text)
            return None
        return value


def _day(text: str) -> str:
    """The day of a cell; empty for a text such as "until December", which is no day."""
    try:
        return dt.datetime.fromisoformat(text).date().isoformat()
    except ValueError:
        return ""


def _month(text: str) -> str:
    """The month that a number counts from December 2021 on; empty for 0, which says that none is known."""
    if not text.isdecimal() or text == "0" or len(text) > _LONGEST_MONTH:
        return ""
    year, month = divmod(_FIRST_MONTH + int(text) - 1, 12)
    return f"{year}-{month + 1:02d}"
