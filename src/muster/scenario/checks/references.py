"""Ids that refer to rows of other tables."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from muster.problems import FIRST, Problem, nearest
from muster.scenario.raw_table import ROW
from muster.scenario.scenario import Scenario
from muster.schema import TABLES, Column, Table
from muster.text import mark

NOUNS = {
    "parties": mark("a party"),
    "locations": mark("a location"),
    "items": mark("an item"),
    "families": mark("a family"),
    "operations": mark("an operation"),
    "resources": mark("a resource"),
    "lanes": mark("a lane"),
    "investments": mark("an investment"),
    "funds": mark("a fund"),
    "requests": mark("a request"),
    "pledges": mark("a pledge"),
    "sources": mark("a source"),
}
_UNSURE = ("number", "whole", "date", "lead_time")


def missing_references(s: Scenario) -> list[Problem]:
    """Ids of which the table they refer to has no row."""
    told: list[Problem] = []
    for table in TABLES.values():
        rows = s.tables[table.name]
        if not rows.height:
            continue
        for column in table.columns:
            if column.references:
                told += _missing(s, table, rows, column, column.references)
            for kind, target in column.kinds.items():
                told += _missing(s, table, rows.filter(pl.col("of") == kind), column, (target,))
    return told


def _missing(s: Scenario, table: Table, rows: pl.DataFrame, column: Column, targets: tuple[str, ...]) -> list[Problem]:
    rows = rows.drop_nulls(column.name)
    if not rows.height:
        return []
    known = pl.concat([s.tables[target].select(id=TABLES[target].id) for target in targets]).drop_nulls().unique()
    files = tuple(s.file_of(target) for target in targets)
    place = s.place(table.name)
    if any(s.half_read(target) for target in targets):
        return []
    if not known.height:
        there = any(s.place(target).there for target in targets)
        detail = mark("it has no rows") if there else mark("there is none")
        return [place.problem("REF-001", column=column.name, tables=targets, files=files, detail=detail)]
    lost = rows.join(known, left_on=column.name, right_on="id", how="anti")
    if not lost.height:
        return []
    code = "REF-003" if targets == ("sources",) else "REF-002"
    nouns = tuple(NOUNS[target] for target in targets)
    near = _nearest(lost, column.name, known["id"].to_list())
    return place.problems(code, lost, column.name, noun=nouns, files=files, nearest=near)


def _nearest(rows: pl.DataFrame, column: str, known: Iterable[str]) -> pl.Expr:
    """The nearest known id for the rows that will be told, which are the first."""
    names = sorted(known)
    shown = rows.sort(ROW)[column].head(FIRST + 1).unique()
    near = {value: nearest(value, names) for value in shown}
    return pl.col(column).replace_strict(near, default=None, return_dtype=pl.String)


def unsure_columns(s: Scenario) -> list[Problem]:
    """Uncertainties of a column that no table has whose key begins with the id."""
    rows = s.tables["uncertainties"].drop_nulls(["of", "column"])
    told: list[Problem] = []
    for kind in rows["of"].unique().sort():
        tables = [table for table in TABLES.values() if table.columns[0].name == kind]
        if kind in ("operation", "lane"):
            tables.append(TABLES["costs"])
        if not tables:
            continue
        names = {c.name for table in tables for c in table.columns if c.type in _UNSURE}
        wrong = rows.filter((pl.col("of") == kind) & ~pl.col("column").is_in(names))
        files = tuple(table.name for table in tables)
        near = _nearest(wrong, "column", names)
        told += s.place("uncertainties").problems("REF-004", wrong, "column", of=kind, tables=files, nearest=near)
    return told


def sources_younger_than_the_scenario(s: Scenario) -> list[Problem]:
    """One note for each source published after `as_of` that rows cite, with how many do."""
    if s.settings.as_of is None:
        return []
    younger = s.tables["sources"].filter(pl.col("date") > s.settings.as_of)
    if not younger.height:
        return []
    cited = [s.tables[name].select("source") for name in TABLES if name != "sources"]
    counts = pl.concat(cited).drop_nulls().group_by("source").len()
    rows = younger.join(counts, on="source").sort(ROW)
    place = s.place("sources")
    return [
        place.problem(
            "SRC-001",
            row[ROW],
            None,
            row["source"],
            count=row["len"],
            date=row["date"],
            as_of=s.settings.as_of,
        )
        for row in rows.iter_rows(named=True)
    ]
