"""The plan: frozen result tables with the digest of what made them, and its certificate."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from typing import Any

import polars as pl

from muster.network.build import Blueprint
from muster.network.graph import Array
from muster.plans.likely_causes import Guess
from muster.plans.tables.requests import Served
from muster.problems import Problem
from muster.program import Program
from muster.scenario import Scenario
from muster.solve import Certificate, Proof

EXIT_CODES = {"optimal": 0, "feasible": 0, "invalid": 1, "infeasible": 3, "time_limit": 4, "unbounded": 5}


@dataclass(frozen=True)
class Conflict:
    """A row of the scenario's tables that contradicts others; `row` is None for one that a patch has made."""

    table: str
    file: str
    row: int | None
    id: str


@dataclass(frozen=True, eq=False)
class Plan:
    """What came out of planning a scenario; a plan never changes its scenario.

    `status` is "optimal" (proved), "feasible" (a plan, not proved), "time_limit" (stopped before there was one),
    "infeasible" (with `conflict`), "unbounded" or "invalid" (the scenario has errors). The result tables are Polars
    frames, also as attributes: ``plan.requests``, ``plan.stocks`` and so on; without a plan they are empty.
    `levels` are the scaled levels of every column, `proofs` the duals of every tier: what `muster verify` recomputes;
    `blueprint` and `program` are what they are levels and duals of.

    >>> import muster
    >>> plan = muster.plan(muster.read("examples/brussels-2022"))  # doctest: +SKIP
    >>> plan.requests.filter(plan.requests["late"] > 0)  # doctest: +SKIP
    """

    status: str
    scenario: Scenario
    options: Mapping[str, Any]
    tables: Mapping[str, pl.DataFrame]
    served: tuple[Served, ...] = ()
    certificate: Certificate | None = None
    cost: float | None = None
    value: float | None = None
    size: Mapping[str, int] = field(default_factory=lambda: {"rows": 0, "columns": 0, "nonzeros": 0})
    seconds: Mapping[str, float] = field(default_factory=dict)
    conflict: tuple[Conflict, ...] = ()
    guesses: Mapping[str, tuple[Guess, ...]] = field(default_factory=dict)
    proofs: tuple[Proof, ...] = ()
    blueprint: Blueprint | None = None
    program: Program | None = None
    levels: Array | None = None

    def __getattr__(self, name: str) -> pl.DataFrame:
        """A result table by its name."""
        tables: Mapping[str, pl.DataFrame] = self.__dict__.get("tables", {})
        if name in tables:
            return tables[name]
        raise AttributeError(name)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was wrong, doubtful or worth knowing in the scenario."""
        return self.scenario.problems

    @property
    def there(self) -> bool:
        """Whether there is a plan at all, proved or not."""
        return self.status in ("optimal", "feasible")

    @property
    def exit_code(self) -> int:
        """The exit code of `muster plan`."""
        return EXIT_CODES[self.status]

    def timed(self, seconds: Mapping[str, float]) -> Plan:
        """The same plan with further times in `seconds`."""
        return replace(self, seconds={**seconds, **self.seconds})

    @property
    def summary(self) -> dict[str, Any]:
        """The plan as `plan.json` and `--json` give it."""
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
            "requests": [request.as_dict() for request in self.served],
            "held_back": {
                request: [{"by": guess.words, "id": guess.named} for guess in found]
                for request, found in sorted(self.guesses.items())
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


def _finite(figure: float | None) -> float | None:
    """JSON has no infinity: what is not known is null."""
    return figure if figure is not None and math.isfinite(figure) else None
