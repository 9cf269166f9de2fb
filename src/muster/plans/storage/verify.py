"""`muster verify`: whether a plan folder is whole and its numbers follow from its own scenario.

Nothing in the folder is taken on trust: bytes against the manifest, then the program built anew from `scenario/`, the
certificate recomputed from levels and duals, and every result table and figure of `plan.json` read from the levels.
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
from muster.plans.likely_causes import guesses
from muster.plans.pipeline import cost_of, read_levels, size_of, status_of
from muster.plans.plan import Plan
from muster.plans.result_schema import RESULT_TABLES
from muster.plans.storage.certificate_files import Unreadable, read_evidence
from muster.plans.storage.manifest import changed_bytes
from muster.plans.storage.read import UNREADABLE, scenario_of
from muster.plans.storage.write import MADE_ELSEWHERE, csv_of
from muster.plans.worth import Worths
from muster.program import Program, compile_program
from muster.scenario import Scenario
from muster.schema import TABLES
from muster.solve import Certificate, Proof, certify
from muster.text import _
from muster.tolerances import PRIMAL

CLOSE = 1e-7
"""Two figures agree if they differ by no more than this times max(1, their size)."""

TOLD = frozenset({"muster", "options", "seconds", "problems"})
"""Parts of plan.json that say how it was made: they cannot be recomputed."""


@dataclass(frozen=True)
class Verdict:
    """What `verify` found: `faults` in words (none: the plan stands), the certificate as recomputed, what was not."""

    faults: tuple[str, ...]
    certificate: Certificate | None = None
    unchecked: tuple[str, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether nothing is wrong with the plan."""
        return not self.faults


def verify(path: str | Path) -> Verdict:
    """Check a plan folder by recomputing it. Never raises for what a folder may hold."""
    folder = Path(path)
    faults = list(changed_bytes(folder))
    if faults:
        return Verdict(tuple(faults))
    try:
        summary = json.loads((folder / "plan.json").read_text(encoding="utf-8"), parse_constant=_no_number)
        return _recompute(folder, summary)
    except Unreadable as wrong:
        return Verdict((_("the certificate names what the scenario does not have: {name}").format(name=wrong),))
    except UNREADABLE as wrong:
        return Verdict((_("the folder cannot be read as a plan: {reason}").format(reason=wrong),))


def _recompute(folder: Path, summary: dict[str, Any]) -> Verdict:
    options = summary["options"] or {}
    scenario = scenario_of(folder, options)
    if scenario.errors:
        return Verdict((_("the plan's own scenario has errors"),))
    blueprint = build_network(scenario)
    program = compile_program(blueprint.network)
    proofs, x = read_evidence(folder / "certificate", program)
    if [proof.tier for proof in proofs] != blueprint.tiers:
        return Verdict((_("the certificate does not have the tiers of the scenario"),))
    certificate = certify(program, proofs, x)
    worths = Worths(program, proofs, x)
    tables, served = read_levels(blueprint, program, x, worths)
    status = "optimal" if all(proof.status == "optimal" for proof in proofs) else "feasible"
    found = Plan(
        status_of(status, certificate),
        scenario,
        options,
        tables,
        tuple(served),
        certificate,
        cost_of(program, x),
        certificate.tiers[0].value if scenario.settings.objective == "value" else None,
        size_of(program),
        guesses=guesses(blueprint, program, worths, served),
    )
    faults = [
        *_broken_rules(program, certificate, proofs, x),
        *_claims(summary, found.summary),
        *_tables(folder, tables),
        *_problems(folder, summary, scenario),
        *_strangers(folder),
    ]
    return Verdict(tuple(faults), certificate)


def _broken_rules(program: Program, certificate: Certificate, proofs: list[Proof], x: Array) -> Iterator[str]:
    """Rules that the levels do not keep, and tiers without the duals that would prove them."""
    over = certificate.primal_residual
    if program.whole.any():
        whole = x[program.whole]
        over = max(over, float(np.abs(whole - np.round(whole)).max()))
    if over > PRIMAL:
        yield _("the levels break a rule by {amount} (scaled)").format(amount=f"{over:.3g}")
    for proof in proofs:
        if proof.duals is None and np.isfinite(proof.bound) and not program.whole.any():
            yield _("tier {tier} has no duals to prove its bound").format(tier=proof.tier)


def _claims(summary: dict[str, Any], found: dict[str, Any]) -> Iterator[str]:
    """Parts of plan.json that are not what the scenario and the levels give."""
    if summary["scenario"]["digest"] != found["scenario"]["digest"]:
        yield _("the scenario is not the one that plan.json names")
    if summary["status"] != found["status"]:
        yield _("plan.json says {claimed}; the certificate says {found}").format(
            claimed=summary["status"], found=found["status"]
        )
    for part in sorted((found.keys() | summary.keys()) - TOLD - {"status"}):
        if part not in summary or part not in found or not _same(summary[part], found[part]):
            yield _("{file}: {part} does not follow from the levels").format(file="plan.json", part=part)


def _tables(folder: Path, tables: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    """Result tables that are not what the levels give."""
    for name, table in sorted(tables.items()):
        if not _same_table(pl.read_parquet(folder / f"{name}.parquet"), table):
            yield _("{file} does not follow from the levels").format(file=f"{name}.parquet")


def _no_number(name: str) -> float:
    raise ValueError(name)


def _strangers(folder: Path) -> Iterator[str]:
    """Files that no plan folder has, and CSV tables that differ from their Parquet ones."""
    known = {"plan.json", "manifest.json", *MADE_ELSEWHERE, *(f"{name}.parquet" for name in RESULT_TABLES)}
    known |= {f"certificate/{name}" for name in ("levels.parquet", "duals.parquet", "bases.parquet", "tiers.json")}
    known |= {"scenario/scenario.toml", *(f"scenario/{name}.csv" for name in TABLES)}
    tables = {f"{name}.csv": name for name in RESULT_TABLES}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name in tables:
            if path.read_text(encoding="utf-8") != csv_of(pl.read_parquet(folder / f"{tables[name]}.parquet")):
                yield _("{file} and {other} do not tell the same").format(file=name, other=f"{tables[name]}.parquet")
        elif path.is_file() and name not in known:
            yield _("{file} does not belong to a plan").format(file=name)


def _problems(folder: Path, summary: dict[str, Any], scenario: Scenario) -> Iterator[str]:
    """The problems told are at least those of the scenario; those of the files it came from can only be compared."""
    told_codes = Counter(one["code"] for one in summary["problems"])
    missing = Counter(problem.code for problem in scenario.problems) - told_codes
    for code in sorted(missing):
        yield _("{file} leaves out problem {code} of the scenario").format(file="plan.json", code=code)
    listed = pl.read_parquet(folder / "problems.parquet").to_dicts()
    told = [one | {"value": None if one["value"] is None else str(one["value"])} for one in summary["problems"]]
    told.sort(key=lambda one: (one["code"], one["severity"], one["file"] is None, one["file"] or ""))
    if not _same(listed, told):
        yield _("{file} and {other} do not tell the same").format(file="plan.json", other="problems.parquet")


def _same(one: Any, other: Any) -> bool:
    """Equal, figures within `CLOSE`."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= CLOSE * max(1.0, abs(one), abs(other))
    return bool(one == other)


def _same_table(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    if one.schema != other.schema or len(one) != len(other):
        return False
    for name, kind in one.schema.items():
        if kind == pl.Float64:
            a = one[name].to_numpy()
            b = other[name].to_numpy()
            if not np.allclose(a, b, rtol=CLOSE, atol=CLOSE, equal_nan=True):
                return False
        elif not one[name].equals(other[name], null_equal=True):
            return False
    return True
