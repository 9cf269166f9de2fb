"""Results of a sweep as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from muster.calendar import Calendar
from muster.risk.analysis.draw_columns import DrawColumns
from muster.risk.analysis.quantiles import CHANCES, quantiles
from muster.risk.analysis.sensitivity import Driver
from muster.risk.sampling.uncertain_input import UncertainInput

Schema = dict[str, pl.DataType | type[pl.DataType]]
Summaries = dict[str, list[dict[str, Any]]]
"""Results of requests by reading."""


def fan_table(draw_columns: DrawColumns, readings: Summaries, calendar: Calendar) -> pl.DataFrame:
    """Data of fan charts: the quantity reached by the end of each bucket with a chance.

    With 80 % chance at least `p80` is handed over by then.
    """
    schema = {"reading": pl.String, "request": pl.String, "bucket": pl.Date} | dict.fromkeys(CHANCES, pl.Float64)
    requests = [summary["request"] for summary in next(iter(readings.values()))]
    keys = [(request, day) for request in requests for day in calendar.first_days]
    rows = [
        (reading, *key, *quantiles(np.sort(reached)[::-1]).values())
        for reading in readings
        for key, reached in zip(keys, draw_columns.columns("handed_over", "by_then", len(keys), reading), strict=True)
        if len(reached)
    ]
    return pl.DataFrame(rows, schema=schema, orient="row")


def requests_table(readings: Summaries) -> pl.DataFrame:
    """Quantiles of each request's date and lateness, and its chance of being on time, in both readings."""
    rows = [
        {"reading": reading, "request": summary["request"], "met_by_due": summary["met_by_due"]}
        | {f"filled_on_{p}": _parse_day(day) for p, day in summary["filled_on"].items()}
        | {f"late_unit_buckets_{p}": amount for p, amount in summary["late_unit_buckets"].items()}
        for reading, summaries in readings.items()
        for summary in summaries
    ]
    schema: Schema = {"reading": pl.String, "request": pl.String}
    schema |= {"met_by_due": pl.Float64} | {f"filled_on_{p}": pl.Date for p in CHANCES}
    schema |= {f"late_unit_buckets_{p}": pl.Float64 for p in (*CHANCES, "mean")}
    return pl.DataFrame(rows, schema=schema)


def bottlenecks_table(bottlenecks: list[dict[str, Any]]) -> pl.DataFrame:
    """The chance of each bottleneck, bucket by bucket."""
    rows = [
        {
            "kind": bottleneck["kind"],
            "id": bottleneck["id"],
            "bucket": _parse_day(bucket["bucket"]),
            "chance": bucket["chance"],
        }
        for bottleneck in bottlenecks
        for bucket in bottleneck["by_bucket"]
    ]
    return pl.DataFrame(rows, schema={"kind": pl.String, "id": pl.String, "bucket": pl.Date, "chance": pl.Float64})


def drivers_table(drivers: list[Driver]) -> pl.DataFrame:
    """Every uncertain input with its shares and their errors."""
    texts, figures = ("of", "id", "column"), ("share", "error", "rank_correlation", "total", "total_error")
    schema: Schema = {**dict.fromkeys(texts, pl.String), **dict.fromkeys(figures, pl.Float64)}
    return pl.DataFrame([asdict(driver) for driver in drivers], schema=schema)


def costs_table(costs_by_reading: dict[str, dict[str, float | None]]) -> pl.DataFrame:
    """Quantiles of the cost in both readings."""
    rows = [{"reading": reading} | costs for reading, costs in costs_by_reading.items()]
    schema: Schema = {"reading": pl.String, **dict.fromkeys((*CHANCES, "mean", "error"), pl.Float64)}
    return pl.DataFrame(rows, schema=schema)


def inputs_table(inputs: Sequence[UncertainInput]) -> pl.DataFrame:
    """Every uncertain input with its distribution."""
    texts, numbers = ("distribution", "values", "applies", "group"), ("p1", "p2", "p3")
    rows = [
        {"of": uncertain.of, "id": uncertain.id, "column": uncertain.column, "given": uncertain.given}
        | {name: getattr(uncertain, name) for name in (*texts, *numbers)}
        for uncertain in inputs
    ]
    schema: Schema = {
        **dict.fromkeys(("of", "id", "column", *texts), pl.String),
        **dict.fromkeys(numbers, pl.Float64),
        "given": pl.Boolean,
    }
    return pl.DataFrame(rows, schema=schema)


def _parse_day(day: str | None) -> date | None:
    return None if day is None else date.fromisoformat(day)
