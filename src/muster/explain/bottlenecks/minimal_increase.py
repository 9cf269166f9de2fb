"""How much more of a thing is enough: the least that gains a request what it gains with no limit at all.

Where there is no limit, the plan exceeds the one that there was by so much and no more:

    most = largest over buckets of (level without the limit - limit) / (what one unit of it reaches)

(of what is there once, the sum). From the first of these buckets on that much is enough. Less may be enough too: sizes
down to a 64th of the most are tried, each by solving the tiers again, until the least that is enough is known to about
a tenth. Where every unit gains as much as the one
before, what is not enough says how much is:

    size x gain without the limit / gain with that size
"""

from __future__ import annotations

import numpy as np

from muster.explain.before_after import effect
from muster.explain.relaxations.relaxation import Factor, Factors, Part
from muster.explain.remedies.rounding import rounded_up
from muster.explain.request_lateness import Chain
from muster.explain.results import Effect, Enough
from muster.network.graph import Array

EVERY = frozenset({("capacity", "resources"), ("capacity", "operations"), ("lane", "lanes")})
"""Kinds, with their table, of which there can be so much more in every base bucket."""

ONCE = frozenset(
    {("stock", "stocks"), ("receipt", "receipts"), ("reserve", "reserves"), ("fund", "funds"), ("storage", "stocks")}
)
"""Kinds of which there can be so much more."""

DIGITS = 2
"""Sizes are rounded up to so many digits."""

NEARLY = 1 - 1e-6
"""This share of the gain is all of it."""

CLOSE = 1.1
"""A size is known when one that is smaller by this factor is known not to be enough."""

SMALLEST = 1 / 64
"""Nothing below this share of the most is tried."""

DUST = 1e-7


def sized(factor: Factor) -> bool:
    """Whether there can be more of a factor by a size that means something by itself."""
    return (factor.kind, factor.table) in EVERY | ONCE


class Search:
    """The search for one factor and one request, which gains `without` when the factor is lifted."""

    def __init__(self, chain: Chain, factors: Factors, factor: Factor, without: Effect) -> None:
        self.chain, self.factors, self.factor, self.without = chain, factors, factor, without
        self.last = chain.last(chain.wants[without.request])
        self.before = chain.unchanged[self.last][1][without.request]

    def found(self, lifted: Array, tenth: Effect | None) -> Enough | None:
        """The least that is enough; `lifted` are the levels without the limit, `tenth` what a tenth more gains.

        None where no size does, as where the plan without the limit uses what is closed.
        """
        most, bucket = self._most(lifted)
        low, gain = most * SMALLEST, 0.0
        high, best = most, None
        if tenth is not None and self._as_good(tenth) and low < self._tenth() < most:
            high, best = self._tried(self._tenth(), bucket)
        if best is None or not self._as_good(best):
            high, best = most, None
        while 0 < low < np.inf and high / low > CLOSE:
            chord, middle = low * self.without.gain / gain if gain > 0 else np.inf, (low * high) ** 0.5
            size, then = self._tried(chord if low * CLOSE <= chord <= middle else middle, bucket)
            if then is None or size >= high:
                break
            if not self._as_good(then):
                low, gain = size, then.gain
                continue
            high, best = size, then
        if best is None:
            high, best = self._tried(most, bucket)
        if best is None or not self._as_good(best):
            return None
        calendar = self.chain.program.network.calendar
        every = calendar.base if (self.factor.kind, self.factor.table) in EVERY else None
        return Enough(high, every, calendar.first_day(bucket), best)

    def _most(self, lifted: Array) -> tuple[float, int]:
        """By how much the levels exceed the limits, and from which bucket on; of what is there once, in all."""
        over = np.zeros(self.chain.program.network.calendar.count)
        for part in self.factor.parts:
            beyond = self._beyond(part, lifted)
            beyond[beyond <= DUST * (1 + part.size)] = 0.0
            unit = self.factor.unit(part, self.chain.program.network.calendar.lengths)
            sizes = np.divide(beyond, unit, out=np.full(len(unit), np.inf), where=unit > 0)
            sizes[beyond == 0] = 0.0
            np.maximum.at(over, part.buckets, sizes)
        most = float(over.sum() if self.factor.at_once else over.max())
        return most, int(np.flatnonzero(over).min(initial=len(over)))

    def _beyond(self, part: Part, lifted: Array) -> Array:
        """How far the levels go beyond each bound of a part, scaled; 0 or less where they keep to it."""
        program = self.chain.program
        if part.side == "column":
            return np.asarray(lifted[part.places] - program.upper[part.places])
        rows = np.asarray(program.matrix @ lifted)[part.places]
        if part.side == "above":
            return np.asarray(rows - program.row_upper[part.places])
        return np.asarray(program.row_lower[part.places] - rows)

    def _tenth(self) -> float:
        """A tenth of the factor where it is largest, in units."""
        lengths = self.chain.program.network.calendar.lengths
        sizes = [
            np.divide(part.size, unit, out=np.zeros(len(unit)), where=unit > 0)
            for part in self.factor.parts
            for unit in (self.factor.unit(part, lengths),)
        ]
        return max(float(size.max(initial=0.0)) for size in sizes) / 10

    def _tried(self, size: float, bucket: int) -> tuple[float, Effect | None]:
        """A size rounded up, and what the request comes to with it."""
        by = rounded_up(size, DIGITS)
        if self.factor.kind == "reserve":
            by = min(by, 10 * self._tenth())
        if not 0 < by < np.inf:
            return by, None
        request = self.without.request
        resolved = self.chain.solve(self.factors.enlarged(self.factor, by, bucket), self.last, [request])
        if resolved.status != "optimal":
            return by, None
        return by, effect(request, self.before, self.chain.standings(resolved, [request])[request])

    def _as_good(self, then: Effect) -> bool:
        """Whether a request gains all that it does without the limit, and is filled no later."""
        if then.gain < NEARLY * self.without.gain:
            return False
        wanted = self.without.filled_after
        return wanted is None or (then.filled_after is not None and then.filled_after <= wanted)
