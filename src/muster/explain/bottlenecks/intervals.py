"""Intervals in which a relaxation limits a request: runs of buckets in which it has a worth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from muster.explain.results import Span
from muster.network.graph import Array


def worth_spans(worth: Array, days: Sequence[date]) -> tuple[Span, ...]:
    """Each run of buckets with a worth above nothing; `days` are the buckets' first days.

    >>> worth_spans(np.array([0.0, 2.0, 1.0]), [date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)])
    (Span(begin=datetime.date(2024, 2, 1), until=datetime.date(2024, 3, 1), worth=3.0),)
    """
    has_worth = np.concatenate([[False], worth > 0, [False]])
    begins = np.flatnonzero(has_worth[1:] & ~has_worth[:-1])
    ends = np.flatnonzero(has_worth[:-1] & ~has_worth[1:]) - 1
    return tuple(
        Span(days[begin], days[end], float(worth[begin : end + 1].sum()))
        for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)
    )
