"""Checks of references to rows of other tables."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from muster.problems import MAX_PER_CODE, Problem, nearest
from muster.scenario.raw_table import ROW
from muster.scenario.scenario_tables import ScenarioTables
from muster.schema import TABLES, InputColumn, InputTable
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
_UNCERTAIN_TYPES = ("number", "whole", "date", "lead_time")


def missing_references(s: ScenarioTables) -> list[Problem]:
    """Ids without a row in the table they refer to."""
    problems: list[Problem] = []
    for table in TABLES.values():
        rows = s.tables[table.name]
        if not rows.height:
            continue
        for column in table.columns:
            if column.references:
                problems += _missing_in_column(s, table, rows, column, column.references)
            for kind, target in column.references_by_kind.items():
                problems += _missing_in_column(s, table, rows.filter(pl.col("of") == kind), column, (target,))
    return problems


def _missing_in_column(
    s: ScenarioTables, table: InputTable, rows: pl.DataFrame, column: InputColumn, targets: tuple[str, ...]
) -> list[Problem]:
    rows = rows.drop_nulls(column.name)
    if not rows.height:
        return []
    known = (
        pl.concat([s.tables[target].select(id=TABLES[target].id_column) for target in targets]).drop_nulls().unique()
    )
    files = tuple(s.file_of(target) for target in targets)
    locator = s.locator(table.name)
    if any(s.is_partial(target) for target in targets):
        return []
    if not known.height:
        any_exists = any(s.locator(target).exists for target in targets)
        detail = mark("it has no rows") if any_exists else mark("there is none")
        return [locator.problem("REF-001", column=column.name, tables=targets, files=files, detail=detail)]
    unmatched = rows.join(known, left_on=column.name, right_on="id", how="anti")
    if not unmatched.height:
        return []
    code = "REF-003" if targets == ("sources",) else "REF-002"
    nouns = tuple(NOUNS[target] for target in targets)
    nearest_id = _nearest_names(unmatched, column.name, known["id"].to_list())
    return locator.problems(code, unmatched, column.name, noun=nouns, files=files, nearest=nearest_id)


def _nearest_names(rows: pl.DataFrame, column: str, known: Iterable[str]) -> pl.Expr:
    """Nearest known id for each of the first rows, which are the ones reported."""
    names = sorted(known)
    values = rows.sort(ROW)[column].head(MAX_PER_CODE + 1).unique()
    nearest_by_value = {value: nearest(value, names) for value in values}
    return pl.col(column).replace_strict(nearest_by_value, default=None, return_dtype=pl.String)


def uncertainties_of_unknown_columns(s: ScenarioTables) -> list[Problem]:
    """Uncertainties whose column no table of that kind of id has."""
    rows = s.tables["uncertainties"].drop_nulls(["of", "column"])
    problems: list[Problem] = []
    for kind in rows["of"].unique().sort():
        tables = [table for table in TABLES.values() if table.columns[0].name == kind]
        if kind in ("operation", "lane"):
            tables.append(TABLES["costs"])
        if not tables:
            continue
        names = {c.name for table in tables for c in table.columns if c.type in _UNCERTAIN_TYPES}
        wrong = rows.filter((pl.col("of") == kind) & ~pl.col("column").is_in(names))
        files = tuple(table.name for table in tables)
        nearest_column = _nearest_names(wrong, "column", names)
        problems += s.locator("uncertainties").problems(
            "REF-004", wrong, "column", of=kind, tables=files, nearest=nearest_column
        )
    return problems


def sources_younger_than_the_scenario(s: ScenarioTables) -> list[Problem]:
    """One note for each cited source published after `as_of`, with the number of rows that cite it."""
    if s.settings.as_of is None:
        return []
    younger = s.tables["sources"].filter(pl.col("date") > s.settings.as_of)
    if not younger.height:
        return []
    cited = [s.tables[name].select("source") for name in TABLES if name != "sources"]
    counts = pl.concat(cited).drop_nulls().group_by("source").len()
    rows = younger.join(counts, on="source").sort(ROW)
    locator = s.locator("sources")
    return [
        locator.problem(
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
