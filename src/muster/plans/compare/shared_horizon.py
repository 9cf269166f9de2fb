"""Buckets shared by two calendars; figures by bucket are comparable only in these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from muster.calendar import Calendar


@dataclass(frozen=True, kw_only=True)
class SharedHorizon:
    """Buckets with the same first and last day in both calendars, which have the same base bucket.

    Attributes:
        lengths: base buckets of each shared bucket, by its first day, in order.
        first: first day of the first shared bucket.
        last: last day of the last shared bucket.
        is_complete: True if both calendars have these buckets and no others.
        overlaps_unevenly: True if the horizons also overlap in buckets of different length.
        same_start: True if both horizons begin on the same day.
    """

    lengths: Mapping[date, int]
    first: date | None = None
    last: date | None = None
    is_complete: bool = False
    overlaps_unevenly: bool = True
    same_start: bool = False

    @property
    def has_buckets(self) -> bool:
        """True if the calendars share a bucket."""
        return bool(self.lengths)

    @property
    def base_count(self) -> int:
        """Number of base buckets shared."""
        return sum(self.lengths.values())

    @cached_property
    def frame(self) -> pl.DataFrame:
        """Shared buckets as a frame (bucket, length): first day and number of base buckets."""
        schema = {"bucket": pl.Date(), "length": pl.Float64()}
        return pl.DataFrame({"bucket": list(self.lengths), "length": list(self.lengths.values())}, schema=schema)


def shared_horizon(before: Calendar, after: Calendar) -> SharedHorizon:
    """Find the buckets that two calendars share; none if their base buckets differ."""
    buckets = _buckets_by_days(before)
    shared = sorted(buckets.keys() & _buckets_by_days(after).keys()) if before.base == after.base else []
    return SharedHorizon(
        lengths={days[0]: int(before.lengths[buckets[days]]) for days in shared},
        first=shared[0][0] if shared else None,
        last=shared[-1][1] if shared else None,
        is_complete=bool(shared) and len(shared) == before.count == after.count,
        overlaps_unevenly=any(_overlaps(days, after) for days in buckets.keys() - set(shared)),
        same_start=before.start == after.start,
    )


def _buckets_by_days(calendar: Calendar) -> dict[tuple[date, date], int]:
    """Index of each bucket by its first and last day."""
    return {(calendar.first_day(t), calendar.last_day(t)): t for t in range(calendar.count)}


def _overlaps(days: tuple[date, date], calendar: Calendar) -> bool:
    return days[0] <= calendar.last_day(calendar.count - 1) and days[1] >= calendar.start
