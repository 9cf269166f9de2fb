"""Sources of the figures: assumed capacities, the oldest figures first, sources, and rows that cite none."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from muster.report.blocks import Cell, Paragraph, ReportTable, Section, TableColumn
from muster.report.plan_view import PlanView
from muster.schema import TABLES
from muster.text import _, ngettext, number

MAX_ROWS = 400


def assumptions_section(view: PlanView) -> Section:
    """Assumed capacity figures that count in the plan, then figures by the age of their source."""
    assumed = _assumed_capacities(view)
    aged = _rows_by_source_date(view)
    unsourced = sum(table["source"].null_count() for _name, table in _figure_tables(view))
    total = sum(len(table) for _name, table in _figure_tables(view))
    words = ngettext(
        "{count} capacity figure that counts is assumed.", "{count} capacity figures that count are assumed.",
        len(assumed),
    ).format(count=len(assumed))  # fmt: skip
    cited = _("{unsourced} of {total} rows with figures cite no source.").format(
        unsourced=number(unsourced), total=number(total)
    )
    blocks: list[Paragraph | ReportTable] = [Paragraph(words), Paragraph(cited)]
    if assumed:
        columns = (
            TableColumn(_("resource")),
            TableColumn(_("from"), "day"),
            TableColumn(_("per bucket"), "number"),
            TableColumn(_("note")),
        )
        blocks.append(_first_rows_table("assumed", _("Assumed capacities"), columns, assumed))
    bare = _unsourced_rows(view)
    if bare:
        named = (TableColumn(_("table")), TableColumn(_("row")), TableColumn(_("note")))
        blocks.append(_first_rows_table("unsourced", _("Figures that cite no source"), named, bare))
    if aged:
        columns = (
            TableColumn(_("date of the source"), "day"), TableColumn(_("table")), TableColumn(_("row")),
            TableColumn(_("source")),
        )  # fmt: skip
        blocks.append(_first_rows_table("oldest", _("Figures with a dated source, the oldest first"), columns, aged))
    return Section("assumptions", _("Assumptions and the age of figures"), tuple(blocks))


def sources_section(view: PlanView) -> Section:
    """Every source with how many rows cite it."""
    cited = pl.concat([table.select("source") for _name, table in _input_tables(view)])["source"].value_counts()
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
        for row in view.input_table("sources").iter_rows(named=True)
    ]
    if not rows:
        return Section("sources", _("Sources"), (Paragraph(_("The scenario names no source.")),))
    columns = (
        TableColumn(_("source")), TableColumn(_("title")), TableColumn(_("publisher")), TableColumn(_("date"), "day"),
        TableColumn(_("reliability")), TableColumn(_("rows that cite it"), "number"),
    )  # fmt: skip
    return Section(
        "sources", _("Sources"), (_first_rows_table("sources", _("Sources of the scenario"), columns, rows),)
    )


def _first_rows_table(
    key: str, caption: str, columns: tuple[TableColumn, ...], rows: list[tuple[Cell, ...]]
) -> ReportTable:
    first_rows = tuple(rows[:MAX_ROWS])
    return ReportTable(
        key=key,
        caption=caption,
        columns=columns,
        rows=first_rows,
        omitted_rows=len(rows) - len(first_rows),
        file="scenario/",
    )


def _input_tables(view: PlanView) -> list[tuple[str, pl.DataFrame]]:
    """The scenario's tables, but for the sources themselves."""
    return [(name, view.input_table(name)) for name in TABLES if name != "sources"]


def _figure_tables(view: PlanView) -> list[tuple[str, pl.DataFrame]]:
    """Tables that hold figures, as far as they have rows."""
    return [
        (name, table)
        for name, table in _input_tables(view)
        if len(table) and any(column.type in ("number", "whole") and column.required for column in TABLES[name].columns)
    ]


def _assumed_capacities(view: PlanView) -> list[tuple[Cell, ...]]:
    """Capacity rows of basis `assumed` of the resources whose capacity rests on them, the oldest first."""
    assumed_resources = view.result_table("resources").filter(pl.col("basis") == "assumed")["resource"].unique()
    rows = view.input_table("capacities").filter(
        (pl.col("basis") == "assumed") & pl.col("resource").is_in(assumed_resources.implode())
    )
    return [
        (view.names.name_with_id("resource", row["resource"]), row["from"], row["quantity"], row["note"])
        for row in rows.sort("from", "resource").iter_rows(named=True)
    ]


def _unsourced_rows(view: PlanView) -> list[tuple[Cell, ...]]:
    """Rows with figures that cite no source, with what their notes say."""
    return [
        (name, _row_id(name, row), row["note"])
        for name, table in _figure_tables(view)
        for row in table.filter(pl.col("source").is_null()).iter_rows(named=True)
    ]


def _row_id(name: str, row: dict[str, Any]) -> str:
    """Identifier of a row for people."""
    key = TABLES[name].key or (TABLES[name].columns[0].name,)
    return " / ".join(str(row[column]) for column in key if row[column] is not None)


def _rows_by_source_date(view: PlanView) -> list[tuple[Cell, ...]]:
    """Rows that cite a dated source, the oldest source first."""
    dated_sources = {
        row["source"]: (row["date"], row["title"])
        for row in view.input_table("sources").iter_rows(named=True)
        if row["date"] is not None
    }
    rows: list[tuple[date, str, str, str]] = []
    for name, table in _figure_tables(view):
        for row in table.filter(pl.col("source").is_in(list(dated_sources))).iter_rows(named=True):
            source_date, title = dated_sources[row["source"]]
            rows.append((source_date, name, _row_id(name, row), title))
    return [tuple(row) for row in sorted(rows)]
