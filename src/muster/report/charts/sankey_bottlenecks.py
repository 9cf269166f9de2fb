"""Which places and ways of a flow hold a late request back, as an explanation proves it."""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Iterable, Iterator
from dataclasses import dataclass, field

from muster.report.charts.sankey_layout import Layout
from muster.report.plan_view import Reading
from muster.text import _

_STOCKS = frozenset({"stock", "receipt", "reserve", "storage"})


@dataclass(frozen=True)
class Binding:
    """Nodes, and pairs of locations from one to the other."""

    nodes: frozenset[Hashable] = field(default_factory=frozenset)
    ways: frozenset[tuple[Hashable, Hashable]] = field(default_factory=frozenset)


def binding(reading: Reading, items: Container[str]) -> Binding:
    """What holds back requests for one of these items: lanes as ways, all that has a location as its node."""
    if reading.explanation is None:
        return Binding()
    asked = {one.want.request for one in reading.served if one.want.wants in items}
    found = [(b.kind, b.id) for held in reading.explanation.held if held.request in asked for b in held.bottlenecks]
    lanes = {row[0]: row[1:] for row in reading.given("lanes").select("lane", "origin", "destination").iter_rows()}
    places = _places(reading)
    ways, nodes = set(), set()
    for kind, name in found:
        if name in lanes and kind in ("lane", "lead_time", "window"):
            origin, destination = lanes[name]
            ways.add((("location", origin), ("location", destination)))
        elif (place := places.get((kind, name))) is not None:
            nodes.add(("location", place))
    return Binding(frozenset(nodes), frozenset(ways))


def _places(reading: Reading) -> dict[tuple[str, str], str]:
    """The location of each thing that can hold back, by its kind and id."""
    found: dict[tuple[str, str], str] = {}
    for kind in ("capacity", "lead_time", "window"):
        found |= {(kind, name): place for name, place in _located(reading, "operations", "operation")}
    for kind in ("capacity", "ramp"):
        found |= {(kind, name): place for name, place in _located(reading, "resources", "resource")}
    for table in ("stocks", "receipts", "reserves"):
        for place, item in _located(reading, table, "location", "item"):
            found |= {(kind, f"{place}/{item}"): place for kind in _STOCKS}
    return found


def _located(reading: Reading, table: str, *columns: str) -> list[tuple[str, str]]:
    wanted = columns if "location" in columns else (*columns, "location")
    return list(reading.given(table).select(*wanted).drop_nulls().unique(maintain_order=True).iter_rows())


@dataclass(frozen=True)
class Marks:
    """The nodes and bands of one drawing that are marked; a node that stands for several is not."""

    nodes: tuple[Hashable, ...] = ()
    bands: tuple[tuple[Hashable, Hashable], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.nodes or self.bands)


def marks(drawing: Layout, binds: Binding) -> Marks:
    """What of a drawing holds back."""
    nodes = tuple(node for node in drawing.boxes if node in binds.nodes)
    bands = tuple((band.source, band.target) for band in drawing.bands if (band.source, band.target) in binds.ways)
    return Marks(nodes, bands)


def told_of_marks(marked: Iterable[Marks]) -> Iterator[str]:
    """What marks mean, if there are any."""
    if any(marked):
        yield _(
            "Red dashes stand around places and ways of which a stock, a receipt, a floor, a plant or a lead time is "
            "proved to hold a late request for these goods back."
        )


def told_marks(marked: Marks, name: Callable[[Hashable], str]) -> Iterator[str]:
    """What is marked, in words."""
    for node in marked.nodes:
        yield _("What is at {place} holds a late request back.").format(place=name(node))
    for source, target in marked.bands:
        yield _("The way from {origin} to {destination} holds a late request back.").format(
            origin=name(source), destination=name(target)
        )
