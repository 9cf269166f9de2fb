"""The way of goods from makers and stocks through hubs to those who are handed them, drawn for what is given most."""

from __future__ import annotations

import textwrap
from collections.abc import Hashable, Iterator
from itertools import pairwise
from typing import Any

import polars as pl

from muster.report.blocks import Cell, Chart, Picture, ReportTable, TableColumn
from muster.report.cell_format import SEMICOLON, format_quantity
from muster.report.charts.labels import counting_unit_label, shorten
from muster.report.charts.sankey_bottlenecks import (
    BottleneckMarks,
    BottleneckSites,
    bottleneck_marks,
    bottleneck_sites,
    mark_sentences,
    marks_meaning,
)
from muster.report.charts.sankey_data import FlowTotals, GoodsFlow, LocationBalance
from muster.report.charts.sankey_layout import Band, FoldedNodes, Link, NodeBox, SankeyLayout, lay_out
from muster.report.charts.vega import (
    BLUE,
    GREEN,
    INK,
    QUIET,
    RED,
    SKY,
    STROKES,
    ChartRow,
    KeyEntry,
    Spec,
    amount_label,
    key_layers,
    make_chart,
)
from muster.report.display_names import name_label
from muster.report.plan_view import PlanView
from muster.text import _, is_right_to_left, join_list, ngettext

MAX_CHARTS = 6
MAX_LISTED_BANDS = 8
MAX_ROWS = 200
LINE_LENGTH = 15
"""Letters of a line of a node's name: what a drawing of 340 pixels has room for."""
_LINE_HEIGHT = 11.5
_NAME_GAP = 8.0
_NODE_WIDTH = 0.014
_CURVE_POINTS = 16


def sankey_charts(view: PlanView) -> Picture | None:
    """One drawing for each item or family that is handed over most; everything in its own units."""
    totals = FlowTotals(view, (fulfilment.demand.wants for fulfilment in view.fulfilments))
    flows = [totals.flow(wants) for wants in _ranked_goods(view, totals)]
    flows = [flow for flow in flows if flow.total > 0]
    if not flows:
        return None
    drawn = flows[:MAX_CHARTS]
    layouts = [_goods_layout(view, flow) for flow in drawn]
    sites = [bottleneck_sites(view, {flow.wants, *totals.facts.serving_items(flow.wants)}) for flow in drawn]
    charts = tuple(
        _chart(view, *parts, position) for position, parts in enumerate(zip(drawn, layouts, sites, strict=True), 1)
    )
    return Picture(
        key="flow",
        title=_("From makers and stocks to those who are handed the goods"),
        summary=join_list([_summary(view, drawn[0]), *marks_meaning(map(bottleneck_marks, layouts, sites))], " "),
        charts=charts,
        table=_table(view, flows),
        omission_note=_omission_note(len(flows), layouts),
    )


def _ranked_goods(view: PlanView, totals: FlowTotals) -> list[str]:
    """Requested goods, the most valuable of what is handed over first; an item of a family goes with it."""
    requested: dict[str, tuple[int, int]] = {}
    for fulfilment in view.fulfilments:
        priority, count = requested.get(fulfilment.demand.wants, (fulfilment.demand.priority, 0))
        requested[fulfilment.demand.wants] = min(priority, fulfilment.demand.priority), count + 1
    covered = {item for wants in requested for item in totals.facts.serving_items(wants) if item != wants}
    prices = {item: row["unit_cost"] for item, row in totals.facts.items.items()}
    handed = view.result_table("handed_over").group_by("item", maintain_order=True).agg(pl.col("quantity").sum())
    handed_over: dict[str, float] = dict(handed.iter_rows())
    valued = all(prices[item] is not None for item in handed_over)

    def rank(wants: str) -> tuple[float, int, int, str]:
        choices = totals.facts.serving_items(wants)
        worth = sum(handed_over.get(item, 0.0) * (prices[item] or 0.0) for item in choices) if valued else 0.0
        priority, count = requested[wants]
        return -worth, priority, -count, wants

    return sorted((wants for wants in requested if wants not in covered), key=rank)


def _goods_layout(view: PlanView, flow: GoodsFlow) -> SankeyLayout:
    """Places with room above each node for the longest of the names."""
    links: dict[Link, float] = dict(flow.links().items())
    nodes = {node for link in links for node in link}
    lines = max(len(_wrap_name(_node_name(view, node))) for node in nodes)
    return lay_out(links, room=_LINE_HEIGHT * (lines + 1) + _NAME_GAP)


def _wrap_name(name: str) -> list[str]:
    return textwrap.wrap(name, LINE_LENGTH, max_lines=3, placeholder="…") or [""]


def _node_name(view: PlanView, node: Hashable, box: NodeBox | None = None) -> str:
    if isinstance(node, FoldedNodes):
        count = len(box.nodes) if box else 0
        return ngettext("{count} other", "{count} others", count).format(count=count)
    assert isinstance(node, tuple)
    return shorten(view.names.name_of(*node), 3 * LINE_LENGTH)


def _chart(view: PlanView, flow: GoodsFlow, layout: SankeyLayout, sites: BottleneckSites, position: int) -> Chart:
    name, unit = shorten(view.names.item_or_family_name(flow.wants), 60), counting_unit_label(view, flow.wants)
    total = f"{format_quantity(flow.total)} {unit}".strip()
    title = _("{goods}: {quantity} handed over").format(goods=name, quantity=total)
    marks = bottleneck_marks(layout, sites)
    rows = [*_band_rows(layout, marks), *_node_rows(layout, marks), *_text_rows(view, layout)]
    spec, height = _spec(layout, marks), round(layout.height + 4)
    if marks:
        spec["layer"] += key_layers([KeyEntry(_("holds a late request back (proved)"), RED, "dashes")], height, top=4)
    alt = join_list(
        [
            _alt_text(view, title, layout),
            *mark_sentences(marks, lambda node: _node_name(view, node, layout.boxes[node])),
        ],
        " ",
    )
    return make_chart(f"flow-{position}", title, alt, rows, spec, height=height, wide=True)


def _spec(layout: SankeyLayout, marks: BottleneckMarks) -> Spec:
    x = {
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, 1], "nice": False, "reverse": is_right_to_left()},
    }
    y = {
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, round(layout.height + 4)], "nice": False, "reverse": True},
    }
    position = {"x": {"field": "x", **x}, "y": {"field": "y", **y}}

    def layer(part: str, mark: Spec, more: Spec) -> Spec:
        return {"transform": [{"filter": {"field": "part", "equal": part}}], "mark": mark, "encoding": position | more}

    def text(part: str, align: str, **more: Any) -> Spec:
        mark = {"type": "text", "align": align, "baseline": "bottom", "fontSize": 10, **more}
        return layer(part, mark, {"text": {"field": "text"}})

    begin, end = ("right", "left") if is_right_to_left() else ("left", "right")
    colours = {"domain": ["start", "between", "end"], "range": [BLUE, QUIET, GREEN]}
    wide = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    halo = {"stroke": "white", "strokeWidth": 3, "strokeJoin": "round", "strokeOpacity": 0.85}
    aligned = (("first", begin), ("middle", "center"), ("last", end))
    band = {"y": {"field": "y", "stack": None, **y}, "y2": {"field": "y2"}, "detail": {"field": "band"}}
    area = {"type": "area", "opacity": 0.45, "color": SKY, "orient": "vertical"}
    dashes = {"stroke": RED, "strokeWidth": 2, "strokeDash": STROKES["dashes"]}
    return {
        "layer": [
            layer("band", area, band),
            *([layer("held-band", area | dashes | {"opacity": 0.8}, band)] if marks.bands else []),
            layer(
                "node",
                {"type": "rect"},
                wide | {"color": {"field": "kind", "type": "nominal", "scale": colours, "legend": None}},
            ),
            *([layer("held-node", {"type": "rect", "fill": None, **dashes}, wide)] if marks.nodes else []),
            *(text(part, align, color="white", **halo) for part, align in aligned),
            *(text(part, align, color=INK) for part, align in aligned),
        ]
    }


def _layer_left(layer: int, layers: int) -> float:
    """The left edge of a layer's nodes, as a part of the width."""
    return (1 - _NODE_WIDTH) * layer / (layers - 1)


def _band_rows(layout: SankeyLayout, marks: BottleneckMarks) -> Iterator[ChartRow]:
    for band_index, band in enumerate(layout.bands):
        part = "held-band" if (band.source, band.target) in marks.bands else "band"
        for x, top in _band_curve(band, layout.layers):
            yield {"part": part, "band": band_index, "x": round(x, 4), "y": round(top, 2),
                   "y2": round(top + band.thickness, 2)}  # fmt: skip


def _band_curve(band: Band, layers: int) -> Iterator[tuple[float, float]]:
    """Points along the top of a band, level where it touches a layer."""
    for (first, begin), (second, end) in pairwise(band.through):
        left, right = _layer_left(first, layers) + _NODE_WIDTH, _layer_left(second, layers)
        for k in range(_CURVE_POINTS + 1):
            part = k / _CURVE_POINTS
            yield left + (right - left) * part, begin + (end - begin) * part * part * (3 - 2 * part)


def _node_rows(layout: SankeyLayout, marks: BottleneckMarks) -> Iterator[ChartRow]:
    for node, box in layout.boxes.items():
        left = _layer_left(box.layer, layout.layers)
        kind = "end" if not box.outflow else "start" if not box.inflow else "between"
        row = {
            "part": "node", "kind": kind, "x": round(left, 4), "x2": round(left + _NODE_WIDTH, 4),
            "y": round(box.top, 2), "y2": round(box.top + box.height, 2),
        }  # fmt: skip
        yield row
        if node in marks.nodes:
            yield row | {"part": "held-node"}


def _text_rows(view: PlanView, layout: SankeyLayout) -> Iterator[ChartRow]:
    """Name and quantity above each node, a row for each line, the last one next to the node."""
    for node, box in layout.boxes.items():
        left = _layer_left(box.layer, layout.layers)
        part, x = "middle", left + _NODE_WIDTH / 2
        if box.layer == 0:
            part, x = "first", left
        elif box.layer == layout.layers - 1:
            part, x = "last", left + _NODE_WIDTH
        lines = [
            *map(name_label, _wrap_name(_node_name(view, node, box))),
            amount_label(format_quantity(max(box.inflow, box.outflow))),
        ]
        for above, line in enumerate(reversed(lines)):
            yield {"part": part, "x": round(x, 4), "y": round(box.top - 2 - above * _LINE_HEIGHT, 2), "text": line}


def _alt_text(view: PlanView, title: str, layout: SankeyLayout) -> str:
    """The drawing in words: the largest bands."""
    bands = sorted(layout.bands, key=lambda band: -band.quantity)[:MAX_LISTED_BANDS]
    parts = [
        _("{quantity} from {origin} to {destination}").format(
            quantity=format_quantity(band.quantity),
            origin=_node_name(view, band.source, layout.boxes[band.source]),
            destination=_node_name(view, band.target, layout.boxes[band.target]),
        )
        for band in bands
    ]
    return _("{title}. The largest flows: {parts}.").format(title=title, parts=join_list(parts, SEMICOLON))


def _summary(view: PlanView, first: GoodsFlow) -> str:
    through: dict[str, float] = {}
    for (_origin, destination), amount in first.moves.items():
        if any(origin == destination for origin, _destination in first.moves):
            through[destination] = through.get(destination, 0.0) + amount
    sentences = [
        _("The first drawing is of {goods}: {quantity} handed over.").format(
            goods=shorten(view.names.item_or_family_name(first.wants), 60), quantity=format_quantity(first.total)
        )
    ]
    if through:
        hub = max(sorted(through), key=lambda location: through[location])
        sentences.append(
            _("Of these, {quantity} pass through {place}.").format(
                quantity=format_quantity(through[hub]), place=shorten(view.names.name_of("location", hub), 60)
            )
        )
    sentences.append(
        _(
            "The width of a band is the quantity that leaves over the whole plan. At each place, what was there, what "
            "arrives and what is made come to what leaves, what is handed over and what is left; where the bands on "
            "both sides differ, that is stock, making or goods still on the way."
        )
    )
    return join_list(sentences, " ")


def _table(view: PlanView, flows: list[GoodsFlow]) -> ReportTable:
    rows: list[tuple[Cell, ...]] = [
        (
            view.names.item_or_family_name(flow.wants), view.names.name_of("location", location),
            *map(_round_sum, _balance_figures(balance)),
        )
        for flow in flows
        for location, balance in sorted(flow.balances.items(), key=lambda entry: -_leaving(entry[1]))
        if any(abs(figure) > 1e-6 for figure in _balance_figures(balance))
    ]  # fmt: skip
    columns = (
        TableColumn(_("Goods")), TableColumn(_("Place")), TableColumn(_("There at the start or received"), "number"),
        TableColumn(_("Arrived from other places"), "number"), TableColumn(_("Made less used up"), "number"),
        TableColumn(_("Sent on"), "number"), TableColumn(_("Handed over"), "number"),
        TableColumn(_("Left at the end"), "number"),
    )  # fmt: skip
    caption = _("Goods at each place over the whole plan: the first three figures come to the last three")
    return ReportTable(
        key="flow",
        caption=caption,
        columns=columns,
        rows=tuple(rows[:MAX_ROWS]),
        omitted_rows=max(0, len(rows) - MAX_ROWS),
        file="moves.parquet",
    )


def _balance_figures(balance: LocationBalance) -> tuple[float, ...]:
    return balance.opening, balance.arrived, balance.made, balance.sent, balance.handed_over, balance.closing


def _leaving(balance: LocationBalance) -> float:
    return max(balance.sent, balance.handed_over)


def _round_sum(quantity: float) -> float:
    """The quantity without the last digits of sums."""
    return round(quantity, 6) + 0.0


def _omission_note(count: int, layouts: list[SankeyLayout]) -> str:
    sentences = []
    if count > MAX_CHARTS:
        sentences.append(
            _(
                "Drawn are {shown} of {count} items and families, those of most value (without unit costs, of highest "
                "priority) first; all are in {file}."
            ).format(shown=MAX_CHARTS, count=count, file="moves.parquet")
        )
    if any(isinstance(node, FoldedNodes) for layout in layouts for node in layout.boxes):
        sentences.append(_("Where many places stand side by side, those of least quantity are drawn together."))
    if any(layout.backward_links for layout in layouts):
        sentences.append(_("Goods that go back to where they have been are in the table, not in the drawing."))
    return join_list(sentences, " ") if sentences else ""
