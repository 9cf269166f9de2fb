"""From a number between 0 and 1 to a drawn value: the distributions' quantile functions.

Every distribution is drawn by its inverse, so that one number of a group moves all its figures the same way, and more
draws or other parameters never change which number a draw gets.
"""

from __future__ import annotations

from math import lgamma
from statistics import NormalDist

import numpy as np

from muster.network.graph import Array
from muster.risk.sampling.uncertain_input import UncertainInput
from muster.scenario.checks.distributions import parse_distribution_values

_NORMAL = NormalDist()
LARGEST_DRAW = 1e100
"""Bound on drawn values, so that products stay finite; no plan can tell it from more."""


def quantile(uncertain: UncertainInput, u: Array) -> Array:
    """The values below which the distribution stays with chances `u`, shape of `u`."""
    with np.errstate(over="ignore"):
        values: Array = np.clip(_unbounded_quantile(uncertain, u), -LARGEST_DRAW, LARGEST_DRAW)
    return values


def _unbounded_quantile(uncertain: UncertainInput, u: Array) -> Array:
    p1, p2, p3 = (0.0 if p is None else p for p in (uncertain.p1, uncertain.p2, uncertain.p3))
    if uncertain.distribution in ("discrete", "empirical"):
        return _inverse_discrete(u, parse_distribution_values(uncertain.distribution, uncertain.values or ""))
    match uncertain.distribution:
        case "uniform":
            return p1 + (p2 - p1) * u
        case "triangular":
            return _inverse_triangular(u, p1, p2, p3)
        case "beta":
            return (1.0 if uncertain.p3 is None else p3) * inverse_beta(u, p1, p2)
        case "normal":
            chance_below = 0.0 if uncertain.p3 is None else NormalDist(p1, p2).cdf(p3)
            lower_bound = -np.inf if uncertain.p3 is None else p3
            return np.maximum(p1 + p2 * _inverse_normal(chance_below + (1.0 - chance_below) * u), lower_bound)
        case "lognormal":
            values: Array = p1 * np.exp(p2 * _inverse_normal(u))
            return values
        case "bernoulli":
            return (u > 1.0 - p1).astype(np.float64)
    end_chance = p1 if uncertain.distribution == "geometric" else 1.0
    return np.full_like(u, p1) if end_chance >= 1 else np.maximum(1.0, np.ceil(np.log1p(-u) / np.log1p(-end_chance)))


def outage_factors(u: Array, start_chance: float, end_chance: float, remaining: float) -> Array:
    """Factors by base bucket of a thing that works until an outage begins: 1, or `remaining` in an outage.

    In a bucket where it works an outage begins with chance `start_chance`, in one of an outage it ends with chance
    `end_chance`; it works before the first bucket. `u` has a number for each base bucket.
    """
    factors = np.ones_like(u)
    is_out = False
    for bucket, uniform in enumerate(u.tolist()):
        is_out = uniform >= end_chance if is_out else uniform < start_chance
        if is_out:
            factors[bucket] = remaining
    return factors


def _inverse_normal(u: Array) -> Array:
    clipped = np.clip(u, 1e-300, 1.0 - 2.0**-53)
    return np.array([_NORMAL.inv_cdf(number) for number in clipped.ravel().tolist()]).reshape(u.shape)


def _inverse_triangular(u: Array, low: float, mode: float, high: float) -> Array:
    if high == low:
        return np.full_like(u, low)
    mode_chance = (mode - low) / (high - low)
    rising = low + np.sqrt(u * (high - low) * (mode - low))
    falling = high - np.sqrt((1.0 - u) * (high - low) * (high - mode))
    return np.where(u < mode_chance, rising, falling)


def _inverse_discrete(u: Array, pairs: list[tuple[float, float]]) -> Array:
    """Values in rising order, each over a stretch of its chance."""
    ordered = sorted(pair for pair in pairs if pair[1] > 0)
    cumulative = np.cumsum([chance for _, chance in ordered])
    index = np.minimum(np.searchsorted(cumulative, u, side="left"), len(ordered) - 1)
    values: Array = np.array([value for value, _ in ordered])
    quantiles: Array = values[index]
    return quantiles


def inverse_beta(u: Array, a: float, b: float) -> Array:
    """The quantile function of the beta distribution, by halving; good to 2**-50."""
    low, high = np.zeros_like(u), np.ones_like(u)
    for _ in range(52):
        middle = (low + high) / 2
        is_below = beta_cdf(middle, a, b) < u
        low, high = np.where(is_below, middle, low), np.where(is_below, high, middle)
    return (low + high) / 2


def beta_cdf(x: Array, a: float, b: float) -> Array:
    """The chance that a beta variable is below x: the regularised incomplete beta function.

    By its continued fraction (Abramowitz and Stegun 26.5.8, evaluated by Lentz's method).
    """
    mirrored = x > (a + 1.0) / (a + b + 2.0)
    y = np.clip(np.where(mirrored, 1.0 - x, x), 1e-300, 1.0)
    first, second = np.where(mirrored, b, a), np.where(mirrored, a, b)
    log_factor = (
        lgamma(a + b) - lgamma(a) - lgamma(b) + first * np.log(y) + second * np.log1p(-np.minimum(y, 1 - 1e-16))
    )
    tail = np.exp(log_factor) * _beta_continued_fraction(y, first, second) / first
    probability: Array = np.where(mirrored, 1.0 - tail, tail)
    return probability


def _beta_continued_fraction(x: Array, a: Array, b: Array) -> Array:
    tiny = 1e-300
    c = np.ones_like(x)
    d = 1.0 / _avoid_zero(1.0 - (a + b) * x / (a + 1.0), tiny)
    h = d.copy()
    for m in range(1, 200):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            d = 1.0 / _avoid_zero(1.0 + step * d, tiny)
            c = _avoid_zero(1.0 + step / c, tiny)
            h = h * c * d
        if np.all(np.abs(c * d - 1.0) < 1e-15):
            break
    return h


def _avoid_zero(x: Array, tiny: float) -> Array:
    """Not quite 0."""
    return np.where(np.abs(x) < tiny, tiny, x)
