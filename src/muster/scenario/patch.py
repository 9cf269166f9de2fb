"""Patches: named changes to given data, applied before any check across tables.

A patch is a TOML file. A value is a TOML value or the text of a cell; an empty text is a blank cell.

    title = "Swiss consent"

    [settings]
    objective = "value"

    [[add]]
    table = "consents"
    row = {party = "CHE", wants = "round-35-ch", decision = "granted", from = 2022-12-01}

    [[change]]
    table = "capacities"
    key = {resource = "us-bodies", from = 2023-07-01}
    set = {quantity = 24000}

    [[remove]]
    table = "pledges"
    key = {pledge = "usa-ad-6"}

A `key` lists cells as given and selects every row that has them. Within one patch, removals are applied first, then
changes, then additions. Several patches are applied one after the other.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from muster.problems import Problem, make_problem, nearest
from muster.scenario.cell_parsing import parse_cells
from muster.scenario.cell_text import value_as_text
from muster.scenario.folder_reader import read_text_file
from muster.scenario.given_data import GivenData
from muster.scenario.raw_table import ROW, RawTable, TableLocator, normalise_text
from muster.scenario.settings import parse_settings
from muster.schema import TABLES, InputTable
from muster.text import Phrase, language_override, phrase

_PIECES_BY_ACTION = {"remove": ("key",), "change": ("key", "set"), "add": ("row",)}


def apply_patches(given: GivenData, paths: Sequence[str | Path]) -> GivenData:
    """Apply patch files to given data; errors in a patch become problems of the result."""
    for path in paths:
        given = _PatchFile(Path(path)).apply_to(given)
    return given


class _PatchFile:
    """One patch file: its parsed content and the problems found in it so far."""

    def __init__(self, path: Path) -> None:
        self.file = path.name
        self.problems: list[Problem] = []
        self.content = self._read(path)

    def _read(self, path: Path) -> dict[str, Any]:
        text = read_text_file(path, self.problems)
        if text is None:
            return {}
        try:
            content = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, ValueError, RecursionError) as failure:
            self._report(str(failure))
            return {}
        for name, value in content.items():
            if name in _PIECES_BY_ACTION:
                if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
                    self._report(phrase("{name} is not a list of tables, written [[{name}]]", name=name))
                    return {}
            elif name not in ("title", "settings"):
                near = nearest(name, [*_PIECES_BY_ACTION, "title", "settings"])
                detail = phrase('it has an unknown part "{name}"', name=name)
                self.problems.append(make_problem("PATCH-001", file=self.file, detail=detail, nearest=near))
        return content

    def _report(self, detail: str | Phrase) -> None:
        self.problems.append(make_problem("PATCH-001", file=self.file, detail=detail))

    def apply_to(self, given: GivenData) -> GivenData:
        """Apply the patch; leave out and report a change that cannot be made."""
        settings = self.content.get("settings", {})
        if not isinstance(settings, dict):
            self._report(phrase("settings is not a table, written [settings]"))
            settings = {}
        new_settings, settings_problems = parse_settings(settings, self.file)
        self.problems += settings_problems
        patched = _PatchedTables(dict(given.tables), dict(given.locators), list(given.problems))
        for action in _PIECES_BY_ACTION:
            for number, entry in enumerate(self.content.get(action, ()), start=1):
                self._apply_entry(action, f"{self.file}, {action} {number}", entry, patched)
        problems = (*patched.problems, *self.problems)
        return GivenData(
            {**given.settings, **new_settings}, patched.tables, patched.locators, given.settings_file, problems
        )

    def _apply_entry(self, action: str, label: str, entry: Mapping[str, Any], patched: _PatchedTables) -> None:
        """Apply one change, or report why it cannot be made."""
        name = entry.get("table")
        if name not in TABLES:
            near = nearest(str(name), TABLES)
            self.problems.append(make_problem("PATCH-002", file=label, column="table", value=str(name), nearest=near))
            return
        pieces = {
            piece: self._parse_piece(TABLES[name], label, piece, entry.get(piece))
            for piece in _PIECES_BY_ACTION[action]
        }
        cells = {piece: row for piece, row in pieces.items() if row is not None}
        if len(cells) < len(pieces):
            return
        if action == "add":
            patched.add(name, label, cells["row"])
            return
        matches = patched.find(name, cells["key"])
        if not matches.height:
            key_text = ", ".join(f"{column} {value_as_text(value)}" for column, value in entry["key"].items())
            self.problems.append(make_problem("PATCH-004", file=label, table=name, key=key_text))
        elif action == "remove":
            patched.remove(name, matches)
        else:
            patched.change(name, label, matches, cells["set"])

    def _parse_piece(self, table: InputTable, label: str, piece: str, cells: Any) -> pl.DataFrame | None:
        """Parse the cells of `row`, `key` or `set` into a typed frame of one row; if any is wrong, report it: None."""
        if not isinstance(cells, dict) or not cells:
            detail = phrase("{piece} is missing or is not a table of cells", piece=piece)
            self.problems.append(make_problem("PATCH-001", file=label, detail=detail))
            return None
        problems: list[Problem] = []
        for column, value in cells.items():
            if column not in table.by_name:
                near = nearest(column, table.by_name)
                problems.append(make_problem("PATCH-003", file=label, value=column, table=table.name, nearest=near))
            elif isinstance(value, list | dict):
                problems.append(
                    make_problem("PATCH-001", file=label, column=column, detail=phrase("a cell holds one value"))
                )
        if not problems:
            row, cell_problems = parse_cells(_to_raw_table(table, label, cells, whole=piece == "row"))
            # A key may select rows by a blank cell.
            problems = [replace(p, row=None) for p in cell_problems if not (piece == "key" and p.code == "CELL-001")]
        self.problems += problems
        return None if problems else row.select(row.columns if piece == "row" else list(cells))


def _to_raw_table(table: InputTable, label: str, cells: Mapping[str, Any], *, whole: bool) -> RawTable:
    """The cells as a raw table of one row; with `whole`, missing required columns are added as blank."""
    texts = {column: normalise_text(value_as_text(value)) or None for column, value in cells.items()}
    if whole:
        texts |= {c.name: None for c in table.columns if c.required and c.name not in texts}
    frame = pl.DataFrame({column: pl.Series(column, [text], pl.String) for column, text in texts.items()})
    return RawTable(table, TableLocator(label), frame.with_columns(pl.lit(1, pl.Int64).alias(ROW)))


@dataclass
class _PatchedTables:
    """Tables being patched, their locators, and the problems that their cells had before."""

    tables: dict[str, pl.DataFrame]
    locators: dict[str, TableLocator]
    problems: list[Problem]

    def add(self, name: str, label: str, row: pl.DataFrame) -> None:
        """Append a row; `label` names the change in messages."""
        number = self._add_label(name, label)
        self.tables[name] = pl.concat([self.tables[name], row.with_columns(pl.lit(number, pl.Int64).alias(ROW))])

    def find(self, name: str, key: pl.DataFrame) -> pl.DataFrame:
        """Rows that have all cells of the key; a blank key cell matches a blank cell."""
        return self.tables[name].join(key, on=key.columns, how="semi", nulls_equal=True)

    def remove(self, name: str, rows: pl.DataFrame) -> None:
        """Remove the rows."""
        self.tables[name] = self.tables[name].join(rows, on=ROW, how="anti")
        self._drop_problems(name, rows, TABLES[name].by_name.keys())

    def change(self, name: str, label: str, rows: pl.DataFrame, cells: pl.DataFrame) -> None:
        """Set these cells in the rows; `label` names the change in messages."""
        self._drop_problems(name, rows, cells.columns)
        marks = {}
        for number in rows[ROW]:
            # A label is data: the same in every language.
            with language_override("en"):
                where = replace(self.locators[name].problem("MORE-001", number), column=None).position
            marks[number] = self._add_label(name, f"{label} ({where})")
        chosen = pl.col(ROW).is_in(list(marks))
        values = [pl.lit(cells[column][0], dtype).alias(column) for column, dtype in cells.schema.items()]
        self.tables[name] = self.tables[name].with_columns(
            *(pl.when(chosen).then(value).otherwise(pl.col(value.meta.output_name())) for value in values),
            pl.col(ROW).replace(marks),
        )

    def _add_label(self, name: str, label: str) -> int:
        """Register a label; return the negative row number that refers to it."""
        locator = self.locators[name]
        self.locators[name] = replace(locator, patch_labels=(*locator.patch_labels, label))
        return -len(self.locators[name].patch_labels)

    def _drop_problems(self, name: str, rows: pl.DataFrame, columns: Iterable[str]) -> None:
        """Drop the problems of cells that the patch replaces."""
        replaced = {(self.locators[name].file, row, column) for row in rows[ROW] for column in columns}
        self.problems[:] = [p for p in self.problems if (p.file, p.row, p.column) not in replaced]
