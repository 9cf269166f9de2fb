"""Sizes as people are told them: rounded up, so that they are enough."""

from __future__ import annotations

from math import ceil, floor, isfinite, log10


def round_up(size: float, digits: int) -> float:
    """A size rounded up to so many digits.

    >>> rounded_up(31.11, 2), rounded_up(12000.0, 2), rounded_up(0.0, 2)
    (32.0, 12000.0, 0.0)
    """
    if size <= 0 or not isfinite(size):
        return size
    step = 10.0 ** (floor(log10(size)) - digits + 1)
    return float(round(ceil(size / step - 1e-6) * step, 10))
