"""The way of goods from makers and stocks through hubs to those who are handed them, drawn for what is given most."""

from __future__ import annotations

import textwrap
from collections.abc import Hashable, Iterator
from itertools import pairwise
from typing import Any

import polars as pl

from muster.report.blocks import Cell, Chart, Column, Picture, Table
from muster.report.cell_format import quantity
from muster.report.charts.labels import SEMICOLON, counted, short
from muster.report.charts.sankey_bottlenecks import Binding, Marks, binding, marks, told_marks, told_of_marks
from muster.report.charts.sankey_data import Flow, Sums
from muster.report.charts.sankey_layout import Band, Box, Layout, Link, Others, layout
from muster.report.charts.vega import (
    BLUE,
    GREEN,
    INK,
    QUIET,
    RED,
    SKY,
    STROKES,
    Meaning,
    Spec,
    amount_label,
    chart,
    key,
    named,
)
from muster.report.plan_view import Reading
from muster.text import _, listed, ngettext, right_to_left

DRAWN = 6
MOST_TOLD = 8
MOST_ROWS = 200
LETTERS = 15
"""Letters of a line of a node's name: what a drawing of 340 pixels has room for."""
_LINE = 11.5
_SPACE = 8.0
_NODE = 0.014
_POINTS = 16

Row = dict[str, Any]


def flow(reading: Reading) -> Picture | None:
    """One drawing for each item or family that is handed over most; everything in its own units."""
    sums = Sums(reading, (one.want.wants for one in reading.served))
    flows = [sums.of(wants) for wants in _wanted(reading, sums)]
    flows = [one for one in flows if one.total > 0]
    if not flows:
        return None
    drawn = flows[:DRAWN]
    layouts = [_layout(reading, one) for one in drawn]
    binds = [binding(reading, {one.wants, *sums.facts.choices(one.wants)}) for one in drawn]
    charts = tuple(
        _chart(reading, *parts, place) for place, parts in enumerate(zip(drawn, layouts, binds, strict=True), 1)
    )
    return Picture(
        "flow",
        _("From makers and stocks to those who are handed the goods"),
        listed([_says(reading, drawn[0]), *told_of_marks(map(marks, layouts, binds))], " "),
        charts,
        _table(reading, flows),
        _left_out(len(flows), layouts),
    )


def _wanted(reading: Reading, sums: Sums) -> list[str]:
    """What requests ask for, the most valuable of what is handed over first; an item of a family goes with it."""
    asked: dict[str, tuple[int, int]] = {}
    for one in reading.served:
        priority, count = asked.get(one.want.wants, (one.want.priority, 0))
        asked[one.want.wants] = min(priority, one.want.priority), count + 1
    covered = {item for wants in asked for item in sums.facts.choices(wants) if item != wants}
    prices = {item: row["unit_cost"] for item, row in sums.facts.items.items()}
    handed = reading.table("handed_over").group_by("item", maintain_order=True).agg(pl.col("quantity").sum())
    given: dict[str, float] = dict(handed.iter_rows())
    valued = all(prices[item] is not None for item in given)

    def rank(wants: str) -> tuple[float, int, int, str]:
        choices = sums.facts.choices(wants)
        worth = sum(given.get(item, 0.0) * (prices[item] or 0.0) for item in choices) if valued else 0.0
        priority, count = asked[wants]
        return -worth, priority, -count, wants

    return sorted((wants for wants in asked if wants not in covered), key=rank)


def _layout(reading: Reading, one: Flow) -> Layout:
    """Places with room above each node for the longest of the names."""
    links: dict[Link, float] = dict(one.links().items())
    nodes = {node for link in links for node in link}
    lines = max(len(_lines(_name(reading, node))) for node in nodes)
    return layout(links, room=_LINE * (lines + 1) + _SPACE)


def _lines(name: str) -> list[str]:
    return textwrap.wrap(name, LETTERS, max_lines=3, placeholder="…") or [""]


def _name(reading: Reading, node: Hashable, box: Box | None = None) -> str:
    if isinstance(node, Others):
        count = len(box.nodes) if box else 0
        return ngettext("{count} other", "{count} others", count).format(count=count)
    assert isinstance(node, tuple)
    return short(reading.names.of(*node), 3 * LETTERS)


def _chart(reading: Reading, one: Flow, drawing: Layout, binds: Binding, place: int) -> Chart:
    name, unit = short(reading.names.wants(one.wants), 60), counted(reading, one.wants)
    total = f"{quantity(one.total)} {unit}".strip()
    title = _("{goods}: {quantity} handed over").format(goods=name, quantity=total)
    marked = marks(drawing, binds)
    rows = [*_areas(drawing, marked), *_nodes(drawing, marked), *_texts(reading, drawing)]
    spec, height = _spec(drawing, marked), round(drawing.height + 4)
    if marked:
        spec["layer"] += key([Meaning(_("holds a late request back (proved)"), RED, "dashes")], height, top=4)
    alt = listed(
        [_alt(reading, title, drawing), *told_marks(marked, lambda node: _name(reading, node, drawing.boxes[node]))],
        " ",
    )
    return chart(f"flow-{place}", title, alt, rows, spec, height=height, wide=True)


def _spec(drawing: Layout, marked: Marks) -> Spec:
    x = {"type": "quantitative", "axis": None, "scale": {"domain": [0, 1], "nice": False, "reverse": right_to_left()}}
    y = {
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, round(drawing.height + 4)], "nice": False, "reverse": True},
    }
    place = {"x": {"field": "x", **x}, "y": {"field": "y", **y}}

    def layer(part: str, mark: Spec, more: Spec) -> Spec:
        return {"transform": [{"filter": {"field": "part", "equal": part}}], "mark": mark, "encoding": place | more}

    def text(part: str, align: str, **more: Any) -> Spec:
        mark = {"type": "text", "align": align, "baseline": "bottom", "fontSize": 10, **more}
        return layer(part, mark, {"text": {"field": "text"}})

    begin, end = ("right", "left") if right_to_left() else ("left", "right")
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
            *([layer("held-band", area | dashes | {"opacity": 0.8}, band)] if marked.bands else []),
            layer(
                "node",
                {"type": "rect"},
                wide | {"color": {"field": "kind", "type": "nominal", "scale": colours, "legend": None}},
            ),
            *([layer("held-node", {"type": "rect", "fill": None, **dashes}, wide)] if marked.nodes else []),
            *(text(part, align, color="white", **halo) for part, align in aligned),
            *(text(part, align, color=INK) for part, align in aligned),
        ]
    }


def _at(layer: int, layers: int) -> float:
    """The left edge of a layer's nodes, as a part of the width."""
    return (1 - _NODE) * layer / (layers - 1)


def _areas(drawing: Layout, marked: Marks) -> Iterator[Row]:
    for number_, band in enumerate(drawing.bands):
        part = "held-band" if (band.source, band.target) in marked.bands else "band"
        for x, top in _curve(band, drawing.layers):
            yield {"part": part, "band": number_, "x": round(x, 4), "y": round(top, 2),
                   "y2": round(top + band.thickness, 2)}  # fmt: skip


def _curve(band: Band, layers: int) -> Iterator[tuple[float, float]]:
    """Points along the top of a band, level where it touches a layer."""
    for (first, begin), (second, end) in pairwise(band.through):
        left, right = _at(first, layers) + _NODE, _at(second, layers)
        for k in range(_POINTS + 1):
            part = k / _POINTS
            yield left + (right - left) * part, begin + (end - begin) * part * part * (3 - 2 * part)


def _nodes(drawing: Layout, marked: Marks) -> Iterator[Row]:
    for node, box in drawing.boxes.items():
        left = _at(box.layer, drawing.layers)
        kind = "end" if not box.went else "start" if not box.came else "between"
        row = {
            "part": "node", "kind": kind, "x": round(left, 4), "x2": round(left + _NODE, 4),
            "y": round(box.top, 2), "y2": round(box.top + box.height, 2),
        }  # fmt: skip
        yield row
        if node in marked.nodes:
            yield row | {"part": "held-node"}


def _texts(reading: Reading, drawing: Layout) -> Iterator[Row]:
    """Name and quantity above each node, a row for each line, the last one next to the node."""
    for node, box in drawing.boxes.items():
        left = _at(box.layer, drawing.layers)
        part, x = "middle", left + _NODE / 2
        if box.layer == 0:
            part, x = "first", left
        elif box.layer == drawing.layers - 1:
            part, x = "last", left + _NODE
        shown = [*map(named, _lines(_name(reading, node, box))), amount_label(quantity(max(box.came, box.went)))]
        for above, line in enumerate(reversed(shown)):
            yield {"part": part, "x": round(x, 4), "y": round(box.top - 2 - above * _LINE, 2), "text": line}


def _alt(reading: Reading, title: str, drawing: Layout) -> str:
    """The drawing in words: the largest bands."""
    told = sorted(drawing.bands, key=lambda band: -band.quantity)[:MOST_TOLD]
    parts = [
        _("{quantity} from {origin} to {destination}").format(
            quantity=quantity(band.quantity),
            origin=_name(reading, band.source, drawing.boxes[band.source]),
            destination=_name(reading, band.target, drawing.boxes[band.target]),
        )
        for band in told
    ]
    return _("{title}. The largest flows: {parts}.").format(title=title, parts=listed(parts, SEMICOLON))


def _says(reading: Reading, first: Flow) -> str:
    through: dict[str, float] = {}
    for (_origin, destination), amount in first.moved.items():
        if any(origin == destination for origin, _destination in first.moved):
            through[destination] = through.get(destination, 0.0) + amount
    words = [
        _("The first drawing is of {goods}: {quantity} handed over.").format(
            goods=short(reading.names.wants(first.wants), 60), quantity=quantity(first.total)
        )
    ]
    if through:
        hub = max(sorted(through), key=lambda location: through[location])
        words.append(
            _("Of these, {quantity} pass through {place}.").format(
                quantity=quantity(through[hub]), place=short(reading.names.of("location", hub), 60)
            )
        )
    words.append(
        _(
            "The width of a band is the quantity that leaves over the whole plan. At each place, what was there, what "
            "arrives and what is made come to what leaves, what is handed over and what is left; where the bands on "
            "both sides differ, that is stock, making or goods still on the way."
        )
    )
    return listed(words, " ")


def _table(reading: Reading, flows: list[Flow]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            reading.names.wants(one.wants), reading.names.of("location", location),
            *map(_tidy, (p.before, p.arrived, p.made, p.sent, p.handed, p.left)),
        )
        for one in flows
        for location, p in sorted(one.places.items(), key=lambda entry: -max(entry[1].sent, entry[1].handed))
        if any(abs(part) > 1e-6 for part in (p.before, p.arrived, p.made, p.sent, p.handed, p.left))
    ]  # fmt: skip
    columns = (
        Column(_("Goods")), Column(_("Place")), Column(_("There at the start or received"), "number"),
        Column(_("Arrived from other places"), "number"), Column(_("Made less used up"), "number"),
        Column(_("Sent on"), "number"), Column(_("Handed over"), "number"), Column(_("Left at the end"), "number"),
    )  # fmt: skip
    caption = _("Goods at each place over the whole plan: the first three figures come to the last three")
    return Table("flow", caption, columns, tuple(rows[:MOST_ROWS]), max(0, len(rows) - MOST_ROWS), "moves.parquet")


def _tidy(quantity: float) -> float:
    """The quantity without the last digits of sums."""
    return round(quantity, 6) + 0.0


def _left_out(count: int, layouts: list[Layout]) -> str:
    words = []
    if count > DRAWN:
        words.append(
            _(
                "Drawn are {shown} of {count} items and families, those of most value (without unit costs, of highest "
                "priority) first; all are in {file}."
            ).format(shown=DRAWN, count=count, file="moves.parquet")
        )
    if any(isinstance(node, Others) for one in layouts for node in one.boxes):
        words.append(_("Where many places stand side by side, those of least quantity are drawn together."))
    if any(one.back for one in layouts):
        words.append(_("Goods that go back to where they have been are in the table, not in the drawing."))
    return listed(words, " ") if words else ""
