"""Common random numbers: a number between 0 and 1 for each seed, draw and figure, whatever else is drawn.

A figure's numbers are the stream of a counter-based generator (Philox, Salmon et al. 2011) whose key is made from the
seed and the figure's own name. Draw i takes the i-th number, so it is the same in any block, order or engine, and a
change to one figure leaves the numbers of all others alone. What is correlated mixes several streams.
"""

from __future__ import annotations

import hashlib
import json
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from muster.network.graph import Array

NUMBERS_PER_STEP = 4
"""Numbers that the generator gives for one step of its counter."""

StreamMix = tuple[tuple[tuple[str, ...], float], ...]
"""Names of streams with the weights of their normal numbers; the squares of the weights add up to 1."""

_NORMAL = NormalDist()


def uniforms(seed: int, name: tuple[str, ...], first: int, count: int) -> Array:
    """The numbers of draws `first` to `first + count - 1`, each strictly between 0 and 1."""
    skip = first % NUMBERS_PER_STEP
    bits = np.random.Philox(key=_stream_key(seed, name), counter=first // NUMBERS_PER_STEP)
    raw: NDArray[np.uint64] = bits.random_raw(skip + count)[skip:]
    numbers: Array = ((raw >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53
    return numbers


def mix_uniforms(seed: int, mix: StreamMix, first: int, count: int) -> Array:
    """The numbers that several streams give together, each strictly between 0 and 1; one alone gives its own."""
    if len(mix) == 1 and mix[0][1] == 1.0:
        return uniforms(seed, mix[0][0], first, count)
    normal = np.zeros(count)
    for name, weight in mix:
        clipped = np.minimum(uniforms(seed, name, first, count), 1.0 - 2.0**-53)
        normal += weight * np.array([_NORMAL.inv_cdf(number) for number in clipped.tolist()])
    return np.clip([_NORMAL.cdf(number) for number in normal.tolist()], 2.0**-54, 1.0 - 2.0**-53)


def _stream_key(seed: int, name: tuple[str, ...]) -> NDArray[np.uint64]:
    """128 bits that no other seed or name shares."""
    text = json.dumps([seed, *name], ensure_ascii=True)
    return np.frombuffer(hashlib.sha256(text.encode()).digest()[:16], dtype="<u8").astype(np.uint64)
