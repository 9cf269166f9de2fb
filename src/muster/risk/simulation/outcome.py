"""Outcome of a plan in one draw: the few figures that a sweep keeps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muster.network.build import Blueprint
from muster.network.graph import Array
from muster.plans.fulfilment import hand_overs_by_request, measure_fulfilments
from muster.plans.levels import Levels
from muster.plans.pipeline import cost_of
from muster.program import Program
from muster.solve.cold_start import ColdStartReason
from muster.tolerances import FILLED

NEVER = -1
"""The bucket of what is not filled within the horizon."""
SOLVED_STATUSES = ("optimal", "feasible")
"""The statuses of a draw that has a plan."""


@dataclass(frozen=True)
class DrawOutcome:
    """A draw as one reading has it; requests in the order of their ids, R of them.

    `filled_buckets` is the bucket in which each is filled, `late_unit_buckets` its late unit-buckets, `met_by_due`
    whether all of it is handed over in or before its due bucket, `handed_over_by` what is handed over by the end of
    each bucket, shape (R, T). `request_tiers` are the values of the tiers `requests/...`, first class first (objective
    `value`: minus the value). `binding_resources` tells for each resource and bucket whether it holds a request back,
    shape (resources, T); empty where that is not known. `broken_buckets` is how many buckets had no way to keep every
    hard rule. `cold_start` is why a plan with foresight was not warm-started.
    """

    draw: int
    reading: str
    status: str
    cost: float = float("nan")
    filled_buckets: tuple[int, ...] = ()
    late_unit_buckets: tuple[float, ...] = ()
    met_by_due: tuple[bool, ...] = ()
    handed_over_by: Array | None = None
    binding_resources: NDArray[np.bool_] | None = None
    broken_buckets: int = 0
    request_tiers: tuple[float, ...] = ()
    cold_start: ColdStartReason | None = None

    @property
    def lateness(self) -> float:
        """Total lateness: the sum over the classes."""
        return float(sum(self.request_tiers)) + 0.0

    @property
    def has_plan(self) -> bool:
        """True if this draw has a plan at all."""
        return self.status in SOLVED_STATUSES


def outcome_of_levels(
    draw: int,
    reading: str,
    status: str,
    solved: tuple[Blueprint, Program, Array],
    binding_resources: NDArray[np.bool_] | None = None,
    broken_buckets: int = 0,
    cold_start: ColdStartReason | None = None,
) -> DrawOutcome:
    """The outcome of scaled levels `solved[2]` of a program."""
    blueprint, program, x = solved
    levels = Levels(blueprint, program, x)
    totals = hand_overs_by_request(levels)
    fulfilments = measure_fulfilments(levels)
    first_days = {day: bucket for bucket, day in enumerate(levels.days)}
    return DrawOutcome(
        draw,
        reading,
        status,
        cost_of(program, x),
        tuple(
            NEVER if fulfilment.filled_on is None else first_days[fulfilment.filled_on] for fulfilment in fulfilments
        ),
        tuple(fulfilment.late_unit_buckets for fulfilment in fulfilments),
        tuple(fulfilment.on_time >= fulfilment.quantity * (1 - FILLED) for fulfilment in fulfilments),
        np.array([np.cumsum(totals[fulfilment.demand.request]) for fulfilment in fulfilments]).reshape(
            len(fulfilments), len(levels.days)
        ),
        binding_resources,
        broken_buckets,
        request_tier_values(blueprint, program, x),
        cold_start,
    )


def request_tier_values(blueprint: Blueprint, program: Program, x: Array) -> tuple[float, ...]:
    """Lateness of each class of requests; for objective `value` what is lost."""
    tiers = [tier for tier in blueprint.tiers if tier.startswith("requests/")] or blueprint.tiers[:1]
    objectives = [program.objective(tier) for tier in tiers]
    return tuple(objective.value_at(x) * objective.unit + 0.0 for objective in objectives)
