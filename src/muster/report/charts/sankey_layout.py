"""Places for the nodes of a flow in layers, and for the bands between them.

Every link leads to a later layer; what would lead back is left out and returned. A band that passes a layer without
stopping has a place of its own there, so that it runs beside the nodes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

MAX_NODES = 12
"""Nodes of one layer; those of least quantity are put together."""
LAYER_THICKNESS = 120.0
"""Pixels of the layer in which most goods pass."""
BAND_GAP = 8.0
"""Pixels above a band that only passes."""
MIN_HEIGHT = 2.0
_SWEEPS = 6

Link = tuple[Hashable, Hashable]


@dataclass(frozen=True)
class FoldedNodes:
    """The nodes of one layer that are drawn together."""

    layer: int


@dataclass(frozen=True)
class _PassingStep:
    link: Link
    layer: int


@dataclass
class NodeBox:
    """A node: its layer, pixels from the top, and how many nodes it stands for."""

    layer: int
    top: float
    height: float
    inflow: float
    outflow: float
    nodes: list[Hashable] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Band:
    """A link: its quantity, pixels of thickness, and at each layer that it touches the pixels to its top."""

    source: Hashable
    target: Hashable
    quantity: float
    thickness: float
    through: tuple[tuple[int, float], ...]


@dataclass(frozen=True, kw_only=True)
class SankeyLayout:
    """All of it: boxes by node, bands, number of layers, height in pixels, and links that would lead back."""

    boxes: Mapping[Hashable, NodeBox]
    bands: tuple[Band, ...]
    layers: int
    height: float
    backward_links: Mapping[Link, float]


def lay_out(links: Mapping[Link, float], *, room: float) -> SankeyLayout:
    """Places for these links with their quantities, all above 0, with room (in pixels) above each node for its name."""
    forward, back = _split_forward({link: quantity for link, quantity in links.items() if link[0] != link[1]})
    layer = _assign_layers(forward)
    drawn_as, members = _fold_layers(forward, layer)
    merged: dict[Link, float] = defaultdict(float)
    for (source, target), quantity in forward.items():
        merged[drawn_as[source], drawn_as[target]] += quantity
    layer = {node: layer[nodes[0]] for node, nodes in members.items()}
    return _place_nodes(dict(merged), layer, members, back, room)


def _split_forward(links: Mapping[Link, float]) -> tuple[dict[Link, float], dict[Link, float]]:
    """Links without circles, and the links that would close one, those of most quantity staying."""
    if not _has_cycle(links):
        return dict(links), {}
    forward: dict[Link, float] = {}
    after: dict[Hashable, set[Hashable]] = defaultdict(set)
    back: dict[Link, float] = {}
    for link, quantity in sorted(links.items(), key=lambda entry: (-entry[1], str(entry[0]))):
        if _can_reach(after, link[1], link[0]):
            back[link] = quantity
        else:
            forward[link] = quantity
            after[link[0]].add(link[1])
    return forward, back


def _has_cycle(links: Mapping[Link, float]) -> bool:
    """True if some goods return to a location; a quick test for a rare case."""
    after: dict[Hashable, list[Hashable]] = defaultdict(list)
    before: dict[Hashable, int] = defaultdict(int)
    for source, target in links:
        after[source].append(target)
        before[target] += 1
    nodes = {node for link in links for node in link}
    waiting = [node for node in nodes if not before[node]]
    done = 0
    while waiting:
        done += 1
        for target in after[waiting.pop()]:
            before[target] -= 1
            if not before[target]:
                waiting.append(target)
    return done < len(nodes)


def _can_reach(after: Mapping[Hashable, set[Hashable]], start: Hashable, end: Hashable) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        node = waiting.pop()
        if node == end:
            return True
        for following in after.get(node, ()):
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return False


def _assign_layers(links: Mapping[Link, float]) -> dict[Hashable, int]:
    """The last layer for what nothing leaves, and for the others the latest before all that they lead to."""
    before: dict[Hashable, list[Hashable]] = defaultdict(list)
    open_ends: dict[Hashable, int] = defaultdict(int)
    for source, target in links:
        before[target].append(source)
        open_ends[source] += 1
    nodes = {node: None for link in links for node in link}
    steps = {node: 0 for node in nodes if open_ends[node] == 0}
    waiting = list(steps)
    while waiting:
        node = waiting.pop()
        for source in before[node]:
            steps[source] = max(steps.get(source, 0), steps[node] + 1)
            open_ends[source] -= 1
            if open_ends[source] == 0:
                waiting.append(source)
    last = max(steps.values(), default=0)
    return {node: last - steps[node] for node in nodes}


def _fold_layers(
    links: Mapping[Link, float], layer: Mapping[Hashable, int]
) -> tuple[dict[Hashable, Hashable], dict[Hashable, list[Hashable]]]:
    """For each node what it is drawn as, and for each of these the nodes that it stands for."""
    weight = _flows_by_node(links)
    by_layer: dict[int, list[Hashable]] = defaultdict(list)
    for node in sorted(layer, key=lambda node: (-max(weight[node]), str(node))):
        by_layer[layer[node]].append(node)
    drawn_as: dict[Hashable, Hashable] = {}
    members: dict[Hashable, list[Hashable]] = defaultdict(list)
    for layer_index, nodes in by_layer.items():
        single_count = len(nodes) if len(nodes) <= MAX_NODES else MAX_NODES - 1
        for k, node in enumerate(nodes):
            drawn_as[node] = node if k < single_count else FoldedNodes(layer_index)
            members[drawn_as[node]].append(node)
    return drawn_as, dict(members)


def _flows_by_node(links: Mapping[Link, float]) -> dict[Hashable, tuple[float, float]]:
    """Inflow and outflow of each node."""
    inflow: dict[Hashable, float] = defaultdict(float)
    outflow: dict[Hashable, float] = defaultdict(float)
    for (source, target), quantity in links.items():
        outflow[source] += quantity
        inflow[target] += quantity
    return {node: (inflow[node], outflow[node]) for node in {**inflow, **outflow}}


def _place_nodes(
    links: dict[Link, float],
    layer: Mapping[Hashable, int],
    members: Mapping[Hashable, list[Hashable]],
    back: Mapping[Link, float],
    room: float,
) -> SankeyLayout:
    weight = _flows_by_node(links)
    count = max(layer.values(), default=0) + 1
    sums = [sum(max(weight[node]) for node in layer if layer[node] == k) for k in range(count)]
    passing = {link: [_PassingStep(link, k) for k in range(layer[link[0]] + 1, layer[link[1]])] for link in links}
    for link, steps in passing.items():
        for step in steps:
            sums[step.layer] += links[link]
    scale = LAYER_THICKNESS / max(sums)
    heights: dict[Hashable, float] = {node: max(MIN_HEIGHT, max(weight[node]) * scale) for node in layer}
    heights |= {step: max(1.0, links[link] * scale) for link, steps in passing.items() for step in steps}
    order = _order_nodes(
        {**layer, **{s: s.layer for steps in passing.values() for s in steps}}, links, passing, heights, room
    )
    tops, bottom = _stack_nodes(order, heights, room)
    boxes = {node: NodeBox(layer[node], tops[node], heights[node], *weight[node], members[node]) for node in layer}
    return SankeyLayout(
        boxes=boxes,
        bands=_place_bands(links, layer, passing, tops, heights, scale),
        layers=count,
        height=bottom,
        backward_links=back,
    )


def _order_nodes(
    layer: Mapping[Hashable, int],
    links: Mapping[Link, float],
    passing: Mapping[Link, list[_PassingStep]],
    heights: Mapping[Hashable, float],
    room: float,
) -> list[list[Hashable]]:
    """Nodes of each layer from top to bottom, moved towards what they are linked to."""
    order: list[list[Hashable]] = [[] for _ in range(max(layer.values(), default=0) + 1)]
    for node in sorted(layer, key=lambda node: (isinstance(node, _PassingStep), -heights[node], str(node))):
        order[layer[node]].append(node)
    beside: dict[Hashable, list[tuple[Hashable, float]]] = defaultdict(list)
    for link, quantity in links.items():
        chain = [link[0], *passing[link], link[1]]
        for first, second in pairwise(chain):
            beside[first].append((second, quantity))
            beside[second].append((first, quantity))
    for sweep in range(_SWEEPS):
        for nodes in order if sweep % 2 else reversed(order):
            middles = _node_middles(order, heights, room)
            nodes.sort(key=lambda node: _mean_neighbour_position(node, beside[node], middles))
    return order


def _mean_neighbour_position(
    node: Hashable, beside: list[tuple[Hashable, float]], middles: Mapping[Hashable, float]
) -> float:
    whole = sum(quantity for _, quantity in beside)
    return sum(middles[other] * quantity for other, quantity in beside) / whole if whole else middles[node]


def _node_middles(order: list[list[Hashable]], heights: Mapping[Hashable, float], room: float) -> dict[Hashable, float]:
    tops, _ = _stack_nodes(order, heights, room)
    return {node: top + heights[node] / 2 for node, top in tops.items()}


def _stack_nodes(
    order: list[list[Hashable]], heights: Mapping[Hashable, float], room: float
) -> tuple[dict[Hashable, float], float]:
    """The top of each node, every layer in the middle of the whole height; and that height."""
    needs = [
        sum(heights[node] + (BAND_GAP if isinstance(node, _PassingStep) else room) for node in nodes) for nodes in order
    ]
    bottom = max(needs, default=0.0)
    tops: dict[Hashable, float] = {}
    for nodes, need in zip(order, needs, strict=True):
        top = (bottom - need) / 2
        for node in nodes:
            top += BAND_GAP if isinstance(node, _PassingStep) else room
            tops[node] = top
            top += heights[node]
    return tops, bottom


def _place_bands(
    links: Mapping[Link, float],
    layer: Mapping[Hashable, int],
    passing: Mapping[Link, list[_PassingStep]],
    tops: Mapping[Hashable, float],
    heights: Mapping[Hashable, float],
    scale: float,
) -> tuple[Band, ...]:
    """Bands stacked at the sides of their nodes in the order in which they go on."""
    following = {link: (passing[link][0] if passing[link] else link[1]) for link in links}
    preceding = {link: (passing[link][-1] if passing[link] else link[0]) for link in links}
    next_start, next_end = dict(tops), dict(tops)
    starts: dict[Link, float] = {}
    ends: dict[Link, float] = {}
    for link in sorted(links, key=lambda link: tops[following[link]]):
        starts[link] = next_start[link[0]]
        next_start[link[0]] += links[link] * scale
    for link in sorted(links, key=lambda link: tops[preceding[link]]):
        ends[link] = next_end[link[1]]
        next_end[link[1]] += links[link] * scale
    return tuple(
        Band(
            source=link[0], target=link[1], quantity=quantity, thickness=max(1.0, quantity * scale),
            through=(
                (layer[link[0]], starts[link]),
                *((step.layer, tops[step]) for step in passing[link]),
                (layer[link[1]], ends[link]),
            ),
        )
        for link, quantity in links.items()
    )  # fmt: skip
