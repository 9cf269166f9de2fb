"""What a plan came to in one draw: the few figures that a sweep keeps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muster.network.build import Blueprint
from muster.network.graph import Array
from muster.plans.levels import Levels
from muster.plans.pipeline import cost_of
from muster.plans.tables.requests import hand_overs_by_request, served
from muster.program import Program
from muster.tolerances import FILLED

NEVER = -1
"""The bucket of what is not filled within the horizon."""
WITH_A_PLAN = ("optimal", "feasible")
"""The statuses of a draw that has a plan."""


@dataclass(frozen=True)
class Outcome:
    """A draw as one reading has it; requests in the order of their ids, R of them.

    `filled` is the bucket in which each is filled, `late` its late unit-buckets, `met` whether all of it is handed over
    in or before its due bucket, `by_then` what is handed over by the end of each bucket, shape (R, T). `tiers`
    are the values of the tiers `requests/...`, first class first (objective `value`: minus the value).
    `binding` tells for each resource and bucket whether it holds a request back, shape (resources, T); empty where that
    is not known. `broken` is how many buckets had no way to keep every hard rule.
    """

    draw: int
    reading: str
    status: str
    cost: float = float("nan")
    filled: tuple[int, ...] = ()
    late: tuple[float, ...] = ()
    met: tuple[bool, ...] = ()
    by_then: Array | None = None
    binding: NDArray[np.bool_] | None = None
    broken: int = 0
    tiers: tuple[float, ...] = ()

    @property
    def lateness(self) -> float:
        """How late everything is: the sum over the classes."""
        return float(sum(self.tiers)) + 0.0

    @property
    def there(self) -> bool:
        """Whether there is a plan at all in this draw."""
        return self.status in WITH_A_PLAN


def outcome_of(
    draw: int,
    reading: str,
    status: str,
    plan: tuple[Blueprint, Program, Array],
    binding: NDArray[np.bool_] | None = None,
    broken: int = 0,
) -> Outcome:
    """The outcome of scaled levels `plan[2]` of a program."""
    blueprint, program, x = plan
    levels = Levels(blueprint, program, x)
    totals = hand_overs_by_request(levels)
    fare = served(levels)
    first_days = {day: bucket for bucket, day in enumerate(levels.days)}
    return Outcome(
        draw,
        reading,
        status,
        cost_of(program, x),
        tuple(NEVER if one.filled_on is None else first_days[one.filled_on] for one in fare),
        tuple(one.late_unit_buckets for one in fare),
        tuple(one.on_time >= one.quantity * (1 - FILLED) for one in fare),
        np.array([np.cumsum(totals[one.want.request]) for one in fare]).reshape(len(fare), len(levels.days)),
        binding,
        broken,
        tiers_of(blueprint, program, x),
    )


def tiers_of(blueprint: Blueprint, program: Program, x: Array) -> tuple[float, ...]:
    """How late each class of requests is; for objective `value` what is lost."""
    tiers = [tier for tier in blueprint.tiers if tier.startswith("requests/")] or blueprint.tiers[:1]
    objectives = [program.objective(tier) for tier in tiers]
    return tuple(one.of(x) * one.unit + 0.0 for one in objectives)
