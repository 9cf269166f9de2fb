"""Nodes and links of a Sankey diagram that an explanation proves to be bottlenecks."""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Iterable, Iterator
from dataclasses import dataclass, field

from muster.report.charts.sankey_layout import SankeyLayout
from muster.report.plan_view import PlanView
from muster.text import _

_STOCK_KINDS = frozenset({"stock", "receipt", "reserve", "storage"})


@dataclass(frozen=True)
class BottleneckSites:
    """Nodes, and pairs of locations from one to the other."""

    nodes: frozenset[Hashable] = field(default_factory=frozenset)
    lanes: frozenset[tuple[Hashable, Hashable]] = field(default_factory=frozenset)


def bottleneck_sites(view: PlanView, items: Container[str]) -> BottleneckSites:
    """Bottlenecks of requests for these items: lanes as links, all that has a location as its node."""
    if view.explanation is None:
        return BottleneckSites()
    asked = {fulfilment.demand.request for fulfilment in view.fulfilments if fulfilment.demand.wants in items}
    subjects = [
        (bottleneck.kind, bottleneck.id)
        for late_request in view.explanation.late_requests
        if late_request.request in asked
        for bottleneck in late_request.bottlenecks
    ]
    lanes = {row[0]: row[1:] for row in view.input_table("lanes").select("lane", "origin", "destination").iter_rows()}
    locations = _locations_by_subject(view)
    lane_pairs, nodes = set(), set()
    for kind, name in subjects:
        if name in lanes and kind in ("lane", "lead_time", "window"):
            origin, destination = lanes[name]
            lane_pairs.add((("location", origin), ("location", destination)))
        elif (location := locations.get((kind, name))) is not None:
            nodes.add(("location", location))
    return BottleneckSites(frozenset(nodes), frozenset(lane_pairs))


def _locations_by_subject(view: PlanView) -> dict[tuple[str, str], str]:
    """The location of each thing that can hold back, by its kind and id."""
    locations: dict[tuple[str, str], str] = {}
    for kind in ("capacity", "lead_time", "window"):
        locations |= {(kind, name): location for name, location in _located_rows(view, "operations", "operation")}
    for kind in ("capacity", "ramp"):
        locations |= {(kind, name): location for name, location in _located_rows(view, "resources", "resource")}
    for table in ("stocks", "receipts", "reserves"):
        for location, item in _located_rows(view, table, "location", "item"):
            locations |= {(kind, f"{location}/{item}"): location for kind in _STOCK_KINDS}
    return locations


def _located_rows(view: PlanView, table: str, *columns: str) -> list[tuple[str, str]]:
    wanted = columns if "location" in columns else (*columns, "location")
    return list(view.input_table(table).select(*wanted).drop_nulls().unique(maintain_order=True).iter_rows())


@dataclass(frozen=True)
class BottleneckMarks:
    """The nodes and bands of one drawing that are marked; a node that stands for several is not."""

    nodes: tuple[Hashable, ...] = ()
    bands: tuple[tuple[Hashable, Hashable], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.nodes or self.bands)


def bottleneck_marks(layout: SankeyLayout, sites: BottleneckSites) -> BottleneckMarks:
    """Marks of a diagram's bottlenecks."""
    nodes = tuple(node for node in layout.boxes if node in sites.nodes)
    bands = tuple((band.source, band.target) for band in layout.bands if (band.source, band.target) in sites.lanes)
    return BottleneckMarks(nodes, bands)


def marks_meaning(marks: Iterable[BottleneckMarks]) -> Iterator[str]:
    """Meaning of the marks, if there are any."""
    if any(marks):
        yield _(
            "Red dashes stand around places and ways of which a stock, a receipt, a floor, a plant or a lead time is "
            "proved to hold a late request for these goods back."
        )


def mark_sentences(marks: BottleneckMarks, name: Callable[[Hashable], str]) -> Iterator[str]:
    """Marked bottlenecks in words."""
    for node in marks.nodes:
        yield _("What is at {place} holds a late request back.").format(place=name(node))
    for source, target in marks.bands:
        yield _("The way from {origin} to {destination} holds a late request back.").format(
            origin=name(source), destination=name(target)
        )
