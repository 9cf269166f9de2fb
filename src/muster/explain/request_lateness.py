"""Minimum lateness of one request over all plans that are optimal in every tier up to its class.

    own[r]:  minimise  sum over t of length[t] x late[r,t] / quantity,   every tier up to share/p at its optimum

Where requests of one class tie, the tiers do not say which of them is late; so each is measured by the least that it
can be late among the plans that serve its class and those above it best, before a change as after it. Nearly always
that is what the plan says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from muster.network.build import Blueprint
from muster.network.demand import Demand
from muster.network.graph import Array
from muster.plans import Plan
from muster.plans.fulfilment import late_quantity
from muster.program import Program
from muster.solve import TierProof
from muster.solve.bound_changes import BoundChange, ReoptimizeResult, TierDuals
from muster.solve.reoptimize import Reoptimizer
from muster.tolerances import FILLED


@dataclass(frozen=True)
class RequestStatus:
    """Result of a request: late unit-buckets, the quantity short at the end, and its filling bucket.

    `filled_on` is the first day of the bucket from which on nothing of it is due and missing, no sooner than the last
    of it is due (hand-overs before they are due may tie); None if something stays short.
    """

    late: float
    short: float
    filled_on: date | None


class RequestReoptimizer:
    """A plan's tiers that can be solved again, with each request measured by itself."""

    def __init__(self, blueprint: Blueprint, program: Program, proofs: Iterable[TierProof], x: Array) -> None:
        self.blueprint = blueprint
        self.program = program
        self.demands: Mapping[str, Demand] = {demand.request: demand for demand in blueprint.demands}
        self.is_service_objective = blueprint.facts.settings.objective == "service"
        serving = [proof for proof in proofs if proof.tier.startswith(("requests/", "share/", "value"))]
        self.tier_reoptimizer = Reoptimizer(program, serving, x)
        self.x = x

    @classmethod
    def from_plan(cls, plan: Plan) -> RequestReoptimizer:
        """The requests of a whole plan."""
        assert plan.blueprint is not None
        assert plan.program is not None
        assert plan.levels is not None
        return cls(plan.blueprint, plan.program, plan.proofs, plan.levels)

    @property
    def has_duals(self) -> bool:
        """True if worths are known (not with whole numbers)."""
        return self.tier_reoptimizer.uses_faces

    @cached_property
    def late_requests_by_tier(self) -> dict[str, list[str]]:
        """The late requests by the last tier that has a say in them, in the order of the tiers."""
        by_tier: dict[str, list[str]] = {tier: [] for tier in self.tier_reoptimizer.tiers}
        for demand in self.blueprint.demands:
            if demand.quantity > 0 and self.status(demand.request, self.x).late > FILLED * demand.quantity:
                by_tier[self.last_tier_of_class(demand)].append(demand.request)
        return {tier: requests for tier, requests in by_tier.items() if requests}

    def last_tier_of_class(self, demand: Demand) -> str:
        """The last tier of a request's class."""
        if not self.is_service_objective:
            return "value"
        share = f"share/{demand.priority}"
        return share if share in self.tier_reoptimizer.tiers else f"requests/{demand.priority}"

    def lateness_objective(self, request: str) -> Array:
        """Costs of a request's own lateness on the scaled columns, in base buckets of all that it wants."""
        costs = np.zeros(self.program.columns)
        activity = self.program.network.find("late", (request,))
        assert activity is not None
        columns = self.program.columns_of(activity)
        lengths = self.program.network.calendar.lengths
        costs[columns] = lengths * self.program.column_scale[columns] / self.demands[request].quantity
        return costs

    def reoptimize(self, bounds: BoundChange, last_tier: str, requests: Iterable[str]) -> ReoptimizeResult:
        """The tiers up to `last_tier` with these bounds, and each of the requests by itself."""
        objectives = {request: self.lateness_objective(request) for request in requests}
        return self.tier_reoptimizer.solve(bounds, last_tier, objectives)

    @cached_property
    def baseline(self) -> dict[str, tuple[ReoptimizeResult, dict[str, RequestStatus]]]:
        """By last tier: the late requests as they are, with the duals of their own lateness."""
        by_tier = {}
        for last_tier, requests in self.late_requests_by_tier.items():
            resolved = self.reoptimize(BoundChange(), last_tier, requests)
            by_tier[last_tier] = resolved, self.statuses(resolved, requests)
        return by_tier

    def solve_baseline(self) -> None:
        """Solve the baseline now and not when it is first asked for, and with it make the first solver."""
        _ = self.baseline

    def statuses(self, resolved: ReoptimizeResult, requests: Iterable[str]) -> dict[str, RequestStatus]:
        """Status of each request in its own solution."""
        return {request: self.status(request, resolved.side_optima[request].x) for request in requests}

    def hand_overs(self, request: str, x: Array) -> Array:
        """Quantity handed over by bucket, in units of what is wanted, read from the request's late and early levels."""
        find, due = self.program.network.find, np.cumsum(self.demands[request].due)
        by_then = due.copy()
        for family, sign in (("late", -1.0), ("early", 1.0)):
            activity = find(family, (request,))
            if activity is not None:
                columns = self.program.columns_of(activity)
                by_then += sign * x[columns] * self.program.column_scale[columns]
        quantities: Array = np.diff(by_then, prepend=0.0)
        return quantities

    def status(self, request: str, x: Array) -> RequestStatus:
        """Status of a request in scaled levels `x`."""
        demand, quantities = self.demands[request], self.hand_overs(request, x)
        calendar = self.program.network.calendar
        missing = late_quantity(demand.due, quantities)
        if np.sum(quantities) < demand.quantity * (1 - FILLED):
            return RequestStatus(float(missing @ calendar.lengths), float(missing[-1]), None)
        filling = max(np.flatnonzero(missing).max(initial=-1) + 1, np.flatnonzero(demand.due).max(initial=0))
        return RequestStatus(float(missing @ calendar.lengths), 0.0, calendar.first_day(int(filling)))

    def request_duals(self, resolved: ReoptimizeResult, request: str) -> tuple[TierDuals, ...]:
        """Every tier that decides how late a request is, its own last; none where whole numbers are planned."""
        duals = resolved.side_optima[request].duals
        return (*resolved.duals, duals) if duals is not None else ()
