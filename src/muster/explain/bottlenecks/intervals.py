"""When a factor holds back: the buckets in a row in which it has a worth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from muster.explain.results import Span
from muster.network.graph import Array


def runs(worth: Array, days: Sequence[date]) -> tuple[Span, ...]:
    """Each run of buckets with a worth above nothing; `days` are the buckets' first days.

    >>> runs(np.array([0.0, 2.0, 1.0]), [date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)])
    (Span(begin=datetime.date(2024, 2, 1), until=datetime.date(2024, 3, 1), worth=3.0),)
    """
    there = np.concatenate([[False], worth > 0, [False]])
    begins = np.flatnonzero(there[1:] & ~there[:-1])
    ends = np.flatnonzero(there[:-1] & ~there[1:]) - 1
    return tuple(
        Span(days[begin], days[end], float(worth[begin : end + 1].sum()))
        for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)
    )
