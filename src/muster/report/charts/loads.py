"""Load against capacity: what each resource does per base bucket, what it could do, and on which basis."""

from __future__ import annotations

import polars as pl

from muster.report.blocks import Chart, Column, Picture
from muster.report.cell_format import quantity
from muster.report.charts.data_table import behind
from muster.report.charts.time_bins import per_base_bucket, runs
from muster.report.charts.vega import (
    BLUE,
    INK,
    SKY,
    Meaning,
    Spec,
    amount_y,
    chart,
    closed,
    key,
    label,
    per,
    rows,
    step,
    time_axis,
    time_x,
)
from muster.report.charts.worth_filter import HELPS
from muster.report.plan_view import Reading
from muster.text import _, day, mark, ngettext
from muster.tolerances import FILLED

MOST = 18
_TIMES = 60
_HEIGHT = 140
_BAND = 15
_FIGURES = ("load", "capacity")
_FULL = (pl.col("capacity") > 0) & (pl.col("load") >= pl.col("capacity") * (1 - FILLED))

# From the firmest to the least firm, from dark to light.
BASES = {
    "demonstrated": (mark("demonstrated"), "#4b5563"),
    "contracted": (mark("contracted"), "#77818d"),
    "nameplate": (mark("nameplate"), "#a3abb5"),
    "announced": (mark("announced"), "#c9ced5"),
    "assumed": (mark("assumed"), "#eceff2"),
}
MEANT = {
    "demonstrated": mark("capacity demonstrated"),
    "contracted": mark("capacity contracted"),
    "nameplate": mark("capacity by nameplate"),
    "announced": mark("capacity announced"),
    "assumed": mark("capacity assumed"),
}
_DARK = ("demonstrated", "contracted")


def loads(reading: Reading) -> Picture | None:
    """One drawing a resource with a limit: first those whose worth helps requests, then the most loaded."""
    limited = reading.table("resources").filter(pl.col("capacity").is_not_null())
    ranked = _ranked(limited, reading)
    if ranked.is_empty():
        return None
    chosen = ranked.head(MOST)["resource"].to_list()
    told = per_base_bucket(
        limited.filter(pl.col("resource").is_in(chosen)), reading, ["resource"], _FIGURES, _TIMES, "basis"
    ).with_columns(_FULL.alias("full"))
    each = told.partition_by("resource", as_dict=True)
    bases = told["basis"].drop_nulls().unique(maintain_order=True).to_list()
    charts = [_chart(reading, one, each[(one,)], place, bases) for place, one in enumerate(chosen)]
    left = len(ranked) - len(chosen)
    return Picture(
        "loads",
        _("Load against capacity"),
        _says(ranked, limited, reading),
        tuple(charts),
        behind("loads", _("Load and capacity"), _columns(reading), _table(chosen, told, reading), "resources.parquet"),
        _left_out(left) if left else "",
    )


def _ranked(limited: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """Resources with what share of capacity they use, for what share of time they are full, and on which bases."""
    lengths = pl.DataFrame({"bucket": reading.calendar.first_days, "length": reading.calendar.lengths})
    return (
        limited.join(lengths, on="bucket")
        .group_by("resource", maintain_order=True)
        .agg(
            HELPS.fill_null(value=False).any().alias("helps"),
            (pl.col("load").sum() / pl.col("capacity").sum()).fill_nan(0.0).alias("loaded"),
            (pl.col("length") * _FULL).sum().alias("full") / reading.calendar.base_count,
            (pl.col("basis") == "assumed").any().alias("assumed"),
        )
        .sort(["helps", "loaded", "resource"], descending=[True, True, False])
    )


def _chart(reading: Reading, resource: str, told: pl.DataFrame, place: int, bases: list[str]) -> Chart:
    x = time_x(axis=time_axis(reading.calendar, offset=_BAND + 4))
    y = amount_y("load", per(reading.calendar))
    name = reading.names.of("resource", resource)
    bars: Spec = {
        "mark": {"type": "rect", "stroke": "white", "strokeWidth": 0.4},
        "encoding": {
            "x": x, "x2": {"field": "to"}, "y": y, "y2": {"datum": 0},
            "color": {
                "field": "full", "type": "nominal", "legend": None,
                "scale": {"domain": [False, True], "range": [SKY, BLUE]},
            },
        },
    }  # fmt: skip
    marks: Spec = {
        "transform": [{"filter": {"field": "full", "equal": True}}],
        "mark": {"type": "rect", "color": BLUE},
        "encoding": {"x": x, "x2": {"field": "to"}, "y": {"value": -6}, "y2": {"value": -2}},
    }
    line: Spec = {
        "data": {"values": closed(rows(runs(told, [], ["capacity"])))},
        "mark": {"type": "line", "color": INK, "strokeWidth": 1.5, **step()},
        "encoding": {"x": x, "y": y | {"field": "capacity"}},
    }
    layers = [bars, marks, line, *_band(told, x)]
    if place == 0:
        layers += key(_meanings(bases), _HEIGHT, top=36 + _BAND)
    spec: Spec = {"layer": layers, "resolve": {"scale": {"color": "independent"}}}
    drawn = rows(told.select("from", "until", "load", "full"))
    return chart(f"loads-{place}", name, _in_words(name, told, reading), drawn, spec, height=_HEIGHT)


def _band(told: pl.DataFrame, x: Spec) -> list[Spec]:
    """Below the bars, on what basis the capacity is known: a shade, and the word where it has room."""
    days = (pl.col("until") - pl.col("from")).dt.total_days() + 1
    held = runs(told, [], ["basis"]).with_columns((days * 3 >= days.sum()).alias("roomy")).drop_nulls("basis")
    middle = held.with_columns((pl.col("from") + pl.duration(days=days // 2)).dt.to_string("iso").alias("middle"))
    values = rows(middle.with_columns(pl.col("basis").replace_strict(_words()).alias("word")))
    shades = {"domain": list(BASES), "range": [shade for _word, shade in BASES.values()]}
    between = {"y": {"value": _HEIGHT + 3}, "y2": {"value": _HEIGHT + 3 + _BAND}}
    colour = {"field": "basis", "type": "nominal", "scale": shades, "legend": None}
    drawn = {"mark": "rect", "encoding": {"x": x, "x2": {"field": "to"}, **between, "color": colour}}
    layers: list[Spec] = [{"data": {"values": values}, **drawn}]
    for dark in (True, False):
        roomy = [row for row in values if row["roomy"] and (row["basis"] in _DARK) == dark]
        if roomy:
            word = {"type": "text", "fontSize": 10, "baseline": "middle", "color": "white" if dark else INK}
            encoding = {
                "x": x | {"field": "middle"},
                "y": {"value": _HEIGHT + 4 + _BAND / 2},
                "text": {"field": "word"},
            }
            layers.append({"data": {"values": roomy}, "mark": word, "encoding": encoding})
    return layers


def _words() -> dict[str, str]:
    return {basis: label(_(word)) for basis, (word, _shade) in BASES.items()}


def _meanings(bases: list[str]) -> list[Meaning]:
    return [
        Meaning(_("capacity"), INK, "line"),
        Meaning(_("load"), SKY),
        Meaning(_("full: the load uses all capacity"), BLUE),
        *(Meaning(_(MEANT[basis]), shade) for basis, (_word, shade) in BASES.items() if basis in bases),
    ]


def _in_words(name: str, told: pl.DataFrame, reading: Reading) -> str:
    """A drawing without the drawing."""
    full = told.filter("full")
    figures = {"resource": name, "load": quantity(float(told["load"].max() or 0.0)), "per": per(reading.calendar)}  # type: ignore[arg-type]
    figures["capacity"] = quantity(float(told["capacity"].max() or 0.0))  # type: ignore[arg-type]
    if full.is_empty():
        return _("{resource}: load up to {load}, capacity up to {capacity} {per}; never full.").format(**figures)
    return _("{resource}: load up to {load}, capacity up to {capacity} {per}; full first on {date}.").format(
        **figures,
        date=day(full["from"].min()),  # type: ignore[arg-type]
    )


def _says(ranked: pl.DataFrame, limited: pl.DataFrame, reading: Reading) -> str:
    full = ranked.filter(pl.col("full") > 0)
    if full.is_empty():
        told = [_("No resource is full at any time.")]
    else:
        fullest = full.sort(["full", "resource"], descending=[True, False]).row(0, named=True)
        times = limited.filter((pl.col("resource") == fullest["resource"]) & _FULL)["bucket"]
        told = [
            _("{full} of {all} resources with limited capacity are full at some time.").format(
                full=quantity(len(full)), all=quantity(len(ranked))
            ),
            _("Full for the longest is {resource}: {share} % of the horizon (first: {when}).").format(
                resource=reading.names.of("resource", fullest["resource"]),
                share=quantity(round(100 * fullest["full"])),
                when=reading.when(times.min()),  # type: ignore[arg-type]
            ),
        ]
    assumed = int(ranked["assumed"].sum())
    if assumed:
        told.append(
            ngettext(
                "The capacity of {count} resource is assumed, at least in part.",
                "The capacity of {count} resources is assumed, at least in part.",
                assumed,
            ).format(count=quantity(assumed))
        )
    return " ".join(told)


def _left_out(left: int) -> str:
    return ngettext(
        "{count} resource whose capacity matters less is not drawn; resources.parquet in the plan folder has it.",
        "{count} resources whose capacity matters less are not drawn; resources.parquet in the plan folder has all of "
        "them.",
        left,
    ).format(count=quantity(left))


def _columns(reading: Reading) -> list[Column]:
    figures = {"per": per(reading.calendar)}
    return [
        Column(_("Resource")), Column(_("From"), "day"), Column(_("Until"), "day"),
        Column(_("Load {per}").format(**figures), "number"), Column(_("Capacity {per}").format(**figures), "number"),
        Column(_("Load, in % of capacity"), "number"), Column(_("Basis")),
    ]  # fmt: skip


def _table(chosen: list[str], told: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """In the order of the drawings, by time."""
    order = pl.DataFrame({"resource": chosen, "place": range(len(chosen))})
    merged = runs(told.join(order, on="resource").sort("place", "from"), ["resource"], [*_FIGURES, "basis"])
    names = {one: reading.names.of("resource", one) for one in chosen}
    percent = pl.when(pl.col("capacity") > 0).then((100 * pl.col("load") / pl.col("capacity")).round(1))
    return merged.select(
        pl.col("resource").replace_strict(names),
        "from",
        "until",
        *_FIGURES,
        percent.alias("percent"),
        pl.col("basis").replace_strict({basis: str(_(word)) for basis, (word, _shade) in BASES.items()}),
    )
