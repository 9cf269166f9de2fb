"""From a number between 0 and 1 to a drawn value: the distributions' quantile functions.

Every distribution is drawn by its inverse, so that one number of a group moves all its figures the same way, and more
draws or other parameters never change which number a draw gets.
"""

from __future__ import annotations

from math import lgamma
from statistics import NormalDist

import numpy as np

from muster.network.graph import Array
from muster.risk.sampling.uncertain_input import Figure
from muster.scenario.checks.distributions import chances

_NORMAL = NormalDist()
LARGEST = 1e100
"""What is drawn stays within it, so that products of figures are still numbers; no plan can tell it from more."""


def quantile(figure: Figure, u: Array) -> Array:
    """The values below which the distribution stays with chances `u`, shape of `u`."""
    with np.errstate(over="ignore"):
        drawn: Array = np.clip(_quantile(figure, u), -LARGEST, LARGEST)
    return drawn


def _quantile(figure: Figure, u: Array) -> Array:
    p1, p2, p3 = (0.0 if p is None else p for p in (figure.p1, figure.p2, figure.p3))
    if figure.distribution in ("discrete", "empirical"):
        return _discrete(u, chances(figure.distribution, figure.values or ""))
    match figure.distribution:
        case "uniform":
            return p1 + (p2 - p1) * u
        case "triangular":
            return _triangular(u, p1, p2, p3)
        case "beta":
            return (1.0 if figure.p3 is None else p3) * inverse_beta(u, p1, p2)
        case "normal":
            below = 0.0 if figure.p3 is None else NormalDist(p1, p2).cdf(p3)
            least = -np.inf if figure.p3 is None else p3
            return np.maximum(p1 + p2 * _normal(below + (1.0 - below) * u), least)
        case "lognormal":
            drawn: Array = p1 * np.exp(p2 * _normal(u))
            return drawn
        case "bernoulli":
            return (u > 1.0 - p1).astype(np.float64)
    ends = p1 if figure.distribution == "geometric" else 1.0
    return np.full_like(u, p1) if ends >= 1 else np.maximum(1.0, np.ceil(np.log1p(-u) / np.log1p(-ends)))


def outages(u: Array, begins: float, ends: float, left: float) -> Array:
    """Factors by base bucket of a thing that works until an outage begins: 1, or `left` in an outage.

    In a bucket where it works an outage begins with chance `begins`, in one of an outage it ends with chance `ends`;
    it works before the first bucket. `u` has a number for each base bucket.
    """
    factors = np.ones_like(u)
    out = False
    for bucket, number in enumerate(u.tolist()):
        out = number >= ends if out else number < begins
        if out:
            factors[bucket] = left
    return factors


def _normal(u: Array) -> Array:
    inside = np.clip(u, 1e-300, 1.0 - 2.0**-53)
    return np.array([_NORMAL.inv_cdf(one) for one in inside.ravel().tolist()]).reshape(u.shape)


def _triangular(u: Array, low: float, mode: float, high: float) -> Array:
    if high == low:
        return np.full_like(u, low)
    at = (mode - low) / (high - low)
    rising = low + np.sqrt(u * (high - low) * (mode - low))
    falling = high - np.sqrt((1.0 - u) * (high - low) * (high - mode))
    return np.where(u < at, rising, falling)


def _discrete(u: Array, pairs: list[tuple[float, float]]) -> Array:
    """Values in rising order, each over a stretch of its chance."""
    ordered = sorted(pair for pair in pairs if pair[1] > 0)
    ends = np.cumsum([chance for _, chance in ordered])
    place = np.minimum(np.searchsorted(ends, u, side="left"), len(ordered) - 1)
    values: Array = np.array([value for value, _ in ordered])
    chosen: Array = values[place]
    return chosen


def inverse_beta(u: Array, a: float, b: float) -> Array:
    """The quantile function of the beta distribution, by halving; good to 2**-50."""
    low, high = np.zeros_like(u), np.ones_like(u)
    for _ in range(52):
        middle = (low + high) / 2
        below = beta_below(middle, a, b) < u
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return (low + high) / 2


def beta_below(x: Array, a: float, b: float) -> Array:
    """The chance that a beta variable is below x: the regularised incomplete beta function.

    By its continued fraction (Abramowitz and Stegun 26.5.8, evaluated by Lentz's method).
    """
    turn = x > (a + 1.0) / (a + b + 2.0)
    y = np.clip(np.where(turn, 1.0 - x, x), 1e-300, 1.0)
    first, second = np.where(turn, b, a), np.where(turn, a, b)
    log = lgamma(a + b) - lgamma(a) - lgamma(b) + first * np.log(y) + second * np.log1p(-np.minimum(y, 1 - 1e-16))
    part = np.exp(log) * _fraction(y, first, second) / first
    below: Array = np.where(turn, 1.0 - part, part)
    return below


def _fraction(x: Array, a: Array, b: Array) -> Array:
    tiny = 1e-300
    c = np.ones_like(x)
    d = 1.0 / _away(1.0 - (a + b) * x / (a + 1.0), tiny)
    h = d.copy()
    for m in range(1, 200):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            d = 1.0 / _away(1.0 + step * d, tiny)
            c = _away(1.0 + step / c, tiny)
            h = h * c * d
        if np.all(np.abs(c * d - 1.0) < 1e-15):
            break
    return h


def _away(x: Array, tiny: float) -> Array:
    """Not quite 0."""
    return np.where(np.abs(x) < tiny, tiny, x)
