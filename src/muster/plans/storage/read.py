"""A plan folder read back: the way back from `write_plan`.

Whether its numbers are right is for `verify` to say; here a folder whose files are not the ones that its manifest lists
is refused, so that nothing is told from a plan that somebody has changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from muster.network.build import build_network
from muster.network.demand import Want, read_wants
from muster.network.facts import Facts
from muster.plans.likely_causes import WORDS, Guess
from muster.plans.plan import Plan
from muster.plans.result_schema import RESULT_TABLES
from muster.plans.storage.certificate_files import Unreadable, read_evidence
from muster.plans.storage.manifest import changed_bytes
from muster.plans.tables.requests import Served
from muster.problems.stored_problem import retold
from muster.program import compile_program
from muster.scenario import Scenario, read
from muster.solve import Certificate, TierCertificate
from muster.text import _

UNREADABLE = (
    OSError, ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError,
    pl.exceptions.PolarsError,
)  # fmt: skip
"""What reading a file that is no plan's may end in."""


class NotAPlan(Exception):
    """The folder cannot be read as a plan; the message is for people."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(str(path), reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return _("{path} cannot be read as a plan: {reason}").format(path=self.path, reason=self.reason)


def read_plan(path: str | Path, *, whole: bool = False) -> Plan:
    """The plan of a plan folder; `NotAPlan` for anything else.

    With `whole` the network is built anew and levels and duals are read, as explaining needs them; else `blueprint`,
    `program` and `levels` are None. Costs about a second for the whole of a program of 20,000 columns.
    """
    folder = Path(path)
    for fault in changed_bytes(folder):
        raise NotAPlan(folder, fault)
    try:
        summary = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
        found = _read(folder, summary)
        return _whole(folder, found) if whole else found
    except Unreadable as wrong:
        raise NotAPlan(folder, str(wrong)) from wrong
    except UNREADABLE as wrong:
        raise NotAPlan(folder, str(wrong)) from wrong


def made_by(folder: Path) -> str:
    """The version of muster that a sound plan folder says it was made by."""
    return str(json.loads((folder / "plan.json").read_text(encoding="utf-8"))["muster"])


def scenario_of(folder: Path, options: Mapping[str, Any]) -> Scenario:
    """The scenario that a plan folder was made from, with the bases that were asked for."""
    overrides = {"basis": tuple(options["basis"])} if options.get("basis") else {}
    return read(folder / "scenario", **overrides)


def _read(folder: Path, summary: dict[str, Any]) -> Plan:
    options = summary["options"] or {}
    scenario = scenario_of(folder, options)
    if scenario.errors:
        raise ValueError(_("the plan's own scenario has errors"))
    wants = {want.request: want for want in read_wants(Facts(scenario))}
    return Plan(
        str(summary["status"]),
        replace(scenario, problems=retold(summary["problems"], scenario.problems)),
        options,
        {name: pl.read_parquet(folder / f"{name}.parquet") for name in RESULT_TABLES},
        tuple(_served(wants, one) for one in summary["requests"]),
        _certificate(summary["tiers"]),
        summary["cost"],
        summary["value"],
        summary["size"],
        summary["seconds"],
        guesses=_guesses(summary["held_back"]),
    )


def _whole(folder: Path, plan: Plan) -> Plan:
    blueprint = build_network(plan.scenario)
    program = compile_program(blueprint.network)
    proofs, x = read_evidence(folder / "certificate", program)
    return replace(plan, blueprint=blueprint, program=program, proofs=tuple(proofs), levels=x)


def _served(wants: Mapping[str, Want], told: Mapping[str, Any]) -> Served:
    want = wants[told["request"]]
    filled = told["filled_on"] and date.fromisoformat(told["filled_on"])
    return Served(
        want,
        told["quantity"],
        told["handed_over"],
        told["on_time"],
        told["short"],
        told["late_unit_buckets"],
        filled or None,
        told["filled_by"] and date.fromisoformat(told["filled_by"]),
    )


def _certificate(tiers: list[dict[str, Any]]) -> Certificate:
    def figure(value: float | None, otherwise: float) -> float:
        return otherwise if value is None else value

    return Certificate(
        tuple(
            TierCertificate(
                tier["name"],
                figure(tier["value"], float("nan")),
                figure(tier["bound"], float("-inf")),
                figure(tier["primal_residual"], float("inf")),
                tier["dual_residual"],
                figure(tier["gap"], float("inf")),
            )
            for tier in tiers
        )
    )


def _guesses(told: Mapping[str, list[dict[str, str]]]) -> dict[str, tuple[Guess, ...]]:
    strange = {one["by"] for found in told.values() for one in found} - WORDS
    if strange:
        raise ValueError(min(strange))
    return {request: tuple(Guess(one["by"], str(one["id"])) for one in found) for request, found in told.items()}
