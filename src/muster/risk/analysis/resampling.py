"""Figures drawn once more, one at a time, while everything else stays as it was drawn: what total shares need.

Each is a sweep of its own, in the folder `again` of the sweep, and is done, kept and gone on with like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from muster.risk.analysis.draw_columns import Across
from muster.risk.analysis.sensitivity import Driver, total
from muster.risk.sampling.gaussian_copula import AGAIN, mixes
from muster.risk.sweep.executors import Executor
from muster.risk.sweep.job import Job
from muster.risk.sweep.sweep import sweep

Name = tuple[str, ...]


def drawn_again(job: Job, name: Name) -> Job:
    """The same sweep with the figures of this name (one figure, or a group) drawn anew, given all others."""
    group = name[1] if name[0] == "group" and len(name) == 2 else None
    mix = mixes(job.plan.scenario, group).get(group or "", (((*name, AGAIN), 1.0),))
    figures = (replace(figure, mix=mix) if figure.name == name else figure for figure in job.figures)
    return replace(job, figures=tuple(figures))


def worth_asking(drivers: list[Driver], most: int) -> list[Driver]:
    """The figures that seem to matter most: by the squared rank correlation, or the share less two errors if larger.

    Of many shares the largest is large by chance; a rank correlation is known better, but sees only what rises or
    falls.
    """

    def matters(one: Driver) -> float:
        return max(one.share - 2.0 * one.error, one.rank_correlation**2)

    return sorted(drivers, key=lambda one: (-matters(one), one.of, one.id, one.column or ""))[:most]


def sweep_again(
    job: Job,
    folder: Path,
    drivers: list[Driver],
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> bool:
    """Draw each of these figures once more; False if Ctrl-C stopped it, and then what is done is kept."""
    wanted = {_name_of(one) for one in drivers}
    return all(
        sweep(drawn_again(job, name), place, executor, progress)
        for name, place in _places(job, folder)
        if name in wanted
    )


def totals(job: Job, across: Across, reading: str) -> dict[Name, tuple[float, float]]:
    """The total share and its error of every figure that was drawn once more, over the draws that both have."""
    first = across.column("lateness", reading)
    found: dict[Name, tuple[float, float]] = {}
    for name, place in _places(job, across.folder):
        if place.is_dir():
            again = Across(place, job.draws)
            _, ours, theirs = np.intersect1d(across.good, again.good, assume_unique=True, return_indices=True)
            if len(ours) > 1:
                found[name] = total(first[ours], again.column("lateness", reading)[theirs])
    return found


def _name_of(driver: Driver) -> Name:
    return (driver.of, driver.id) if driver.column is None else (driver.of, driver.id, driver.column)


def _places(job: Job, folder: Path) -> Iterator[tuple[Name, Path]]:
    """Every name that is drawn with its folder, in the order of the figures."""
    names = dict.fromkeys(figure.name for figure in job.figures)
    for number, name in enumerate(names):
        yield name, folder / "again" / f"{number:04d}"
