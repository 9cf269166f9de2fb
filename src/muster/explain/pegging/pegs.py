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

from muster.explain.pegging.fifo_queues import OPENING, ActivityColumn, FifoQueues
from muster.explain.pegging.upstream_trace import TracedLot, UpstreamTrace
from muster.network.graph import Network
from muster.plans.levels import Levels
from muster.plans.plan import Plan

MAX_PEGS = 2000
"""A request with more pegs than this is told path by path, its hand-overs of all buckets together."""

KIND_OF_FAMILY = {"run": "operation", "move": "lane", "hand": "hand_over", "along": "hand_over"}
"""The families of activities that are steps, with the kind of step; what only hands on goods is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PegStep:
    """One step of a peg: so much of an item comes from a stock, receipt, operation, lane or hand-over.

    `location` is where a stock lies or a receipt arrives, None for the other kinds.

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
    location: str | None = None
    cut: bool = False

    def as_dict(self) -> dict[str, object]:
        """The step in JSON."""
        fields: dict[str, object] = {
            "kind": self.kind,
            "id": self.id,
            "item": self.item,
            "bucket": self.bucket.isoformat(),
            "until": self.until.isoformat(),
            "quantity": self.quantity,
            "into": self.into,
        }
        return fields | ({"cut": True} if self.cut else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Peg:
    """A quantity handed over for a request from `bucket` to `until`, in units of what it wants, sources first."""

    request: str
    quantity: float
    bucket: date
    until: date
    path: tuple[PegStep, ...]

    def as_dict(self) -> dict[str, object]:
        """The peg in JSON."""
        return {
            "request": self.request,
            "quantity": self.quantity,
            "bucket": self.bucket.isoformat(),
            "until": self.until.isoformat(),
            "path": [step.as_dict() for step in self.path],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _UndatedStep:
    """A step before it is dated: nearest to the request first."""

    kind: str
    id: str
    item: str
    location: str | None = None
    into: int | None
    cut: bool
    bucket: int
    quantity: float


def pegs(plan: Plan, request: str | None = None) -> tuple[Peg, ...]:
    """The pegs of every request, or of one, by request and bucket.

    What comes by one and the same way, hand-over by hand-over, is one peg; of a request with more than `MAX_PEGS`
    of these, what comes by the same way in all buckets is one.
    """
    levels = levels_of_plan(plan)
    trace = UpstreamTrace(FifoQueues(levels))
    wants = {demand.request: demand.wants for demand in levels.blueprint.demands}
    by_request: dict[str, list[tuple[int, float, list[_UndatedStep]]]] = defaultdict(list)
    for activity in levels.families.get("hand", []):
        name, item, _ = levels.network.activities.key[activity]
        if request is None or name == request:
            ratio = levels.blueprint.facts.serving_items(wants[name])[item]
            by_request[name] += _lots_of_hand_over(trace, activity, ratio)
    merged: list[Peg] = []
    for name in sorted(by_request):
        merged += _merge_pegs(name, by_request[name], levels.days)
    return tuple(merged)


def levels_of_plan(plan: Plan) -> Levels:
    """The levels of a solved plan."""
    solved = plan.solved()
    return Levels(solved.blueprint, solved.program, solved.levels)


def _lots_of_hand_over(
    trace: UpstreamTrace, activity: int, ratio: float
) -> Iterable[tuple[int, float, list[_UndatedStep]]]:
    """Bucket, quantity in units of what is wanted, and steps of each part of a hand-over."""
    for bucket, level in enumerate(trace.levels.of_activity(activity).tolist()):
        if level <= 0:
            continue
        column_lots = trace.lots_of(ActivityColumn(activity, bucket))
        begin = 0.0
        for end, lot in zip(column_lots.ends, column_lots.lots, strict=True):
            yield bucket, level * (end - begin) * ratio, upstream_steps(trace, lot, level * (end - begin))
            begin = end


def upstream_steps(trace: UpstreamTrace, lot: TracedLot, level: float) -> list[_UndatedStep]:
    """The part itself and all steps behind it, so much of its level; what only hands on goods is no step."""
    steps: list[_UndatedStep] = []
    waiting: list[tuple[TracedLot, float, float, str, int | None, int]] = [(lot, level, level, "", None, 0)]
    while waiting:
        current, amount, goods, item, into, taken_in = waiting.pop()
        goods = amount if _is_hand_over(trace, current) else goods
        step = _step_of(trace, current, goods, item, into, taken_in)
        index = into
        if step is not None:
            index = len(steps)
            steps.append(step)
        for source in reversed(current.inputs):
            assert current.column is not None
            goods_taken = source.quantity * amount
            input_item = trace.queues.item(source.balance) or ""
            waiting.append(
                (source.lot, goods_taken * source.level, goods_taken, input_item, index, current.column.bucket)
            )
    return steps


def _is_hand_over(trace: UpstreamTrace, lot: TracedLot) -> bool:
    """True for a hand-over or its companion, whose level is in units of its item."""
    families = trace.levels.network.activities.family
    return lot.column is not None and families[lot.column.activity] in ("hand", "along")


def _step_of(
    trace: UpstreamTrace, lot: TracedLot, goods: float, item: str, into: int | None, taken_in: int
) -> _UndatedStep | None:
    network = trace.levels.network
    if lot.column is None:
        assert lot.inflow is not None
        location, item, _ = network.balances.key[lot.balance]
        return _UndatedStep(
            kind=lot.inflow.kind,
            id=f"{location}/{item}",
            item=item,
            location=location,
            into=into,
            cut=lot.cut,
            bucket=taken_in if lot.inflow.kind == OPENING else lot.inflow.bucket,
            quantity=goods,
        )
    activity = lot.column.activity
    family = network.activities.family[activity]
    if family not in KIND_OF_FAMILY:
        return None
    return _UndatedStep(
        kind=KIND_OF_FAMILY[family],
        id=network.activities.key[activity][0],
        item=item_moved(network, activity) or item,
        into=into,
        cut=lot.cut,
        bucket=lot.column.bucket,
        quantity=goods,
    )


def item_moved(network: Network, activity: int) -> str | None:
    """The item that a move or hand-over is of; None for an operation, which may give several."""
    family, key = network.activities.family[activity], network.activities.key[activity]
    if family == "along":
        return key[3]
    return key[1] if family in ("move", "hand") else None


def _merge_pegs(request: str, lots: list[tuple[int, float, list[_UndatedStep]]], days: list[date]) -> list[Peg]:
    """Pegs of one request: what comes by one way is one."""
    by_route: dict[tuple[object, ...], list[tuple[int, float, list[_UndatedStep]]]] = defaultdict(list)
    for lot in lots:
        by_route[(lot[0], *_route(lot[2]))].append(lot)
    if len(by_route) > MAX_PEGS:
        by_route = defaultdict(list)
        for lot in lots:
            by_route[_route(lot[2])].append(lot)
    merged = [_merge_peg(request, group, days) for group in by_route.values()]
    return sorted(merged, key=lambda peg: (peg.bucket, peg.until, [(s.kind, s.id, s.item) for s in peg.path]))


def _route(steps: list[_UndatedStep]) -> tuple[object, ...]:
    return tuple((step.kind, step.id, step.item, step.into, step.cut) for step in steps)


def _merge_peg(request: str, group: list[tuple[int, float, list[_UndatedStep]]], days: list[date]) -> Peg:
    """One peg of parts with the same way; its path is turned around, sources first."""
    count = len(group[0][2])
    path = []
    for index in reversed(range(count)):
        same = [steps[index] for _, _, steps in group]
        first = same[0]
        path.append(
            PegStep(
                kind=first.kind,
                id=first.id,
                item=first.item,
                bucket=days[min(step.bucket for step in same)],
                until=days[max(step.bucket for step in same)],
                quantity=sum(step.quantity for step in same),
                into=None if first.into is None else count - 1 - first.into,
                location=first.location,
                cut=first.cut,
            )
        )
    buckets = [bucket for bucket, _, _ in group]
    return Peg(
        request=request,
        quantity=sum(q for _, q, _ in group),
        bucket=days[min(buckets)],
        until=days[max(buckets)],
        path=tuple(path),
    )
