"""Fan charts: how much of each request is handed over by when, with which chance."""

from __future__ import annotations

import polars as pl

from muster.plans.tables.requests import Served
from muster.report.blocks import Chart, Column, Picture
from muster.report.cell_format import quantity
from muster.report.charts.data_table import behind
from muster.report.charts.labels import counted
from muster.report.charts.time_bins import at_end, runs
from muster.report.charts.vega import (
    BLUE,
    GREY,
    INK,
    SKY,
    Meaning,
    Spec,
    amount_y,
    chart,
    closed,
    key,
    named,
    rows,
    step,
    time_axis,
    time_x,
)
from muster.report.risk.request_rows import left_out
from muster.report.risk.risk_view import READINGS, RiskReading
from muster.risk.analysis.sentences import percent
from muster.text import _

MOST = 24
_TIMES = 120
_HEIGHT = 140
_QUANTILES = ("p10", "p50", "p80", "p95")
_FIGURES = ("asked", "planned", *_QUANTILES)


def fans(reading: RiskReading) -> Picture | None:
    """One drawing a request in the reading that is told, the least sure of the first priority first."""
    shown = reading.least_sure[:MOST]
    told = _by_time(reading)
    if told.is_empty():
        return None
    each = told.partition_by("request", as_dict=True)
    charts = [_chart(reading, one, each[(one.want.request,)], place) for place, one in enumerate(shown)]
    reading_words = _(READINGS[reading.result.reading])
    return Picture(
        "fans",
        _("How much is handed over by when"),
        _(
            "Each drawing is about one request, {reading}: with 80 % chance at least the dashed line is there by then."
        ).format(reading=reading_words),
        tuple(charts),
        behind("fans", _("Handed over by the end, with a chance of"), _columns(), _table(told, shown), "fan.parquet"),
        left_out(len(reading.served) - len(shown)),
    )


def _by_time(reading: RiskReading) -> pl.DataFrame:
    """Per request and stretch of time, at its end: asked, planned and the quantiles of what is handed over."""
    drawn = reading.result.tables["fan"].filter(pl.col("reading") == reading.result.reading)
    plan = reading.table("requests").sort("request", "bucket")
    so_far = plan.select(
        "request",
        "bucket",
        pl.col("due").cum_sum().over("request").alias("asked"),
        pl.col("handed_over").cum_sum().over("request").alias("planned"),
    )
    return at_end(so_far.join(drawn, on=["request", "bucket"]), reading, ["request"], _FIGURES, _TIMES)


def _chart(reading: RiskReading, one: Served, told: pl.DataFrame, place: int) -> Chart:
    values = closed(rows(runs(told, [], _FIGURES)))
    y = amount_y("asked", named(counted(reading, one.want.wants)))
    x = time_x(axis=time_axis(reading.calendar))

    def line(field: str, colour: str, width: float, dashes: list[int]) -> Spec:
        mark = {"type": "line", "color": colour, "strokeWidth": width, "strokeDash": dashes, **step()}
        return {"mark": mark, "encoding": {"x": x, "y": y | {"field": field}}}

    layers: list[Spec] = [
        {
            "mark": {"type": "area", "color": SKY, "opacity": 0.45, **step()},
            "encoding": {"x": x, "y": y | {"field": "p10"}, "y2": {"field": "p95"}},
        },
        line("planned", GREY, 2, [2, 2]),
        line("asked", INK, 1.5, [1, 0]),
        line("p80", BLUE, 2, [6, 3]),
        line("p50", BLUE, 2, [1, 0]),
    ]
    if place == 0:
        layers += key(_meanings(), _HEIGHT)
    spec = {"layer": layers}
    return chart(f"fans-{place}", reading.title_of(one), _in_words(reading, one, told), values, spec, height=_HEIGHT)


def _meanings() -> list[Meaning]:
    return [
        Meaning(_("asked so far"), INK, "line"),
        Meaning(_("reached in half of the draws"), BLUE, "line"),
        Meaning(_("reached in 80 of 100 draws"), BLUE, "dashes"),
        Meaning(_("from what 95 of 100 reach to what 10 reach"), "#b0dcf3"),
        Meaning(_("as planned today"), GREY, "dots"),
    ]


def _in_words(reading: RiskReading, one: Served, told: pl.DataFrame) -> str:
    last = told.row(-1, named=True)
    chance = reading.told[reading.result.reading][one.want.request]["met_by_due"]
    return _(
        "{request}: of {quantity} asked, {p50} are handed over by the end in half of the draws, {p80} in 80 of 100, "
        "{p95} in 95 of 100; all on time in {chance}."
    ).format(
        request=one.want.request,
        quantity=quantity(one.quantity),
        chance=percent(chance),
        **{p: quantity(last[p]) for p in ("p50", "p80", "p95")},
    )


def _columns() -> list[Column]:
    return [
        Column(_("Request")), Column(_("From"), "day"), Column(_("Until"), "day"), Column(_("Asked so far"), "number"),
        Column(_("as planned today"), "number"), Column("10 %", "number"), Column("50 %", "number"),
        Column("80 %", "number"), Column("95 %", "number"),
    ]  # fmt: skip


def _table(told: pl.DataFrame, shown: list[Served]) -> pl.DataFrame:
    order = pl.DataFrame({"request": [one.want.request for one in shown], "place": range(len(shown))})
    merged = runs(told.join(order, on="request").sort("place", "from"), ["request"], _FIGURES)
    return merged.select("request", "from", "until", *_FIGURES)
