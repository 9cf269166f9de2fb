"""Read a plan folder: the inverse of `write_plan`.

A folder whose files differ from its manifest is refused, so no report is based on a plan that was changed. The numbers
themselves are checked by `verify` only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from muster.errors import MusterError
from muster.network.build import build_network
from muster.network.demand import Demand, read_demands
from muster.network.facts import Facts
from muster.plans.fulfilment import Fulfilment
from muster.plans.likely_causes import MESSAGES, LikelyCause
from muster.plans.plan import Plan, SolvedPlan
from muster.plans.result_schema import RESULT_TABLES
from muster.plans.storage.certificate_files import CertificateMismatchError, read_certificate
from muster.plans.storage.manifest import manifest_faults
from muster.problems.stored_problem import restore_problems
from muster.program import compile_program
from muster.scenario import Scenario, read
from muster.solve import Certificate, TierCertificate
from muster.text import _

READ_ERRORS = (
    OSError, ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError,
    pl.exceptions.PolarsError,
)  # fmt: skip
"""Exceptions that reading a malformed plan file may raise."""


class NotAPlanError(MusterError):
    """Raised if a folder cannot be read as a plan; the message is for people."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(str(path), reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return _("{path} cannot be read as a plan: {reason}").format(path=self.path, reason=self.reason)


def read_plan(path: str | Path, *, with_program: bool = False) -> Plan:
    """Read the plan of a plan folder.

    Args:
        path: the plan folder.
        with_program: also rebuild the network and read levels and duals, which `explain` needs. Takes about a second
            for a program of 20,000 columns. Otherwise `blueprint`, `program` and `levels` are None.

    Raises:
        NotAPlanError: the path is not a plan folder, or its files were changed or cannot be read.
    """
    folder = Path(path)
    for fault in manifest_faults(folder):
        raise NotAPlanError(folder, fault)
    try:
        summary = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
        plan = _read(folder, summary)
        return _with_program(folder, plan) if with_program else plan
    except (CertificateMismatchError, *READ_ERRORS) as failure:
        raise NotAPlanError(folder, str(failure)) from failure


def muster_version(folder: Path) -> str:
    """Version of muster that wrote an intact plan folder."""
    return str(json.loads((folder / "plan.json").read_text(encoding="utf-8"))["muster"])


def read_plan_scenario(folder: Path, options: Mapping[str, Any]) -> Scenario:
    """Read the scenario stored in a plan folder, with the bases that the options requested."""
    overrides = {"basis": tuple(options["basis"])} if options.get("basis") else {}
    return read(folder / "scenario", **overrides)


def _read(folder: Path, summary: dict[str, Any]) -> Plan:
    options = summary["options"] or {}
    scenario = read_plan_scenario(folder, options)
    if scenario.errors:
        raise ValueError(_("the plan's own scenario has errors"))
    demands = {demand.request: demand for demand in read_demands(Facts(scenario))}
    return Plan(
        status=str(summary["status"]),
        scenario=replace(scenario, problems=restore_problems(summary["problems"], scenario.problems)),
        options=options,
        tables={name: pl.read_parquet(folder / f"{name}.parquet") for name in RESULT_TABLES},
        served=tuple(_fulfilment(demands[entry["request"]], entry) for entry in summary["requests"]),
        certificate=_certificate(summary["tiers"]),
        cost=summary["cost"],
        value=summary["value"],
        size=summary["size"],
        seconds=summary["seconds"],
        guesses=_likely_causes(summary["held_back"]),
    )


def _with_program(folder: Path, plan: Plan) -> SolvedPlan:
    blueprint = build_network(plan.scenario)
    program = compile_program(blueprint.network)
    proofs, x = read_certificate(folder / "certificate", program)
    return SolvedPlan.from_plan(plan, blueprint=blueprint, program=program, proofs=tuple(proofs), levels=x)


def _fulfilment(demand: Demand, entry: Mapping[str, Any]) -> Fulfilment:
    return Fulfilment(
        demand=demand,
        quantity=entry["quantity"],
        handed_over=entry["handed_over"],
        on_time=entry["on_time"],
        short=entry["short"],
        late_unit_buckets=entry["late_unit_buckets"],
        filled_on=date.fromisoformat(entry["filled_on"]) if entry["filled_on"] else None,
        filled_by=date.fromisoformat(entry["filled_by"]) if entry["filled_by"] else None,
    )


def _certificate(tiers: list[dict[str, Any]]) -> Certificate:
    return Certificate(
        tuple(
            TierCertificate(
                name=tier["name"],
                value=_or_default(tier["value"], float("nan")),
                bound=_or_default(tier["bound"], float("-inf")),
                primal_residual=_or_default(tier["primal_residual"], float("inf")),
                dual_residual=tier["dual_residual"],
                gap=_or_default(tier["gap"], float("inf")),
            )
            for tier in tiers
        )
    )


def _or_default(number: float | None, default: float) -> float:
    """Restore a number of plan.json, where null replaces a number that is not finite."""
    return default if number is None else number


def _likely_causes(held_back: Mapping[str, list[dict[str, str]]]) -> dict[str, tuple[LikelyCause, ...]]:
    unknown = {cause["by"] for causes in held_back.values() for cause in causes} - MESSAGES
    if unknown:
        raise ValueError(min(unknown))
    return {
        request: tuple(LikelyCause(cause["by"], str(cause["id"])) for cause in causes)
        for request, causes in held_back.items()
    }
