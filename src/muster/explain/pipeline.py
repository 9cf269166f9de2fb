"""Explaining a plan: all answers to one question, gathered."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

from muster.explain.bottlenecks.search import Bottlenecks
from muster.explain.gaps.any_plan_bound import Bound, bounded, cells
from muster.explain.gaps.direct_bound import closing
from muster.explain.gaps.proof import proved
from muster.explain.pegging.critical_path import critical_paths
from muster.explain.pegging.pegs import pegs
from muster.explain.pegging.replenishment import refill
from muster.explain.relaxations.availability import gates
from muster.explain.relaxations.capacity import Limits
from muster.explain.relaxations.relaxation import Factors
from muster.explain.relaxations.supply import supplies
from muster.explain.remedies.search import remedy
from muster.explain.request_lateness import Chain
from muster.explain.results import Decision, Explanation, Held
from muster.explain.what_if.decisions import Decisions
from muster.explain.what_if.pledge_feasibility import keeping
from muster.explain.what_if.pooling import alone
from muster.plans import Plan


def factors_of(plan: Plan) -> Factors:
    """Everything in the tables of a whole plan that is relaxed by moving bounds."""
    assert plan.blueprint is not None
    assert plan.program is not None
    limits = Limits(plan.blueprint, plan.program)
    return Factors(plan.program, [*limits.limits(), *supplies(limits), *gates(limits)])


def explain(plan: Plan, request: str | None = None, *, meet: str | None = None, by: date | None = None) -> Explanation:
    """Why requests are late, what would free them, and who can do it.

    `plan` has its blueprint, program and levels (fresh from `muster.plan`, or read with `whole`). With `request` only
    what concerns that one is told. With `meet` (a request, or ``priority:N``) and `by` nothing is told but the remedy.

    >>> import muster
    >>> plan = muster.plan(muster.read("examples/brussels-2022"))  # doctest: +SKIP
    >>> explain(plan).held[0].bottlenecks[0].id  # doctest: +SKIP
    """
    chain, factors = Chain.of(plan), factors_of(plan)
    if meet is not None and by is not None:
        return Explanation(remedies=(remedy(plan, chain, factors, asked(plan, meet), by),))
    if request is None:
        held, decisions = _at_once(plan, chain, factors)
    else:
        held, decisions = tuple(Bottlenecks(chain, factors).held(request)), ()
    every = critical_paths(plan)
    paths = {one.request: () if one.by_choice else every.get(one.request, ()) for one in held}
    found = tuple(peg for peg in pegs(plan) if request in (None, peg.request))
    if request is not None:
        return Explanation(held, critical_path=paths, pegs=found)
    bound = Bound(chain, factors)
    gaps = proved(bound, bounded(bound, closing(plan)))
    who = cells(bound, gaps)
    rest = tuple(keeping(plan)), tuple(alone(plan)), who
    return Explanation(held, (), decisions, paths, found, tuple(refill(plan)), gaps, *rest)


def _at_once(plan: Plan, chain: Chain, factors: Factors) -> tuple[tuple[Held, ...], tuple[Decision, ...]]:
    """Bottlenecks, and in a thread beside them the decisions, each with solvers of its own.

    The first solver is made before, since it keeps the solver's banner off standard output for a moment. Ctrl-C is
    heard here: the thread then ends with its next solve.
    """
    beside = Chain.of(plan)
    assert chain.unchanged is not None
    with ThreadPoolExecutor(1) as thread:
        pledged = dict(plan.pledges.select("pledge", "handed_over_by_then").iter_rows())
        decisions = thread.submit(Decisions(beside, factors, pledged).found)
        try:
            return tuple(Bottlenecks(chain, factors).held()), decisions.result()
        except BaseException:
            beside.again.stopped = True
            raise


def asked(plan: Plan, meet: str) -> list[str]:
    """The requests that are to be met: one by its id, or all of a class (``priority:1``); none if there is no such."""
    assert plan.blueprint is not None
    wants = [want for want in plan.blueprint.wants if want.quantity > 0]
    name, colon, priority = meet.partition(":")
    if colon and name == "priority" and priority.isdecimal():
        return [want.request for want in wants if want.priority == int(priority)]
    return [want.request for want in wants if want.request == meet]
