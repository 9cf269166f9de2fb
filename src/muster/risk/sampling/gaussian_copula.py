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
from muster.risk.sampling.random_streams import StreamMix
from muster.scenario import Scenario
from muster.scenario.checks.correlations import correlation_blocks

RESAMPLED = "again"
"""Name of the stream from which an input is resampled."""
_NEGLIGIBLE = 1e-12


def stream_mixes(scenario: Scenario, resampled_group: str | None = None) -> dict[str, StreamMix]:
    """Mixes of streams for each correlated group; `resampled_group` is drawn once more, given all others."""
    mix_by_group: dict[str, StreamMix] = {}
    for groups, matrix in correlation_blocks(scenario.tables["correlations"].iter_rows(named=True)):
        weights = cholesky(matrix)
        names: list[tuple[str, ...]] = [("group", group) for group in groups]
        for row, group in enumerate(groups):
            mix_by_group[group] = _weighted_streams(names, weights[row])
        if resampled_group in groups:
            mix_by_group[resampled_group] = _conditional_mix(names, matrix, weights, groups.index(resampled_group))
    return mix_by_group


def _weighted_streams(names: list[tuple[str, ...]], weights: Array) -> StreamMix:
    return tuple(
        (name, float(weight)) for name, weight in zip(names, weights, strict=True) if abs(weight) > _NEGLIGIBLE
    )


def _conditional_mix(names: list[tuple[str, ...]], matrix: Array, weights: Array, index: int) -> StreamMix:
    others = [other for other in range(len(matrix)) if other != index]
    conditional_weights = matrix[index, others] @ np.linalg.pinv(matrix[np.ix_(others, others)], hermitian=True)
    variance = max(0.0, 1.0 - float(conditional_weights @ matrix[others, index]))
    fresh_stream = ((*names[index], RESAMPLED), float(np.sqrt(variance)))
    return (*_weighted_streams(names, conditional_weights @ weights[others]), fresh_stream)


def cholesky(matrix: Array) -> Array:
    """The lower triangular root of a matrix with no eigenvalue below 0, in an order of sums that no machine changes."""
    root = np.zeros_like(matrix)
    for column in range(len(matrix)):
        pivot = matrix[column, column] - sum(value * value for value in root[column, :column].tolist())
        if pivot <= _NEGLIGIBLE:
            continue
        root[column, column] = np.sqrt(pivot)
        for row in range(column + 1, len(matrix)):
            pairs = zip(root[row, :column].tolist(), root[column, :column].tolist(), strict=True)
            root[row, column] = (matrix[row, column] - sum(a * b for a, b in pairs)) / root[column, column]
    return root
