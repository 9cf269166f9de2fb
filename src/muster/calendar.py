"""The calendar: dates, buckets and lead times on one time axis (conventions C2 and C3).

Time is counted in *base buckets* from the start: base bucket ``k`` covers ``[k, k + 1)``. A planning bucket is a run of
whole base buckets. Every "per bucket" of a table means per base bucket.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from muster.errors import MusterError
from muster.text import Phrase, phrase

BUCKET_KINDS = ("day", "week", "month", "quarter", "year")
MAXIMUM_BUCKETS = 2000
MAXIMUM_LEAD_TIME = 1e6
"""Longest lead time allowed, in base buckets: beyond any horizon."""

_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_SPAN = re.compile(r"(\d{1,6})\s*([a-z]+)")
_DURATION = re.compile(r"(\d{1,5})\s*([dwmy])")


class InvalidCalendarError(MusterError, ValueError):
    """Settings that make no calendar; `reason` says why."""

    def __init__(self, reason: Phrase) -> None:
        super().__init__(reason)
        self.reason = reason


def parse_buckets(spec: str | int, base: str) -> list[tuple[int, str]]:
    """Parse the spans of the horizon: ``"12 month, 8 quarter"`` is ``[(12, "month"), (8, "quarter")]``.

    A bare count is a number of base buckets.

    Raises:
        InvalidCalendarError: a count is below 1, a kind is unknown or not a whole multiple of the base, or there are
            more than `MAXIMUM_BUCKETS` base buckets.
    """
    text = str(spec).strip().lower()
    if text.isdecimal() and len(text) < 7:
        text = f"{text} {base}"
    spans: list[tuple[int, str]] = []
    for part in text.split(","):
        match = _SPAN.fullmatch(part.strip())
        if match is None:
            message = phrase('"{part}" is not a count and a kind of bucket, such as "12 month"', part=part.strip())
            raise InvalidCalendarError(message)
        count, kind = int(match[1]), match[2].removesuffix("s")
        if count < 1:
            raise InvalidCalendarError(phrase("the count of buckets must be at least 1"))
        if kind not in BUCKET_KINDS:
            raise InvalidCalendarError(
                phrase('"{kind}" is not one of {kinds}', kind=kind, kinds=", ".join(BUCKET_KINDS))
            )
        if base_buckets_in(kind, base) is None:
            raise InvalidCalendarError(phrase("a {kind} is not a whole number of {base}s", kind=kind, base=base))
        spans.append((count, kind))
    if sum(count * (base_buckets_in(kind, base) or 0) for count, kind in spans) > MAXIMUM_BUCKETS:
        raise InvalidCalendarError(phrase("the horizon has more than {count} base buckets", count=MAXIMUM_BUCKETS))
    return spans


def base_buckets_in(kind: str, base: str) -> int | None:
    """Base buckets in a bucket of this kind; None if that is not a whole number."""
    for units in (_DAYS, _MONTHS):
        if kind in units and base in units and units[kind] % units[base] == 0:
            return units[kind] // units[base]
    return None


def normalise_lead(text: str) -> str:
    """Normalise the text of a lead time: ``"2"`` is ``"2.0"``, ``"6w"`` is ``"42d"``, ``"2 y"`` is ``"24m"``.

    Raises:
        ValueError: not a number of base buckets, 0 or more, nor a whole number of d, w, m or y.
    """
    stripped = text.strip().lower()
    match = _DURATION.fullmatch(stripped)
    if match is not None:
        count, unit = int(match[1]), match[2]
        return {"d": f"{count}d", "w": f"{7 * count}d", "m": f"{count}m", "y": f"{12 * count}m"}[unit]
    try:
        number = float(stripped)
    except ValueError:
        raise ValueError("a lead time is a number of buckets or a duration such as 45d, 6w, 3m, 2y") from None
    if not 0 <= number <= MAXIMUM_LEAD_TIME:
        raise ValueError("a lead time is 0 or more")
    return repr(number + 0.0)


def add_months(day: date, months: int) -> date:
    """Same day of the month, `months` later; the last day of the month if there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Arrivals:
    """Arrivals of work: the part ``share[i]`` of the work started in ``source[i]`` arrives in ``target[i]`` (C3).

    ``arriving_share[t]``, shape (T,), is the share of bucket t's work that arrives within the horizon.

    Example: month buckets and the lead time ``"0.5"``. Work of bucket 0 arrives evenly over the base buckets
    [0.5, 1.5): half of it in bucket 0, half in bucket 1. Half of the last bucket's work arrives after the horizon.
    """

    source: NDArray[np.int64]
    target: NDArray[np.int64]
    share: NDArray[np.float64]
    arriving_share: NDArray[np.float64]


@dataclass(frozen=True)
class Calendar:
    """The horizon: T buckets, each of whole base buckets, from `start`."""

    start: date
    base: str
    spans: tuple[tuple[int, str], ...]

    def __post_init__(self) -> None:
        if self.base in _MONTHS and self.start.day != 1:
            raise InvalidCalendarError(phrase("{base} buckets start on the first day of a month", base=self.base))

    @classmethod
    def from_settings(cls, start: date, buckets: str | int, base: str = "month") -> Calendar:
        """Build the calendar from a scenario's settings `start`, `buckets` and `bucket`."""
        return cls(start, base, tuple(parse_buckets(buckets, base)))

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """Base buckets in each bucket, shape (T,)."""
        parts = [np.full(count, base_buckets_in(kind, self.base), dtype=np.int64) for count, kind in self.spans]
        return np.concatenate(parts)

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """First base bucket of each bucket, shape (T,)."""
        return np.cumsum(self.lengths) - self.lengths

    @cached_property
    def bucket_of_base(self) -> NDArray[np.int64]:
        """Bucket of each base bucket of the horizon, shape (N,)."""
        return np.repeat(np.arange(self.count), self.lengths)

    @property
    def count(self) -> int:
        """Number of buckets, T."""
        return len(self.lengths)

    @cached_property
    def base_count(self) -> int:
        """Number of base buckets, N."""
        return int(self.lengths.sum())

    def base_date(self, index: int) -> date:
        """First day of a base bucket; it may lie before the start or after the horizon."""
        if self.base in _DAYS:
            return self.start + timedelta(days=_DAYS[self.base] * index)
        return add_months(self.start, _MONTHS[self.base] * index)

    def base_index(self, day: date) -> int:
        """The base bucket that contains a day: negative before the start, N or more after the horizon."""
        if self.base in _DAYS:
            return (day - self.start).days // _DAYS[self.base]
        months = (day.year - self.start.year) * 12 + day.month - self.start.month
        return months // _MONTHS[self.base]

    @cached_property
    def first_days(self) -> list[date]:
        """First day of each bucket, T of them."""
        return [self.base_date(int(k)) for k in self.starts]

    def first_day(self, bucket: int) -> date:
        """First day of a bucket."""
        return self.first_days[bucket]

    def last_day(self, bucket: int) -> date:
        """Last day of a bucket."""
        return self.base_date(int(self.starts[bucket] + self.lengths[bucket])) - timedelta(days=1)

    def arrivals(self, lead: str) -> Arrivals:
        """Arrivals of work that starts evenly over each bucket, one lead time later."""
        return _cached_arrivals(self, lead)

    def transit_time(self, lead: str) -> float:
        """Lead time in base buckets; a duration is counted from the start of the horizon."""
        number = self._constant_lead(lead)
        if number is not None:
            return number
        return self._axis_position(self._add_lead(self.start, lead))

    def ready_base_bucket(self, bucket: int, lead: str, earliest: int = 0) -> int:
        """First base bucket that lies wholly after one lead time from a bucket's first day.

        Work begins at the base bucket `earliest` if that lies later within the bucket.
        """
        begin = max(int(self.starts[bucket]), earliest)
        number = self._constant_lead(lead)
        if number is not None:
            return begin + int(np.ceil(number - 1e-9))
        return int(np.ceil(self._axis_position(self._add_lead(self.base_date(begin), lead)) - 1e-9))

    def _constant_lead(self, lead: str) -> float | None:
        """Lead time as a number of base buckets; None if that depends on the date."""
        if lead[-1] == "d" and self.base in _DAYS:
            return int(lead[:-1]) / _DAYS[self.base]
        if lead[-1] == "m" and self.base in _MONTHS:
            return int(lead[:-1]) / _MONTHS[self.base]
        return None if lead[-1] in "dm" else float(lead)

    @staticmethod
    def _add_lead(day: date, lead: str) -> date:
        count = int(lead[:-1])
        return day + timedelta(days=count) if lead[-1] == "d" else add_months(day, count)

    def _axis_position(self, day: date) -> float:
        """Position of a day on the axis of base buckets; the days of one base bucket have equal length."""
        index = self.base_index(day)
        first, following = self.base_date(index), self.base_date(index + 1)
        return index + (day - first).days / (following - first).days


@lru_cache(maxsize=4096)
def _cached_arrivals(calendar: Calendar, lead: str) -> Arrivals:
    """`Calendar.arrivals`, cached: many activities share a few lead times."""
    number = calendar._constant_lead(lead)
    source: list[int] = []
    target: list[int] = []
    share: list[float] = []
    edges = [float(k) for k in calendar.starts] + [float(calendar.base_count)]
    for bucket in range(calendar.count):
        share_by_bucket: dict[int, float] = {}
        for begin, end, weight in _arrival_intervals(calendar, bucket, lead, number):
            _add_evenly(edges, begin, end, weight, share_by_bucket)
        source += [bucket] * len(share_by_bucket)
        target += sorted(share_by_bucket)
        share += [share_by_bucket[key] for key in sorted(share_by_bucket)]
    sources = np.array(source, dtype=np.int64)
    shares = np.array(share, dtype=np.float64)
    inside = np.bincount(sources, weights=shares, minlength=calendar.count)
    return Arrivals(sources, np.array(target, dtype=np.int64), shares, np.minimum(inside, 1.0))


def _arrival_intervals(
    calendar: Calendar, bucket: int, lead: str, number: float | None
) -> list[tuple[float, float, float]]:
    """Intervals of the axis over which a bucket's work arrives evenly: begin, end and share of the work."""
    first, length = int(calendar.starts[bucket]), int(calendar.lengths[bucket])
    if number is not None:
        return [(first + number, first + length + number, 1.0)]
    intervals = []
    for base in range(first, first + length):
        begin = calendar._axis_position(calendar._add_lead(calendar.base_date(base), lead))
        end = calendar._axis_position(calendar._add_lead(calendar.base_date(base + 1), lead))
        intervals += _split_by_days(calendar, begin, end, 1.0 / length)
    return intervals


def _split_by_days(calendar: Calendar, begin: float, end: float, weight: float) -> list[tuple[float, float, float]]:
    """Cut an interval at base buckets in proportion to days: a day weighs the same in a short and a long month."""
    cuts = [begin, *range(int(begin) + 1, int(np.ceil(end))), end]
    pieces = list(itertools.pairwise(cuts))
    days = [
        (high - low) * (calendar.base_date(int(low) + 1) - calendar.base_date(int(low))).days for low, high in pieces
    ]
    total = sum(days)
    if total <= 0:
        return [(begin, end, weight)]
    return [(low, high, weight * part / total) for (low, high), part in zip(pieces, days, strict=True)]


def _add_evenly(
    edges: Sequence[float], begin: float, end: float, weight: float, share_by_bucket: dict[int, float]
) -> None:
    """Add `weight`, spread evenly over ``[begin, end)``, to the buckets between `edges` that it overlaps."""
    bucket = bisect_right(edges, begin + 1e-9) - 1
    if end - begin < 1e-9:
        if bucket < len(edges) - 1:
            share_by_bucket[bucket] = share_by_bucket.get(bucket, 0.0) + weight
        return
    while bucket < len(edges) - 1 and edges[bucket] < end - 1e-9:
        overlap = min(end, edges[bucket + 1]) - max(begin, edges[bucket])
        if overlap > 1e-9:
            share_by_bucket[bucket] = share_by_bucket.get(bucket, 0.0) + weight * overlap / (end - begin)
        bucket += 1
