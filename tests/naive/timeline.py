"""The naive planner's own calendar: days, base buckets, buckets and lead times (C2, C3, rules 1 and 2)."""

from __future__ import annotations

import math
import re
from datetime import date, timedelta

MONTHS = {"month": 1, "quarter": 3, "year": 12}
DAYS = {"day": 1, "week": 7}


def day(value):
    """A date from a date, `2022-10-01` or `2022-10` (its first day); None stays None."""
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value
    return date.fromisoformat(value if len(value) > 7 else value + "-01")


def add_months(d, months):
    """The same day so many months on; the month's last day where there is no such day."""
    month = d.year * 12 + d.month - 1 + months
    for last in (d.day, 30, 29, 28):
        try:
            return date(month // 12, month % 12 + 1, min(d.day, last))
        except ValueError:
            continue
    raise AssertionError(d)


def add_duration(d, duration):
    """The day that lies a duration (`45d`, `6w`, `3m`, `2y`) after a day."""
    number, kind = int(duration[:-1]), duration[-1]
    if kind in "my":
        return add_months(d, number * (12 if kind == "y" else 1))
    return d + timedelta(days=number * (7 if kind == "w" else 1))


class Timeline:
    """`count` buckets over `bases` base buckets; bucket t holds the base buckets `inside(t)`."""

    def __init__(self, settings):
        self.start = day(settings["start"])
        self.base = settings.get("bucket") or "month"
        unit = MONTHS if self.base in MONTHS else DAYS
        self.length = []
        for part in str(settings["buckets"]).split(","):
            number, _, kind = part.strip().partition(" ")
            self.length += [unit[(kind.strip() or self.base).removesuffix("s")] // unit[self.base]] * int(number)
        self.count = len(self.length)
        self.begin = [sum(self.length[:t]) for t in range(self.count)]
        self.bases = sum(self.length)

    def inside(self, t):
        return range(self.begin[t], self.begin[t] + self.length[t])

    def first_day(self, k):
        """First day of base bucket k (any whole k, also before the start and after the end)."""
        if self.base in MONTHS:
            return add_months(self.start, k * MONTHS[self.base])
        return self.start + timedelta(days=k * DAYS[self.base])

    def base_of(self, value):
        """The base bucket that contains a date: negative before the start, `bases` or more after the end."""
        d = day(value)
        if self.base in MONTHS:
            return ((d.year - self.start.year) * 12 + d.month - self.start.month) // MONTHS[self.base]
        return (d - self.start).days // DAYS[self.base]

    def bucket_of(self, k):
        """The bucket of base bucket k; the first for one before the start, None for one after the end."""
        k = max(k, 0)
        return next((t for t in range(self.count) if k in self.inside(t)), None)

    def shares(self, lead, t):
        """C3: which share of what starts in bucket t arrives in which bucket (within the horizon)."""
        if is_duration(lead):
            # A duration is counted in days: the bucket's first day and the day after its last are both moved.
            a = add_duration(self.first_day(self.begin[t]), lead).toordinal()
            b = add_duration(self.first_day(self.begin[t] + self.length[t]), lead).toordinal()
            edges = [self.first_day(k).toordinal() for k in [*self.begin, self.bases]]
        else:
            a = self.begin[t] + float(lead or 0)
            b = a + self.length[t]
            edges = [*self.begin, self.bases]
        if b <= a:  # a month's end that two days are moved to
            b = a + 1
        found = {}
        for u in range(self.count):
            overlap = min(b, edges[u + 1]) - max(a, edges[u])
            if overlap > 1e-9:
                found[u] = overlap / (b - a)
        return found

    def on_the_way(self, lead, t):
        """A lead time in base buckets: for a duration, as counted from the bucket's first day."""
        if not is_duration(lead):
            return float(lead or 0)
        k = self.begin[t]
        arrival = add_duration(self.first_day(k), lead)
        at = self.base_of(arrival)
        into = (arrival - self.first_day(at)).days / (self.first_day(at + 1) - self.first_day(at)).days
        return at + into - k

    def counts_from(self, lead, t, earliest=None):
        """First base bucket wholly after the lead time of an investment built in bucket t.

        Agreed: start(t) + the lead time rounded up; a duration: the first base bucket whose first day is on
        or after the day that lies the duration after the bucket's first day. What may start only in the midst of
        a longer bucket starts with its earliest base bucket.
        """
        begin = max(self.begin[t], self.base_of(earliest) if earliest else 0)
        if not is_duration(lead):
            return begin + math.ceil(float(lead or 0) - 1e-9)
        ready = add_duration(self.first_day(begin), lead)
        k = self.base_of(ready)
        return k if self.first_day(k) >= ready else k + 1


def is_duration(lead):
    return isinstance(lead, str) and re.fullmatch(r"\d+[dwmy]", lead.strip()) is not None
