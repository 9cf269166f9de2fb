"""Pegs of random scenarios: sums are the plan's flows, nothing serves before it is there, contributions follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest

import muster
from muster.explain.pegging.fifo_queues import Column, Queues
from muster.explain.pegging.pegs import Peg, Step, levels_of, pegs, steps_behind
from muster.explain.pegging.upstream_trace import Tracing
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
        if plan.there:
            found = faults(plan, tables)
            if found:
                wrong[seed] = found
    assert wrong == {}


def faults(plan: muster.Plan, tables: Tables) -> list[str]:
    """All that is wrong with the pegs of a plan."""
    found = pegs(plan)
    handed = {(r, b): q for r, b, q in plan.requests.select("request", "bucket", "handed_over").iter_rows() if q}
    given = summed(
        (r, i, b, q) for r, i, b, q in plan.handed_over.select("request", "item", "bucket", "quantity").rows()
    )
    steps = [(peg.request, step) for peg in found for step in peg.path if step.kind == "hand_over"]
    return [
        *apart("requests", summed((peg.request, peg.bucket, peg.quantity) for peg in found), handed, EXACT),
        *apart("handed_over", summed((r, s.item, s.bucket, s.quantity) for r, s in steps), given, DUST),
        *apart("contributions", by_party(found, tables), contributed(plan), DUST),
        *(f"{peg.request}: out of order" for peg in found if not in_order(peg)),
        *everything(plan, tables),
    ]


def everything(plan: muster.Plan, tables: Tables) -> list[str]:
    """Where nothing is counted twice: all that comes to an end, traced back, is all that moved and was there."""
    assert plan.blueprint is not None
    if any(len(given) > 1 for given in outputs(tables).values()):
        return []
    tracing = Tracing(Queues(levels_of(plan)))
    sums: Sums = defaultdict(float)
    for part, level in ends(tracing):
        for step in steps_behind(tracing, part, level):
            if step.cut:
                return []
            sums[step.kind, step.id, step.item, step.bucket if step.kind == "lane" else 0] += step.quantity
    days = {day: t for t, day in enumerate(tracing.levels.days)}
    flows: Sums = summed(("lane", lane, item, days[day], q) for lane, item, day, q in plan.moves.iter_rows())
    for (location, item), arriving in plan.blueprint.facts.arriving.items():
        stock = next(
            (r["quantity"] for r in tables.get("stocks", []) if (r["location"], r["item"]) == (location, item)), 0
        )
        there = min(float(stock), max(0.0, float(arriving[0])))
        flows["stock", f"{location}/{item}", item, 0] = there
        flows["receipt", f"{location}/{item}", item, 0] = float(arriving[arriving > 0].sum()) - there
    got = {key: value for key, value in sums.items() if key[0] in ("lane", "stock", "receipt")}
    return apart("all", got, {key: value for key, value in flows.items() if value > DUST}, DUST)


def ends(tracing: Tracing) -> Iterator[tuple[object, float]]:
    """Everything that nothing in the plan takes any further, with how much of its level."""
    network = tracing.levels.network
    giving = {
        a
        for a, b, c in zip(network.term_activity, network.term_balance, network.term_coefficient, strict=True)
        if c > 0 and network.balances.family[b] in ("stock", "take", "choice", "companion")
    }
    for activity, family in enumerate(network.activities.family):
        if family in ("hand", "build") or (family in ("run", "move") and activity not in giving):
            yield from column(tracing, activity, lambda bucket: 0.0)
        elif family in ("run", "move"):
            yield from column(tracing, activity, inside(network, activity))
    for left in tracing.queues.left:
        begin, end = left.begin, left.begin + left.quantity
        for low, high, part, level in tracing.behind(left.balance, begin, end, left.bucket):
            yield part, (high - low) * level


def inside(network: Network, activity: int):
    """How much of what is begun in a bucket arrives within the horizon."""
    place = next(
        k
        for k, a in enumerate(network.term_activity)
        if a == activity
        and network.term_coefficient[k] > 0
        and network.balances.family[network.term_balance[k]] == "stock"
    )
    pattern = network.patterns[network.term_pattern[place]]
    return lambda bucket: float(pattern.share[pattern.source == bucket].sum())


def column(tracing: Tracing, activity: int, first) -> Iterator[tuple[object, float]]:
    for bucket, level in enumerate(tracing.levels.of(activity).tolist()):
        if level > 0 and first(bucket) < 1 - 1e-12:
            for low, high, part in tracing.parts(Column(activity, bucket)).between(first(bucket), 1.0):
                yield part, (high - low) * level


def in_order(peg: Peg) -> bool:
    """No step feeds one that comes before it, in time or in the path."""
    return all(
        step.into is None or (step.into > place and step.bucket <= peg.path[step.into].until)
        for place, step in enumerate(peg.path)
    )


def by_party(found: tuple[Peg, ...], tables: Tables) -> Sums:
    """Hand-overs by the party at whose place the goods were in stock, received, made or last bought."""
    party = {row["location"]: row["party"] for row in tables["locations"]}
    place = {row["operation"]: row["location"] for row in tables.get("operations", [])}
    lanes = {(row["lane"], row.get("item")): row for row in tables.get("lanes", [])}

    def buyer(step: Step) -> str | None:
        row = lanes.get((step.id, step.item)) or lanes.get((step.id, None))
        return party[row["destination"]] if step.kind == "lane" and row and row.get("transfers") else None

    sums: Sums = defaultdict(float)
    for peg in found:
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
                owner = buyer(end) or party[place[end.id] if end.kind == "operation" else end.id.split("/")[0]]
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


def apart(name: str, one: Sums, other: Sums, close: float) -> list[str]:
    return [
        f"{name} {key}: {one.get(key, 0.0)} is not {other.get(key, 0.0)}"
        for key in {*one, *other}
        if abs(one.get(key, 0.0) - other.get(key, 0.0)) > close * max(1.0, abs(other.get(key, 0.0)))
    ]
