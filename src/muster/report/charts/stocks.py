"""Stocks: what counts for each reserve against its floor and target, and what lies elsewhere for requests to use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from muster.report.blocks import Chart, Picture, TableColumn
from muster.report.cell_format import format_quantity
from muster.report.charts.data_table import data_table
from muster.report.charts.labels import HELPS_REQUESTS
from muster.report.charts.time_bins import merge_equal_bins, values_at_bin_end
from muster.report.charts.vega import (
    BLUE,
    GREEN,
    RED,
    SKY,
    STROKES,
    YELLOW,
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
from muster.report.plan_view import PlanView
from muster.text import _, day, ngettext
from muster.tolerances import FILLED

MAX_CHARTS = 18
_MAX_BINS = 120
_HEIGHT = 130
_KEYS = ("party", "location", "item")
_FIGURES = ("counted", "floor", "target")
_IS_AT_FLOOR = (pl.col("floor") > 0) & (pl.col("counted") <= pl.col("floor") * (1 + FILLED))
_MISSES_TARGET = (pl.col("target") > 0) & (pl.col("gap") > pl.col("target") * FILLED)


@dataclass(frozen=True)
class _StockCurve:
    """A curve to draw: an item at a location or all of a party's, with its figures by time."""

    title: str
    unit: str
    rows: pl.DataFrame


def stock_charts(view: PlanView) -> Picture | None:
    """One drawing a reserve, those furthest below their target first; then stocks of which more would help requests."""
    ranked = _ranked_reserves(view)
    helpful = _helpful_stocks(view)
    reserves = ranked.head(MAX_CHARTS)
    free_stocks = helpful.head(MAX_CHARTS - len(reserves))
    drawn = [
        *_curves(view, reserves, _reserve_curves(view, reserves)),
        *_curves(view, free_stocks, _stock_curves(view, free_stocks)),
    ]
    if not drawn:
        return None
    omitted = len(ranked) + len(helpful) - len(drawn)
    return Picture(
        key="stocks",
        title=_("Stocks against floor and target"),
        summary=_summary(view, ranked, len(free_stocks)),
        charts=tuple(_chart(view, curve, position, not reserves.is_empty()) for position, curve in enumerate(drawn)),
        table=data_table(
            "stocks", _("What counts, floor and target"), _columns(), _table_rows(drawn), "reserves.parquet"
        ),
        omission_note=_omission_note(omitted) if omitted else "",
    )


def _ranked_reserves(view: PlanView) -> pl.DataFrame:
    """Each reserve with how far it is below its target and how long it stands at its floor, the worst first."""
    return (
        view.result_table("reserves")
        .group_by(_KEYS, maintain_order=True)
        .agg(
            pl.when(pl.col("target") > 0).then(pl.col("gap") / pl.col("target")).mean().fill_null(0.0).alias("missing"),
            _IS_AT_FLOOR.mean().alias("at_floor"),
            _MISSES_TARGET.any().alias("missed"),
        )
        .sort(["missing", "at_floor", "item", "location", "party"], descending=[True, True, False, False, False])
    )


def _helpful_stocks(view: PlanView) -> pl.DataFrame:
    """Stocks without a reserve of their own that hold something of which more would help requests, the most first."""
    reserves = view.result_table("reserves").select("location", "item").drop_nulls().unique(maintain_order=True)
    return (
        view.result_table("stocks")
        .join(reserves, on=["location", "item"], how="anti")
        .filter(HELPS_REQUESTS)
        .group_by("location", "item", maintain_order=True)
        .agg((pl.col("worth") * pl.col("quantity")).sum().alias("idle"))
        .filter(pl.col("idle") > 0)
        .sort(["idle", "location", "item"], descending=[True, False, False])
        .select(pl.lit(None, pl.String).alias("party"), "location", "item")
    )


def _reserve_curves(view: PlanView, reserves: pl.DataFrame) -> pl.DataFrame:
    """Figures by time; a floor or target of nothing is none."""
    rows = view.result_table("reserves").join(reserves.select(_KEYS), on=_KEYS, nulls_equal=True)
    some = (pl.when(pl.col(name) > 0).then(pl.col(name)).alias(name) for name in ("floor", "target"))
    return values_at_bin_end(rows.with_columns(*some), view, _KEYS, _FIGURES, _MAX_BINS)


def _stock_curves(view: PlanView, stocks: pl.DataFrame) -> pl.DataFrame:
    rows = view.result_table("stocks").join(stocks, on=["location", "item"]).rename({"quantity": "counted"})
    none = pl.lit(None, pl.Float64)
    rows = rows.with_columns(none.alias("floor"), none.alias("target"))
    return values_at_bin_end(rows, view, _KEYS, _FIGURES, _MAX_BINS)


def _curves(view: PlanView, chosen: pl.DataFrame, rows: pl.DataFrame) -> Iterator[_StockCurve]:
    rows_by_stock = rows.partition_by(_KEYS, as_dict=True, include_key=False)
    for party, location, item in chosen.select(_KEYS).iter_rows():
        holder = view.names.name_of("location", location) if location else view.names.name_of("party", party)
        title = _("{item}: {place}").format(item=view.names.name_of("item", item), place=holder)
        unit = view.names.counting_unit(item)
        yield _StockCurve(title, "" if unit == "each" else unit, rows_by_stock[(party, location, item)])


def _chart(view: PlanView, curve: _StockCurve, position: int, has_reserves: bool) -> Chart:
    below = pl.col("target") > pl.col("counted")
    top = pl.when(below).then(pl.col("target")).otherwise(pl.col("counted")).alias("top")
    values = with_end_row(chart_rows(merge_equal_bins(curve.rows.with_columns(top), [], [*_FIGURES, "top"])))
    x = time_encoding(axis=time_axis(view.calendar))
    y = amount_encoding("counted", name_label(curve.unit))
    layers: list[Spec] = [
        {"mark": {"type": "area", "color": SKY, "opacity": 0.35, **step_interpolation()}, "encoding": {"x": x, "y": y}},
        {
            "mark": {"type": "area", "color": YELLOW, **step_interpolation()},
            "encoding": {"x": x, "y": y, "y2": {"field": "top"}},
        },
        _line("counted", BLUE, "line", x, y),
        _line("floor", RED, "dashes", x, y),
        _line("target", GREEN, "dots", x, y),
    ]
    if position == 0:
        layers += key_layers(_key_entries(has_reserves), _HEIGHT)
    return make_chart(f"stocks-{position}", curve.title, _alt_text(curve), values, {"layer": layers}, height=_HEIGHT)


def _line(field: str, colour: str, shape: str, x: Spec, y: Spec) -> Spec:
    mark = {"type": "line", "color": colour, "strokeWidth": 1.5, "strokeDash": STROKES[shape], "clip": False}
    return {"mark": mark | step_interpolation(), "encoding": {"x": x, "y": y | {"field": field}}}


def _key_entries(has_reserves: bool) -> list[KeyEntry]:
    if not has_reserves:
        return [KeyEntry(_("stock"), BLUE, "line")]
    return [
        KeyEntry(_("stock that counts"), BLUE, "line"),
        KeyEntry(_("floor"), RED, "dashes"),
        KeyEntry(_("target"), GREEN, "dots"),
        KeyEntry(_("missing to the target"), YELLOW),
    ]


def _alt_text(curve: _StockCurve) -> str:
    """A drawing without the drawing."""
    least = curve.rows.sort("counted", "from").row(0, named=True)
    figures = {
        "stock": curve.title,
        "first": format_quantity(curve.rows["counted"][0]),
        "least": format_quantity(least["counted"]),
        "date": day(least["until"]),
        "last": format_quantity(curve.rows["counted"][-1]),
    }
    if curve.rows["floor"].drop_nulls().is_empty() and curve.rows["target"].drop_nulls().is_empty():
        words = _("{stock}: {first} at first, {least} at the least (on {date}), {last} at the end; no reserve is set.")
        return words.format(**figures)
    floor, target = (format_quantity(curve.rows[name].drop_nulls().max() or 0.0) for name in ("floor", "target"))  # type: ignore[arg-type]
    return _(
        "{stock}: {first} at first, {least} at the least (on {date}), {last} at the end; floor up to {floor}, target "
        "up to {target}."
    ).format(**figures, floor=floor, target=target)


def _summary(view: PlanView, ranked: pl.DataFrame, free_count: int) -> str:
    sentences = []
    if ranked.is_empty():
        sentences.append(_("No reserves are set."))
    else:
        sentences.append(
            _(
                "{missed} of {all} reserves are below their target at some time; {floors} stand exactly at their floor "
                "at some time."
            ).format(
                missed=format_quantity(int(ranked["missed"].sum())),
                all=format_quantity(len(ranked)),
                floors=format_quantity(int((ranked["at_floor"] > 0).sum())),
            )
        )
        if ranked["missed"].any():
            sentences.append(_worst_reserve_sentence(view, ranked.row(0, named=True)))
    if free_count:
        sentences.append(
            ngettext(
                "Also drawn is {count} stock without a reserve, of which more would help requests.",
                "Also drawn are {count} stocks without a reserve, of which more would help requests.",
                free_count,
            ).format(count=free_count)
        )
    return " ".join(sentences)


def _worst_reserve_sentence(view: PlanView, worst: dict[str, Any]) -> str:
    """Bucket in which the reserve furthest below its target misses the most, as a sentence."""
    rows = view.result_table("reserves").filter(
        pl.all_horizontal(pl.col(name).eq_missing(worst[name]) for name in _KEYS)
    )
    most = rows.sort(["gap", "bucket"], descending=[True, False]).row(0, named=True)
    subject = ("location", worst["location"]) if worst["location"] else ("party", worst["party"])
    return _("Furthest below it is {item} at {place}: {gap} of {target} are missing ({when}).").format(
        item=view.names.name_of("item", worst["item"]),
        place=view.names.name_of(*subject),
        gap=format_quantity(most["gap"]),
        target=format_quantity(most["target"]),
        when=view.bucket_label(most["bucket"]),
    )


def _omission_note(omitted: int) -> str:
    return ngettext(
        "{count} stock that matters less is not drawn; reserves.parquet and stocks.parquet in the plan folder have it.",
        "{count} stocks that matter less are not drawn; reserves.parquet and stocks.parquet in the plan folder have "
        "all of them.",
        omitted,
    ).format(count=format_quantity(omitted))


def _columns() -> list[TableColumn]:
    return [
        TableColumn(_("Stock")), TableColumn(_("From"), "day"), TableColumn(_("Until"), "day"),
        TableColumn(_("Counted"), "number"), TableColumn(_("Floor"), "number"), TableColumn(_("Target"), "number"),
        TableColumn(_("Missing to the target"), "number"),
    ]  # fmt: skip


def _table_rows(curves: list[_StockCurve]) -> pl.DataFrame:
    """In the order of the drawings, by time."""
    gap = (pl.col("target") - pl.col("counted")).clip(lower_bound=0.0).alias("gap")
    return pl.concat(
        merge_equal_bins(curve.rows, [], _FIGURES).select(
            pl.lit(curve.title).alias("stock"), "from", "until", *_FIGURES, gap
        )
        for curve in curves
    )
