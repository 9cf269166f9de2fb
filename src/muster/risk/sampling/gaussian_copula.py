"""Correlated groups: whose random numbers each group's own is mixed from.

    x[g] = sum of L[g,h] z[h]      R = L L' (Cholesky), z[h] the normal number of group h's own stream
    u[g] = Phi(x[g])

the Gaussian copula: each figure keeps its distribution, and the coefficient is the correlation of the normal numbers
behind. L is lower triangular in the order of the ids, so the first group of a set keeps its own numbers, and groups
that hang together with none keep theirs. Drawing one group again while all others stay as they are takes

    x[g] given the others = sum over h of w[h] x[h] + s z'      w = R[g,o] R[o,o]^-1,  s^2 = 1 - w R[o,g]
"""

from __future__ import annotations

import numpy as np

from muster.network.graph import Array
from muster.risk.sampling.random_streams import Mix
from muster.scenario import Scenario
from muster.scenario.checks.correlations import matrices

AGAIN = "again"
"""What the stream is called from which a figure is drawn once more."""
_NOTHING = 1e-12


def mixes(scenario: Scenario, again: str | None = None) -> dict[str, Mix]:
    """What each correlated group is mixed from; with `again` that group is drawn once more, given all others."""
    found: dict[str, Mix] = {}
    for groups, matrix in matrices(scenario.tables["correlations"].iter_rows(named=True)):
        weights = cholesky(matrix)
        names: list[tuple[str, ...]] = [("group", group) for group in groups]
        for place, group in enumerate(groups):
            found[group] = _mix(names, weights[place])
        if again in groups:
            found[again] = _once_more(names, matrix, weights, groups.index(again))
    return found


def _mix(names: list[tuple[str, ...]], weights: Array) -> Mix:
    return tuple((name, float(weight)) for name, weight in zip(names, weights, strict=True) if abs(weight) > _NOTHING)


def _once_more(names: list[tuple[str, ...]], matrix: Array, weights: Array, place: int) -> Mix:
    others = [other for other in range(len(matrix)) if other != place]
    given = matrix[place, others] @ np.linalg.pinv(matrix[np.ix_(others, others)], hermitian=True)
    own = max(0.0, 1.0 - float(given @ matrix[others, place]))
    new = ((*names[place], AGAIN), float(np.sqrt(own)))
    return (*_mix(names, given @ weights[others]), new)


def cholesky(matrix: Array) -> Array:
    """The lower triangular root of a matrix with no eigenvalue below 0, in an order of sums that no machine changes."""
    root = np.zeros_like(matrix)
    for column in range(len(matrix)):
        pivot = matrix[column, column] - sum(one * one for one in root[column, :column].tolist())
        if pivot <= _NOTHING:
            continue
        root[column, column] = np.sqrt(pivot)
        for row in range(column + 1, len(matrix)):
            pairs = zip(root[row, :column].tolist(), root[column, :column].tolist(), strict=True)
            root[row, column] = (matrix[row, column] - sum(a * b for a, b in pairs)) / root[column, column]
    return root
