"""Patches: named changes to what is given, made before anything is checked.

A patch is a TOML file. Values are written as in TOML or as the text of a cell; an empty text is a blank cell.

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

A `key` names cells as they are given and finds every row that has them. Within one patch, removals come
first, then changes, then additions; several patches are made one after the other.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from muster.problems import Problem, nearest, problem
from muster.scenario.cell_parsing import typed
from muster.scenario.folder_reader import read_text
from muster.scenario.raw_table import ROW, Place, Sheet, plain_text
from muster.scenario.read import assemble
from muster.scenario.scenario import Given, Scenario
from muster.scenario.settings import understand
from muster.scenario.workbook_reader import text_of
from muster.schema import TABLES, Table
from muster.text import Phrase, phrase, speaking

_PARTS = {"remove": ("key",), "change": ("key", "set"), "add": ("row",)}


def apply(scenario: Scenario, paths: Sequence[str | Path]) -> Scenario:
    """The scenario with the changes of the patch files made to it, checked again; it has its own digest.

    What is wrong with a patch is a problem of the new scenario that names the patch file.
    """
    given = scenario.given
    for path in paths:
        given = _Patch(Path(path)).made_to(given)
    return assemble(scenario.path, given, scenario.overrides)


class _Patch:
    """One patch file on its way through a scenario's cells."""

    def __init__(self, path: Path) -> None:
        self.file = path.name
        self.problems: list[Problem] = []
        self.content = self._read(path)

    def _read(self, path: Path) -> dict[str, Any]:
        text = read_text(path, self.problems)
        if text is None:
            return {}
        try:
            content = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, ValueError, RecursionError) as failure:
            self._refuse(str(failure))
            return {}
        for name, value in content.items():
            if name in _PARTS:
                if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
                    self._refuse(phrase("{name} is not a list of tables, written [[{name}]]", name=name))
                    return {}
            elif name not in ("title", "settings"):
                near = nearest(name, [*_PARTS, "title", "settings"])
                detail = phrase('it has an unknown part "{name}"', name=name)
                self.problems.append(problem("PATCH-001", file=self.file, detail=detail, nearest=near))
        return content

    def _refuse(self, detail: str | Phrase) -> None:
        self.problems.append(problem("PATCH-001", file=self.file, detail=detail))

    def made_to(self, given: Given) -> Given:
        """The cells with the changes made; what cannot be made is left out and told."""
        settings = self.content.get("settings", {})
        if not isinstance(settings, dict):
            self._refuse(phrase("settings is not a table, written [settings]"))
            settings = {}
        changed, wrong = understand(settings, self.file)
        self.problems += wrong
        changes = _Changes(dict(given.tables), dict(given.places), list(given.problems))
        for part in _PARTS:
            for number, entry in enumerate(self.content.get(part, ()), start=1):
                self._make(part, f"{self.file}, {part} {number}", entry, changes)
        told = (*changes.problems, *self.problems)
        return Given({**given.settings, **changed}, changes.tables, changes.places, given.settings_file, told)

    def _make(self, part: str, label: str, entry: Mapping[str, Any], changes: _Changes) -> None:
        """Make one change, or tell why it cannot be made."""
        name = entry.get("table")
        if name not in TABLES:
            near = nearest(str(name), TABLES)
            self.problems.append(problem("PATCH-002", file=label, column="table", value=str(name), nearest=near))
            return
        pieces = {piece: self._piece(TABLES[name], label, piece, entry.get(piece)) for piece in _PARTS[part]}
        cells = {piece: row for piece, row in pieces.items() if row is not None}
        if len(cells) < len(pieces):
            return
        if part == "add":
            changes.add(name, label, cells["row"])
            return
        hits = changes.find(name, cells["key"])
        if not hits.height:
            shown = ", ".join(f"{column} {text_of(value)}" for column, value in entry["key"].items())
            self.problems.append(problem("PATCH-004", file=label, table=name, key=shown))
        elif part == "remove":
            changes.remove(name, hits)
        else:
            changes.change(name, label, hits, cells["set"])

    def _piece(self, table: Table, label: str, piece: str, cells: Any) -> pl.DataFrame | None:
        """The cells of `row`, `key` or `set` in one row and their types; None and problems if some are wrong."""
        if not isinstance(cells, dict) or not cells:
            detail = phrase("{piece} is missing or no table of cells", piece=piece)
            self.problems.append(problem("PATCH-001", file=label, detail=detail))
            return None
        told: list[Problem] = []
        for column, value in cells.items():
            if column not in table.by_name:
                near = nearest(column, table.by_name)
                told.append(problem("PATCH-003", file=label, value=column, table=table.name, nearest=near))
            elif isinstance(value, list | dict):
                told.append(problem("PATCH-001", file=label, column=column, detail=phrase("a cell holds one value")))
        if not told:
            row, found = typed(_as_sheet(table, label, cells, whole=piece == "row"))
            # A key may name what is blank.
            told = [replace(p, row=None) for p in found if not (piece == "key" and p.code == "CELL-001")]
        self.problems += told
        return None if told else row.select(row.columns if piece == "row" else list(cells))


def _as_sheet(table: Table, label: str, cells: Mapping[str, Any], *, whole: bool) -> Sheet:
    """The cells as a sheet of one row; a whole row has all required columns."""
    texts = {column: plain_text(text_of(value)) or None for column, value in cells.items()}
    if whole:
        texts |= {c.name: None for c in table.columns if c.required and c.name not in texts}
    frame = pl.DataFrame({column: pl.Series(column, [text], pl.String) for column, text in texts.items()})
    return Sheet(table, Place(label), frame.with_columns(pl.lit(1, pl.Int64).alias(ROW)))


@dataclass
class _Changes:
    """The tables while they are being changed, their places, and what was wrong with them before."""

    tables: dict[str, pl.DataFrame]
    places: dict[str, Place]
    problems: list[Problem]

    def add(self, name: str, label: str, row: pl.DataFrame) -> None:
        """Add a row."""
        number = self._mark(name, label)
        self.tables[name] = pl.concat([self.tables[name], row.with_columns(pl.lit(number, pl.Int64).alias(ROW))])

    def find(self, name: str, key: pl.DataFrame) -> pl.DataFrame:
        """The rows that have the cells of the key."""
        return self.tables[name].join(key, on=key.columns, how="semi", nulls_equal=True)

    def remove(self, name: str, rows: pl.DataFrame) -> None:
        """Remove the rows."""
        self.tables[name] = self.tables[name].join(rows, on=ROW, how="anti")
        self._forget(name, rows, TABLES[name].by_name.keys())

    def change(self, name: str, label: str, rows: pl.DataFrame, cells: pl.DataFrame) -> None:
        """Give the rows these cells."""
        self._forget(name, rows, cells.columns)
        marks = {}
        for number in rows[ROW]:
            # A label is data, and the same in every language.
            with speaking("en"):
                where = replace(self.places[name].problem("MORE-001", number), column=None).place
            marks[number] = self._mark(name, f"{label} ({where})")
        chosen = pl.col(ROW).is_in(list(marks))
        values = [pl.lit(cells[column][0], dtype).alias(column) for column, dtype in cells.schema.items()]
        self.tables[name] = self.tables[name].with_columns(
            *(pl.when(chosen).then(value).otherwise(pl.col(value.meta.output_name())) for value in values),
            pl.col(ROW).replace(marks),
        )

    def _mark(self, name: str, label: str) -> int:
        """The row number that stands for a row of the patch."""
        place = self.places[name]
        self.places[name] = replace(place, patched=(*place.patched, label))
        return -len(self.places[name].patched)

    def _forget(self, name: str, rows: pl.DataFrame, columns: Iterable[str]) -> None:
        """Take away what was wrong with cells that are no longer there."""
        gone = {(self.places[name].file, row, column) for row in rows[ROW] for column in columns}
        self.problems[:] = [p for p in self.problems if (p.file, p.row, p.column) not in gone]
