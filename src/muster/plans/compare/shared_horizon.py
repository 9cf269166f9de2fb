"""The buckets that two calendars share: only in them can figures by bucket be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from muster.calendar import Calendar


@dataclass(frozen=True)
class Stretch:
    """Buckets of one first and last day in both calendars, of one base bucket.

    `lengths` are base buckets by first day, in order; `whole` is whether both calendars have these and no others,
    `uneven` whether the horizons overlap in other buckets too, which differ in length, `one_start` whether they begin
    on the same day.
    """

    lengths: Mapping[date, int]
    first: date | None = None
    last: date | None = None
    whole: bool = False
    uneven: bool = True
    one_start: bool = False

    @property
    def there(self) -> bool:
        """Whether there is any such bucket."""
        return bool(self.lengths)

    @property
    def base_count(self) -> int:
        """Base buckets in them."""
        return sum(self.lengths.values())

    @cached_property
    def frame(self) -> pl.DataFrame:
        """(bucket, length): first day and base buckets of each."""
        schema = {"bucket": pl.Date(), "length": pl.Float64()}
        return pl.DataFrame({"bucket": list(self.lengths), "length": list(self.lengths.values())}, schema=schema)


def shared(before: Calendar, after: Calendar) -> Stretch:
    """What two calendars share; nothing where their base buckets differ."""
    spans = [{(one.first_day(t), one.last_day(t)): t for t in range(one.count)} for one in (before, after)]
    both = sorted(spans[0].keys() & spans[1].keys()) if before.base == after.base else []
    one_start = before.start == after.start
    uneven = any(_overlaps(span, after) for span in spans[0].keys() - set(both))
    if not both:
        return Stretch({}, uneven=uneven, one_start=one_start)
    lengths = {span[0]: int(before.lengths[spans[0][span]]) for span in both}
    return Stretch(lengths, both[0][0], both[-1][1], len(both) == before.count == after.count, uneven, one_start)


def _overlaps(span: tuple[date, date], other: Calendar) -> bool:
    return span[0] <= other.last_day(other.count - 1) and span[1] >= other.start
