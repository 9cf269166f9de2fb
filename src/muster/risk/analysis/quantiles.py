"""Quantiles of draws, and how well so many draws know them.

    quantile(p) = the k-th smallest of n, k = ceil(p n)

Its 95 % interval goes from one order statistic to another, by the binomial distribution alone and whatever the figures'
own distribution (David and Nagaraja, Order Statistics, 7.1). What is never reached within the horizon is not a number
and stands last.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from muster.network.graph import Array

CHANCES = {"p10": 0.10, "p50": 0.50, "p80": 0.80, "p95": 0.95}
"""The quantiles that are told."""
Z95 = 1.959964


@dataclass(frozen=True)
class QuantileRanks:
    """Places among n ordered draws, from 0: the quantile's, and the interval's ends (None: beyond the draws)."""

    rank: int
    low: int | None
    high: int | None


@cache
def quantile_ranks(chance: float, count: int) -> QuantileRanks:
    """Ranks of a quantile and of its 95 % interval among `count` ordered draws."""
    rank = min(count, max(1, math.ceil(chance * count - 1e-9)))
    below, low, high = 0.0, None, None
    for successes in range(count + 1):
        if below <= 0.025 and successes >= 1:
            low = successes
        below += _binomial_probability(successes, count, chance)
        if high is None and below >= 0.975 and successes + 1 <= count:
            high = successes + 1
    return QuantileRanks(rank - 1, None if low is None else low - 1, None if high is None else high - 1)


def _binomial_probability(successes: int, count: int, chance: float) -> float:
    if chance in (0.0, 1.0):
        return float(successes == count * chance)
    log_coefficient = math.lgamma(count + 1) - math.lgamma(successes + 1) - math.lgamma(count - successes + 1)
    return math.exp(log_coefficient + successes * math.log(chance) + (count - successes) * math.log1p(-chance))


def quantiles(ordered: Sequence[float] | Array) -> dict[str, float | None]:
    """The told quantiles of values in rising order; None beyond the horizon."""
    return {name: _value_at(ordered, quantile_ranks(chance, len(ordered)).rank) for name, chance in CHANCES.items()}


def intervals(ordered: Sequence[float] | Array) -> dict[str, list[float | None]]:
    """The 95 % interval of each told quantile; an end is None where it is not known, or beyond the horizon."""
    ranks_by_name = {name: quantile_ranks(chance, len(ordered)) for name, chance in CHANCES.items()}
    return {
        name: [_value_at(ordered, interval.low), _value_at(ordered, interval.high)]
        for name, interval in ranks_by_name.items()
    }


def _value_at(ordered: Sequence[float] | Array, rank: int | None) -> float | None:
    if rank is None or not len(ordered) or math.isnan(ordered[rank]):
        return None
    return float(ordered[rank])


def chance_interval(hits: int, count: int) -> list[float]:
    """The 95 % interval of a chance of which `hits` of `count` draws are known (Wilson 1927)."""
    if not count:
        return [0.0, 1.0]
    share, square = hits / count, Z95 * Z95 / count
    centre = (share + square / 2) / (1 + square)
    half = Z95 / (1 + square) * math.sqrt(share * (1 - share) / count + square / (4 * count))
    return [max(0.0, centre - half), min(1.0, centre + half)]
