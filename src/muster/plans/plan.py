"""The plan: result tables, the scenario they come from, and the certificate."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from importlib.metadata import version
from typing import Any

import polars as pl

from muster.errors import MusterError
from muster.network.build import Blueprint
from muster.network.graph import Array
from muster.plans.fulfilment import Fulfilment
from muster.plans.likely_causes import LikelyCause
from muster.problems import Problem
from muster.program import Program
from muster.scenario import Scenario
from muster.solve import Certificate, TierProof

EXIT_CODES = {"optimal": 0, "feasible": 0, "invalid": 1, "infeasible": 3, "time_limit": 4, "unbounded": 5}


class UnsolvedPlanError(MusterError, ValueError):
    """Raised if a plan has no solution, or was read without its program."""


@dataclass(frozen=True)
class ConflictingRow:
    """A row of the scenario that conflicts with others; `row` is None if a patch added it."""

    table: str
    file: str
    row: int | None
    id: str


@dataclass(frozen=True, eq=False, kw_only=True)
class Plan:
    """Result of planning a scenario; a plan never changes its scenario.

    The result tables are Polars frames, also available as attributes: ``plan.requests``, ``plan.stocks`` and so on.
    They are empty if there is no solution.

    Attributes:
        status: "optimal" (proved), "feasible" (not proved), "time_limit" (stopped before a solution was found),
            "infeasible" (with `conflict`), "unbounded" or "invalid" (the scenario has errors).
        served: fulfilment of each request.
        cost: total cost in the scenario's currency.
        value: value of the first tier, if the objective is "value".
        guesses: likely causes of lateness by request.
        proofs: duals and fixing of every tier, from which `muster verify` recomputes the certificate.
        blueprint: the network and the facts it was built from.
        program: the compiled network, to whose columns and rows `levels` and `proofs` refer.
        levels: scaled levels, shape (columns,).

    >>> import muster
    >>> plan = muster.plan(muster.read("examples/brussels-2022"))  # doctest: +SKIP
    >>> plan.requests.filter(plan.requests["late"] > 0)  # doctest: +SKIP
    """

    status: str
    scenario: Scenario
    options: Mapping[str, Any]
    tables: Mapping[str, pl.DataFrame]
    served: tuple[Fulfilment, ...] = ()
    certificate: Certificate | None = None
    cost: float | None = None
    value: float | None = None
    size: Mapping[str, int] = field(default_factory=lambda: {"rows": 0, "columns": 0, "nonzeros": 0})
    seconds: Mapping[str, float] = field(default_factory=dict)
    conflict: tuple[ConflictingRow, ...] = ()
    guesses: Mapping[str, tuple[LikelyCause, ...]] = field(default_factory=dict)
    proofs: tuple[TierProof, ...] = ()
    blueprint: Blueprint | None = None
    program: Program | None = None
    levels: Array | None = None

    def __getattr__(self, name: str) -> pl.DataFrame:
        """Return a result table by its name."""
        tables: Mapping[str, pl.DataFrame] = self.__dict__.get("tables", {})
        if name in tables:
            return tables[name]
        raise AttributeError(name)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Errors, warnings and notes of the scenario."""
        return self.scenario.problems

    @property
    def has_solution(self) -> bool:
        """True if a solution was found, proved or not."""
        return self.status in ("optimal", "feasible")

    def solved(self) -> SolvedPlan:
        """Return this plan as a `SolvedPlan`, with its program and levels.

        Raises:
            UnsolvedPlanError: the plan has no solution, or was read without its program.
        """
        if not self.has_solution:
            raise UnsolvedPlanError(f"there is no plan: its status is {self.status}")
        if not isinstance(self, SolvedPlan):
            raise UnsolvedPlanError("the plan has no program: read it with read_plan(path, with_program=True)")
        return self

    @property
    def exit_code(self) -> int:
        """Exit code of `muster plan`."""
        return EXIT_CODES[self.status]

    def with_seconds(self, seconds: Mapping[str, float]) -> Plan:
        """Copy this plan with these durations added to `seconds`."""
        return replace(self, seconds={**seconds, **self.seconds})

    @property
    def summary(self) -> dict[str, Any]:
        """The plan as written to `plan.json` and printed by `--json`."""
        tiers = self.certificate.tiers if self.certificate else ()
        certificate = self.certificate or Certificate(())
        return {
            "muster": version("muster"),
            "status": self.status,
            "objective": self.scenario.settings.objective,
            "scenario": {"title": self.scenario.settings.title, "digest": self.scenario.digest},
            "options": dict(self.options),
            "tiers": [
                {
                    "name": tier.name,
                    "value": _finite(tier.value),
                    "bound": _finite(tier.bound),
                    "primal_residual": _finite(tier.primal_residual),
                    "dual_residual": _finite(tier.dual_residual),
                    "gap": _finite(tier.gap),
                }
                for tier in tiers
            ],
            "cost": _finite(self.cost),
            "value": _finite(self.value),
            "requests": [fulfilment.as_dict() for fulfilment in self.served],
            "held_back": {
                request: [{"by": cause.message, "id": cause.id} for cause in causes]
                for request, causes in sorted(self.guesses.items())
            },
            "certificate": {
                "primal_residual": _finite(certificate.primal_residual) if tiers else None,
                "dual_residual": _finite(certificate.dual_residual) if tiers else None,
                "gap": _finite(certificate.gap) if tiers else None,
            },
            "size": dict(self.size),
            "seconds": dict(self.seconds),
            "problems": [problem.as_dict() for problem in self.problems],
            "conflict": [{"table": row.table, "row": row.row, "id": row.id} for row in self.conflict],
        }


@dataclass(frozen=True, eq=False, kw_only=True)
class SolvedPlan(Plan):
    """A plan with a solution, and with everything that explaining, sampling and writing need."""

    certificate: Certificate = field()
    blueprint: Blueprint = field()
    program: Program = field()
    levels: Array = field()

    @classmethod
    def from_plan(
        cls, plan: Plan, *, blueprint: Blueprint, program: Program, proofs: tuple[TierProof, ...], levels: Array
    ) -> SolvedPlan:
        """Complete a plan that was read without its program."""
        values = {item.name: getattr(plan, item.name) for item in fields(plan)}
        return cls(**values | {"blueprint": blueprint, "program": program, "proofs": proofs, "levels": levels})


def _finite(number: float | None) -> float | None:
    """Replace infinity and NaN, which JSON lacks, by None."""
    return number if number is not None and math.isfinite(number) else None
