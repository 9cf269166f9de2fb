"""Time cut into stretches that can be drawn: the buckets themselves, or several together where there are too many."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from muster.report.charts.vega import bin_moments
from muster.report.plan_view import PlanView

MAX_BINS = 80
"""Bars that a drawing over time has room for."""
_SIGNIFICANT_DIGITS = 12
"""Figures that agree to this many digits are the same: the rest is the solver's dust."""


def assign_time_bins(view: PlanView, max_bins: int) -> pl.DataFrame:
    """For each `bucket` (its first day) the stretch that it lies in: `from` and `until` (first and last day), `length`.

    `length` is the bucket's own, in base buckets. There are `max_bins` stretches at the utmost, each of equally many
    buckets but the last.
    """
    calendar = view.calendar
    size = -(-calendar.count // max_bins)
    first = [t - t % size for t in range(calendar.count)]
    last = [min(t + size, calendar.count) - 1 for t in first]
    return pl.DataFrame(
        {
            "bucket": calendar.first_days,
            "from": [calendar.first_day(t) for t in first],
            "until": [calendar.last_day(t) for t in last],
            "length": calendar.lengths,
            "bin": [t // size for t in range(calendar.count)],
        },
        schema={"bucket": pl.Date, "from": pl.Date, "until": pl.Date, "length": pl.Float64, "bin": pl.Int64},
    )


def drawing_bins(view: PlanView, max_bins: int = MAX_BINS) -> pl.DataFrame:
    """Each bucket with the span of time (`from`, `to`, its place `span`) that stands for it in a drawing."""
    return assign_time_bins(view, max_bins).select("bucket", pl.col("bin").alias("span"), *bin_moments())


def values_at_bin_end(
    frame: pl.DataFrame, view: PlanView, keys: Sequence[str], figures: Sequence[str], max_bins: int
) -> pl.DataFrame:
    """Value of each figure at the end of each bin, by keys and time."""
    return (
        frame.join(assign_time_bins(view, max_bins), on="bucket")
        .sort(*keys, "bucket", nulls_last=True)
        .group_by(*keys, "from", "until", maintain_order=True)
        .agg(pl.col(*figures).last().round_sig_figs(_SIGNIFICANT_DIGITS))
    )


def rates_per_base_bucket(
    frame: pl.DataFrame, view: PlanView, keys: Sequence[str], figures: Sequence[str], max_bins: int, *last: str
) -> pl.DataFrame:
    """Value of each figure per base bucket of each bin (C2), by keys and time; `last` are as at its end."""
    return (
        frame.join(assign_time_bins(view, max_bins), on="bucket")
        .sort(*keys, "bucket", nulls_last=True)
        .group_by(*keys, "from", "until", maintain_order=True)
        .agg(
            *((pl.col(name) / pl.col("length").sum()).sum().round_sig_figs(_SIGNIFICANT_DIGITS) for name in figures),
            *(pl.col(name).last() for name in last),
        )
    )


def merge_equal_bins(frame: pl.DataFrame, keys: Sequence[str], figures: Sequence[str]) -> pl.DataFrame:
    """The same with stretches put together that follow one another and differ in nothing. In order of keys and time."""
    changed = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift(1)) for name in (*keys, *figures))
    return (
        frame.with_columns(changed.fill_null(True).cum_sum().alias("_run"))
        .group_by("_run", maintain_order=True)
        .agg(pl.col(*keys, "from").first(), pl.col("until").last(), pl.col(*figures).first())
        .drop("_run")
    )
