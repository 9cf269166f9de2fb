"""A table before parsing: its cells as text, and the position of each cell for messages."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from muster.problems import MAX_PER_CODE, ROW_FACTS, Problem, further_problems, make_problem, nearest
from muster.schema import TABLES, InputTable
from muster.text import unescape_formula

ROW = "_row"


@dataclass(frozen=True)
class TableLocator:
    """Positions in a table for messages: the file name shown to people, the header, a workbook's column letters.

    `exists` is True if the table is present, even without a header. Negative rows were added or changed by a patch:
    row -1 refers to the first of `patch_labels`, which names the change.
    """

    file: str
    header: tuple[str, ...] = ()
    letters: dict[str, str] = field(default_factory=dict)
    patch_labels: tuple[str, ...] = ()
    exists: bool = False

    def _row_label(self, row: Any) -> Any:
        return self.patch_labels[-row - 1] if isinstance(row, int) and row < 0 else row

    def locate(self, row: int) -> tuple[str, int | None]:
        """File and line of a row; for a patched row the label of its change and None."""
        return (str(self._row_label(row)), None) if row < 0 else (self.file, row)

    def problem(
        self, code: str, row: int | None = None, column: str | None = None, value: Any = None, **args: Any
    ) -> Problem:
        """Make a problem of this code at a row and column of the table."""
        args = {name: self._row_label(fact) if name in ROW_FACTS else fact for name, fact in args.items()}
        if row is not None and row < 0:
            return make_problem(code, file=self._row_label(row), column=column, value=_to_scalar(value), **args)
        if row is not None and column in self.letters:
            args["cell"] = f"{self.letters[column]}{row}"
        return make_problem(code, file=self.file, row=row, column=column, value=_to_scalar(value), **args)

    def problems(
        self, code: str, rows: pl.DataFrame, column: str | None = None, value: str | None = None, **args: Any
    ) -> list[Problem]:
        """Make one problem for each of the first few rows in file order, and one that counts the others.

        Args:
            code: code of the problems.
            rows: rows of the table that have the problem, with `_row`.
            column: column that the problem is in; None for the whole row.
            value: column of `rows` that holds the value shown [default: `column`].
            args: further facts of the message; a `pl.col(...)` is evaluated per row.
        """
        if not rows.height:
            return []
        first = in_file_order(rows)
        if rows.height > MAX_PER_CODE + 1:
            first = first.head(MAX_PER_CODE)
        problems = []
        facts_by_row = {
            name: first.select(x=fact)["x"].to_list() for name, fact in args.items() if isinstance(fact, pl.Expr)
        }
        constant_facts = {name: fact for name, fact in args.items() if name not in facts_by_row}
        for i, row in enumerate(first.iter_rows(named=True)):
            facts = constant_facts | {name: facts[i] for name, facts in facts_by_row.items()}
            problems.append(self.problem(code, row[ROW], column, row.get(value or column or ""), **facts))
        if rows.height > first.height:
            problems.append(further_problems(code, rows.height - first.height, file=self.file, column=column))
        return problems


@dataclass(frozen=True)
class RawTable:
    """Cells of one table as text (null if blank): one column for each known column found, and `_row`.

    `reported_rows` lists, by column, the rows whose cell the reader has already reported.
    """

    table: InputTable
    locator: TableLocator
    cells: pl.DataFrame
    reported_rows: Mapping[str, Sequence[int]] = field(default_factory=dict)


def build_raw_table(
    name: str, file: str, rows: Sequence[Sequence[str]], line_numbers: Sequence[int], *, with_letters: bool = False
) -> tuple[RawTable, list[Problem]]:
    """Build a raw table from rows of text, header first, and report problems of its shape.

    `line_numbers` are the lines of the rows in the file. Rows that are blank in every known column are left out.
    """
    table = TABLES[name]
    header = [clean_text(cell) for cell in rows[0]] if rows else []
    body, body_lines, problems = _check_row_widths(rows[1:], line_numbers[1:], len(header), TableLocator(file))
    columns: dict[str, int] = {}
    line = line_numbers[0] if line_numbers else 1
    for i, title in enumerate(header):
        if title in columns:
            problems.append(make_problem("COL-003", file=file, row=line, column=title))
        elif title in table.by_name:
            columns[title] = i
        elif title:
            near = nearest(title, table.by_name)
            problems.append(make_problem("COL-001", file=file, row=line, column=title, table=name, nearest=near))
        elif any(row[i].strip() for row in body):
            problems.append(make_problem("COL-004", file=file, row=line, position=i + 1))
    for column in table.columns:
        if rows and column.required and column.name not in columns:
            problems.append(make_problem("COL-002", file=file, row=line, column=column.name))
    frame = pl.DataFrame(
        {title: pl.Series(title, [row[i] for row in body], pl.String) for title, i in columns.items()}
        | {ROW: pl.Series(ROW, body_lines, pl.Int64)}
    )
    frame = _clean_cells(frame)
    frame = frame.filter(pl.any_horizontal(pl.col(list(columns)).is_not_null())) if columns else frame.clear()
    letters = {title: column_letter(i) for title, i in columns.items()} if with_letters else {}
    return RawTable(table, TableLocator(file, tuple(header), letters, exists=True), frame), problems


def _to_scalar(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _check_row_widths(
    rows: Sequence[Sequence[str]], line_numbers: Sequence[int], width: int, locator: TableLocator
) -> tuple[list[Sequence[str]], list[int], list[Problem]]:
    """Trim rows to the header width; report rows of another width unless the row or its extra cells are blank."""
    if all(len(row) == width for row in rows):
        return list(rows), list(line_numbers), []
    body: list[Sequence[str]] = []
    body_lines: list[int] = []
    uneven: list[tuple[int, int]] = []
    for row, number in zip(rows, line_numbers, strict=True):
        if len(row) != width:
            cell_count = len(row)
            if not any(cell.strip() for cell in row):
                continue
            if cell_count < width or any(cell.strip() for cell in row[width:]):
                uneven.append((number, cell_count))
                continue
        body.append(row[:width])
        body_lines.append(number)
    problems = [
        locator.problem("ROW-001", number, found=cell_count, expected=width)
        for number, cell_count in uneven[:MAX_PER_CODE]
    ]
    if len(uneven) > MAX_PER_CODE:
        problems.append(further_problems("ROW-001", len(uneven) - MAX_PER_CODE, file=locator.file))
    return body, body_lines, problems


def normalise_text(text: str) -> str:
    """Normalise to Unicode NFC and line feeds, and strip surrounding whitespace."""
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()


def clean_text(text: str) -> str:
    """Normalise the text of a cell and remove the apostrophe that protects it in spreadsheets."""
    return unescape_formula(normalise_text(text))


def _clean_cells(frame: pl.DataFrame) -> pl.DataFrame:
    text = [name for name in frame.columns if name != ROW]
    frame = frame.with_columns(
        pl.col(name).str.normalize("NFC").str.replace_all("\r\n?", "\n").str.strip_chars() for name in text
    )
    for name in text:
        marked = frame[name].str.starts_with("'")
        if marked.any():
            bare = {value: unescape_formula(value) for value in frame[name].filter(marked).unique()}
            frame = frame.with_columns(pl.col(name).replace(bare))
    return frame.with_columns(pl.when(pl.col(name).str.len_bytes() > 0).then(pl.col(name)).alias(name) for name in text)


def in_file_order(rows: pl.DataFrame) -> pl.DataFrame:
    """Sort rows by their line in the file; patched rows follow in the order of the changes."""
    return rows.sort(pl.col(ROW) < 0, pl.col(ROW).abs())


def in_key_order(table: InputTable, rows: pl.DataFrame) -> pl.DataFrame:
    """Sort rows by key, then by all other columns, then by their line in the file."""
    order = [*table.key, *(column.name for column in table.columns if column.name not in table.key), ROW]
    return rows.sort(order, nulls_last=False)


def column_letter(index: int) -> str:
    """Spreadsheet letters of a column index: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
