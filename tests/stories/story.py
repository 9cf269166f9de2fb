"""Short stories: a scenario in a few lines of text, and what its plan says, by bucket."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

import muster
from published.write import Settings, Tables, write

THREE_MONTHS: Settings = {"title": "A story", "start": "2024-01-01", "buckets": 3, "bucket": "month"}


def tables_of(text: str) -> Tables:
    """The tables of a story: `stocks: location, item, quantity` opens a table, its rows are the lines below.

    Parties, locations and items that the story names without saying anything about them are added: locations
    belong to `us`, and a request's party is the one at whose location it is.
    """
    tables: Tables = {}
    columns: list[str] = []
    rows: list[dict[str, Any]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        name, colon, header = line.partition(":")
        if colon:
            columns = [column.strip() for column in header.split(",")]
            rows = tables.setdefault(name, [])
        else:
            cells = [cell.strip() for cell in line.split(",")]
            rows.append({c: v for c, v in zip(columns, cells, strict=True) if v})
    return _completed(tables)


def _completed(tables: Tables) -> Tables:
    """The same tables with what is only named in them added to parties, locations and items."""

    def named(*columns: str) -> list[str]:
        ids = [row[c] for rows in tables.values() for row in rows for c in columns if c in row]
        return sorted(set(ids))

    families = set(named("family"))
    _add(tables, "locations", "location", named("location", "origin", "destination"), {"party": "us"})
    at = {row["location"]: row["party"] for row in tables["locations"]}
    for request in tables.get("requests", []):
        request.setdefault("party", at[request["location"]])
    _add(tables, "parties", "party", named("party", "recipient", "holder"), {})
    _add(tables, "items", "item", [i for i in named("item", "wants", "needs") if i not in families], {})
    return tables


def _add(tables: Tables, name: str, key: str, ids: list[str], more: dict[str, Any]) -> None:
    rows = tables.setdefault(name, [])
    present = {row[key] for row in rows}
    rows += [{key: i, **more} for i in ids if i not in present]


def folder_of(path: Path, text: str, **settings: Any) -> Path:
    """The story as a scenario folder."""
    return write(path, tables_of(text), THREE_MONTHS | settings)


def plan_of(path: Path, text: str, **settings: Any) -> muster.Plan:
    """The story's plan: three months from January 2024 unless the settings say otherwise."""
    return muster.plan(muster.read(folder_of(path, text, **settings)))


def problems_of(path: Path, text: str, **settings: Any) -> set[tuple[str, str]]:
    """(severity, table) of everything that reading the story finds."""
    scenario = muster.read(folder_of(path, text, **settings))
    return {(p.severity, p.file.removesuffix(".csv")) for p in scenario.problems}


def problems_in_summary(plan: muster.Plan) -> set[tuple[str, str]]:
    """(severity, table) of everything that the plan has to say about its scenario."""
    return {(p["severity"], str(p["file"]).removesuffix(".csv")) for p in plan.summary["problems"]}


def by_bucket(frame: pl.DataFrame, value: str, **where: str) -> dict[str, float]:
    """{first day: sum of `value`} of the rows in which the named columns say so; sums of nothing left out."""
    for column, wanted in where.items():
        frame = frame.filter(pl.col(column) == wanted)
    sums: dict[str, float] = {}
    for bucket, amount in frame.select("bucket", value).drop_nulls().rows():
        sums[bucket.isoformat()] = sums.get(bucket.isoformat(), 0.0) + amount
    return {bucket: round(amount, 4) for bucket, amount in sorted(sums.items()) if abs(amount) > 1e-5}


def handed(plan: muster.Plan, request: str = "r") -> dict[str, float]:
    """{first day: units handed over for a request}, in units of what it wants."""
    return by_bucket(plan.requests, "handed_over", request=request)


def request_summary(plan: muster.Plan, request: str = "r") -> dict[str, Any]:
    """The request's entry in the summary."""
    return next(row for row in plan.summary["requests"] if row["request"] == request)


def tier(plan: muster.Plan, name: str) -> float:
    """A tier's value."""
    return next(float(row["value"]) for row in plan.summary["tiers"] if row["name"] == name)


def names(plan: muster.Plan) -> list[str]:
    """The tiers in order."""
    return [row["name"] for row in plan.summary["tiers"]]
