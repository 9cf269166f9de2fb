"""Draws simulated in one call each, and what they start from."""

from __future__ import annotations

import math
from collections.abc import Sequence

import muster
from muster.risk import UncertainInput
from muster.risk.simulation.compiled_draw import compile_draw
from muster.risk.simulation.fixed_plan import PlanSimulator, find_expected_bases, simulate_fixed_plan
from muster.risk.simulation.outcome import DrawOutcome
from muster.risk.simulation.perfect_foresight import simulate_perfect_foresight
from muster.risk.simulation.warm_start import find_reference
from muster.solve.cold_start import ColdStartReason
from muster.solve.warm_start import WarmStartReference, WarmStartSolver


def reference_of(plan: muster.Plan, inputs: Sequence[UncertainInput] = ()) -> WarmStartReference:
    """From where the draws of a plan start that can be warm-started."""
    reference = find_reference(plan, inputs)
    assert isinstance(reference, WarmStartReference)
    return reference


def simulator_of(plan: muster.Plan) -> PlanSimulator:
    """Today's plan, ready for draws."""
    return PlanSimulator.of_plan(plan, find_expected_bases(plan))


def foresee(
    scenario: muster.Scenario,
    index: int = 0,
    solver: WarmStartSolver | ColdStartReason = ColdStartReason.NOT_REQUESTED,
    limit: float = math.inf,
) -> DrawOutcome:
    """A draw planned with foresight."""
    return simulate_perfect_foresight(compile_draw(scenario, index), solver, limit)


def carry_out(
    plan: muster.Plan,
    scenario: muster.Scenario,
    index: int = 0,
    simulator: PlanSimulator | None = None,
    limit: float = math.inf,
) -> DrawOutcome:
    """A plan carried out in a draw."""
    return simulate_fixed_plan(compile_draw(scenario, index), simulator or simulator_of(plan), limit)
