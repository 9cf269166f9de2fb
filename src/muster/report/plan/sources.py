"""What the figures rest on: assumed capacities, the oldest figures first, the sources, and what cites none."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from muster.report.blocks import Cell, Column, Section, Table, Words
from muster.report.plan_view import Reading
from muster.schema import TABLES
from muster.text import _, ngettext, number

MOST_ROWS = 400


def assumptions(reading: Reading) -> Section:
    """Assumed capacity figures that count in the plan, then figures by the age of their source."""
    assumed = _assumed(reading)
    aged = _by_age(reading)
    unsourced = sum(table["source"].null_count() for _name, table in _figures(reading))
    total = sum(len(table) for _name, table in _figures(reading))
    words = ngettext(
        "{count} capacity figure that counts is assumed.", "{count} capacity figures that count are assumed.",
        len(assumed),
    ).format(count=len(assumed))  # fmt: skip
    cited = _("{unsourced} of {total} rows with figures cite no source.").format(
        unsourced=number(unsourced), total=number(total)
    )
    blocks: list[Words | Table] = [Words(words), Words(cited)]
    if assumed:
        columns = (
            Column(_("resource")),
            Column(_("from"), "day"),
            Column(_("per bucket"), "number"),
            Column(_("note")),
        )
        blocks.append(_cut("assumed", _("Assumed capacities"), columns, assumed))
    bare = _unsourced(reading)
    if bare:
        named = (Column(_("table")), Column(_("row")), Column(_("note")))
        blocks.append(_cut("unsourced", _("Figures that cite no source"), named, bare))
    if aged:
        columns = (
            Column(_("date of the source"), "day"), Column(_("table")), Column(_("row")), Column(_("source")),
        )  # fmt: skip
        blocks.append(_cut("oldest", _("Figures with a dated source, the oldest first"), columns, aged))
    return Section("assumptions", _("Assumptions and the age of figures"), tuple(blocks))


def sources(reading: Reading) -> Section:
    """Every source with how many rows cite it."""
    cited = pl.concat([table.select("source") for _name, table in _tables(reading)])["source"].value_counts()
    counts = dict(cited.drop_nulls().iter_rows())
    rows: list[tuple[Cell, ...]] = [
        (
            row["source"],
            row["title"],
            row["publisher"],
            row["date"],
            row["reliability"],
            float(counts.get(row["source"], 0)),
        )
        for row in reading.given("sources").iter_rows(named=True)
    ]
    if not rows:
        return Section("sources", _("Sources"), (Words(_("The scenario names no source.")),))
    columns = (
        Column(_("source")), Column(_("title")), Column(_("publisher")), Column(_("date"), "day"),
        Column(_("reliability")), Column(_("rows that cite it"), "number"),
    )  # fmt: skip
    return Section("sources", _("Sources"), (_cut("sources", _("Sources of the scenario"), columns, rows),))


def _cut(key: str, caption: str, columns: tuple[Column, ...], rows: list[tuple[Cell, ...]]) -> Table:
    shown = tuple(rows[:MOST_ROWS])
    return Table(key, caption, columns, shown, len(rows) - len(shown), "scenario/")


def _tables(reading: Reading) -> list[tuple[str, pl.DataFrame]]:
    """The scenario's tables, but for the sources themselves."""
    return [(name, reading.given(name)) for name in TABLES if name != "sources"]


def _figures(reading: Reading) -> list[tuple[str, pl.DataFrame]]:
    """Tables that hold figures, as far as they have rows."""
    return [
        (name, table)
        for name, table in _tables(reading)
        if len(table) and any(column.type in ("number", "whole") and column.required for column in TABLES[name].columns)
    ]


def _assumed(reading: Reading) -> list[tuple[Cell, ...]]:
    """Capacity rows of basis `assumed` of the resources whose capacity rests on them, the oldest first."""
    resting = reading.table("resources").filter(pl.col("basis") == "assumed")["resource"].unique()
    rows = reading.given("capacities").filter(
        (pl.col("basis") == "assumed") & pl.col("resource").is_in(resting.implode())
    )
    return [
        (reading.names.with_id("resource", row["resource"]), row["from"], row["quantity"], row["note"])
        for row in rows.sort("from", "resource").iter_rows(named=True)
    ]


def _unsourced(reading: Reading) -> list[tuple[Cell, ...]]:
    """Rows with figures that cite no source, with what their notes say."""
    return [
        (name, _ids(name, row), row["note"])
        for name, table in _figures(reading)
        for row in table.filter(pl.col("source").is_null()).iter_rows(named=True)
    ]


def _ids(name: str, row: dict[str, Any]) -> str:
    """What a row of a table is known by."""
    key = TABLES[name].key or (TABLES[name].columns[0].name,)
    return " / ".join(str(row[column]) for column in key if row[column] is not None)


def _by_age(reading: Reading) -> list[tuple[Cell, ...]]:
    """Rows that cite a dated source, the oldest source first."""
    known = {
        row["source"]: (row["date"], row["title"])
        for row in reading.given("sources").iter_rows(named=True)
        if row["date"] is not None
    }
    found: list[tuple[date, str, str, str]] = []
    for name, table in _figures(reading):
        for row in table.filter(pl.col("source").is_in(list(known))).iter_rows(named=True):
            day, title = known[row["source"]]
            found.append((day, name, _ids(name, row), title))
    return [tuple(row) for row in sorted(found)]
