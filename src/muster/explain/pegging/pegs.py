"""Pegs: which stocks, receipts, operations and lanes serve each request, and which requests each of them serves.

A peg is a quantity of one request's hand-over with all that stands behind it. Pegs of a request add up to what is
handed over for it, and their steps to what the plan takes, makes and moves for it. An operation that gives several
items stands in full behind each of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from muster.explain.pegging.fifo_queues import OPENING, Column, Queues
from muster.explain.pegging.upstream_trace import Part, Tracing
from muster.plans.levels import Levels
from muster.plans.plan import Plan

MOST_PEGS = 2000
"""A request with more pegs than this is told path by path, its hand-overs of all buckets together."""

_KINDS = {"run": "operation", "move": "lane", "hand": "hand_over", "along": "hand_over"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a peg: so much of an item comes from a stock, receipt, operation, lane or hand-over.

    `bucket` to `until` are the first and the last bucket in which it leaves there; an operation is begun then, a
    receipt arrives. `into` is the place in the path of the step that it feeds (None: the request). `cut`: more stands
    behind it than is told.
    """

    kind: str
    id: str
    item: str
    bucket: date
    until: date
    quantity: float
    into: int | None
    cut: bool = False

    def as_dict(self) -> dict[str, object]:
        """The step in JSON."""
        told: dict[str, object] = {
            "kind": self.kind,
            "id": self.id,
            "item": self.item,
            "bucket": self.bucket.isoformat(),
            "until": self.until.isoformat(),
            "quantity": self.quantity,
            "into": self.into,
        }
        return told | ({"cut": True} if self.cut else {})


@dataclass(frozen=True, slots=True)
class Peg:
    """A quantity handed over for a request from `bucket` to `until`, in units of what it wants, sources first."""

    request: str
    quantity: float
    bucket: date
    until: date
    path: tuple[Step, ...]

    def as_dict(self) -> dict[str, object]:
        """The peg in JSON."""
        return {
            "request": self.request,
            "quantity": self.quantity,
            "bucket": self.bucket.isoformat(),
            "until": self.until.isoformat(),
            "path": [step.as_dict() for step in self.path],
        }


@dataclass(frozen=True, slots=True)
class _Found:
    """A step before it is dated: nearest to the request first."""

    kind: str
    id: str
    item: str
    into: int | None
    cut: bool
    bucket: int
    quantity: float


def pegs(plan: Plan, request: str | None = None) -> tuple[Peg, ...]:
    """The pegs of every request, or of one, by request and bucket.

    What comes by one and the same way, hand-over by hand-over, is one peg; of a request with more than `MOST_PEGS`
    of these, what comes by the same way in all buckets is one.
    """
    levels = levels_of(plan)
    tracing = Tracing(Queues(levels))
    wants = {want.request: want.wants for want in levels.blueprint.wants}
    by_request: dict[str, list[tuple[int, float, list[_Found]]]] = defaultdict(list)
    for activity in levels.families.get("hand", []):
        name, item, _ = levels.network.activities.key[activity]
        if request is None or name == request:
            ratio = levels.blueprint.facts.choices(wants[name])[item]
            by_request[name] += _of_hand_over(tracing, activity, ratio)
    found: list[Peg] = []
    for name in sorted(by_request):
        found += _together(name, by_request[name], levels.days)
    return tuple(found)


def levels_of(plan: Plan) -> Levels:
    """The levels of a whole plan."""
    assert plan.blueprint is not None
    assert plan.program is not None
    assert plan.levels is not None
    return Levels(plan.blueprint, plan.program, plan.levels)


def _of_hand_over(tracing: Tracing, activity: int, ratio: float) -> Iterable[tuple[int, float, list[_Found]]]:
    """Bucket, quantity in units of what is wanted, and steps of each part of a hand-over."""
    for bucket, level in enumerate(tracing.levels.of(activity).tolist()):
        if level <= 0:
            continue
        parts = tracing.parts(Column(activity, bucket))
        begin = 0.0
        for end, part in zip(parts.ends, parts.parts, strict=True):
            yield bucket, level * (end - begin) * ratio, steps_behind(tracing, part, level * (end - begin))
            begin = end


def steps_behind(tracing: Tracing, part: Part, level: float) -> list[_Found]:
    """The part itself and all steps behind it, so much of its level; what only hands on goods is no step."""
    found: list[_Found] = []
    waiting: list[tuple[Part, float, float, str, int | None, int]] = [(part, level, level, "", None, 0)]
    while waiting:
        one, amount, goods, item, into, taken = waiting.pop()
        goods = amount if _hands_over(tracing, one) else goods
        step = _step(tracing, one, goods, item, into, taken)
        place = into
        if step is not None:
            place = len(found)
            found.append(step)
        for way in reversed(one.inputs):
            assert one.column is not None
            given = way.quantity * amount
            of = tracing.queues.item(way.balance) or ""
            waiting.append((way.part, given * way.level, given, of, place, one.column.bucket))
    return found


def _hands_over(tracing: Tracing, part: Part) -> bool:
    """Whether a part is a hand-over, or what goes along with one: its level is in units of its item."""
    families = tracing.levels.network.activities.family
    return part.column is not None and families[part.column.activity] in ("hand", "along")


def _step(tracing: Tracing, part: Part, goods: float, item: str, into: int | None, taken: int) -> _Found | None:
    network = tracing.levels.network
    if part.column is None:
        assert part.came is not None
        location, item, _ = network.balances.key[part.balance]
        bucket = taken if part.came.kind == OPENING else part.came.bucket
        return _Found(part.came.kind, f"{location}/{item}", item, into, part.cut, bucket, goods)
    family = network.activities.family[part.column.activity]
    if family not in _KINDS:
        return None
    key = network.activities.key[part.column.activity]
    if family != "run":
        item = key[3] if family == "along" else key[1]
    return _Found(_KINDS[family], key[0], item, into, part.cut, part.column.bucket, goods)


def _together(request: str, found: list[tuple[int, float, list[_Found]]], days: list[date]) -> list[Peg]:
    """Pegs of one request: what comes by one way is one."""
    by_way: dict[tuple[object, ...], list[tuple[int, float, list[_Found]]]] = defaultdict(list)
    for one in found:
        by_way[(one[0], *_way(one[2]))].append(one)
    if len(by_way) > MOST_PEGS:
        by_way = defaultdict(list)
        for one in found:
            by_way[_way(one[2])].append(one)
    made = [_peg(request, group, days) for group in by_way.values()]
    return sorted(made, key=lambda peg: (peg.bucket, peg.until, [(s.kind, s.id, s.item) for s in peg.path]))


def _way(steps: list[_Found]) -> tuple[object, ...]:
    return tuple((step.kind, step.id, step.item, step.into, step.cut) for step in steps)


def _peg(request: str, group: list[tuple[int, float, list[_Found]]], days: list[date]) -> Peg:
    """One peg of parts with the same way; its path is turned around, sources first."""
    count = len(group[0][2])
    path = []
    for place in reversed(range(count)):
        same = [steps[place] for _, _, steps in group]
        one = same[0]
        path.append(
            Step(
                one.kind,
                one.id,
                one.item,
                days[min(step.bucket for step in same)],
                days[max(step.bucket for step in same)],
                sum(step.quantity for step in same),
                None if one.into is None else count - 1 - one.into,
                one.cut,
            )
        )
    buckets = [bucket for bucket, _, _ in group]
    return Peg(request, sum(q for _, q, _ in group), days[min(buckets)], days[max(buckets)], tuple(path))
