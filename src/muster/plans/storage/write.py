"""Write a plan folder atomically: under a temporary name, renamed when complete."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl

from muster.atomic_write import atomic_replace
from muster.errors import MusterError
from muster.plans.plan import Plan, SolvedPlan, UnsolvedPlanError
from muster.plans.storage.certificate_files import write_certificate
from muster.plans.storage.manifest import manifest_text
from muster.scenario.folder_writer import write_folder
from muster.text import _, escape_formula, language_override

EXTRA_FILES = ("report.html",)
"""Files of a plan folder that other packages produce."""


class NotWrittenError(MusterError):
    """Raised if the plan could not be written. The message is for people; no partial folder remains."""

    def __init__(self, path: Path, reason: str | None = None) -> None:
        """`reason` is the system's error message; None if the path already exists."""
        self.path, self.reason = path, reason
        super().__init__(str(path), reason)

    def __str__(self) -> str:
        if self.reason is None:
            return _("{path} already exists; name another folder with -o").format(path=self.path)
        return _("{path} cannot be written: {reason}. Nothing was written").format(
            path=self.path, reason=_(self.reason)
        )


def write_plan(
    plan: Plan, path: str | Path, *, csv: bool = False, extra_files: Mapping[str, Callable[[], str]] | None = None
) -> Path:
    """Write a plan to a new folder.

    Args:
        plan: a plan with a solution.
        path: the folder to create; it must not exist.
        csv: also write each result table as CSV.
        extra_files: functions that return the text of further files, by name (one of `EXTRA_FILES`).

    Raises:
        UnsolvedPlanError: the plan has no solution.
        NotWrittenError: the path exists or cannot be written.
    """
    target = Path(path)
    if not plan.has_solution:
        raise UnsolvedPlanError("there is no plan to write")
    solved = plan.solved()
    if target.exists():
        raise NotWrittenError(target)
    begun = time.perf_counter()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with atomic_replace(target) as folder:
            folder.mkdir()
            _write_files(solved, folder, csv, begun)
            for name, text in (extra_files or {}).items():
                (folder / name).write_text(text(), encoding="utf-8")
            (folder / "manifest.json").write_text(manifest_text(folder), encoding="utf-8")
    except (OSError, pl.exceptions.PolarsError) as failure:
        raise NotWrittenError(target, getattr(failure, "strerror", None) or str(failure)) from failure
    return target


def _write_files(plan: SolvedPlan, folder: Path, csv: bool, begun: float) -> None:
    for name, table in plan.tables.items():
        table.write_parquet(folder / f"{name}.parquet")
        if csv:
            (folder / f"{name}.csv").write_text(to_csv(table), encoding="utf-8")
    write_folder(plan.scenario, folder / "scenario")
    (folder / "certificate").mkdir()
    write_certificate(folder / "certificate", plan.program, list(plan.proofs), plan.levels)
    with language_override("en"):
        summary = plan.summary
    summary["seconds"] = dict(plan.seconds) | {"write": time.perf_counter() - begun}
    text = json.dumps(summary, indent=2, ensure_ascii=False, allow_nan=False)
    (folder / "plan.json").write_text(text + "\n", encoding="utf-8")


def to_csv(table: pl.DataFrame) -> str:
    """Convert a result table to CSV, escaping cells that a spreadsheet would run as a formula."""
    text_columns = [name for name, kind in table.schema.items() if kind == pl.String]
    return table.with_columns(pl.col(text_columns).map_elements(escape_formula, return_dtype=pl.String)).write_csv()
