"""Which uncertain figure moves the answer most.

    share[x] = Var(E[Y | x]) / Var(Y)      Y how late everything is, x what was drawn of one figure (or group)

the first-order Sobol index: the part of the answer's variance that would go if x were known. It is estimated from the
draws themselves by ranks (Chatterjee 2021; Gamboa, Gremaud, Klein and Lagnoux, Bernoulli 28, 2022): with the draws in
the order of x,

    share = (1/n sum of Y[j] Y[j+1] - mean(Y)^2) / Var(Y)      (the last is followed by the first)

which needs no further plans and no guess at the shape. Its error is that of a jackknife over groups of draws. Effects
that figures have only together are in no share, so the shares may add up to less than 1. The rank correlation
(Spearman) says which way a figure moves the answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muster.network.graph import Array

GROUPS = 20
"""Groups of draws of which the jackknife leaves out one at a time."""


@dataclass(frozen=True)
class Driver:
    """What a figure, or a group of figures, has to do with the answer; `error` is one standard error of `share`."""

    of: str
    id: str
    column: str | None
    share: float
    error: float
    rank_correlation: float


def first_order(x: Array, y: Array) -> float:
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
    ranks = [_ranks(figures) for figures in (x, y)]
    first, second = (rank - rank.mean() for rank in ranks)
    size = float(np.sqrt((first @ first) * (second @ second)))
    return float(first @ second) / size if size > 0 else 0.0


def share(x: Array, y: Array) -> tuple[float, float]:
    """The first-order share, between 0 and 1, and its standard error."""
    count = len(y)
    whole = first_order(x, y)
    groups = min(GROUPS, count // 4)
    if groups < 2:
        return min(max(whole, 0.0), 1.0), float("inf")
    member = np.arange(count) % groups
    parts = np.array([first_order(x[member != one], y[member != one]) for one in range(groups)])
    error = float(np.sqrt((groups - 1) / groups * np.sum((parts - parts.mean()) ** 2)))
    return min(max(whole, 0.0), 1.0), error


def _ranks(figures: Array) -> Array:
    _, place, counts = np.unique(figures, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    middle: Array = (ends - (counts - 1) / 2)[place]
    return middle
