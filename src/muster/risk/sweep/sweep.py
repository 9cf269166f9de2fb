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

from muster.plans import Plan
from muster.risk.sampling.default_distributions import defaults
from muster.risk.sampling.uncertain_input import Figure, given_figures
from muster.risk.simulation.outcome import WITH_A_PLAN
from muster.risk.sweep.executors import Executor, InProcess
from muster.risk.sweep.job import SCHEMAS, Block, Job
from muster.risk.sweep.versions import versions
from muster.scenario import Scenario
from muster.text import _

LAST = "draws"
SWEPT = "sweep.json"


class NotThisSweep(Exception):
    """The folder belongs to something else; the message is for people."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self.folder = folder

    def __str__(self) -> str:
        return _(
            "{path} has something else in it than this sweep (another scenario, seed, figures or version); "
            "name another folder with -o"
        ).format(path=self.folder)


def figures_of(scenario: Scenario, *, with_defaults: bool = True) -> tuple[Figure, ...]:
    """What is drawn: the rows of `uncertainties`, then the defaults for promises of which they say nothing."""
    given = given_figures(scenario)
    return (*given, *(defaults(scenario, given) if with_defaults else ()))


def job_of(plan: Plan, draws: int, seed: int, *, with_defaults: bool = True, draw_limit: int | None = None) -> Job:
    """The sweep of a plan's scenario; refuses (`ValueError`) a plan that is none or was only read back."""
    if plan.program is None or plan.levels is None or plan.blueprint is None:
        raise ValueError("a sweep needs a plan that was made, or read back whole")
    return Job(plan, figures_of(plan.scenario, with_defaults=with_defaults), seed, draws, draw_limit)


def about(job: Job) -> dict[str, Any]:
    """What a sweep is about: two sweeps of which this is the same give the same bytes."""
    return {
        "versions": versions(),
        "digest": job.plan.scenario.digest,
        "basis": list(job.plan.scenario.settings.basis),
        "seed": job.seed,
        "draw_limit": job.limit,
        "figures": [asdict(figure) for figure in job.figures],
    }


def sweep(
    job: Job,
    folder: Path,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> bool:
    """Do all blocks that are not in the folder yet; False if Ctrl-C stopped it, and then what is done is kept.

    Refuses (`NotThisSweep`) a folder with anything else in it. `progress` is told draws done and asked for.
    """
    blocks = folder / "blocks"
    _claim(job, folder)
    blocks.mkdir(exist_ok=True)
    left = [block for block in job.blocks if not _complete(job, blocks, block)]
    done = job.draws - sum(len(job.members(block)) for block in left)
    try:
        for block, tables in (executor or InProcess()).run(job, left):
            _keep(blocks, block, tables)
            done += len(job.members(block))
            if progress is not None:
                progress(done, job.draws)
    except KeyboardInterrupt:
        return False
    return True


def _claim(job: Job, folder: Path) -> None:
    text = json.dumps(about(job), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    claimed = folder / SWEPT
    if claimed.is_file():
        if claimed.read_text(encoding="utf-8") != text:
            raise NotThisSweep(folder)
        return
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotThisSweep(folder)
    folder.mkdir(parents=True, exist_ok=True)
    claimed.write_text(text, encoding="utf-8")


def _path(blocks: Path, block: int, table: str) -> Path:
    return blocks / f"{block:06d}.{table}.parquet"


def _complete(job: Job, blocks: Path, block: int) -> bool:
    """Whether a block is there with every draw that it should have, and all of it can be read."""
    return _path(blocks, block, LAST).is_file() and damaged(job, blocks, block) is None


def damaged(job: Job, blocks: Path, block: int) -> Path | None:
    """The first file of a finished block that cannot be read whole or lacks a row; None where all are sound."""
    sound: dict[str, pl.DataFrame] = {}
    for name in sorted(SCHEMAS, key=lambda name: name != LAST):
        path = _path(blocks, block, name)
        try:
            found = sound[name] = pl.read_parquet(path)
        except (OSError, pl.exceptions.PolarsError):
            return path
        if found.schema != pl.Schema(SCHEMAS[name]) or not _is_whole(job, block, name, found, sound[LAST]):
            return path
    return None


def _is_whole(job: Job, block: int, name: str, found: pl.DataFrame, draws: pl.DataFrame) -> bool:
    """Whether a table of a block has all its rows, by the draws that the block says it has."""
    if name == LAST:
        return set(found["draw"]) >= set(job.members(block))
    if name not in ("figures", "requests", "handed_over"):
        return True
    calendar = job.plan.scenario.calendar
    assert calendar is not None
    served = len(job.plan.served) * int(draws["status"].is_in(WITH_A_PLAN).sum())
    rows = {"requests": served, "handed_over": served * calendar.count}
    return found.height == rows.get(name, len(job.figures) * draws["draw"].n_unique())


def finished(job: Job, folder: Path) -> list[int]:
    """The blocks whose last file is there."""
    return [block for block in job.blocks if _path(folder / "blocks", block, LAST).is_file()]


def _keep(blocks: Path, block: int, tables: Block) -> None:
    _path(blocks, block, LAST).unlink(missing_ok=True)
    for name in sorted(tables, key=lambda name: name == LAST):
        path = _path(blocks, block, name)
        beside = path.with_suffix(".part")
        tables[name].write_parquet(beside)
        beside.replace(path)


def blocks_there(folder: Path) -> list[int]:
    """The numbers of all finished blocks, rising."""
    return sorted(int(path.name.split(".")[0]) for path in (folder / "blocks").glob(f"*.{LAST}.parquet"))


def block_table(folder: Path, block: int, table: str, columns: list[str] | None = None) -> pl.DataFrame:
    """A table of a finished block, or some of its columns."""
    return pl.read_parquet(_path(folder / "blocks", block, table), columns=columns)
