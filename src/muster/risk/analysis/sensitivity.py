"""Sensitivity analysis: the uncertain inputs that move the answer most.

    share[x] = Var(E[Y | x]) / Var(Y)              Y how late everything is, x what was drawn of one figure (or group)
    total[x] = E[Var(Y | all but x)] / Var(Y)

The first-order Sobol index is the part of the answer's variance that would go if x were known; the total-order index is
the part that would be left if all but x were known, and so counts what x does only together with others. The first is
estimated from the draws themselves by ranks (Chatterjee 2021; Gamboa, Gremaud, Klein and Lagnoux, Bernoulli 28, 2022):
with the draws in the order of x,

    share = (1/n sum of Y[j] Y[j+1] - mean(Y)^2) / Var(Y)      (the last is followed by the first)

which needs no further plans and no guess at the shape. The second takes each draw once more with x alone drawn anew
(Jansen 1999), Y' being the answer then:

    total = 1/2n sum of (Y[i] - Y'[i])^2 / Var(Y)

Errors are those of a jackknife over groups of draws. The rank correlation (Spearman) says which way a figure moves the
answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muster.network.graph import Array

JACKKNIFE_GROUPS = 20
"""Groups of draws of which the jackknife leaves out one at a time."""


@dataclass(frozen=True)
class Driver:
    """Influence of an input, or of a group of inputs, on the answer.

    `error` is one standard error of `share`, `total_error` of `total`; these are None where it was not drawn again.
    """

    of: str
    id: str
    column: str | None
    share: float
    error: float
    rank_correlation: float
    total: float | None = None
    total_error: float | None = None


def first_order_index(x: Array, y: Array) -> float:
    """The estimated share of y's variance that x explains alone; 0 where y or x does not vary."""
    centred = y - y.mean()
    spread = float(centred @ centred)
    if spread <= 1e-12 * max(1.0, float(y @ y)) or np.ptp(x) == 0:
        return 0.0
    # Equal values of x stand in the order of the draws, which is random.
    ordered = centred[np.argsort(x, kind="stable")]
    return float(ordered @ np.roll(ordered, -1)) / spread


def rank_correlation(x: Array, y: Array) -> float:
    """Spearman's: the correlation of ranks, equal values sharing theirs; 0 where one does not vary."""
    ranks = [_mid_ranks(figures) for figures in (x, y)]
    first, second = (rank - rank.mean() for rank in ranks)
    size = float(np.sqrt((first @ first) * (second @ second)))
    return float(first @ second) / size if size > 0 else 0.0


def first_order_share(x: Array, y: Array) -> tuple[float, float]:
    """The first-order share, between 0 and 1, and its standard error."""
    return _estimate_with_error(lambda chosen: first_order_index(x[chosen], y[chosen]), len(y))


def total_order_share(y: Array, resampled: Array) -> tuple[float, float]:
    """The total-order share, between 0 and 1, and its standard error; `resampled` are the answers with x drawn anew."""
    return _estimate_with_error(lambda chosen: total_order_index(y[chosen], resampled[chosen]), len(y))


def total_order_index(y: Array, resampled: Array) -> float:
    """The estimated share of y's variance that is left if all but x is known; 0 where y does not vary."""
    spread = float(np.var(y) + np.var(resampled))
    if spread <= 1e-12 * max(1.0, float(np.mean(y * y))):
        return 0.0
    return float(np.mean((y - resampled) ** 2)) / spread


def _estimate_with_error(estimate: Callable[[NDArray[np.bool_]], float], count: int) -> tuple[float, float]:
    """An estimate over all draws, kept between 0 and 1, and its error by leaving out one group of draws at a time."""
    overall = min(max(estimate(np.ones(count, dtype=bool)), 0.0), 1.0)
    groups = min(JACKKNIFE_GROUPS, count // 4)
    if groups < 2:
        return overall, float("inf")
    member = np.arange(count) % groups
    leave_group_out = np.array([estimate(member != group) for group in range(groups)])
    return overall, float(np.sqrt((groups - 1) / groups * np.sum((leave_group_out - leave_group_out.mean()) ** 2)))


def _mid_ranks(figures: Array) -> Array:
    _, inverse, counts = np.unique(figures, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    middle: Array = (ends - (counts - 1) / 2)[inverse]
    return middle
