"""Heat map of bottlenecks: resources down, time across, the darker the more often one more unit would help."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from muster.report.blocks import Chart, Column, Picture
from muster.report.charts.data_table import behind
from muster.report.charts.labels import BESIDE, beside, called
from muster.report.charts.time_bins import runs, stretches
from muster.report.charts.vega import Meaning, Spec, chart, key, rows, time_axis, time_x
from muster.report.risk.risk_view import RiskReading
from muster.risk.analysis import sentences as words
from muster.text import _, ngettext, number

MOST = 30
_TIMES = 60
_ROW = 18
_ROOM = 150
_NONE, _DARKER = "#e3e8ee", ("#d3dcef", "#9fb8dd", "#5f8cc4", "#2f5f9e", "#0b2f5e")
"""From light to dark in steps that do without colour."""
_LIMITS = (0.1, 0.25, 0.5, 0.75)


def held(reading: RiskReading) -> Picture | None:
    """One drawing of the likeliest bottlenecks, from the plans with foresight, which alone have worth."""
    found = reading.result.bottlenecks
    if not found:
        return None
    shown = found[:MOST]
    told = _chances(reading, shown)
    says = " ".join([_meant(), *words.held(reading.result, reading.name)[:2]])
    left = len(found) - len(shown)
    columns = [
        Column(_("Resource")), Column(_("ever, %"), "number"), Column(_("From"), "day"), Column(_("Until"), "day"),
        Column(_("Chance, %"), "number"),
    ]  # fmt: skip
    caption = _("How often each resource holds a request back, by time")
    return Picture(
        "held-back",
        _("Bottlenecks, and how often"),
        says,
        (_chart(reading, shown, told, says),),
        behind("held-back", caption, columns, _table(reading, shown, told), "bottlenecks.parquet"),
        _left_out(left) if left else "",
    )


def _meant() -> str:
    return _(
        "A resource is a bottleneck in a draw where one more unit of it would make a request less late, in a plan with "
        "foresight; how much less, it does not say."
    )


def _chances(reading: RiskReading, shown: list[dict[str, Any]]) -> pl.DataFrame:
    """Per resource and stretch of time the largest chance of its buckets; 0 where it never holds anything back."""
    every = stretches(reading, _TIMES)
    known = pl.DataFrame(
        [(one["id"], date.fromisoformat(two["bucket"]), two["chance"]) for one in shown for two in one["by_bucket"]],
        schema={"resource": pl.String, "bucket": pl.Date, "chance": pl.Float64},
        orient="row",
    )
    order = pl.DataFrame({"resource": [one["id"] for one in shown], "y": [float(y) for y in range(len(shown))]})
    whole = order.join(every, how="cross").join(known, on=["resource", "bucket"], how="left")
    return (
        whole.with_columns(pl.col("chance").fill_null(0.0))
        .group_by("resource", "y", "from", "until", maintain_order=True)
        .agg(pl.col("chance").max())
        .sort("y", "from")
    )


def _chart(reading: RiskReading, shown: list[dict[str, Any]], told: pl.DataFrame, alt: str) -> Chart:
    step = (pl.col("chance") > 0).cast(pl.Int64)
    for limit in _LIMITS:
        step = step + (pl.col("chance") > limit).cast(pl.Int64)
    cells = runs(told.with_columns(step.alias("step")), ["resource", "y"], ["step"]).drop("resource")
    y: Spec = {"type": "quantitative", "axis": None}
    y["scale"] = {"domain": [0, len(shown)], "reverse": True, "nice": False}
    scale = {"domain": list(range(6)), "range": [_NONE, *_DARKER]}
    drawn: Spec = {
        "mark": {"type": "rect", "stroke": "white", "strokeWidth": 0.5},
        "encoding": {
            "x": time_x(axis=time_axis(reading.calendar)), "x2": {"field": "to"}, "y": {"field": "y", **y},
            "y2": {"field": "below"}, "color": {"field": "step", "type": "ordinal", "legend": None, "scale": scale},
        },
    }  # fmt: skip
    names = called(reading, "resource", (one["id"] for one in shown), 26)
    labels = pl.DataFrame({"text": list(names.values()), "y": [float(y) for y in range(len(names))]})
    height = _ROW * len(shown)
    layers = [drawn, beside(labels, y, _ROOM), *key(_meanings(), height, columns=2, before=BESIDE)]
    values = rows(cells.with_columns((pl.col("y") + 0.92).alias("below")))
    title = _("Share of the draws in which it holds a request back")
    return chart("held-back", title, alt, values, {"layer": layers}, height=height, wide=True)


def _meanings() -> list[Meaning]:
    told = (
        _("in no draw"), _("up to 10 % of the draws"), _("10 to 25 %"), _("25 to 50 %"), _("50 to 75 %"),
        _("over 75 %"),
    )  # fmt: skip
    return [Meaning(text, colour) for text, colour in zip(told, (_NONE, *_DARKER), strict=True)]


def _left_out(left: int) -> str:
    return ngettext(
        "{count} resource that holds less often is not drawn; bottlenecks.parquet in the risk folder has it.",
        "{count} resources that hold less often are not drawn; bottlenecks.parquet in the risk folder has all of them.",
        left,
    ).format(count=number(left))


def _table(reading: RiskReading, shown: list[dict[str, Any]], told: pl.DataFrame) -> pl.DataFrame:
    ever = {one["id"]: round(100 * one["chance"], 1) for one in shown}
    names = {one: reading.names.with_id("resource", one) for one in ever}
    merged = runs(told, ["resource"], ["chance"]).filter(pl.col("chance") > 0)
    return merged.select(
        pl.col("resource").replace_strict(names, return_dtype=pl.String).alias("name"),
        pl.col("resource").replace_strict(ever, return_dtype=pl.Float64).alias("ever"),
        "from",
        "until",
        (100 * pl.col("chance")).round(1),
    )
