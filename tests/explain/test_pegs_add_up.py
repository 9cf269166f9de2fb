"""Pegs of random scenarios: sums are the plan's flows, nothing serves before it is there, contributions follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest

import muster
from muster.explain.pegging.fifo_queues import ActivityColumn, FifoQueues
from muster.explain.pegging.pegs import Peg, PegStep, levels_of_plan, pegs, upstream_steps
from muster.explain.pegging.upstream_trace import UpstreamTrace
from muster.network.graph import Network
from naive.strategies import random_scenario
from properties.planned import plan_of
from published.write import Tables

CHUNK = 20
EXACT = 1e-9
DUST = 2e-6
"""What the solver itself may leave of a balance, in the tables' units of these small scenarios."""

Sums = dict[tuple[object, ...], float]


@pytest.mark.parametrize("first", range(0, 8 * CHUNK, CHUNK))
def test_pegs_of_random_plans_add_up(first: int) -> None:
    wrong = {}
    for seed in range(first, first + CHUNK):
        tables, settings = random_scenario(seed, whole=seed % 10 == 9)
        plan = plan_of(tables, settings)
        if plan.has_solution:
            errors = faults(plan, tables)
            if errors:
                wrong[seed] = errors
    assert wrong == {}


def faults(plan: muster.Plan, tables: Tables) -> list[str]:
    """All that is wrong with the pegs of a plan."""
    all_pegs = pegs(plan)
    handed = {(r, b): q for r, b, q in plan.requests.select("request", "bucket", "handed_over").iter_rows() if q}
    given = summed(
        (r, i, b, q) for r, i, b, q in plan.handed_over.select("request", "item", "bucket", "quantity").rows()
    )
    steps = [(peg.request, step) for peg in all_pegs for step in peg.path if step.kind == "hand_over"]
    return [
        *apart("requests", summed((peg.request, peg.bucket, peg.quantity) for peg in all_pegs), handed, EXACT),
        *apart("handed_over", summed((r, s.item, s.bucket, s.quantity) for r, s in steps), given, DUST),
        *apart("contributions", by_party(all_pegs, tables), contributed(plan), DUST),
        *(f"{peg.request}: out of order" for peg in all_pegs if not in_order(peg)),
        *everything(plan, tables),
    ]


def everything(plan: muster.Plan, tables: Tables) -> list[str]:
    """Where nothing is counted twice: all that comes to an end, traced back, is all that moved and was there."""
    assert plan.blueprint is not None
    if any(len(given) > 1 for given in outputs(tables).values()):
        return []
    trace = UpstreamTrace(FifoQueues(levels_of_plan(plan)))
    sums: Sums = defaultdict(float)
    for lot, level in ends(trace):
        for step in upstream_steps(trace, lot, level):
            if step.cut:
                return []
            sums[step.kind, step.id, step.item, step.bucket if step.kind == "lane" else 0] += step.quantity
    days = {day: t for t, day in enumerate(trace.levels.days)}
    flows: Sums = summed(("lane", lane, item, days[day], q) for lane, item, day, q in plan.moves.iter_rows())
    for (location, item), arriving in plan.blueprint.facts.scheduled_supply.items():
        stock = next(
            (r["quantity"] for r in tables.get("stocks", []) if (r["location"], r["item"]) == (location, item)), 0
        )
        opening = min(float(stock), max(0.0, float(arriving[0])))
        flows["stock", f"{location}/{item}", item, 0] = opening
        flows["receipt", f"{location}/{item}", item, 0] = float(arriving[arriving > 0].sum()) - opening
    got = {key: value for key, value in sums.items() if key[0] in ("lane", "stock", "receipt")}
    return apart("all", got, {key: value for key, value in flows.items() if value > DUST}, DUST)


def ends(trace: UpstreamTrace) -> Iterator[tuple[object, float]]:
    """Everything that nothing in the plan takes any further, with how much of its level."""
    network = trace.levels.network
    giving = {
        a
        for a, b, c in zip(network.term_activity, network.term_balance, network.term_coefficient, strict=True)
        if c > 0 and network.balances.family[b] in ("stock", "take", "choice", "companion")
    }
    for activity, family in enumerate(network.activities.family):
        if family in ("hand", "build") or (family in ("run", "move") and activity not in giving):
            yield from column(trace, activity, lambda bucket: 0.0)
        elif family in ("run", "move"):
            yield from column(trace, activity, inside(network, activity))
    for residual in trace.queues.residuals:
        begin, end = residual.begin, residual.begin + residual.quantity
        for low, high, lot, level in trace.lots_behind(residual.balance, begin, end, residual.bucket):
            yield lot, (high - low) * level


def inside(network: Network, activity: int):
    """How much of what is begun in a bucket arrives within the horizon."""
    index = next(
        k
        for k, a in enumerate(network.term_activity)
        if a == activity
        and network.term_coefficient[k] > 0
        and network.balances.family[network.term_balance[k]] == "stock"
    )
    pattern = network.patterns[network.term_pattern[index]]
    return lambda bucket: float(pattern.share[pattern.source == bucket].sum())


def column(trace: UpstreamTrace, activity: int, first) -> Iterator[tuple[object, float]]:
    for bucket, level in enumerate(trace.levels.of_activity(activity).tolist()):
        if level > 0 and first(bucket) < 1 - 1e-12:
            for low, high, lot in trace.lots_of(ActivityColumn(activity, bucket)).segments(first(bucket), 1.0):
                yield lot, (high - low) * level


def in_order(peg: Peg) -> bool:
    """No step feeds one that comes before it, in time or in the path."""
    return all(
        step.into is None or (step.into > index and step.bucket <= peg.path[step.into].until)
        for index, step in enumerate(peg.path)
    )


def by_party(all_pegs: tuple[Peg, ...], tables: Tables) -> Sums:
    """Hand-overs by the party at whose place the goods were in stock, received, made or last bought."""
    party = {row["location"]: row["party"] for row in tables["locations"]}
    location_of = {row["operation"]: row["location"] for row in tables.get("operations", [])}
    lanes = {(row["lane"], row.get("item")): row for row in tables.get("lanes", [])}

    def buyer(step: PegStep) -> str | None:
        row = lanes.get((step.id, step.item)) or lanes.get((step.id, None))
        return party[row["destination"]] if step.kind == "lane" and row and row.get("transfers") else None

    sums: Sums = defaultdict(float)
    for peg in all_pegs:
        for top, step in enumerate(peg.path):
            if step.kind == "hand_over":
                at = top
                while peg.path[at].kind in ("hand_over", "lane") and not buyer(peg.path[at]):
                    at = next(
                        k
                        for k, s in enumerate(peg.path)
                        if s.into == at and s.item == step.item and s.kind != "hand_over"
                    )
                end = peg.path[at]
                owner = buyer(end) or party[location_of[end.id] if end.kind == "operation" else end.id.split("/")[0]]
                sums[owner, peg.request, step.item, step.bucket] += step.quantity
    return sums


def contributed(plan: muster.Plan) -> Sums:
    return summed((p, r, i, b, q) for p, r, i, b, q in plan.contributions.iter_rows())


def outputs(tables: Tables) -> dict[str, list[str]]:
    given: dict[str, list[str]] = defaultdict(list)
    for row in tables.get("operation_items", []):
        if row["quantity"] > 0:
            given[row["operation"]].append(row["item"])
    return given


def summed(rows) -> Sums:
    sums: Sums = defaultdict(float)
    for *key, quantity in rows:
        sums[tuple(key)] += quantity
    return sums


def apart(name: str, actual: Sums, expected: Sums, close: float) -> list[str]:
    return [
        f"{name} {key}: {actual.get(key, 0.0)} is not {expected.get(key, 0.0)}"
        for key in {*actual, *expected}
        if abs(actual.get(key, 0.0) - expected.get(key, 0.0)) > close * max(1.0, abs(expected.get(key, 0.0)))
    ]
