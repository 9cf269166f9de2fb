"""Verification of a plan folder: its files are intact, and its numbers follow from its own scenario.

Nothing in the folder is trusted:

1. The bytes of every file are compared with the manifest.
2. The program is rebuilt from `scenario/`.
3. The certificate is recomputed from levels and duals, without the solver.
4. Every result table and every figure of `plan.json` is recomputed from the levels.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from muster.network.build import build_network
from muster.network.graph import Array
from muster.plans.likely_causes import find_likely_causes
from muster.plans.pipeline import cost_of, read_levels, size_of
from muster.plans.plan import Plan
from muster.plans.result_schema import RESULT_TABLES
from muster.plans.storage.certificate_files import CertificateMismatchError, read_certificate
from muster.plans.storage.manifest import manifest_faults
from muster.plans.storage.read import READ_ERRORS, read_plan_scenario
from muster.plans.storage.write import EXTRA_FILES, to_csv
from muster.plans.worth import Worths
from muster.program import Program, compile_program
from muster.scenario import Scenario
from muster.schema import TABLES
from muster.solve import Certificate, TierProof, certify, plan_status
from muster.text import _
from muster.tolerances import PRIMAL

AGREEMENT = 1e-7
"""Two figures agree if they differ by at most this times max(1, |left|, |right|)."""

NOT_RECOMPUTED = frozenset({"muster", "options", "seconds", "problems"})
"""Parts of plan.json that record how it was made and cannot be recomputed."""


@dataclass(frozen=True)
class VerificationResult:
    """Result of `verify`.

    Attributes:
        faults: one sentence for each mismatch; empty if the plan is valid.
        certificate: the recomputed certificate; None if it could not be recomputed.
        unchecked: parts that this version cannot check.
    """

    faults: tuple[str, ...]
    certificate: Certificate | None = None
    unchecked: tuple[str, ...] = ()

    @property
    def is_valid(self) -> bool:
        """True if no fault was found."""
        return not self.faults


def verify(path: str | Path) -> VerificationResult:
    """Check a plan folder by recomputing it. Any content of the folder gives a result, never an exception."""
    folder = Path(path)
    faults = list(manifest_faults(folder))
    if faults:
        return VerificationResult(tuple(faults))
    try:
        summary = json.loads((folder / "plan.json").read_text(encoding="utf-8"), parse_constant=_refuse_constant)
        return _recompute(folder, summary)
    except CertificateMismatchError as failure:
        fault = _("the certificate names something that the scenario does not have: {name}").format(name=failure)
    except READ_ERRORS as failure:
        fault = _("the folder cannot be read as a plan: {reason}").format(reason=failure)
    return VerificationResult((fault,))


def _recompute(folder: Path, summary: dict[str, Any]) -> VerificationResult:
    options = summary["options"] or {}
    scenario = read_plan_scenario(folder, options)
    if scenario.errors:
        return VerificationResult((_("the plan's own scenario has errors"),))
    blueprint = build_network(scenario)
    program = compile_program(blueprint.network)
    proofs, x = read_certificate(folder / "certificate", program)
    if [proof.tier for proof in proofs] != blueprint.tiers:
        return VerificationResult((_("the certificate does not have the objectives of the scenario"),))
    certificate = certify(program, proofs, x)
    worths = Worths(program, proofs, x)
    tables, fulfilments = read_levels(blueprint, program, x, worths)
    status = "optimal" if all(proof.status == "optimal" for proof in proofs) else "feasible"
    recomputed = Plan(
        status=plan_status(status, certificate),
        scenario=scenario,
        options=options,
        tables=tables,
        served=tuple(fulfilments),
        certificate=certificate,
        cost=cost_of(program, x),
        value=certificate.tiers[0].value if scenario.settings.objective == "value" else None,
        size=size_of(program),
        guesses=find_likely_causes(blueprint, program, worths, fulfilments),
    )
    faults = [
        *_broken_rules(program, certificate, proofs, x),
        *_summary_faults(summary, recomputed.summary),
        *_table_faults(folder, tables),
        *_problem_faults(folder, summary, scenario),
        *_unexpected_files(folder),
    ]
    return VerificationResult(tuple(faults), certificate)


def _broken_rules(program: Program, certificate: Certificate, proofs: list[TierProof], x: Array) -> Iterator[str]:
    """Report violated rules, and tiers without the duals that would prove their bound."""
    violation = certificate.primal_residual
    if program.integer.any():
        whole = x[program.integer]
        violation = max(violation, float(np.abs(whole - np.round(whole)).max()))
    if violation > PRIMAL:
        yield _("the plan's quantities break a rule by {amount} (scaled)").format(amount=f"{violation:.3g}")
    for proof in proofs:
        if proof.duals is None and np.isfinite(proof.bound) and not program.integer.any():
            yield _("objective {tier} has no duals to prove its bound").format(tier=proof.tier)


def _summary_faults(summary: dict[str, Any], recomputed: dict[str, Any]) -> Iterator[str]:
    """Report parts of plan.json that differ from the recomputed summary."""
    if summary["scenario"]["digest"] != recomputed["scenario"]["digest"]:
        yield _("the scenario is not the one that plan.json names")
    if summary["status"] != recomputed["status"]:
        yield _("plan.json says {claimed}; the certificate says {found}").format(
            claimed=summary["status"], found=recomputed["status"]
        )
    for part in sorted((recomputed.keys() | summary.keys()) - NOT_RECOMPUTED - {"status"}):
        if part not in summary or part not in recomputed or not _agree(summary[part], recomputed[part]):
            yield _("{file}: {part} does not match the value recomputed from the plan's levels").format(
                file="plan.json", part=part
            )


def _table_faults(folder: Path, tables: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    """Report result tables that differ from the recomputed ones."""
    for name, table in sorted(tables.items()):
        if not _tables_agree(pl.read_parquet(folder / f"{name}.parquet"), table):
            yield _("{file} does not match the table recomputed from the plan's levels").format(file=f"{name}.parquet")


def _refuse_constant(name: str) -> float:
    raise ValueError(name)


def _unexpected_files(folder: Path) -> Iterator[str]:
    """Report files that do not belong to a plan folder, and CSV tables that differ from their Parquet files."""
    expected = {"plan.json", "manifest.json", *EXTRA_FILES, *(f"{name}.parquet" for name in RESULT_TABLES)}
    expected |= {f"certificate/{name}" for name in ("levels.parquet", "duals.parquet", "bases.parquet", "tiers.json")}
    expected |= {"scenario/scenario.toml", *(f"scenario/{name}.csv" for name in TABLES)}
    tables = {f"{name}.csv": name for name in RESULT_TABLES}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name in tables:
            if path.read_text(encoding="utf-8") != to_csv(pl.read_parquet(folder / f"{tables[name]}.parquet")):
                yield _("{file} and {other} differ").format(file=name, other=f"{tables[name]}.parquet")
        elif path.is_file() and name not in expected:
            yield _("{file} does not belong to a plan").format(file=name)


def _problem_faults(folder: Path, summary: dict[str, Any], scenario: Scenario) -> Iterator[str]:
    """Report scenario problems that plan.json omits, and differences between plan.json and problems.parquet.

    Problems of the original input files cannot be recomputed from `scenario/`; the two lists are only compared.
    """
    stored_codes = Counter(problem["code"] for problem in summary["problems"])
    missing = Counter(problem.code for problem in scenario.problems) - stored_codes
    for code in sorted(missing):
        yield _("{file} omits problem {code} of the scenario").format(file="plan.json", code=code)
    rows = pl.read_parquet(folder / "problems.parquet").to_dicts()
    stored = [
        problem | {"value": None if problem["value"] is None else str(problem["value"])}
        for problem in summary["problems"]
    ]
    stored.sort(key=lambda row: (row["code"], row["severity"], row["file"] is None, row["file"] or ""))
    if not _agree(rows, stored):
        yield _("{file} and {other} differ").format(file="plan.json", other="problems.parquet")


def _agree(left: Any, right: Any) -> bool:
    """True if two JSON values are equal, numbers within `AGREEMENT`."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(_agree(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_agree, left, right))
    if isinstance(left, int | float) and isinstance(right, int | float):
        return abs(left - right) <= AGREEMENT * max(1.0, abs(left), abs(right))
    return bool(left == right)


def _tables_agree(left: pl.DataFrame, right: pl.DataFrame) -> bool:
    if left.schema != right.schema or len(left) != len(right):
        return False
    for name, kind in left.schema.items():
        if kind == pl.Float64:
            numbers = left[name].to_numpy(), right[name].to_numpy()
            if not np.allclose(*numbers, rtol=AGREEMENT, atol=AGREEMENT, equal_nan=True):
                return False
        elif not left[name].equals(right[name], null_equal=True):
            return False
    return True
