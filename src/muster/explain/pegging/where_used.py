"""Pegs read both ways: what each stock, receipt, operation and lane serves, and where each request is served from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from muster.explain.pegging.pegs import Peg

StepTotal = tuple[float, date, date]
"""A quantity with the first and the last bucket in which it leaves."""

Route = tuple[tuple[str, str, str, str | None], ...]
"""Kind, id, item and location of each step from the hand-over up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyUse:
    """Quantity of an item that leaves a stock, receipt, operation or lane for a request, from `bucket` to `until`."""

    kind: str
    id: str
    item: str
    request: str
    quantity: float
    bucket: date
    until: date

    def as_dict(self) -> dict[str, object]:
        """The same in JSON."""
        return {
            "kind": self.kind,
            "id": self.id,
            "item": self.item,
            "request": self.request,
            "quantity": self.quantity,
            "bucket": self.bucket.isoformat(),
            "until": self.until.isoformat(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceNode:
    """A place in the tree of where a request's goods come from; `depth` 0 is the hand-over, 1 what feeds it."""

    depth: int
    kind: str
    id: str
    item: str
    quantity: float
    bucket: date
    until: date
    cut: bool
    location: str | None = None


def where_used(pegs: Iterable[Peg]) -> tuple[SupplyUse, ...]:
    """The way up: every place of supply with each request that it serves, hand-overs themselves left out."""
    sums: dict[tuple[str, str, str, str], StepTotal] = {}
    for peg in pegs:
        for step in peg.path:
            if step.kind != "hand_over":
                _add_total(sums, (step.kind, step.id, step.item, peg.request), (step.quantity, step.bucket, step.until))
    return tuple(
        SupplyUse(kind=kind, id=name, item=item, request=request, quantity=quantity, bucket=bucket, until=until)
        for (kind, name, item, request), (quantity, bucket, until) in sorted(sums.items())
    )


def source_tree(pegs: Iterable[Peg], request: str) -> tuple[SourceNode, ...]:
    """The way down: the pegs of a request as one tree, what comes by the same way together, the largest first."""
    sums: dict[Route, StepTotal] = {}
    cut: set[Route] = set()
    for peg in pegs:
        if peg.request == request:
            routes: dict[int, Route] = {}
            for index in reversed(range(len(peg.path))):
                step = peg.path[index]
                above = () if step.into is None else routes[step.into]
                routes[index] = (*above, (step.kind, step.id, step.item, step.location))
                _add_total(sums, routes[index], (step.quantity, step.bucket, step.until))
                if step.cut:
                    cut.add(routes[index])
    return tuple(_source_node(route, sums[route], route in cut) for route in _depth_first(sums))


def _source_node(route: Route, total: StepTotal, cut: bool) -> SourceNode:
    kind, name, item, location = route[-1]
    quantity, bucket, until = total
    return SourceNode(
        depth=len(route) - 1,
        kind=kind,
        id=name,
        item=item,
        quantity=quantity,
        bucket=bucket,
        until=until,
        cut=cut,
        location=location,
    )


def _add_total(sums: dict[Any, StepTotal], key: object, more: StepTotal) -> None:
    quantity, first, last = sums.get(key, (0.0, more[1], more[2]))
    sums[key] = (quantity + more[0], min(first, more[1]), max(last, more[2]))


def _depth_first(sums: dict[Route, StepTotal]) -> Iterator[Route]:
    """Every way after the one that it feeds, the largest quantity first."""
    feeding: dict[Route, list[Route]] = defaultdict(list)
    for route in sorted(sums, key=lambda candidate: (-sums[candidate][0], candidate)):
        feeding[route[:-1]].append(route)
    waiting = list(reversed(feeding[()]))
    while waiting:
        route = waiting.pop()
        yield route
        waiting += reversed(feeding[route])
