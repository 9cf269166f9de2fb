"""The scenario of a day, as it was known at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from muster.problems import Problem
from muster.record.projection.document_rows import Documented, documented
from muster.record.projection.projection_context import Trouble
from muster.record.projection.row_identity import SETTINGS, Cells, Key, frame_of, key_of, rows_of
from muster.record.projection.state import MAIN, Claim, Known, fold
from muster.record.store.ledger import Book
from muster.record.store.reversals import taken_back
from muster.scenario import Scenario
from muster.scenario.folder_writer import in_order
from muster.scenario.raw_table import ROW, Place
from muster.scenario.read import assemble
from muster.scenario.scenario import Given
from muster.scenario.settings import understand
from muster.schema import TABLES

_FILE = "scenario.toml"


@dataclass(frozen=True)
class Question:
    """What is asked: the scenario of this name, as of a day, as known after an entry."""

    as_of: dt.date
    entry: int
    scenario: str = MAIN


@dataclass(frozen=True)
class Drawn:
    """The scenario, the question it answers, and what was known then.

    `open` are the cells with claims that differ from what the scenario has, none of them adopted.
    """

    scenario: Scenario
    question: Question
    known: Known
    open: Mapping[tuple[str, Key, str], list[Claim]]


def known_at(book: Book, as_of: dt.date | None, entry: int, scenario: str = MAIN) -> tuple[Known, Documented]:
    """What was known after an entry, as of a day (None: whatever day it holds from), documents in their rows' place."""
    day = as_of.isoformat() if as_of else ""
    known = fold(book.entries(entry), taken_back(book, entry), day)
    found = documented(known, day, scenario)
    known.rows |= found.rows
    return known, found


def draw(book: Book, question: Question) -> Drawn:
    """The scenario that answers the question; the same question has the same answer at any later time.

    Its setting `as_of` is the day asked for. A row with an adopted claim has the claim's value and cites the claim's
    source. A source that was retracted stays cited: what follows from that is for people to decide.
    """
    known, found = known_at(book, question.as_of, question.entry, question.scenario)
    tables, settings = rows_at(known, question.scenario)
    given_settings, problems = understand(settings | {"as_of": question.as_of}, _FILE)
    frames, places = {}, {}
    for name, table in TABLES.items():
        rows = in_order(table, frame_of(table, tables.get(name, [])))
        frames[name] = rows.with_columns(pl.int_range(2, rows.height + 2, dtype=pl.Int64).alias(ROW))
        places[name] = Place(table.file, tuple(table.by_name), there=rows.height > 0)
    problems += _problems(found.troubles, frames, places)
    given = Given(given_settings, frames, places, _FILE, tuple(problems))
    return Drawn(assemble(Path("scenario"), given), question, known, _open(known, tables, question.scenario))


def _problems(
    troubles: Sequence[Trouble], frames: Mapping[str, pl.DataFrame], places: Mapping[str, Place]
) -> Iterator[Problem]:
    """What is wrong with documents' rows, at the rows' places in the drawn tables."""
    lines: dict[str, dict[Key, int]] = {}
    for name in {trouble.table for trouble in troubles if trouble.key}:
        rows = zip(rows_of(frames[name]), frames[name][ROW], strict=True)
        lines[name] = {key_of(TABLES[name], cells): line for cells, line in rows}
    for one in troubles:
        line = lines[one.table].get(one.key) if one.key else None
        yield places[one.table].problem(one.code, line, one.column, one.value, **one.facts)


def rows_at(known: Known, scenario: str = MAIN) -> tuple[dict[str, list[Cells]], dict[str, Any]]:
    """The rows of every table and the settings of a scenario, with the claims that it adopts."""
    adoptions = known.adoptions(scenario)
    tables: dict[str, list[Cells]] = {}
    settings: dict[str, Any] = {}
    for place, row in known.there():
        cells = known.cells(place, row, adoptions)
        if place[0] == SETTINGS:
            settings = cells if place[1] == (scenario,) else settings
        else:
            tables.setdefault(place[0], []).append(cells)
    return tables, settings


def _open(known: Known, tables: Mapping[str, list[Cells]], scenario: str) -> dict[tuple[str, Key, str], list[Claim]]:
    """The cells with claims that differ from the row and of which the scenario adopts none."""
    found = {}
    for cell, claims in known.standing().items():
        row = known.rows.get(cell[:2])
        if row is None or not row.there or (scenario, *cell) in known.adopted:
            continue
        own = row.values().get(cell[2])
        if any(claim.value != own for claim in claims):
            found[cell] = claims
    return found
