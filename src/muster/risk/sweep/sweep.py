"""A sweep of draws: its blocks done once each, kept in a folder, and gone on with where it stopped.

The folder has `sweep.json`, which says what is swept, and `blocks/`, a Parquet file for each block and table. A block
counts when its file `draws` is there, which is written last. More draws of the same sweep add blocks to it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl

from muster.atomic_write import atomic_replace
from muster.errors import MusterError
from muster.plans import Plan
from muster.risk.sampling.default_distributions import default_inputs
from muster.risk.sampling.uncertain_input import UncertainInput, read_uncertain_inputs
from muster.risk.simulation.outcome import SOLVED_STATUSES
from muster.risk.sweep.executors import Executor, InProcess
from muster.risk.sweep.job import BLOCK_SCHEMAS, BlockTables, SweepJob, installed_versions
from muster.scenario import Scenario
from muster.text import _

MARKER_TABLE = "draws"
IDENTITY_FILE = "sweep.json"


class SweepMismatchError(MusterError):
    """The folder belongs to something else; the message is for people."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self.folder = folder

    def __str__(self) -> str:
        return _(
            "{path} has something else in it than this sweep (another scenario, seed, figures or version); "
            "name another folder with -o"
        ).format(path=self.folder)


def uncertain_inputs_of(scenario: Scenario, *, with_defaults: bool = True) -> tuple[UncertainInput, ...]:
    """Uncertain inputs: the rows of `uncertainties`, then the defaults for promises that these do not name."""
    given = read_uncertain_inputs(scenario)
    return (*given, *(default_inputs(scenario, given) if with_defaults else ()))


def job_of(plan: Plan, draws: int, seed: int, *, with_defaults: bool = True, draw_limit: int | None = None) -> SweepJob:
    """The sweep of a plan's scenario; refuses (`ValueError`) a plan that is none or was only read back."""
    if plan.program is None or plan.levels is None or plan.blueprint is None:
        raise ValueError("a sweep needs a plan that was made, or read back whole")
    return SweepJob(plan, uncertain_inputs_of(plan.scenario, with_defaults=with_defaults), seed, draws, draw_limit)


def sweep_identity(job: SweepJob) -> dict[str, Any]:
    """Identity of a sweep: two sweeps with the same identity give the same bytes."""
    return {
        "versions": installed_versions(),
        "digest": job.plan.scenario.digest,
        "basis": list(job.plan.scenario.settings.basis),
        "seed": job.seed,
        "draw_limit": job.iteration_limit,
        "figures": [asdict(uncertain) for uncertain in job.inputs],
    }


def sweep(
    job: SweepJob,
    folder: Path,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> bool:
    """Do all blocks that are not in the folder yet; False if Ctrl-C stopped it, and then what is done is kept.

    Refuses (`SweepMismatchError`) a folder with anything else in it. `progress` is told draws done and asked for.
    """
    blocks = folder / "blocks"
    _claim_folder(job, folder)
    blocks.mkdir(exist_ok=True)
    unfinished = [block for block in job.blocks if not _is_complete(job, blocks, block)]
    done = job.draws - sum(len(job.draws_of_block(block)) for block in unfinished)
    try:
        for block, tables in (executor or InProcess()).run(job, unfinished):
            _write_block(blocks, block, tables)
            done += len(job.draws_of_block(block))
            if progress is not None:
                progress(done, job.draws)
    except KeyboardInterrupt:
        return False
    return True


def _claim_folder(job: SweepJob, folder: Path) -> None:
    text = json.dumps(sweep_identity(job), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    identity_file = folder / IDENTITY_FILE
    if identity_file.is_file():
        if identity_file.read_text(encoding="utf-8") != text:
            raise SweepMismatchError(folder)
        return
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SweepMismatchError(folder)
    folder.mkdir(parents=True, exist_ok=True)
    identity_file.write_text(text, encoding="utf-8")


def _block_path(blocks: Path, block: int, table: str) -> Path:
    return blocks / f"{block:06d}.{table}.parquet"


def _is_complete(job: SweepJob, blocks: Path, block: int) -> bool:
    """True if a block has every draw that it should have, and all of it can be read."""
    return _block_path(blocks, block, MARKER_TABLE).is_file() and find_damaged_file(job, blocks, block) is None


def find_damaged_file(job: SweepJob, blocks: Path, block: int) -> Path | None:
    """The first file of a finished block that cannot be read whole or lacks a row; None where all are sound."""
    sound_tables: dict[str, pl.DataFrame] = {}
    for name in sorted(BLOCK_SCHEMAS, key=lambda name: name != MARKER_TABLE):
        path = _block_path(blocks, block, name)
        try:
            table = sound_tables[name] = pl.read_parquet(path)
        except (OSError, pl.exceptions.PolarsError):
            return path
        if table.schema != pl.Schema(BLOCK_SCHEMAS[name]) or not _has_all_rows(
            job, block, name, table, sound_tables[MARKER_TABLE]
        ):
            return path
    return None


def _has_all_rows(job: SweepJob, block: int, name: str, table: pl.DataFrame, draws: pl.DataFrame) -> bool:
    """True if a table of a block has all its rows, by the draws that the block lists."""
    if name == MARKER_TABLE:
        return set(table["draw"]) >= set(job.draws_of_block(block))
    if name not in ("figures", "requests", "handed_over"):
        return True
    calendar = job.plan.scenario.calendar
    assert calendar is not None
    fulfilment_count = len(job.plan.served) * int(draws["status"].is_in(SOLVED_STATUSES).sum())
    rows = {"requests": fulfilment_count, "handed_over": fulfilment_count * calendar.count}
    return table.height == rows.get(name, len(job.inputs) * draws["draw"].n_unique())


def finished_blocks(job: SweepJob, folder: Path) -> list[int]:
    """The blocks whose last file is there."""
    return [block for block in job.blocks if _block_path(folder / "blocks", block, MARKER_TABLE).is_file()]


def _write_block(blocks: Path, block: int, tables: BlockTables) -> None:
    _block_path(blocks, block, MARKER_TABLE).unlink(missing_ok=True)
    for name in sorted(tables, key=lambda name: name == MARKER_TABLE):
        path = _block_path(blocks, block, name)
        with atomic_replace(path, overwrite=True) as temporary:
            tables[name].write_parquet(temporary)


def stored_blocks(folder: Path) -> list[int]:
    """The numbers of all finished blocks, rising."""
    return sorted(int(path.name.split(".")[0]) for path in (folder / "blocks").glob(f"*.{MARKER_TABLE}.parquet"))


def read_block_table(folder: Path, block: int, table: str, columns: list[str] | None = None) -> pl.DataFrame:
    """A table of a finished block, or some of its columns."""
    return pl.read_parquet(_block_path(folder / "blocks", block, table), columns=columns)
