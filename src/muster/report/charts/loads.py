"""Load against capacity: what each resource does per base bucket, what it could do, and on which basis."""

from __future__ import annotations

import polars as pl

from muster.report.blocks import Chart, Picture, TableColumn
from muster.report.cell_format import format_quantity
from muster.report.charts.data_table import data_table
from muster.report.charts.labels import HELPS_REQUESTS
from muster.report.charts.time_bins import merge_equal_bins, rates_per_base_bucket
from muster.report.charts.vega import (
    BLUE,
    INK,
    SKY,
    KeyEntry,
    Spec,
    amount_encoding,
    chart_rows,
    key_layers,
    label,
    make_chart,
    rate_label,
    step_interpolation,
    time_axis,
    time_encoding,
    with_end_row,
)
from muster.report.plan_view import PlanView
from muster.text import _, day, mark, ngettext
from muster.tolerances import FILLED

MAX_CHARTS = 18
_MAX_BINS = 60
_HEIGHT = 140
_BASIS_BAND_HEIGHT = 15
_FIGURES = ("load", "capacity")
_IS_FULL = (pl.col("capacity") > 0) & (pl.col("load") >= pl.col("capacity") * (1 - FILLED))

# From the firmest to the least firm, from dark to light.
BASIS_STYLES = {
    "demonstrated": (mark("demonstrated"), "#4b5563"),
    "contracted": (mark("contracted"), "#77818d"),
    "nameplate": (mark("nameplate"), "#a3abb5"),
    "announced": (mark("announced"), "#c9ced5"),
    "assumed": (mark("assumed"), "#eceff2"),
}
BASIS_KEY_LABELS = {
    "demonstrated": mark("capacity demonstrated"),
    "contracted": mark("capacity contracted"),
    "nameplate": mark("capacity by nameplate"),
    "announced": mark("capacity announced"),
    "assumed": mark("capacity assumed"),
}
_DARK_BASES = ("demonstrated", "contracted")


def load_charts(view: PlanView) -> Picture | None:
    """One drawing a resource with a limit: first those whose worth helps requests, then the most loaded."""
    limited = view.result_table("resources").filter(pl.col("capacity").is_not_null())
    ranked = _ranked_resources(limited, view)
    if ranked.is_empty():
        return None
    chosen = ranked.head(MAX_CHARTS)["resource"].to_list()
    loads = rates_per_base_bucket(
        limited.filter(pl.col("resource").is_in(chosen)), view, ["resource"], _FIGURES, _MAX_BINS, "basis"
    ).with_columns(_IS_FULL.alias("full"))
    loads_by_resource = loads.partition_by("resource", as_dict=True)
    bases = loads["basis"].drop_nulls().unique(maintain_order=True).to_list()
    charts = [
        _chart(view, resource, loads_by_resource[(resource,)], position, bases)
        for position, resource in enumerate(chosen)
    ]
    omitted = len(ranked) - len(chosen)
    return Picture(
        key="loads",
        title=_("Load against capacity"),
        summary=_summary(ranked, limited, view),
        charts=tuple(charts),
        table=data_table(
            "loads", _("Load and capacity"), _columns(view), _table_rows(chosen, loads, view), "resources.parquet"
        ),
        omission_note=_omission_note(omitted) if omitted else "",
    )


def _ranked_resources(limited: pl.DataFrame, view: PlanView) -> pl.DataFrame:
    """Resources with what share of capacity they use, for what share of time they are full, and on which bases."""
    lengths = pl.DataFrame({"bucket": view.calendar.first_days, "length": view.calendar.lengths})
    return (
        limited.join(lengths, on="bucket")
        .group_by("resource", maintain_order=True)
        .agg(
            HELPS_REQUESTS.fill_null(value=False).any().alias("helps"),
            (pl.col("load").sum() / pl.col("capacity").sum()).fill_nan(0.0).alias("loaded"),
            (pl.col("length") * _IS_FULL).sum().alias("full") / view.calendar.base_count,
            (pl.col("basis") == "assumed").any().alias("assumed"),
        )
        .sort(["helps", "loaded", "resource"], descending=[True, True, False])
    )


def _chart(view: PlanView, resource: str, loads: pl.DataFrame, position: int, bases: list[str]) -> Chart:
    x = time_encoding(axis=time_axis(view.calendar, offset=_BASIS_BAND_HEIGHT + 4))
    y = amount_encoding("load", rate_label(view.calendar))
    name = view.names.name_of("resource", resource)
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
        "data": {"values": with_end_row(chart_rows(merge_equal_bins(loads, [], ["capacity"])))},
        "mark": {"type": "line", "color": INK, "strokeWidth": 1.5, **step_interpolation()},
        "encoding": {"x": x, "y": y | {"field": "capacity"}},
    }
    layers = [bars, marks, line, *_basis_band(loads, x)]
    if position == 0:
        layers += key_layers(_key_entries(bases), _HEIGHT, top=36 + _BASIS_BAND_HEIGHT)
    spec: Spec = {"layer": layers, "resolve": {"scale": {"color": "independent"}}}
    drawn = chart_rows(loads.select("from", "until", "load", "full"))
    return make_chart(f"loads-{position}", name, _alt_text(name, loads, view), drawn, spec, height=_HEIGHT)


def _basis_band(loads: pl.DataFrame, x: Spec) -> list[Spec]:
    """Below the bars, on what basis the capacity is known: a shade, and the word where it has room."""
    days = (pl.col("until") - pl.col("from")).dt.total_days() + 1
    bands = (
        merge_equal_bins(loads, [], ["basis"]).with_columns((days * 3 >= days.sum()).alias("roomy")).drop_nulls("basis")
    )
    middle = bands.with_columns((pl.col("from") + pl.duration(days=days // 2)).dt.to_string("iso").alias("middle"))
    values = chart_rows(middle.with_columns(pl.col("basis").replace_strict(_basis_labels()).alias("word")))
    shades = {"domain": list(BASIS_STYLES), "range": [shade for _word, shade in BASIS_STYLES.values()]}
    between = {"y": {"value": _HEIGHT + 3}, "y2": {"value": _HEIGHT + 3 + _BASIS_BAND_HEIGHT}}
    colour = {"field": "basis", "type": "nominal", "scale": shades, "legend": None}
    drawn = {"mark": "rect", "encoding": {"x": x, "x2": {"field": "to"}, **between, "color": colour}}
    layers: list[Spec] = [{"data": {"values": values}, **drawn}]
    for dark in (True, False):
        roomy = [row for row in values if row["roomy"] and (row["basis"] in _DARK_BASES) == dark]
        if roomy:
            word = {"type": "text", "fontSize": 10, "baseline": "middle", "color": "white" if dark else INK}
            encoding = {
                "x": x | {"field": "middle"},
                "y": {"value": _HEIGHT + 4 + _BASIS_BAND_HEIGHT / 2},
                "text": {"field": "word"},
            }
            layers.append({"data": {"values": roomy}, "mark": word, "encoding": encoding})
    return layers


def _basis_labels() -> dict[str, str]:
    return {basis: label(_(word)) for basis, (word, _shade) in BASIS_STYLES.items()}


def _key_entries(bases: list[str]) -> list[KeyEntry]:
    return [
        KeyEntry(_("capacity"), INK, "line"),
        KeyEntry(_("load"), SKY),
        KeyEntry(_("full: the load uses all capacity"), BLUE),
        *(
            KeyEntry(_(BASIS_KEY_LABELS[basis]), shade)
            for basis, (_word, shade) in BASIS_STYLES.items()
            if basis in bases
        ),
    ]


def _alt_text(name: str, loads: pl.DataFrame, view: PlanView) -> str:
    """A drawing without the drawing."""
    full = loads.filter("full")
    figures = {
        "resource": name,
        "load": format_quantity(float(loads["load"].max() or 0.0)),  # type: ignore[arg-type]
        "capacity": format_quantity(float(loads["capacity"].max() or 0.0)),  # type: ignore[arg-type]
        "per": rate_label(view.calendar),
    }
    if full.is_empty():
        return _("{resource}: load up to {load}, capacity up to {capacity} {per}; never full.").format(**figures)
    return _("{resource}: load up to {load}, capacity up to {capacity} {per}; full first on {date}.").format(
        **figures,
        date=day(full["from"].min()),  # type: ignore[arg-type]
    )


def _summary(ranked: pl.DataFrame, limited: pl.DataFrame, view: PlanView) -> str:
    full = ranked.filter(pl.col("full") > 0)
    if full.is_empty():
        sentences = [_("No resource is full at any time.")]
    else:
        fullest = full.sort(["full", "resource"], descending=[True, False]).row(0, named=True)
        times = limited.filter((pl.col("resource") == fullest["resource"]) & _IS_FULL)["bucket"]
        sentences = [
            _("{full} of {all} resources with limited capacity are full at some time.").format(
                full=format_quantity(len(full)), all=format_quantity(len(ranked))
            ),
            _("Full for the longest is {resource}: {share} % of the horizon (first: {when}).").format(
                resource=view.names.name_of("resource", fullest["resource"]),
                share=format_quantity(round(100 * fullest["full"])),
                when=view.bucket_label(times.min()),  # type: ignore[arg-type]
            ),
        ]
    assumed = int(ranked["assumed"].sum())
    if assumed:
        sentences.append(
            ngettext(
                "The capacity of {count} resource is assumed, at least in part.",
                "The capacity of {count} resources is assumed, at least in part.",
                assumed,
            ).format(count=format_quantity(assumed))
        )
    return " ".join(sentences)


def _omission_note(omitted: int) -> str:
    return ngettext(
        "{count} resource whose capacity matters less is not drawn; resources.parquet in the plan folder has it.",
        "{count} resources whose capacity matters less are not drawn; resources.parquet in the plan folder has all of "
        "them.",
        omitted,
    ).format(count=format_quantity(omitted))


def _columns(view: PlanView) -> list[TableColumn]:
    figures = {"per": rate_label(view.calendar)}
    return [
        TableColumn(_("Resource")), TableColumn(_("From"), "day"), TableColumn(_("Until"), "day"),
        TableColumn(_("Load {per}").format(**figures), "number"),
        TableColumn(_("Capacity {per}").format(**figures), "number"),
        TableColumn(_("Load, in % of capacity"), "number"), TableColumn(_("Basis")),
    ]  # fmt: skip


def _table_rows(chosen: list[str], loads: pl.DataFrame, view: PlanView) -> pl.DataFrame:
    """In the order of the drawings, by time."""
    order = pl.DataFrame({"resource": chosen, "place": range(len(chosen))})
    merged = merge_equal_bins(
        loads.join(order, on="resource").sort("place", "from"), ["resource"], [*_FIGURES, "basis"]
    )
    names = {resource: view.names.name_of("resource", resource) for resource in chosen}
    percent = pl.when(pl.col("capacity") > 0).then((100 * pl.col("load") / pl.col("capacity")).round(1))
    return merged.select(
        pl.col("resource").replace_strict(names),
        "from",
        "until",
        *_FIGURES,
        percent.alias("percent"),
        pl.col("basis").replace_strict({basis: str(_(word)) for basis, (word, _shade) in BASIS_STYLES.items()}),
    )
