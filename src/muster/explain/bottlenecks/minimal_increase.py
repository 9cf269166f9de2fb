"""Minimal sufficient increase: the least of a limit that gains a request as much as no limit at all.

Where there is no limit, the plan exceeds the one that there was by so much and no more:

    most = largest over buckets of (level without the limit - limit) / (what one unit of it reaches)

(of what is there once, the sum). From the first of these buckets on that much is enough. Less may be enough too: sizes
down to a 64th of the most are tried, each by solving the tiers again, until the least that is enough is known to about
a tenth. Where every unit gains as much as the one
before, what is not enough says how much is:

    size x gain without the limit / gain with that size
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muster.explain.before_after import effect_between
from muster.explain.relaxations.relaxation import BoundSet, BoundSide, Relaxation, RelaxationSet
from muster.explain.remedies.rounding import round_up
from muster.explain.request_lateness import RequestReoptimizer
from muster.explain.results import Effect, MinimalIncrease
from muster.network.graph import Array
from muster.program import Program
from muster.solve.status import SolveStatus

PER_BUCKET = frozenset({("capacity", "resources"), ("capacity", "operations"), ("lane", "lanes")})
"""Kinds, with their table, of which there can be so much more in every base bucket."""

ONCE = frozenset(
    {("stock", "stocks"), ("receipt", "receipts"), ("reserve", "reserves"), ("fund", "funds"), ("storage", "stocks")}
)
"""Kinds of which there can be so much more."""

DIGITS = 2
"""Sizes are rounded up to so many digits."""

SUFFICIENT_SHARE = 1 - 1e-6
"""This share of the gain is all of it."""

PRECISION = 1.1
"""A size is known when one that is smaller by this factor is known not to be enough."""

SMALLEST = 1 / 64
"""Nothing below this share of the most is tried."""

DUST = 1e-7


def has_size(relaxation: Relaxation) -> bool:
    """True if an increase of this limit has a meaningful size."""
    return (relaxation.kind, relaxation.table) in PER_BUCKET | ONCE


@dataclass(frozen=True, kw_only=True)
class _IncreaseSearch:
    """One thing and one request; `unlimited` is what the request gains with no limit at all."""

    reoptimizer: RequestReoptimizer
    relaxations: RelaxationSet
    relaxation: Relaxation
    unlimited: Effect
    begin_bucket: int

    @property
    def tenth(self) -> float:
        """A tenth of the thing where it is largest, in units."""
        lengths = self.reoptimizer.program.network.calendar.lengths
        sizes = [
            np.divide(bound_set.size, unit, out=np.zeros(len(unit)), where=unit > 0)
            for bound_set in self.relaxation.bound_sets
            for unit in (self.relaxation.unit_shifts(bound_set, lengths),)
        ]
        return max(float(size.max(initial=0.0)) for size in sizes) / 10

    def try_size(self, size: float) -> tuple[float, Effect | None]:
        """A size rounded up, and what the request comes to with it, solved again; None if that has no optimum."""
        amount = round_up(size, DIGITS)
        if self.relaxation.kind == "reserve":
            amount = min(amount, 10 * self.tenth)
        if not 0 < amount < np.inf:
            return amount, None
        request = self.unlimited.request
        last_tier = self.reoptimizer.last_tier_of_class(self.reoptimizer.demands[request])
        bounds = self.relaxations.enlarged_bounds(self.relaxation, amount, self.begin_bucket)
        resolved = self.reoptimizer.reoptimize(bounds, last_tier, [request])
        if resolved.status != SolveStatus.OPTIMAL:
            return amount, None
        before = self.reoptimizer.baseline[last_tier][1][request]
        return amount, effect_between(request, before, self.reoptimizer.statuses(resolved, [request])[request])

    def is_sufficient(self, effect: Effect) -> bool:
        """True if a request gains all that it does without the limit, and is filled no later."""
        if effect.gain < SUFFICIENT_SHARE * self.unlimited.gain:
            return False
        wanted = self.unlimited.filled_after
        return wanted is None or (effect.filled_after is not None and effect.filled_after <= wanted)


def find_minimal_increase(
    reoptimizer: RequestReoptimizer,
    relaxations: RelaxationSet,
    relaxation: Relaxation,
    *,
    unlimited: Effect,
    unlimited_x: Array,
    tenth: Effect | None,
) -> MinimalIncrease | None:
    """The least more of a thing that gains a request as much as no limit.

    `unlimited` is what no limit gains, at the scaled levels `unlimited_x`; `tenth` what a tenth more gains, where that
    was tried. None where no size does, as where the plan without the limit uses what is closed.
    """
    maximum, bucket = _largest_excess(reoptimizer, relaxation, unlimited_x)
    search = _IncreaseSearch(
        reoptimizer=reoptimizer,
        relaxations=relaxations,
        relaxation=relaxation,
        unlimited=unlimited,
        begin_bucket=bucket,
    )
    size, effect = _bisect(search, maximum, tenth)
    if effect is None or not search.is_sufficient(effect):
        return None
    calendar = reoptimizer.program.network.calendar
    return MinimalIncrease(
        amount=size,
        per=calendar.base if (relaxation.kind, relaxation.table) in PER_BUCKET else None,
        begin=calendar.first_day(bucket),
        effect=effect,
    )


def _bisect(search: _IncreaseSearch, maximum: float, tenth: Effect | None) -> tuple[float, Effect | None]:
    """The smallest size that was found to be enough, with its effect; else the largest, enough or not."""
    low, gain = maximum * SMALLEST, 0.0
    high, best = maximum, None
    if tenth is not None and search.is_sufficient(tenth) and low < search.tenth < maximum:
        high, best = search.try_size(search.tenth)
    if best is None or not search.is_sufficient(best):
        high, best = maximum, None
    while 0 < low < np.inf and high / low > PRECISION:
        chord = low * search.unlimited.gain / gain if gain > 0 else np.inf
        middle = (low * high) ** 0.5
        size, effect = search.try_size(chord if low * PRECISION <= chord <= middle else middle)
        if effect is None or size >= high:
            break
        if search.is_sufficient(effect):
            high, best = size, effect
        else:
            low, gain = size, effect.gain
    return (high, best) if best is not None else search.try_size(maximum)


def _largest_excess(reoptimizer: RequestReoptimizer, relaxation: Relaxation, x: Array) -> tuple[float, int]:
    """By how much levels exceed the limits, and from which bucket on; of what is there once, in all."""
    calendar = reoptimizer.program.network.calendar
    excess = np.zeros(calendar.count)
    for bound_set in relaxation.bound_sets:
        beyond = _beyond(reoptimizer.program, bound_set, x)
        beyond[beyond <= DUST * (1 + bound_set.size)] = 0.0
        unit = relaxation.unit_shifts(bound_set, calendar.lengths)
        sizes = np.divide(beyond, unit, out=np.full(len(unit), np.inf), where=unit > 0)
        sizes[beyond == 0] = 0.0
        np.maximum.at(excess, bound_set.buckets, sizes)
    largest = float(excess.sum() if relaxation.is_one_off else excess.max())
    return largest, int(np.flatnonzero(excess).min(initial=len(excess)))


def _beyond(program: Program, bound_set: BoundSet, x: Array) -> Array:
    """Distance of levels beyond each bound, scaled; 0 or less within it."""
    indices = bound_set.indices
    if bound_set.side is BoundSide.COLUMN_UPPER:
        return np.asarray(x[indices] - program.upper[indices])
    rows = np.asarray(program.matrix @ x)[indices]
    if bound_set.side is BoundSide.ROW_UPPER:
        return np.asarray(rows - program.row_upper[indices])
    return np.asarray(program.row_lower[indices] - rows)
