"""Pegs read both ways: what each stock, receipt, operation and lane serves, and where each request is served from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from muster.explain.pegging.pegs import Peg

Sum = tuple[float, date, date]
"""A quantity with the first and the last bucket in which it leaves."""

Way = tuple[tuple[str, str, str], ...]
"""Kind, id and item of each step from the hand-over up."""


@dataclass(frozen=True, slots=True)
class Serving:
    """So much of an item leaves a stock, receipt, operation or lane for a request, from `bucket` to `until`."""

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


@dataclass(frozen=True, slots=True)
class Origin:
    """A place in the tree of where a request's goods come from; `depth` 0 is the hand-over, 1 what feeds it."""

    depth: int
    kind: str
    id: str
    item: str
    quantity: float
    bucket: date
    until: date
    cut: bool


def serves(found: Iterable[Peg]) -> tuple[Serving, ...]:
    """The way up: every place of supply with each request that it serves, hand-overs themselves left out."""
    sums: dict[tuple[str, str, str, str], Sum] = {}
    for peg in found:
        for step in peg.path:
            if step.kind != "hand_over":
                _add(sums, (step.kind, step.id, step.item, peg.request), (step.quantity, step.bucket, step.until))
    return tuple(Serving(*key, *sums[key]) for key in sorted(sums))


def origins(found: Iterable[Peg], request: str) -> tuple[Origin, ...]:
    """The way down: the pegs of a request as one tree, what comes by the same way together, the largest first."""
    sums: dict[Way, Sum] = {}
    cut: set[Way] = set()
    for peg in found:
        if peg.request == request:
            ways: dict[int, Way] = {}
            for place in reversed(range(len(peg.path))):
                step = peg.path[place]
                above = () if step.into is None else ways[step.into]
                ways[place] = (*above, (step.kind, step.id, step.item))
                _add(sums, ways[place], (step.quantity, step.bucket, step.until))
                if step.cut:
                    cut.add(ways[place])
    return tuple(Origin(len(way) - 1, *way[-1], *sums[way], way in cut) for way in _in_order(sums))


def _add(sums: dict[Any, Sum], key: object, more: Sum) -> None:
    quantity, first, last = sums.get(key, (0.0, more[1], more[2]))
    sums[key] = (quantity + more[0], min(first, more[1]), max(last, more[2]))


def _in_order(sums: dict[Way, Sum]) -> Iterator[Way]:
    """Every way after the one that it feeds, the largest quantity first."""
    feeding: dict[Way, list[Way]] = defaultdict(list)
    for way in sorted(sums, key=lambda one: (-sums[one][0], one)):
        feeding[way[:-1]].append(way)
    waiting = list(reversed(feeding[()]))
    while waiting:
        way = waiting.pop()
        yield way
        waiting += reversed(feeding[way])
