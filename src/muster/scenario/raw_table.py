"""A table as it was found: its cells as text, and where each of them stands."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from muster.problems import FIRST, ROW_FACTS, Problem, more, nearest, problem
from muster.schema import TABLES, Table
from muster.text import unprotect

ROW = "_row"


@dataclass(frozen=True)
class Place:
    """Where a table stands: its file's name for people, its header, in a workbook its columns' letters.

    `there` is whether the table is there, even without a header. A row below 0 was added or changed by a patch:
    row -1 is the first of `patched`, which says where the change is.
    """

    file: str
    header: tuple[str, ...] = ()
    letters: dict[str, str] = field(default_factory=dict)
    patched: tuple[str, ...] = ()
    there: bool = False

    def _row(self, row: Any) -> Any:
        return self.patched[-row - 1] if isinstance(row, int) and row < 0 else row

    def found(self, row: int) -> tuple[str, int | None]:
        """The file of a row and its line there; of a patched row, where its change is and no line."""
        return (str(self._row(row)), None) if row < 0 else (self.file, row)

    def problem(
        self, code: str, row: int | None = None, column: str | None = None, value: Any = None, **args: Any
    ) -> Problem:
        """A problem at this place."""
        args = {name: self._row(fact) if name in ROW_FACTS else fact for name, fact in args.items()}
        if row is not None and row < 0:
            return problem(code, file=self._row(row), column=column, value=_plain(value), **args)
        if row is not None and column in self.letters:
            args["cell"] = f"{self.letters[column]}{row}"
        return problem(code, file=self.file, row=row, column=column, value=_plain(value), **args)

    def problems(
        self, code: str, rows: pl.DataFrame, column: str | None = None, value: str | None = None, **args: Any
    ) -> list[Problem]:
        """One problem for each of the first few rows, in order of the file, and the count of the others.

        `value` names the column of `rows` that holds the value (default: `column`). A fact given as
        `pl.col(...)` is taken from the row.
        """
        if not rows.height:
            return []
        first = in_file_order(rows)
        if rows.height > FIRST + 1:
            first = first.head(FIRST)
        told = []
        taken = {name: first.select(x=fact)["x"].to_list() for name, fact in args.items() if isinstance(fact, pl.Expr)}
        fixed = {name: fact for name, fact in args.items() if name not in taken}
        for i, row in enumerate(first.iter_rows(named=True)):
            facts = fixed | {name: facts[i] for name, facts in taken.items()}
            told.append(self.problem(code, row[ROW], column, row.get(value or column or ""), **facts))
        if rows.height > first.height:
            told.append(more(code, rows.height - first.height, file=self.file, column=column))
        return told


@dataclass(frozen=True)
class Sheet:
    """The cells of one table as text (blank: null), one column for each known column found, and `_row`.

    `odd` are the rows, by column, of cells of which a problem was told while reading: nothing is told of them again.
    """

    table: Table
    place: Place
    cells: pl.DataFrame
    odd: Mapping[str, Sequence[int]] = field(default_factory=dict)


def sheet_of(
    name: str, file: str, rows: Sequence[Sequence[str]], numbers: Sequence[int], *, lettered: bool = False
) -> tuple[Sheet, list[Problem]]:
    """The sheet of a table from its rows of text, the header first; `numbers` are the rows' places.

    Rows without any content in a known column are left out.
    """
    table = TABLES[name]
    header = [clean_text(cell) for cell in rows[0]] if rows else []
    body, places, problems = _even_rows(rows[1:], numbers[1:], len(header), Place(file))
    columns: dict[str, int] = {}
    line = numbers[0] if numbers else 1
    for i, title in enumerate(header):
        if title in columns:
            problems.append(problem("COL-003", file=file, row=line, column=title))
        elif title in table.by_name:
            columns[title] = i
        elif title:
            near = nearest(title, table.by_name)
            problems.append(problem("COL-001", file=file, row=line, column=title, table=name, nearest=near))
        elif any(row[i].strip() for row in body):
            problems.append(problem("COL-004", file=file, row=line, position=i + 1))
    for column in table.columns:
        if rows and column.required and column.name not in columns:
            problems.append(problem("COL-002", file=file, row=line, column=column.name))
    frame = pl.DataFrame(
        {title: pl.Series(title, [row[i] for row in body], pl.String) for title, i in columns.items()}
        | {ROW: pl.Series(ROW, places, pl.Int64)}
    )
    frame = _clean(frame)
    frame = frame.filter(pl.any_horizontal(pl.col(list(columns)).is_not_null())) if columns else frame.clear()
    letters = {title: letter(i) for title, i in columns.items()} if lettered else {}
    return Sheet(table, Place(file, tuple(header), letters, there=True), frame), problems


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _even_rows(
    rows: Sequence[Sequence[str]], numbers: Sequence[int], width: int, place: Place
) -> tuple[list[Sequence[str]], list[int], list[Problem]]:
    """The rows as wide as the header; others are problems, unless blank or with blank cells beyond the header."""
    if all(len(row) == width for row in rows):
        return list(rows), list(numbers), []
    body: list[Sequence[str]] = []
    places: list[int] = []
    uneven: list[tuple[int, int]] = []
    for row, number in zip(rows, numbers, strict=True):
        if len(row) != width:
            found = len(row)
            if not any(cell.strip() for cell in row):
                continue
            if found < width or any(cell.strip() for cell in row[width:]):
                uneven.append((number, found))
                continue
        body.append(row[:width])
        places.append(number)
    problems = [place.problem("ROW-001", number, found=found, expected=width) for number, found in uneven[:FIRST]]
    if len(uneven) > FIRST:
        problems.append(more("ROW-001", len(uneven) - FIRST, file=place.file))
    return body, places, problems


def plain_text(text: str) -> str:
    """The text in Unicode form NFC, with one kind of line break and no space around it."""
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()


def clean_text(text: str) -> str:
    """The text as a cell of a file means it: plain, without the apostrophe that protects a spreadsheet."""
    return unprotect(plain_text(text))


def _clean(frame: pl.DataFrame) -> pl.DataFrame:
    text = [name for name in frame.columns if name != ROW]
    frame = frame.with_columns(
        pl.col(name).str.normalize("NFC").str.replace_all("\r\n?", "\n").str.strip_chars() for name in text
    )
    for name in text:
        marked = frame[name].str.starts_with("'")
        if marked.any():
            bare = {value: unprotect(value) for value in frame[name].filter(marked).unique()}
            frame = frame.with_columns(pl.col(name).replace(bare))
    return frame.with_columns(pl.when(pl.col(name).str.len_bytes() > 0).then(pl.col(name)).alias(name) for name in text)


def in_file_order(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows in the order of their file, those of patches after them in the order in which they were made."""
    return rows.sort(pl.col(ROW) < 0, pl.col(ROW).abs())


def letter(index: int) -> str:
    """A workbook's name of a column: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
