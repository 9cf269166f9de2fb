"""Result of a sweep: quantiles and chances for each request, bottlenecks, and the inputs that matter."""

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
from muster.risk.analysis.draw_columns import DrawColumns
from muster.risk.analysis.quantiles import chance_interval, intervals, quantiles
from muster.risk.analysis.resampling import total_indices
from muster.risk.analysis.sensitivity import Driver, first_order_share, rank_correlation
from muster.risk.analysis.tables import (
    bottlenecks_table,
    costs_table,
    drivers_table,
    fan_table,
    inputs_table,
    requests_table,
)
from muster.risk.sweep.job import READINGS, SweepJob
from muster.risk.sweep.sweep import sweep_identity

EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, eq=False)
class RiskResult:
    """A sweep's answers. `reading` is the one that `requests` tells; `readings` has both.

    `unproved_draws` counts the draws whose plan with foresight is not proved.
    """

    job: SweepJob
    draw_columns: DrawColumns
    reading: str
    readings: dict[str, list[dict[str, Any]]]
    costs: dict[str, dict[str, float | None]]
    bottlenecks: list[dict[str, Any]]
    drivers: list[Driver]
    first_class_lateness: dict[str, float | None]
    broken_buckets: int
    unproved_draws: int

    @property
    def folder(self) -> Path:
        """The folder of the sweep."""
        return self.draw_columns.folder

    @property
    def draws(self) -> int:
        """Number of finished draws, failed ones among them."""
        return self.draw_columns.finished_count

    @property
    def failed(self) -> dict[int, str]:
        """The draws without a plan, with the reading and the status that say why."""
        return self.draw_columns.failed

    @property
    def requests(self) -> list[dict[str, Any]]:
        """The requests in the reading asked for."""
        return self.readings[self.reading]

    @cached_property
    def tables(self) -> dict[str, pl.DataFrame]:
        """Result as frames: `requests`, `fan`, `bottlenecks`, `drivers`, `costs`, `figures`."""
        calendar = self.job.plan.scenario.calendar
        assert calendar is not None
        return {
            "requests": requests_table(self.readings),
            "fan": fan_table(self.draw_columns, self.readings, calendar),
            "bottlenecks": bottlenecks_table(self.bottlenecks),
            "drivers": drivers_table(self.drivers),
            "costs": costs_table(self.costs),
            "figures": inputs_table(self.job.inputs),
        }

    @property
    def is_complete(self) -> bool:
        """True if every draw asked for was done."""
        return self.draws == self.job.draws

    def as_dict(self) -> dict[str, Any]:
        """The object of `--json` and of risk.json."""
        other = next(reading for reading in READINGS if reading != self.reading)
        identity = sweep_identity(self.job)
        return {
            "muster": identity["versions"]["muster"],
            "versions": identity["versions"],
            "scenario": {"title": self.job.plan.scenario.settings.title, "digest": identity["digest"]},
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
                    "of": driver.of,
                    "id": driver.id,
                    "column": driver.column,
                    "share": driver.share,
                    "error": _finite_or_none(driver.error),
                    "total": driver.total,
                    "total_error": _finite_or_none(driver.total_error),
                    "rank_correlation": driver.rank_correlation,
                }
                for driver in self.drivers
            ],
            "figures": identity["figures"],
            "broken": self.broken_buckets,
            "unproved": self.unproved_draws,
        }

    @property
    def gap(self) -> dict[str, Any]:
        """Value of re-planning and foresight: means over the draws, fixed less knowing."""
        fixed, knowing = (self.readings[name] for name in ("fixed", "knowing"))
        return {
            "first_class": self.first_class_lateness,
            "requests": [
                {
                    "request": carried["request"],
                    "met_by_due": _difference(known["met_by_due"], carried["met_by_due"]),
                    "late_unit_buckets": _difference(
                        carried["late_unit_buckets"]["mean"], known["late_unit_buckets"]["mean"]
                    ),
                }
                for carried, known in zip(fixed, knowing, strict=True)
            ],
        }


def _finite_or_none(value: float | None) -> float | None:
    return value if value is not None and np.isfinite(value) else None


def _difference(value: float | None, other: float | None) -> float | None:
    return None if value is None or other is None else value - other


def analyse_sweep(job: SweepJob, folder: Path, reading: str = "fixed") -> RiskResult:
    """Read a swept folder."""
    draw_columns = DrawColumns(folder, job.draws)
    means = {name: _mean(draw_columns.column("first_class", name)) for name in READINGS}
    return RiskResult(
        job,
        draw_columns,
        reading,
        {name: list(_request_summaries(job, draw_columns, name)) for name in READINGS},
        {name: _cost_summary(draw_columns.column("cost", name)) for name in READINGS},
        find_bottlenecks(draw_columns),
        find_drivers(job, draw_columns, reading),
        means | {"gap": _difference(means["fixed"], means["knowing"])},
        *_count_defects(draw_columns),
    )


def _request_summaries(job: SweepJob, draw_columns: DrawColumns, reading: str) -> Iterator[dict[str, Any]]:
    """The requests' chances in one reading, over the draws that have a plan."""
    demands = [fulfilment.demand for fulfilment in job.plan.served]
    columns = (
        draw_columns.columns("requests", name, len(demands), reading)
        for name in ("filled_on", "late_unit_buckets", "met_by_due")
    )
    for demand, filled_on, late_unit_buckets, met_by_due in zip(demands, *columns, strict=True):
        days, late, hits = np.sort(filled_on), np.sort(late_unit_buckets), int(met_by_due.sum())
        yield {
            "request": demand.request,
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


def _cost_summary(figures: Array) -> dict[str, float | None]:
    error = float(figures.std(ddof=1) / np.sqrt(len(figures))) if len(figures) > 1 else None
    return {**quantiles(np.sort(figures)), "mean": _mean(figures), "error": error}


def _count_defects(draw_columns: DrawColumns) -> tuple[int, int]:
    """Number of buckets in which some hard rule had to be broken, and of perfect-foresight plans not proved."""
    broken = unproved = 0
    for rows in draw_columns.iter_blocks("draws"):
        broken += int(rows["broken"].sum())
        unproved += rows.filter((pl.col("reading") == "knowing") & (pl.col("status") == "feasible")).height
    return broken, unproved


def find_bottlenecks(draw_columns: DrawColumns) -> list[dict[str, Any]]:
    """Resources by the chance that one more unit of theirs would make a request less late, likeliest first.

    From reading knowing, which alone has worth; `chance` is that of any bucket, `by_bucket` that of each.
    """
    by_bucket: Counter[tuple[str, date]] = Counter()
    ever: Counter[str] = Counter()
    for rows in draw_columns.iter_blocks("bottlenecks"):
        for resource, bucket, hits in rows.group_by("resource", "bucket").len().iter_rows():
            by_bucket[resource, bucket] += hits
        ever.update(rows.unique(["draw", "resource"])["resource"].to_list())
    count = len(draw_columns.draws_with_plan)
    return [
        {
            "kind": "resource",
            "id": resource,
            "chance": draws / count,
            "by_bucket": [
                {"bucket": bucket.isoformat(), "chance": hits / count}
                for (bucket_resource, bucket), hits in sorted(by_bucket.items())
                if bucket_resource == resource
            ],
        }
        for resource, draws in sorted(ever.items(), key=lambda item: (-item[1], item[0]))
    ]


def find_drivers(job: SweepJob, draw_columns: DrawColumns, reading: str) -> list[Driver]:
    """Figures (a group once) by their share in how late everything is, largest first; fixed ones are left out."""
    if len(draw_columns.draws_with_plan) < 2:
        return []
    y = draw_columns.column("lateness", reading)
    totals = total_indices(job, draw_columns, reading)
    drivers: list[Driver] = []
    seen: set[tuple[str, ...]] = set()
    for uncertain, x in zip(job.inputs, draw_columns.columns("figures", "value", len(job.inputs)), strict=True):
        if uncertain.stream_key in seen:
            continue
        seen.add(uncertain.stream_key)
        if np.ptp(x) == 0:
            continue
        share, error = first_order_share(x, y)
        is_group = uncertain.group is not None
        kind, subject = ("group", uncertain.group or "") if is_group else (uncertain.of, uncertain.id)
        column = None if is_group else uncertain.column
        total, total_error = totals.get(uncertain.stream_key, (None, None))
        drivers.append(Driver(kind, subject, column, share, error, rank_correlation(x, y), total, total_error))
    return sorted(drivers, key=lambda driver: (-driver.share, driver.of, driver.id, driver.column or ""))
