"""What a sweep says as tables, in its folder and in Python."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from muster.risk.analysis.quantiles import CHANCES, quantiles

if TYPE_CHECKING:
    from muster.risk.analysis.result import Result

Columns = dict[str, pl.DataType | type[pl.DataType]]


def tables(result: Result) -> dict[str, pl.DataFrame]:
    """Quantiles of both readings, fans, bottlenecks, drivers, costs, and every figure with its distribution."""
    return {
        "requests": _requests(result),
        "fan": _fans(result),
        "bottlenecks": _bottlenecks(result),
        "drivers": _drivers(result),
        "costs": _costs(result),
        "figures": _figures(result),
    }


def write_result(result: Result) -> None:
    """Put risk.json and the tables into the folder of the sweep."""
    text = json.dumps(result.as_dict(), indent=2, ensure_ascii=False, allow_nan=False)
    (result.folder / "risk.json").write_text(text + "\n", encoding="utf-8")
    for name, table in result.tables.items():
        table.write_parquet(result.folder / f"{name}.parquet")


def _fans(result: Result) -> pl.DataFrame:
    """What fan charts need: the quantity reached by the end of each bucket with a chance.

    With 80 % chance at least `p80` is handed over by then.
    """
    calendar = result.job.plan.scenario.calendar
    assert calendar is not None
    columns = {"reading": pl.String, "request": pl.String, "bucket": pl.Date} | dict.fromkeys(CHANCES, pl.Float64)
    places = [(one["request"], day) for one in result.requests for day in calendar.first_days]
    lines = [
        (reading, *place, *quantiles(np.sort(reached)[::-1]).values())
        for reading in result.readings
        for place, reached in zip(
            places, result.across.columns("handed_over", "by_then", len(places), reading), strict=True
        )
        if len(reached)
    ]
    return pl.DataFrame(lines, schema=columns, orient="row")


def _requests(result: Result) -> pl.DataFrame:
    rows = [
        {"reading": reading, "request": one["request"], "met_by_due": one["met_by_due"]}
        | {f"filled_on_{p}": _day(day) for p, day in one["filled_on"].items()}
        | {f"late_unit_buckets_{p}": amount for p, amount in one["late_unit_buckets"].items()}
        for reading, found in result.readings.items()
        for one in found
    ]
    columns: Columns = {"reading": pl.String, "request": pl.String}
    columns |= {"met_by_due": pl.Float64} | {f"filled_on_{p}": pl.Date for p in CHANCES}
    columns |= {f"late_unit_buckets_{p}": pl.Float64 for p in (*CHANCES, "mean")}
    return pl.DataFrame(rows, schema=columns)


def _bottlenecks(result: Result) -> pl.DataFrame:
    rows = [
        {"kind": one["kind"], "id": one["id"], "bucket": _day(two["bucket"]), "chance": two["chance"]}
        for one in result.bottlenecks
        for two in one["by_bucket"]
    ]
    return pl.DataFrame(rows, schema={"kind": pl.String, "id": pl.String, "bucket": pl.Date, "chance": pl.Float64})


def _drivers(result: Result) -> pl.DataFrame:
    texts, figures = ("of", "id", "column"), ("share", "error", "rank_correlation", "total", "total_error")
    schema: Columns = {**dict.fromkeys(texts, pl.String), **dict.fromkeys(figures, pl.Float64)}
    return pl.DataFrame([asdict(one) for one in result.drivers], schema=schema)


def _costs(result: Result) -> pl.DataFrame:
    rows = [{"reading": reading} | costs for reading, costs in result.costs.items()]
    columns: Columns = {"reading": pl.String, **dict.fromkeys((*CHANCES, "mean", "error"), pl.Float64)}
    return pl.DataFrame(rows, schema=columns)


def _figures(result: Result) -> pl.DataFrame:
    texts, numbers = ("distribution", "values", "applies", "group"), ("p1", "p2", "p3")
    rows = [
        {"of": one.of, "id": one.id, "column": one.column, "given": one.given}
        | {name: getattr(one, name) for name in (*texts, *numbers)}
        for one in result.job.figures
    ]
    columns: Columns = {
        **dict.fromkeys(("of", "id", "column", *texts), pl.String),
        **dict.fromkeys(numbers, pl.Float64),
        "given": pl.Boolean,
    }
    return pl.DataFrame(rows, schema=columns)


def _day(day: str | None) -> date | None:
    return None if day is None else date.fromisoformat(day)
