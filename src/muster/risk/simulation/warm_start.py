"""From where the draws of a plan are warm-started: today's optimum, and that of every uncertain input at its median."""

from __future__ import annotations

from collections.abc import Sequence

from muster.plans import Plan
from muster.program.structure import rescale_program
from muster.risk.sampling.sampled_scenario import apply_draw, median_values
from muster.risk.sampling.uncertain_input import UncertainInput
from muster.risk.simulation.compiled_draw import compile_scenario
from muster.solve.cold_start import ColdStartReason
from muster.solve.known_optimum import KnownOptimum
from muster.solve.warm_start import WarmStartReference, find_optimum


def find_reference(plan: Plan, inputs: Sequence[UncertainInput] = ()) -> WarmStartReference | ColdStartReason:
    """The optima from which a plan's draws start, or why they cannot be warm-started; built once for all draws."""
    program, calendar = plan.program, plan.scenario.calendar
    if program is None or plan.blueprint is None or not program.columns:
        return ColdStartReason.NO_REFERENCE
    if program.integer.any():
        return ColdStartReason.INTEGER_COLUMNS
    assert calendar is not None
    tiers = plan.blueprint.tiers
    results = [find_optimum(program, tiers)]
    if inputs:
        blueprint, median = compile_scenario(apply_draw(plan.scenario, inputs, median_values(inputs, calendar)))
        rescaled = rescale_program(median, program)
        if rescaled is not None and blueprint.tiers == tiers and not rescaled.integer.any():
            results.append(find_optimum(rescaled, tiers))
    optima = tuple(result for result in results if isinstance(result, KnownOptimum))
    if not optima:
        return ColdStartReason.OPTIMUM_NOT_REACHED
    return WarmStartReference(program, tiers, optima)
