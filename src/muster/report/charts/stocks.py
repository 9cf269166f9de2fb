"""Stocks: what counts for each reserve against its floor and target, and what lies elsewhere for requests to use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from muster.report.blocks import Chart, Column, Picture
from muster.report.cell_format import quantity
from muster.report.charts.data_table import behind
from muster.report.charts.time_bins import at_end, runs
from muster.report.charts.vega import (
    BLUE,
    GREEN,
    RED,
    SKY,
    STROKES,
    YELLOW,
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
from muster.report.charts.worth_filter import HELPS
from muster.report.plan_view import Reading
from muster.text import _, day, ngettext
from muster.tolerances import FILLED

MOST = 18
_TIMES = 120
_HEIGHT = 130
_KEYS = ("party", "location", "item")
_FIGURES = ("counted", "floor", "target")
_AT_FLOOR = (pl.col("floor") > 0) & (pl.col("counted") <= pl.col("floor") * (1 + FILLED))
_MISSING = (pl.col("target") > 0) & (pl.col("gap") > pl.col("target") * FILLED)


@dataclass(frozen=True)
class _Stock:
    """What is drawn: an item at a location or all of a party's, with its figures by time."""

    title: str
    unit: str
    told: pl.DataFrame


def stocks(reading: Reading) -> Picture | None:
    """One drawing a reserve, those furthest below their target first; then stocks of which more would help requests."""
    ranked = _reserves(reading)
    helpful = _helpful(reading)
    kept = ranked.head(MOST)
    free = helpful.head(MOST - len(kept))
    drawn = [*_drawn(reading, kept, _reserve_times(reading, kept)), *_drawn(reading, free, _stock_times(reading, free))]
    if not drawn:
        return None
    left = len(ranked) + len(helpful) - len(drawn)
    return Picture(
        "stocks",
        _("Stocks against floor and target"),
        _says(reading, ranked, len(free)),
        tuple(_chart(reading, one, place, not kept.is_empty()) for place, one in enumerate(drawn)),
        behind("stocks", _("What counts, floor and target"), _columns(), _table(drawn), "reserves.parquet"),
        _left_out(left) if left else "",
    )


def _reserves(reading: Reading) -> pl.DataFrame:
    """Each reserve with how far it is below its target and how long it stands at its floor, the worst first."""
    return (
        reading.table("reserves")
        .group_by(_KEYS, maintain_order=True)
        .agg(
            pl.when(pl.col("target") > 0).then(pl.col("gap") / pl.col("target")).mean().fill_null(0.0).alias("missing"),
            _AT_FLOOR.mean().alias("at_floor"),
            _MISSING.any().alias("missed"),
        )
        .sort(["missing", "at_floor", "item", "location", "party"], descending=[True, True, False, False, False])
    )


def _helpful(reading: Reading) -> pl.DataFrame:
    """Stocks without a reserve of their own that hold something of which more would help requests, the most first."""
    kept = reading.table("reserves").select("location", "item").drop_nulls().unique(maintain_order=True)
    return (
        reading.table("stocks")
        .join(kept, on=["location", "item"], how="anti")
        .filter(HELPS)
        .group_by("location", "item", maintain_order=True)
        .agg((pl.col("worth") * pl.col("quantity")).sum().alias("idle"))
        .filter(pl.col("idle") > 0)
        .sort(["idle", "location", "item"], descending=[True, False, False])
        .select(pl.lit(None, pl.String).alias("party"), "location", "item")
    )


def _reserve_times(reading: Reading, kept: pl.DataFrame) -> pl.DataFrame:
    """Figures by time; a floor or target of nothing is none."""
    told = reading.table("reserves").join(kept.select(_KEYS), on=_KEYS, nulls_equal=True)
    some = (pl.when(pl.col(name) > 0).then(pl.col(name)).alias(name) for name in ("floor", "target"))
    return at_end(told.with_columns(*some), reading, _KEYS, _FIGURES, _TIMES)


def _stock_times(reading: Reading, free: pl.DataFrame) -> pl.DataFrame:
    told = reading.table("stocks").join(free, on=["location", "item"]).rename({"quantity": "counted"})
    none = pl.lit(None, pl.Float64)
    told = told.with_columns(none.alias("floor"), none.alias("target"))
    return at_end(told, reading, _KEYS, _FIGURES, _TIMES)


def _drawn(reading: Reading, chosen: pl.DataFrame, told: pl.DataFrame) -> Iterator[_Stock]:
    each = told.partition_by(_KEYS, as_dict=True, include_key=False)
    for party, location, item in chosen.select(_KEYS).iter_rows():
        place = reading.names.of("location", location) if location else reading.names.of("party", party)
        title = _("{item}: {place}").format(item=reading.names.of("item", item), place=place)
        unit = reading.names.counted_in(item)
        yield _Stock(title, "" if unit == "each" else unit, each[(party, location, item)])


def _chart(reading: Reading, one: _Stock, place: int, kept: bool) -> Chart:
    below = pl.col("target") > pl.col("counted")
    top = pl.when(below).then(pl.col("target")).otherwise(pl.col("counted")).alias("top")
    told = closed(rows(runs(one.told.with_columns(top), [], [*_FIGURES, "top"])))
    x = time_x(axis=time_axis(reading.calendar))
    y = amount_y("counted", named(one.unit))
    layers: list[Spec] = [
        {"mark": {"type": "area", "color": SKY, "opacity": 0.35, **step()}, "encoding": {"x": x, "y": y}},
        {
            "mark": {"type": "area", "color": YELLOW, **step()},
            "encoding": {"x": x, "y": y, "y2": {"field": "top"}},
        },
        _line("counted", BLUE, "line", x, y),
        _line("floor", RED, "dashes", x, y),
        _line("target", GREEN, "dots", x, y),
    ]
    if place == 0:
        layers += key(_meanings(kept), _HEIGHT)
    return chart(f"stocks-{place}", one.title, _in_words(one), told, {"layer": layers}, height=_HEIGHT)


def _line(field: str, colour: str, shape: str, x: Spec, y: Spec) -> Spec:
    mark = {"type": "line", "color": colour, "strokeWidth": 1.5, "strokeDash": STROKES[shape], "clip": False}
    return {"mark": mark | step(), "encoding": {"x": x, "y": y | {"field": field}}}


def _meanings(kept: bool) -> list[Meaning]:
    if not kept:
        return [Meaning(_("stock"), BLUE, "line")]
    return [
        Meaning(_("stock that counts"), BLUE, "line"),
        Meaning(_("floor"), RED, "dashes"),
        Meaning(_("target"), GREEN, "dots"),
        Meaning(_("missing to the target"), YELLOW),
    ]


def _in_words(one: _Stock) -> str:
    """A drawing without the drawing."""
    least = one.told.sort("counted", "from").row(0, named=True)
    figures = {
        "stock": one.title,
        "first": quantity(one.told["counted"][0]),
        "least": quantity(least["counted"]),
        "date": day(least["until"]),
        "last": quantity(one.told["counted"][-1]),
    }
    if one.told["floor"].drop_nulls().is_empty() and one.told["target"].drop_nulls().is_empty():
        words = _("{stock}: {first} at first, {least} at the least (on {date}), {last} at the end; no reserve is set.")
        return words.format(**figures)
    floor, target = (quantity(one.told[name].drop_nulls().max() or 0.0) for name in ("floor", "target"))  # type: ignore[arg-type]
    return _(
        "{stock}: {first} at first, {least} at the least (on {date}), {last} at the end; floor up to {floor}, target "
        "up to {target}."
    ).format(**figures, floor=floor, target=target)


def _says(reading: Reading, ranked: pl.DataFrame, free: int) -> str:
    told = []
    if ranked.is_empty():
        told.append(_("No reserves are set."))
    else:
        told.append(
            _(
                "{missed} of {all} reserves are below their target at some time; {floors} stand exactly at their floor "
                "at some time."
            ).format(
                missed=quantity(int(ranked["missed"].sum())),
                all=quantity(len(ranked)),
                floors=quantity(int((ranked["at_floor"] > 0).sum())),
            )
        )
        if ranked["missed"].any():
            told.append(_furthest(reading, ranked.row(0, named=True)))
    if free:
        told.append(
            ngettext(
                "Also drawn is {count} stock without a reserve, of which more would help requests.",
                "Also drawn are {count} stocks without a reserve, of which more would help requests.",
                free,
            ).format(count=free)
        )
    return " ".join(told)


def _furthest(reading: Reading, worst: dict[str, Any]) -> str:
    """When the reserve that is furthest below its target misses the most of it."""
    told = reading.table("reserves").filter(pl.all_horizontal(pl.col(name).eq_missing(worst[name]) for name in _KEYS))
    most = told.sort(["gap", "bucket"], descending=[True, False]).row(0, named=True)
    place = ("location", worst["location"]) if worst["location"] else ("party", worst["party"])
    return _("Furthest below it is {item} at {place}: {gap} of {target} are missing ({when}).").format(
        item=reading.names.of("item", worst["item"]),
        place=reading.names.of(*place),
        gap=quantity(most["gap"]),
        target=quantity(most["target"]),
        when=reading.when(most["bucket"]),
    )


def _left_out(left: int) -> str:
    return ngettext(
        "{count} stock that matters less is not drawn; reserves.parquet and stocks.parquet in the plan folder have it.",
        "{count} stocks that matter less are not drawn; reserves.parquet and stocks.parquet in the plan folder have "
        "all of them.",
        left,
    ).format(count=quantity(left))


def _columns() -> list[Column]:
    return [
        Column(_("Stock")), Column(_("From"), "day"), Column(_("Until"), "day"), Column(_("Counted"), "number"),
        Column(_("Floor"), "number"), Column(_("Target"), "number"), Column(_("Missing to the target"), "number"),
    ]  # fmt: skip


def _table(drawn: list[_Stock]) -> pl.DataFrame:
    """In the order of the drawings, by time."""
    gap = (pl.col("target") - pl.col("counted")).clip(lower_bound=0.0).alias("gap")
    return pl.concat(
        runs(one.told, [], _FIGURES).select(pl.lit(one.title).alias("stock"), "from", "until", *_FIGURES, gap)
        for one in drawn
    )
