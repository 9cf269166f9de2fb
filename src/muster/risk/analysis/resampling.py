"""Figures drawn once more, one at a time, while everything else stays as it was drawn: what total shares need.

Each is a sweep of its own, in the folder `again` of the sweep, and is done, kept and gone on with like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from muster.risk.analysis.draw_columns import DrawColumns
from muster.risk.analysis.sensitivity import Driver, total_order_share
from muster.risk.sampling.gaussian_copula import RESAMPLED, stream_mixes
from muster.risk.sweep.executors import Executor
from muster.risk.sweep.job import SweepJob
from muster.risk.sweep.sweep import sweep

StreamKey = tuple[str, ...]


def resampled_job(job: SweepJob, key: StreamKey) -> SweepJob:
    """The same sweep with the figures of this name (one figure, or a group) drawn anew, given all others."""
    group = key[1] if key[0] == "group" and len(key) == 2 else None
    mix = stream_mixes(job.plan.scenario, group).get(group or "", (((*key, RESAMPLED), 1.0),))
    inputs = (replace(uncertain, mix=mix) if uncertain.stream_key == key else uncertain for uncertain in job.inputs)
    return replace(job, inputs=tuple(inputs))


def most_influential(drivers: list[Driver], count: int) -> list[Driver]:
    """The figures that seem to matter most: by the squared rank correlation, or the share less two errors if larger.

    Of many shares the largest is large by chance; a rank correlation is known better, but sees only what rises or
    falls.
    """

    def influence(driver: Driver) -> float:
        return max(driver.share - 2.0 * driver.error, driver.rank_correlation**2)

    return sorted(
        drivers, key=lambda candidate: (-influence(candidate), candidate.of, candidate.id, candidate.column or "")
    )[:count]


def sweep_resampled(
    job: SweepJob,
    folder: Path,
    drivers: list[Driver],
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> bool:
    """Draw each of these figures once more; False if Ctrl-C stopped it, and then what is done is kept."""
    wanted_keys = {_stream_key_of(driver) for driver in drivers}
    return all(
        sweep(resampled_job(job, key), subfolder, executor, progress)
        for key, subfolder in _resampling_folders(job, folder)
        if key in wanted_keys
    )


def total_indices(job: SweepJob, draws: DrawColumns, reading: str) -> dict[StreamKey, tuple[float, float]]:
    """The total share and its error of every figure that was drawn once more, over the draws that both have."""
    lateness = draws.column("lateness", reading)
    indices: dict[StreamKey, tuple[float, float]] = {}
    for key, subfolder in _resampling_folders(job, draws.folder):
        if subfolder.is_dir():
            resampled = DrawColumns(subfolder, job.draws)
            _, own_rows, resampled_rows = np.intersect1d(
                draws.draws_with_plan, resampled.draws_with_plan, assume_unique=True, return_indices=True
            )
            if len(own_rows) > 1:
                indices[key] = total_order_share(
                    lateness[own_rows], resampled.column("lateness", reading)[resampled_rows]
                )
    return indices


def _stream_key_of(driver: Driver) -> StreamKey:
    return (driver.of, driver.id) if driver.column is None else (driver.of, driver.id, driver.column)


def _resampling_folders(job: SweepJob, folder: Path) -> Iterator[tuple[StreamKey, Path]]:
    """Every name that is drawn with its folder, in the order of the figures."""
    keys = dict.fromkeys(uncertain.stream_key for uncertain in job.inputs)
    for number, key in enumerate(keys):
        yield key, folder / "again" / f"{number:04d}"
