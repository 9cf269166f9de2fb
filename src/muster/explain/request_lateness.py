"""What a request comes to: the tiers up to its class, then the least that it can be late itself.

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
from muster.network.demand import Want
from muster.network.graph import Array
from muster.plans import Plan
from muster.plans.tables.requests import late
from muster.program import Program
from muster.solve import Proof
from muster.solve.bound_changes import Bounds, Duals, Resolved
from muster.solve.reoptimize import Again
from muster.tolerances import FILLED


@dataclass(frozen=True)
class Standing:
    """How a request fares: late unit-buckets, what is short at the end, and when it is filled.

    `filled` is the first day of the bucket from which on nothing of it is due and missing, no sooner than the last of
    it is due (hand-overs before they are due may tie); None if something stays short.
    """

    late: float
    short: float
    filled: date | None


class Chain:
    """A plan's tiers that can be solved again, with each request measured by itself."""

    def __init__(self, blueprint: Blueprint, program: Program, proofs: Iterable[Proof], x: Array) -> None:
        self.blueprint = blueprint
        self.program = program
        self.wants: Mapping[str, Want] = {want.request: want for want in blueprint.wants}
        self.service = blueprint.facts.settings.objective == "service"
        serving = [proof for proof in proofs if proof.tier.startswith(("requests/", "share/", "value"))]
        self.again = Again(program, serving, x)
        self.x = x

    @classmethod
    def of(cls, plan: Plan) -> Chain:
        """The chain of a whole plan."""
        assert plan.blueprint is not None
        assert plan.program is not None
        assert plan.levels is not None
        return cls(plan.blueprint, plan.program, plan.proofs, plan.levels)

    @property
    def duals_known(self) -> bool:
        """Whether worths are there to go by (not where whole numbers are planned)."""
        return self.again.by_faces

    @cached_property
    def classes(self) -> dict[str, list[str]]:
        """The late requests by the last tier that has a say in them, in the order of the tiers."""
        behind: dict[str, list[str]] = {tier: [] for tier in self.again.tiers}
        for want in self.blueprint.wants:
            if want.quantity > 0 and self.standing(want.request, self.x).late > FILLED * want.quantity:
                behind[self.last(want)].append(want.request)
        return {tier: requests for tier, requests in behind.items() if requests}

    def last(self, want: Want) -> str:
        """The last tier of a request's class."""
        if not self.service:
            return "value"
        share = f"share/{want.priority}"
        return share if share in self.again.tiers else f"requests/{want.priority}"

    def own(self, request: str) -> Array:
        """Costs of a request's own lateness on the scaled columns, in base buckets of all that it wants."""
        costs = np.zeros(self.program.columns)
        activity = self.program.network.find("late", (request,))
        assert activity is not None
        part = self.program.column(activity)
        lengths = self.program.network.calendar.lengths
        costs[part] = lengths * self.program.column_scale[part] / self.wants[request].quantity
        return costs

    def solve(self, bounds: Bounds, last: str, requests: Iterable[str]) -> Resolved:
        """The tiers up to `last` with these bounds, and each of the requests by itself."""
        return self.again.solve(bounds, last, {request: self.own(request) for request in requests})

    @cached_property
    def unchanged(self) -> dict[str, tuple[Resolved, dict[str, Standing]]]:
        """By last tier: the late requests as they are, with the duals of their own lateness."""
        found = {}
        for last, requests in self.classes.items():
            resolved = self.solve(Bounds(), last, requests)
            found[last] = resolved, self.standings(resolved, requests)
        return found

    def standings(self, resolved: Resolved, requests: Iterable[str]) -> dict[str, Standing]:
        """How each of the requests fares in its own solution."""
        return {request: self.standing(request, resolved.own[request].x) for request in requests}

    def handed(self, request: str, x: Array) -> Array:
        """What is handed over for a request by bucket, in units of what it wants, read from its late and early."""
        find, due = self.program.network.find, np.cumsum(self.wants[request].due)
        by_then = due.copy()
        for family, sign in (("late", -1.0), ("early", 1.0)):
            activity = find(family, (request,))
            if activity is not None:
                part = self.program.column(activity)
                by_then += sign * x[part] * self.program.column_scale[part]
        handed: Array = np.diff(by_then, prepend=0.0)
        return handed

    def standing(self, request: str, x: Array) -> Standing:
        """How a request fares in scaled levels `x`."""
        want, handed = self.wants[request], self.handed(request, x)
        calendar = self.program.network.calendar
        missing = late(want.due, handed)
        if np.sum(handed) < want.quantity * (1 - FILLED):
            return Standing(float(missing @ calendar.lengths), float(missing[-1]), None)
        filled = max(np.flatnonzero(missing).max(initial=-1) + 1, np.flatnonzero(want.due).max(initial=0))
        return Standing(float(missing @ calendar.lengths), 0.0, calendar.first_day(int(filled)))

    def duals_of(self, resolved: Resolved, request: str) -> tuple[Duals, ...]:
        """Every tier that decides how late a request is, its own last; none where whole numbers are planned."""
        own = resolved.own[request].duals
        return (*resolved.duals, own) if own is not None else ()
