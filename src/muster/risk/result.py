"""What a sweep says: quantiles and chances for each request, bottlenecks, and the figures that matter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from muster.risk.again import totals
from muster.risk.drivers import Driver, rank_correlation, share
from muster.risk.job import READINGS, Job
from muster.risk.quantiles import chance_interval, intervals, quantiles
from muster.risk.sweep import about, swept
from muster.risk.tables import tables


@dataclass(frozen=True, eq=False)
class Result:
    """A sweep's answers. `reading` is the one that `requests` tells; `readings` has both.

    `draws` counts those that came to an end, failed ones among them; `failed` names the draws without a plan;
    `unproved` counts those whose plan with foresight is not proved.
    """

    job: Job
    folder: Path
    reading: str
    draws: int
    failed: dict[int, str]
    readings: dict[str, list[dict[str, Any]]]
    costs: dict[str, dict[str, float | None]]
    bottlenecks: list[dict[str, Any]]
    drivers: list[Driver]
    classes: dict[str, float | None]
    broken: int
    unproved: int

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
    """Read a swept folder; memory grows with one request's draws, not with all of them."""
    draws = swept(folder, "draws", job.draws).collect()
    bad = draws.filter(~pl.col("status").is_in(["optimal", "feasible"]))
    failed = {row["draw"]: f"{row['reading']}: {row['status']}" for row in bad.iter_rows(named=True)}
    good = draws.filter(~pl.col("draw").is_in(list(failed)))
    count = draws["draw"].n_unique()
    requests = [one.want.request for one in job.plan.served]
    means = {name: _mean(good.filter(pl.col("reading") == name)["first_class"]) for name in READINGS}
    return Result(
        job,
        folder,
        reading,
        count,
        failed,
        {name: [_request(folder, job, name, one, failed) for one in requests] for name in READINGS},
        {name: _spread(good.filter(pl.col("reading") == name)["cost"]) for name in READINGS},
        bottlenecks(folder, job, failed, count - len(failed)),
        drivers(folder, job, good.filter(pl.col("reading") == reading), reading),
        means | {"gap": _less(means["fixed"], means["knowing"])},
        int(good["broken"].sum()),
        good.filter((pl.col("reading") == "knowing") & (pl.col("status") == "feasible")).height,
    )


def _request(folder: Path, job: Job, reading: str, request: str, failed: dict[int, str]) -> dict[str, Any]:
    """A request's chances in one reading, over the draws that have a plan."""
    rows = swept(folder, "requests", job.draws).filter(
        (pl.col("reading") == reading) & (pl.col("request") == request) & ~pl.col("draw").is_in(list(failed))
    )
    frame = rows.collect()
    days: list[date | None] = frame["filled_on"].sort(nulls_last=True).to_list()
    late: list[float] = frame["late_unit_buckets"].sort().to_list()
    met = int(frame["met_by_due"].sum())
    return {
        "request": request,
        "met_by_due": met / len(late) if late else None,
        "met_by_due_95": chance_interval(met, len(late)),
        "filled_on": _iso(quantiles(days)),
        "filled_on_95": {name: [_day(end) for end in ends] for name, ends in intervals(days).items()},
        "late_unit_buckets": quantiles(late) | {"mean": float(np.mean(late)) if late else None},
        "late_unit_buckets_95": intervals(late),
    }


def _iso(days: dict[str, date | None]) -> dict[str, str | None]:
    return {name: _day(day) for name, day in days.items()}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _mean(figures: pl.Series) -> float | None:
    return float(figures.to_numpy().mean()) if len(figures) else None


def _spread(figures: pl.Series) -> dict[str, float | None]:
    ordered: list[float] = figures.sort().to_list()
    error = float(figures.to_numpy().std(ddof=1) / np.sqrt(len(ordered))) if len(ordered) > 1 else None
    return {**quantiles(ordered), "mean": _mean(figures), "error": error}


def bottlenecks(folder: Path, job: Job, failed: dict[int, str], count: int) -> list[dict[str, Any]]:
    """Resources by the chance that one more unit of theirs would make a request less late, likeliest first.

    From reading knowing, which alone has worth; `chance` is that of any bucket, `by_bucket` that of each.
    """
    rows = swept(folder, "bottlenecks", job.draws).filter(~pl.col("draw").is_in(list(failed)))
    by_bucket = rows.group_by("resource", "bucket").len().collect().sort("resource", "bucket")
    ever = rows.group_by("resource").agg(pl.col("draw").n_unique().alias("draws")).collect()
    found = []
    for row in ever.sort(["draws", "resource"], descending=[True, False]).iter_rows(named=True):
        own = by_bucket.filter(pl.col("resource") == row["resource"])
        chances = [
            {"bucket": bucket.isoformat(), "chance": hits / count}
            for bucket, hits in own.select("bucket", "len").iter_rows()
        ]
        found.append({"kind": "resource", "id": row["resource"], "chance": row["draws"] / count, "by_bucket": chances})
    return found


def drivers(folder: Path, job: Job, good: pl.DataFrame, reading: str) -> list[Driver]:
    """Figures (a group once) by their share in how late everything is, largest first; fixed ones are left out."""
    y = good.sort("draw")["lateness"].to_numpy()
    if len(y) < 2:
        return []
    values = swept(folder, "figures", job.draws).filter(pl.col("draw").is_in(good["draw"].to_list()))
    again = totals(job, folder, reading)
    found: list[Driver] = []
    names: set[tuple[str, ...]] = set()
    for figure in job.figures:
        if figure.name in names:
            continue
        names.add(figure.name)
        own = (pl.col("of") == figure.of) & (pl.col("id") == figure.id) & (pl.col("column") == figure.column)
        x = values.filter(own).collect().sort("draw")["value"].to_numpy()
        if np.ptp(x) == 0:
            continue
        alone, error = share(x, y)
        together = figure.group is not None
        of, of_what = ("group", figure.group or "") if together else (figure.of, figure.id)
        column = None if together else figure.column
        left, left_error = again.get(figure.name, (None, None))
        found.append(Driver(of, of_what, column, alone, error, rank_correlation(x, y), left, left_error))
    return sorted(found, key=lambda one: (-one.share, one.of, one.id, one.column or ""))
