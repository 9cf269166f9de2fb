"""Heat map of bottlenecks: resources down, time across, the darker the more often one more unit would help."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from muster.report.blocks import Chart, Picture, TableColumn
from muster.report.charts.data_table import data_table
from muster.report.charts.labels import ROW_LABEL_WIDTH, row_label_layer, unique_names
from muster.report.charts.time_bins import assign_time_bins, merge_equal_bins
from muster.report.charts.vega import KeyEntry, Spec, chart_rows, key_layers, make_chart, time_axis, time_encoding
from muster.report.risk.risk_view import RiskView
from muster.risk.analysis import sentences as risk_sentences
from muster.text import _, ngettext, number

MOST_RESOURCES = 30
_MOST_TIME_BINS = 60
_ROW_HEIGHT = 18
_LABEL_WIDTH = 150
_NEVER_COLOUR, _COLOUR_STEPS = "#e3e8ee", ("#d3dcef", "#9fb8dd", "#5f8cc4", "#2f5f9e", "#0b2f5e")
"""From light to dark in steps that do without colour."""
_CHANCE_LIMITS = (0.1, 0.25, 0.5, 0.75)


def bottleneck_heatmap(view: RiskView) -> Picture | None:
    """One drawing of the likeliest bottlenecks, from the plans with foresight, which alone have worth."""
    bottlenecks = view.result.bottlenecks
    if not bottlenecks:
        return None
    charted = bottlenecks[:MOST_RESOURCES]
    chances = _chances_by_time_bin(view, charted)
    summary = " ".join([_definition(), *risk_sentences.bottleneck_sentences(view.result, view.subject_name)[:2]])
    left_out_count = len(bottlenecks) - len(charted)
    columns = [
        TableColumn(_("Resource")), TableColumn(_("ever, %"), "number"), TableColumn(_("From"), "day"),
        TableColumn(_("Until"), "day"), TableColumn(_("Chance, %"), "number"),
    ]  # fmt: skip
    caption = _("How often each resource holds a request back, by time")
    return Picture(
        key="held-back",
        title=_("Bottlenecks, and how often"),
        summary=summary,
        charts=(_chart(view, charted, chances, summary),),
        table=data_table("held-back", caption, columns, _table(view, charted, chances), "bottlenecks.parquet"),
        omission_note=_left_out_note(left_out_count) if left_out_count else "",
    )


def _definition() -> str:
    return _(
        "A resource is a bottleneck in a draw where one more unit of it would make a request less late, in a plan with "
        "foresight; how much less, it does not say."
    )


def _chances_by_time_bin(view: RiskView, charted: list[dict[str, Any]]) -> pl.DataFrame:
    """Per resource and stretch of time the largest chance of its buckets; 0 where it never holds anything back."""
    time_bins = assign_time_bins(view, _MOST_TIME_BINS)
    known = pl.DataFrame(
        [
            (bottleneck["id"], date.fromisoformat(bucket["bucket"]), bucket["chance"])
            for bottleneck in charted
            for bucket in bottleneck["by_bucket"]
        ],
        schema={"resource": pl.String, "bucket": pl.Date, "chance": pl.Float64},
        orient="row",
    )
    order = pl.DataFrame(
        {"resource": [bottleneck["id"] for bottleneck in charted], "y": [float(y) for y in range(len(charted))]}
    )
    grid = order.join(time_bins, how="cross").join(known, on=["resource", "bucket"], how="left")
    return (
        grid.with_columns(pl.col("chance").fill_null(0.0))
        .group_by("resource", "y", "from", "until", maintain_order=True)
        .agg(pl.col("chance").max())
        .sort("y", "from")
    )


def _chart(view: RiskView, charted: list[dict[str, Any]], chances: pl.DataFrame, alt: str) -> Chart:
    step = (pl.col("chance") > 0).cast(pl.Int64)
    for limit in _CHANCE_LIMITS:
        step = step + (pl.col("chance") > limit).cast(pl.Int64)
    cells = merge_equal_bins(chances.with_columns(step.alias("step")), ["resource", "y"], ["step"]).drop("resource")
    y: Spec = {"type": "quantitative", "axis": None}
    y["scale"] = {"domain": [0, len(charted)], "reverse": True, "nice": False}
    scale = {"domain": list(range(6)), "range": [_NEVER_COLOUR, *_COLOUR_STEPS]}
    rectangles: Spec = {
        "mark": {"type": "rect", "stroke": "white", "strokeWidth": 0.5},
        "encoding": {
            "x": time_encoding(axis=time_axis(view.calendar)), "x2": {"field": "to"}, "y": {"field": "y", **y},
            "y2": {"field": "below"}, "color": {"field": "step", "type": "ordinal", "legend": None, "scale": scale},
        },
    }  # fmt: skip
    names = unique_names(view, "resource", (bottleneck["id"] for bottleneck in charted), 26)
    labels = pl.DataFrame({"text": list(names.values()), "y": [float(y) for y in range(len(names))]})
    height = _ROW_HEIGHT * len(charted)
    layers = [
        rectangles,
        row_label_layer(labels, y, _LABEL_WIDTH),
        *key_layers(_legend_entries(), height, columns=2, before=ROW_LABEL_WIDTH),
    ]
    values = chart_rows(cells.with_columns((pl.col("y") + 0.92).alias("below")))
    title = _("Share of the draws in which it holds a request back")
    return make_chart("held-back", title, alt, values, {"layer": layers}, height=height, wide=True)


def _legend_entries() -> list[KeyEntry]:
    texts = (
        _("in no draw"), _("up to 10 % of the draws"), _("10 to 25 %"), _("25 to 50 %"), _("50 to 75 %"),
        _("over 75 %"),
    )  # fmt: skip
    return [KeyEntry(text, colour) for text, colour in zip(texts, (_NEVER_COLOUR, *_COLOUR_STEPS), strict=True)]


def _left_out_note(left: int) -> str:
    return ngettext(
        "{count} resource that holds less often is not drawn; bottlenecks.parquet in the risk folder has it.",
        "{count} resources that hold less often are not drawn; bottlenecks.parquet in the risk folder has all of them.",
        left,
    ).format(count=number(left))


def _table(view: RiskView, charted: list[dict[str, Any]], chances: pl.DataFrame) -> pl.DataFrame:
    ever = {bottleneck["id"]: round(100 * bottleneck["chance"], 1) for bottleneck in charted}
    names = {resource: view.names.name_with_id("resource", resource) for resource in ever}
    merged = merge_equal_bins(chances, ["resource"], ["chance"]).filter(pl.col("chance") > 0)
    return merged.select(
        pl.col("resource").replace_strict(names, return_dtype=pl.String).alias("name"),
        pl.col("resource").replace_strict(ever, return_dtype=pl.Float64).alias("ever"),
        "from",
        "until",
        (100 * pl.col("chance")).round(1),
    )
