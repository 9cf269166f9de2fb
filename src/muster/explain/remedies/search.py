"""Remedies: the cheapest changes with which requests are met by a date, proved by planning with them made.

A request is met by a date if from the end of the date's bucket on nothing of it is late.

The elastic program finds the cheapest sizes that would do if nobody took any of what is added. Who does, the plan of
the changed scenario shows: it is asked again with the others as that plan has them, then more of the same is given,
until that plan meets the date. Where no changes could, the first bucket that any could reach is told.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from muster.explain.relaxations.relaxation import Relaxation, RelaxationSet
from muster.explain.relaxations.screening import CandidateScreen
from muster.explain.remedies.elastic_program import ElasticProgram
from muster.explain.remedies.patch import CHANGEABLE, patch_text
from muster.explain.remedies.rounding import round_up
from muster.explain.request_lateness import RequestReoptimizer
from muster.explain.results import Remedy, RemedyChange
from muster.network.graph import Array
from muster.plans import Plan, plan
from muster.text import _

INCREASES = (1.0, 1.0, 1.0, 1.5, 2.5, 5.0)
"""Factors on the increase, round by round, because other requests take some of what is added."""

DIGITS = 4
"""Sizes are rounded up to so many digits."""


@dataclass(frozen=True, kw_only=True)
class _Question:
    """Requests to be met by a day, which lies in `bucket`, and the program of the changes that may be made for it."""

    reoptimizer: RequestReoptimizer
    requests: tuple[str, ...]
    deadline: date
    bucket: int
    program: ElasticProgram

    def unmet(self, earliest: date | None = None) -> Remedy:
        """The answer that no changes were found."""
        return Remedy(
            requests=self.requests,
            deadline=self.deadline,
            changes=(),
            patch="",
            filled_on=dict.fromkeys(self.requests),
            is_met=False,
            earliest=earliest,
        )


def find_remedy(
    reoptimizer: RequestReoptimizer, relaxations: RelaxationSet, requests: Sequence[str], deadline: date
) -> Remedy:
    """The cheapest changes that meet all of the requests by a day, with their proof.

    Ask and prove; ask again for what others have taken, then give more of the same.
    """
    question = _ask(reoptimizer, relaxations, requests, deadline)
    facts = reoptimizer.blueprint.facts
    title = _("{requests} met by {day}").format(requests=", ".join(requests), day=deadline.isoformat())
    limits = {request: reoptimizer.status(request, reoptimizer.x).late for request in _protected_requests(question)}
    sizes = question.program.solve(question.requests, question.bucket, limits)
    if sizes is None:
        return question.unmet(_earliest_reachable(question, limits))
    for increase in INCREASES:
        changes = _changes(question, sizes, increase)
        patch = patch_text(facts.scenario, title, changes)
        patched = _plan_with_patch(question, patch)
        if patched.has_solution and _is_met(question, patched):
            filled_on = {fulfilment.demand.request: fulfilment.filled_on for fulfilment in patched.served}
            return Remedy(
                requests=question.requests,
                deadline=deadline,
                changes=tuple(change for change, _relaxation in changes),
                patch=patch,
                filled_on={request: filled_on.get(request) for request in question.requests},
                is_met=True,
                currency=facts.settings.currency,
            )
        late = {fulfilment.demand.request: fulfilment.late_unit_buckets for fulfilment in patched.served}
        limits = {request: min(limit, late.get(request, limit)) for request, limit in limits.items()}
        resized = question.program.solve(question.requests, question.bucket, limits) if increase == 1.0 else None
        sizes = sizes if resized is None else resized
    return question.unmet()


def _ask(
    reoptimizer: RequestReoptimizer, relaxations: RelaxationSet, requests: Sequence[str], deadline: date
) -> _Question:
    """Offer changes upstream of the requests; goods on their way there may come sooner."""
    calendar = reoptimizer.program.network.calendar
    base = min(max(calendar.base_index(deadline), 0), calendar.base_count - 1)
    bucket = int(calendar.bucket_of_base[base])
    screen = CandidateScreen(reoptimizer, relaxations)
    upstream = [
        relaxation for relaxation in relaxations if any(screen.is_upstream(relaxation, request) for request in requests)
    ]
    operation_items = reoptimizer.blueprint.facts.rows("operation_items")
    made_items = {row["item"] for row in operation_items if row["quantity"] > 0}
    changeable = [relaxation for relaxation in upstream if _is_changeable(relaxation, made_items)]
    receipts = [relaxation for relaxation in upstream if relaxation.kind == "receipt"]
    return _Question(
        reoptimizer=reoptimizer,
        requests=tuple(requests),
        deadline=deadline,
        bucket=bucket,
        program=ElasticProgram(reoptimizer, changeable, receipts, bucket),
    )


def _is_changeable(relaxation: Relaxation, made_items: set[str]) -> bool:
    """True if a patch can change it; more goods are offered only where nothing makes them."""
    if (relaxation.kind, relaxation.table) not in CHANGEABLE:
        return False
    if relaxation.kind in ("stock", "receipt"):
        ((_location, item),) = relaxation.row_keys
        return item not in made_items
    return True


def _protected_requests(question: _Question) -> list[str]:
    """Requests of the same class or above that are not asked about."""
    demands = question.reoptimizer.demands
    last_priority = max(demands[request].priority for request in question.requests)
    return [
        demand.request
        for demand in question.reoptimizer.blueprint.demands
        if demand.quantity > 0 and demand.request not in question.requests and demand.priority <= last_priority
    ]


def _is_met(question: _Question, patched: Plan) -> bool:
    """True if nothing of the requests is late from the end of the date's bucket on."""
    first_day = question.reoptimizer.program.network.calendar.first_day(question.bucket)
    late = patched.requests.filter(pl.col("request").is_in(list(question.requests)) & (pl.col("bucket") >= first_day))
    return float(late["late"].sum()) <= 0.0


def _earliest_reachable(question: _Question, limits: Mapping[str, float]) -> date | None:
    """The first bucket that anything could reach; None if even the end of the horizon is too early."""
    calendar = question.reoptimizer.program.network.calendar
    low, high, reachable = question.bucket + 1, calendar.count - 1, None
    while low <= high:
        middle = (low + high) // 2
        if question.program.solve(question.requests, middle, limits, any_solution=True) is None:
            low = middle + 1
        else:
            reachable, high = middle, middle - 1
    return None if reachable is None else calendar.first_day(reachable)


def _changes(question: _Question, sizes: Array, increase: float) -> list[tuple[RemedyChange, Relaxation]]:
    """Changes from their first bucket on, sizes rounded up; each with the relaxation it stands for."""
    calendar, first_column = question.reoptimizer.program.network.calendar, question.reoptimizer.program.columns
    changes = []
    for change in question.program.changes:
        by_bucket = {bucket: sizes[column - first_column] for bucket, column in change.columns.items()}
        buckets = sorted(bucket for bucket, size in by_bucket.items() if size > 0)
        if not buckets:
            continue
        relaxation, amount = change.relaxation, None
        if relaxation.kind != "consent":
            amount = round_up(sum(by_bucket.values()) * change.unit_size * increase, DIGITS)
        cost = _cost(question, relaxation, amount)
        changes.append((_change(relaxation, amount, calendar.first_day(buckets[0]), cost=cost), relaxation))
    for receipt in question.program.expedited_receipts:
        size = sizes[receipt.column - first_column]
        if size > 0:
            amount = min(round_up(size * receipt.quantity * increase, DIGITS), receipt.quantity)
            begin, original = calendar.first_day(receipt.bucket), calendar.first_day(receipt.original_bucket)
            expedited = _change(receipt.relaxation, amount, begin, original_date=original)
            changes.append((expedited, receipt.relaxation))
    return changes


def _change(
    relaxation: Relaxation,
    amount: float | None,
    begin: date,
    *,
    cost: float | None = None,
    original_date: date | None = None,
) -> RemedyChange:
    return RemedyChange(
        kind=relaxation.kind,
        id=relaxation.id,
        amount=amount,
        begin=begin,
        party=relaxation.party,
        cost=cost,
        original_date=original_date,
    )


def _cost(question: _Question, relaxation: Relaxation, amount: float | None) -> float | None:
    """Money where the tables know a price: that of a fund is itself, of capacity what investments ask for it."""
    if relaxation.kind == "fund":
        return amount
    if relaxation.table == "resources" and relaxation.kind == "capacity" and amount is not None:
        investments = question.reoptimizer.blueprint.facts.rows("investments")
        rows = [row for row in investments if row["resource"] == relaxation.id]
        prices = [row["cost"] / row["adds"] for row in rows if row["adds"] > 0 and row["cost"] > 0]
        return min(prices) * amount if prices else None
    return None


def _plan_with_patch(question: _Question, patch: str) -> Plan:
    """The plan of the scenario with the patch made to it, by the road of every plan."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "remedy.toml"
        file.write_text(patch, encoding="utf-8")
        return plan(question.reoptimizer.blueprint.facts.scenario.patched([file]))
