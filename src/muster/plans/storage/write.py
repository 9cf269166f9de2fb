"""The plan folder: written beside its place and renamed, so that there is a whole one or none."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl

from muster.plans.plan import Plan
from muster.plans.storage.certificate_files import write_evidence
from muster.plans.storage.manifest import manifest
from muster.scenario.folder_writer import beside, write_folder
from muster.text import _, protect, speaking

MADE_ELSEWHERE = ("report.html",)
"""Files of a plan folder that other layers make."""


class NotWritten(Exception):
    """The plan could not be written; the message is for people, and nothing was left behind."""

    def __init__(self, path: Path, reason: str | None = None) -> None:
        """`reason` is the system's own word; without one the place is taken."""
        self.path, self.reason = path, reason
        super().__init__(str(path), reason)

    def __str__(self) -> str:
        if self.reason is None:
            return _("{path} is there already; name another folder with -o").format(path=self.path)
        return _("{path} cannot be written: {reason}. Nothing was left behind").format(
            path=self.path, reason=_(self.reason)
        )


def write_plan(
    plan: Plan, path: str | Path, *, csv: bool = False, more: Mapping[str, Callable[[], str]] | None = None
) -> Path:
    """Write a plan to a new folder. Refuses (`NotWritten`) a place that is taken, and a plan that is none.

    `more` gives the text of further files (of `MADE_ELSEWHERE`) by name.
    """
    target = Path(path)
    if not plan.there:
        raise ValueError("there is no plan to write")
    if target.exists():
        raise NotWritten(target)
    begun = time.perf_counter()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with beside(target) as making:
            making.mkdir()
            _fill(plan, making, csv, begun)
            for name, text in (more or {}).items():
                (making / name).write_text(text(), encoding="utf-8")
            (making / "manifest.json").write_text(manifest(making), encoding="utf-8")
    except (OSError, pl.exceptions.PolarsError) as failure:
        raise NotWritten(target, getattr(failure, "strerror", None) or str(failure)) from failure
    return target


def _fill(plan: Plan, folder: Path, csv: bool, begun: float) -> None:
    for name, table in plan.tables.items():
        table.write_parquet(folder / f"{name}.parquet")
        if csv:
            (folder / f"{name}.csv").write_text(csv_of(table), encoding="utf-8")
    write_folder(plan.scenario, folder / "scenario")
    (folder / "certificate").mkdir()
    assert plan.program is not None
    assert plan.levels is not None
    write_evidence(folder / "certificate", plan.program, list(plan.proofs), plan.levels)
    with speaking("en"):
        summary = plan.summary
    summary["seconds"] = dict(plan.seconds) | {"write": time.perf_counter() - begun}
    text = json.dumps(summary, indent=2, ensure_ascii=False, allow_nan=False)
    (folder / "plan.json").write_text(text + "\n", encoding="utf-8")


def csv_of(table: pl.DataFrame) -> str:
    """A result table as CSV, cells that a spreadsheet would run as a formula made safe."""
    texts = [column for column, kind in table.schema.items() if kind == pl.String]
    return table.with_columns(pl.col(texts).map_elements(protect, return_dtype=pl.String)).write_csv()
