"""Time cut into stretches that can be drawn: the buckets themselves, or several together where there are too many."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from muster.report.plan_view import Reading

_DIGITS = 12
"""Figures that agree to this many digits are the same: the rest is the solver's dust."""


def stretches(reading: Reading, most: int) -> pl.DataFrame:
    """For each `bucket` (its first day) the stretch that it lies in: `from` and `until` (first and last day), `length`.

    `length` is the bucket's own, in base buckets. There are `most` stretches at the utmost, each of equally many
    buckets but the last.
    """
    calendar = reading.calendar
    together = -(-calendar.count // most)
    first = [t - t % together for t in range(calendar.count)]
    last = [min(t + together, calendar.count) - 1 for t in first]
    return pl.DataFrame(
        {
            "bucket": calendar.first_days,
            "from": [calendar.first_day(t) for t in first],
            "until": [calendar.last_day(t) for t in last],
            "length": calendar.lengths,
        },
        schema={"bucket": pl.Date, "from": pl.Date, "until": pl.Date, "length": pl.Float64},
    )


def at_end(
    told: pl.DataFrame, reading: Reading, keys: Sequence[str], figures: Sequence[str], most: int
) -> pl.DataFrame:
    """What each figure is at the end of each stretch, by keys and time."""
    return (
        told.join(stretches(reading, most), on="bucket")
        .sort(*keys, "bucket", nulls_last=True)
        .group_by(*keys, "from", "until", maintain_order=True)
        .agg(pl.col(*figures).last().round_sig_figs(_DIGITS))
    )


def per_base_bucket(
    told: pl.DataFrame, reading: Reading, keys: Sequence[str], figures: Sequence[str], most: int, *last: str
) -> pl.DataFrame:
    """What each figure is per base bucket of each stretch (C2), by keys and time; `last` are as at its end."""
    return (
        told.join(stretches(reading, most), on="bucket")
        .sort(*keys, "bucket", nulls_last=True)
        .group_by(*keys, "from", "until", maintain_order=True)
        .agg(
            *((pl.col(name) / pl.col("length").sum()).sum().round_sig_figs(_DIGITS) for name in figures),
            *(pl.col(name).last() for name in last),
        )
    )


def runs(told: pl.DataFrame, keys: Sequence[str], figures: Sequence[str]) -> pl.DataFrame:
    """The same with stretches put together that follow one another and differ in nothing. In order of keys and time."""
    changed = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift(1)) for name in (*keys, *figures))
    return (
        told.with_columns(changed.fill_null(True).cum_sum().alias("_run"))
        .group_by("_run", maintain_order=True)
        .agg(pl.col(*keys, "from").first(), pl.col("until").last(), pl.col(*figures).first())
        .drop("_run")
    )


def end(told: pl.DataFrame) -> date:
    """The last day of them all."""
    last: date = told["until"].max()  # type: ignore[assignment]
    return last
