"""Explaining a plan: all answers to one question, gathered."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

from muster.explain.bottlenecks.search import find_bottlenecks
from muster.explain.explanation import Explanation
from muster.explain.gaps.any_plan_bound import AnyPlanBound, add_any_plan_bounds, party_gaps
from muster.explain.gaps.direct_bound import gap_contributions
from muster.explain.gaps.proof import prove_largest
from muster.explain.pegging.critical_path import critical_paths
from muster.explain.pegging.pegs import pegs
from muster.explain.pegging.replenishment import replenishments
from muster.explain.relaxations.build import relaxations_of_plan
from muster.explain.relaxations.relaxation import RelaxationSet
from muster.explain.remedies.search import find_remedy
from muster.explain.request_lateness import RequestReoptimizer
from muster.explain.results import LateRequest, OpenDecision
from muster.explain.what_if.decisions import find_decisions
from muster.explain.what_if.pledge_feasibility import pledge_feasibilities
from muster.explain.what_if.pooling import stand_alone_results
from muster.plans import Plan


def explain(plan: Plan, request: str | None = None, *, meet: str | None = None, by: date | None = None) -> Explanation:
    """Why requests are late, what would free them, and who can do it.

    `plan` has its blueprint, program and levels (fresh from `muster.plan`, or read with `whole`). With `request` only
    what concerns that one is told. With `meet` (a request, or ``priority:N``) and `by` nothing is told but the remedy.

    >>> import muster
    >>> plan = muster.plan(muster.read("examples/brussels-2022"))  # doctest: +SKIP
    >>> explain(plan).late_requests[0].bottlenecks[0].id  # doctest: +SKIP
    """
    reoptimizer, relaxations = RequestReoptimizer.from_plan(plan), relaxations_of_plan(plan)
    if meet is not None and by is not None:
        return Explanation(remedies=(find_remedy(reoptimizer, relaxations, requests_matching(plan, meet), by),))
    decisions: tuple[OpenDecision, ...] = ()
    if request is None:
        late_requests, decisions = _find_bottlenecks_and_decisions(plan, reoptimizer, relaxations)
    else:
        late_requests = tuple(find_bottlenecks(reoptimizer, relaxations, request))
    all_paths = critical_paths(plan)
    paths = {late.request: () if late.by_choice else all_paths.get(late.request, ()) for late in late_requests}
    chosen_pegs = tuple(peg for peg in pegs(plan) if request in (None, peg.request))
    if request is not None:
        return Explanation(late_requests=late_requests, critical_paths=paths, pegs=chosen_pegs)
    bound = AnyPlanBound(reoptimizer, relaxations)
    contributions = prove_largest(bound, add_any_plan_bounds(bound, gap_contributions(plan)))
    gaps = party_gaps(bound, contributions)
    return Explanation(
        late_requests=late_requests,
        decisions=decisions,
        critical_paths=paths,
        pegs=chosen_pegs,
        pledge_feasibility=pledge_feasibilities(plan),
        stand_alone_results=stand_alone_results(plan),
        replenishments=replenishments(plan),
        gap_contributions=contributions,
        party_gaps=gaps,
    )


def _find_bottlenecks_and_decisions(
    plan: Plan, reoptimizer: RequestReoptimizer, relaxations: RelaxationSet
) -> tuple[tuple[LateRequest, ...], tuple[OpenDecision, ...]]:
    """Bottlenecks, and in a thread beside them the decisions, each with solvers of its own.

    The first solver is made before, since it keeps the solver's banner off standard output for a moment. Ctrl-C is
    heard here: the thread then ends with its next solve.
    """
    reoptimizer.solve_baseline()
    thread_reoptimizer = RequestReoptimizer.from_plan(plan)
    pledged = dict(plan.pledges.select("pledge", "handed_over_by_then").iter_rows())
    with ThreadPoolExecutor(1) as thread:
        decisions = thread.submit(find_decisions, thread_reoptimizer, relaxations, pledged)
        try:
            return tuple(find_bottlenecks(reoptimizer, relaxations)), decisions.result()
        except BaseException:
            thread_reoptimizer.tier_reoptimizer.stop_requested = True
            raise


def requests_matching(plan: Plan, meet: str) -> list[str]:
    """The requests that are to be met: one by its id, or all of a class (``priority:1``); none if there is no such."""
    assert plan.blueprint is not None
    demands = [demand for demand in plan.blueprint.demands if demand.quantity > 0]
    name, colon, priority = meet.partition(":")
    if colon and name == "priority" and priority.isdecimal():
        return [demand.request for demand in demands if demand.priority == int(priority)]
    return [demand.request for demand in demands if demand.request == meet]
