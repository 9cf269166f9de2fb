"""What a sweep says: quantiles and chances for each request, bottlenecks, and the figures that matter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from muster.network.graph import Array
from muster.risk.analysis.draw_columns import Across
from muster.risk.analysis.quantiles import chance_interval, intervals, quantiles
from muster.risk.analysis.resampling import totals
from muster.risk.analysis.sensitivity import Driver, rank_correlation, share
from muster.risk.analysis.tables import tables
from muster.risk.sweep.job import READINGS, Job
from muster.risk.sweep.sweep import about

EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, eq=False)
class Result:
    """A sweep's answers. `reading` is the one that `requests` tells; `readings` has both.

    `unproved` counts the draws whose plan with foresight is not proved.
    """

    job: Job
    across: Across
    reading: str
    readings: dict[str, list[dict[str, Any]]]
    costs: dict[str, dict[str, float | None]]
    bottlenecks: list[dict[str, Any]]
    drivers: list[Driver]
    classes: dict[str, float | None]
    broken: int
    unproved: int

    @property
    def folder(self) -> Path:
        """The folder of the sweep."""
        return self.across.folder

    @property
    def draws(self) -> int:
        """How many draws came to an end, failed ones among them."""
        return self.across.ended

    @property
    def failed(self) -> dict[int, str]:
        """The draws without a plan, with the reading and the status that say why."""
        return self.across.failed

    @property
    def requests(self) -> list[dict[str, Any]]:
        """The requests in the reading asked for."""
        return self.readings[self.reading]

    @cached_property
    def tables(self) -> dict[str, pl.DataFrame]:
        """What it says as frames: `requests`, `fan`, `bottlenecks`, `drivers`, `costs`, `figures`."""
        return tables(self)

    @property
    def whole(self) -> bool:
        """Whether every draw asked for was done."""
        return self.draws == self.job.draws

    def as_dict(self) -> dict[str, Any]:
        """The object of `--json` and of risk.json."""
        other = next(one for one in READINGS if one != self.reading)
        told = about(self.job)
        return {
            "muster": told["versions"]["muster"],
            "versions": told["versions"],
            "scenario": {"title": self.job.plan.scenario.settings.title, "digest": told["digest"]},
            "draws": self.draws,
            "asked": self.job.draws,
            "failed": len(self.failed),
            "failures": [{"draw": draw, "status": status} for draw, status in sorted(self.failed.items())],
            "seed": self.job.seed,
            "reading": self.reading,
            "requests": self.requests,
            "other": {"reading": other, "requests": self.readings[other]},
            "gap": self.gap,
            "cost": self.costs,
            "bottlenecks": self.bottlenecks,
            "drivers": [
                {
                    "of": one.of,
                    "id": one.id,
                    "column": one.column,
                    "share": one.share,
                    "error": one.error if np.isfinite(one.error) else None,
                    "total": one.total,
                    "total_error": one.total_error if one.total_error is None or np.isfinite(one.total_error) else None,
                    "rank_correlation": one.rank_correlation,
                }
                for one in self.drivers
            ],
            "figures": told["figures"],
            "broken": self.broken,
            "unproved": self.unproved,
        }

    @property
    def gap(self) -> dict[str, Any]:
        """What re-planning and knowing are worth: means over the draws, fixed less knowing."""
        fixed, knowing = (self.readings[name] for name in ("fixed", "knowing"))
        return {
            "first_class": self.classes,
            "requests": [
                {
                    "request": carried["request"],
                    "met_by_due": _less(known["met_by_due"], carried["met_by_due"]),
                    "late_unit_buckets": _less(
                        carried["late_unit_buckets"]["mean"], known["late_unit_buckets"]["mean"]
                    ),
                }
                for carried, known in zip(fixed, knowing, strict=True)
            ],
        }


def _less(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


def result_of(job: Job, folder: Path, reading: str = "fixed") -> Result:
    """Read a swept folder."""
    across = Across(folder, job.draws)
    means = {name: _mean(across.column("first_class", name)) for name in READINGS}
    return Result(
        job,
        across,
        reading,
        {name: list(_requests(job, across, name)) for name in READINGS},
        {name: _spread(across.column("cost", name)) for name in READINGS},
        bottlenecks(across),
        drivers(job, across, reading),
        means | {"gap": _less(means["fixed"], means["knowing"])},
        *_marred(across),
    )


def _requests(job: Job, across: Across, reading: str) -> Iterator[dict[str, Any]]:
    """The requests' chances in one reading, over the draws that have a plan."""
    wants = [one.want for one in job.plan.served]
    figures = (
        across.columns("requests", name, len(wants), reading)
        for name in ("filled_on", "late_unit_buckets", "met_by_due")
    )
    for want, filled, late, met in zip(wants, *figures, strict=True):
        days, late, hits = np.sort(filled), np.sort(late), int(met.sum())
        yield {
            "request": want.request,
            "met_by_due": hits / len(late) if len(late) else None,
            "met_by_due_95": chance_interval(hits, len(late)),
            "filled_on": {name: _iso(day) for name, day in quantiles(days).items()},
            "filled_on_95": {name: [_iso(end) for end in ends] for name, ends in intervals(days).items()},
            "late_unit_buckets": quantiles(late) | {"mean": _mean(late)},
            "late_unit_buckets_95": intervals(late),
        }


def _iso(day: float | None) -> str | None:
    return None if day is None else date.fromordinal(EPOCH + int(day)).isoformat()


def _mean(figures: Array) -> float | None:
    return float(figures.mean()) if len(figures) else None


def _spread(figures: Array) -> dict[str, float | None]:
    error = float(figures.std(ddof=1) / np.sqrt(len(figures))) if len(figures) > 1 else None
    return {**quantiles(np.sort(figures)), "mean": _mean(figures), "error": error}


def _marred(across: Across) -> tuple[int, int]:
    """How many buckets had no way to keep every hard rule, and how many plans with foresight are not proved."""
    broken = unproved = 0
    for rows in across.frames("draws"):
        broken += int(rows["broken"].sum())
        unproved += rows.filter((pl.col("reading") == "knowing") & (pl.col("status") == "feasible")).height
    return broken, unproved


def bottlenecks(across: Across) -> list[dict[str, Any]]:
    """Resources by the chance that one more unit of theirs would make a request less late, likeliest first.

    From reading knowing, which alone has worth; `chance` is that of any bucket, `by_bucket` that of each.
    """
    by_bucket: Counter[tuple[str, date]] = Counter()
    ever: Counter[str] = Counter()
    for rows in across.frames("bottlenecks"):
        for resource, bucket, hits in rows.group_by("resource", "bucket").len().iter_rows():
            by_bucket[resource, bucket] += hits
        ever.update(rows.unique(["draw", "resource"])["resource"].to_list())
    count = len(across.good)
    return [
        {
            "kind": "resource",
            "id": resource,
            "chance": draws / count,
            "by_bucket": [
                {"bucket": bucket.isoformat(), "chance": hits / count}
                for (own, bucket), hits in sorted(by_bucket.items())
                if own == resource
            ],
        }
        for resource, draws in sorted(ever.items(), key=lambda one: (-one[1], one[0]))
    ]


def drivers(job: Job, across: Across, reading: str) -> list[Driver]:
    """Figures (a group once) by their share in how late everything is, largest first; fixed ones are left out."""
    if len(across.good) < 2:
        return []
    y = across.column("lateness", reading)
    again = totals(job, across, reading)
    found: list[Driver] = []
    names: set[tuple[str, ...]] = set()
    for figure, x in zip(job.figures, across.columns("figures", "value", len(job.figures)), strict=True):
        if figure.name in names:
            continue
        names.add(figure.name)
        if np.ptp(x) == 0:
            continue
        alone, error = share(x, y)
        together = figure.group is not None
        of, of_what = ("group", figure.group or "") if together else (figure.of, figure.id)
        column = None if together else figure.column
        left, left_error = again.get(figure.name, (None, None))
        found.append(Driver(of, of_what, column, alone, error, rank_correlation(x, y), left, left_error))
    return sorted(found, key=lambda one: (-one.share, one.of, one.id, one.column or ""))
