"""Fan charts: how much of each request is handed over by when, with which chance."""

from __future__ import annotations

import polars as pl

from muster.plans.fulfilment import Fulfilment
from muster.report.blocks import Chart, Picture, TableColumn
from muster.report.cell_format import format_quantity
from muster.report.charts.data_table import data_table
from muster.report.charts.labels import counting_unit_label
from muster.report.charts.time_bins import merge_equal_bins, values_at_bin_end
from muster.report.charts.vega import (
    BLUE,
    GREY,
    INK,
    SKY,
    KeyEntry,
    Spec,
    amount_encoding,
    chart_rows,
    key_layers,
    make_chart,
    step_interpolation,
    time_axis,
    time_encoding,
    with_end_row,
)
from muster.report.display_names import name_label
from muster.report.risk.request_rows import left_out_note
from muster.report.risk.risk_view import READING_NAMES, RiskView
from muster.risk.analysis.sentences import format_chance
from muster.text import _

MOST_REQUESTS = 24
_MOST_TIME_BINS = 120
_HEIGHT = 140
_QUANTILES = ("p10", "p50", "p80", "p95")
_FIGURES = ("asked", "planned", *_QUANTILES)


def fan_charts(view: RiskView) -> Picture | None:
    """One drawing a request in the reading that is told, the least sure of the first priority first."""
    charted = view.least_sure[:MOST_REQUESTS]
    curves = _curves_by_time_bin(view)
    if curves.is_empty():
        return None
    curves_by_request = curves.partition_by("request", as_dict=True)
    charts = [
        _chart(view, fulfilment, curves_by_request[(fulfilment.demand.request,)], number)
        for number, fulfilment in enumerate(charted)
    ]
    reading_words = _(READING_NAMES[view.result.reading])
    return Picture(
        key="fans",
        title=_("How much is handed over by when"),
        summary=_(
            "Each drawing is about one request, {reading}: with 80 % chance at least the dashed line is there by then."
        ).format(reading=reading_words),
        charts=tuple(charts),
        table=data_table(
            "fans", _("Handed over by the end, with a chance of"), _columns(), _table(curves, charted), "fan.parquet"
        ),
        omission_note=left_out_note(len(view.fulfilments) - len(charted)),
    )


def _curves_by_time_bin(view: RiskView) -> pl.DataFrame:
    """Per request and stretch of time, at its end: asked, planned and the quantiles of what is handed over."""
    fan = view.result.tables["fan"].filter(pl.col("reading") == view.result.reading)
    plan = view.result_table("requests").sort("request", "bucket")
    so_far = plan.select(
        "request",
        "bucket",
        pl.col("due").cum_sum().over("request").alias("asked"),
        pl.col("handed_over").cum_sum().over("request").alias("planned"),
    )
    return values_at_bin_end(so_far.join(fan, on=["request", "bucket"]), view, ["request"], _FIGURES, _MOST_TIME_BINS)


def _chart(view: RiskView, fulfilment: Fulfilment, curves: pl.DataFrame, number: int) -> Chart:
    values = with_end_row(chart_rows(merge_equal_bins(curves, [], _FIGURES)))
    y = amount_encoding("asked", name_label(counting_unit_label(view, fulfilment.demand.wants)))
    x = time_encoding(axis=time_axis(view.calendar))

    def line(field: str, colour: str, width: float, dashes: list[int]) -> Spec:
        mark = {"type": "line", "color": colour, "strokeWidth": width, "strokeDash": dashes, **step_interpolation()}
        return {"mark": mark, "encoding": {"x": x, "y": y | {"field": field}}}

    layers: list[Spec] = [
        {
            "mark": {"type": "area", "color": SKY, "opacity": 0.45, **step_interpolation()},
            "encoding": {"x": x, "y": y | {"field": "p10"}, "y2": {"field": "p95"}},
        },
        line("planned", GREY, 2, [2, 2]),
        line("asked", INK, 1.5, [1, 0]),
        line("p80", BLUE, 2, [6, 3]),
        line("p50", BLUE, 2, [1, 0]),
    ]
    if number == 0:
        layers += key_layers(_legend_entries(), _HEIGHT)
    spec = {"layer": layers}
    return make_chart(
        f"fans-{number}",
        view.request_title(fulfilment),
        _alt_text(view, fulfilment, curves),
        values,
        spec,
        height=_HEIGHT,
    )


def _legend_entries() -> list[KeyEntry]:
    return [
        KeyEntry(_("asked so far"), INK, "line"),
        KeyEntry(_("reached in half of the draws"), BLUE, "line"),
        KeyEntry(_("reached in 80 of 100 draws"), BLUE, "dashes"),
        KeyEntry(_("from what 95 of 100 reach to what 10 reach"), "#b0dcf3"),
        KeyEntry(_("as planned today"), GREY, "dots"),
    ]


def _alt_text(view: RiskView, fulfilment: Fulfilment, curves: pl.DataFrame) -> str:
    last = curves.row(-1, named=True)
    chance = view.requests_by_reading[view.result.reading][fulfilment.demand.request]["met_by_due"]
    return _(
        "{request}: of {quantity} asked, {p50} are handed over by the end in half of the draws, {p80} in 80 of 100, "
        "{p95} in 95 of 100; all on time in {chance}."
    ).format(
        request=fulfilment.demand.request,
        quantity=format_quantity(fulfilment.quantity),
        chance=format_chance(chance),
        **{p: format_quantity(last[p]) for p in ("p50", "p80", "p95")},
    )


def _columns() -> list[TableColumn]:
    return [
        TableColumn(_("Request")), TableColumn(_("From"), "day"), TableColumn(_("Until"), "day"),
        TableColumn(_("Asked so far"), "number"), TableColumn(_("as planned today"), "number"),
        TableColumn("10 %", "number"), TableColumn("50 %", "number"), TableColumn("80 %", "number"),
        TableColumn("95 %", "number"),
    ]  # fmt: skip


def _table(curves: pl.DataFrame, charted: list[Fulfilment]) -> pl.DataFrame:
    order = pl.DataFrame(
        {"request": [fulfilment.demand.request for fulfilment in charted], "place": range(len(charted))}
    )
    merged = merge_equal_bins(curves.join(order, on="request").sort("place", "from"), ["request"], _FIGURES)
    return merged.select("request", "from", "until", *_FIGURES)
