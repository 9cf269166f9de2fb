"""Job of a sweep and its blocks of draws: the same results wherever and in whatever order they run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version

import polars as pl

from muster.plans import Plan
from muster.risk.sampling.sampled_scenario import SampledValue, apply_draw, sample_inputs
from muster.risk.sampling.uncertain_input import UncertainInput
from muster.risk.simulation.compiled_draw import compile_draw
from muster.risk.simulation.fixed_plan import PlanSimulator, find_expected_bases, simulate_fixed_plan
from muster.risk.simulation.outcome import NEVER, DrawOutcome
from muster.risk.simulation.perfect_foresight import simulate_perfect_foresight
from muster.risk.simulation.warm_start import find_reference
from muster.solve import ModelRejectedError
from muster.solve.cold_start import ColdStartReason
from muster.solve.highs import Basis
from muster.solve.warm_start import WarmStartReference, WarmStartSolver

BLOCK_SIZE = 16
"""Consecutive draws that are done together, in order, inside one worker."""
ITERATIONS_PER_ROW = 50
"""Iterations for each row of the program that a draw may take, unless another limit is given."""
READINGS = ("knowing", "fixed")
VERSIONED_PACKAGES = ("muster", "highspy", "numpy", "polars")
"""Packages whose versions decide the bytes of a sweep, besides the job."""


@dataclass(frozen=True, eq=False)
class SweepJob:
    """A sweep: the plan of today, the figures that are drawn, the seed and how many draws."""

    plan: Plan
    inputs: tuple[UncertainInput, ...]
    seed: int
    draws: int
    draw_limit: int | None = None

    @property
    def iteration_limit(self) -> int:
        """The most iterations that a draw may take in each reading; it counts them, so it is the same everywhere."""
        rows = 0 if self.plan.program is None else self.plan.program.rows
        return ITERATIONS_PER_ROW * max(rows, 1) if self.draw_limit is None else self.draw_limit

    @property
    def blocks(self) -> range:
        """The numbers of its blocks."""
        return range(-(-self.draws // BLOCK_SIZE))

    def draws_of_block(self, block: int) -> range:
        """The draws of a block."""
        return range(block * BLOCK_SIZE, min((block + 1) * BLOCK_SIZE, self.draws))


BlockTables = dict[str, pl.DataFrame]
"""The tables of a block, by name."""

BLOCK_SCHEMAS: dict[str, dict[str, pl.DataType | type[pl.DataType]]] = {
    "figures": {"draw": pl.Int64, "of": pl.String, "id": pl.String, "column": pl.String, "value": pl.Float64},
    "draws": {
        "draw": pl.Int64,
        "reading": pl.String,
        "status": pl.String,
        "cost": pl.Float64,
        "lateness": pl.Float64,
        "first_class": pl.Float64,
        "broken": pl.Int64,
    },
    "requests": {
        "draw": pl.Int64,
        "reading": pl.String,
        "request": pl.String,
        "filled_on": pl.Date,
        "late_unit_buckets": pl.Float64,
        "met_by_due": pl.Boolean,
    },
    "handed_over": {
        "draw": pl.Int64,
        "reading": pl.String,
        "request": pl.String,
        "bucket": pl.Date,
        "by_then": pl.Float64,
    },
    "bottlenecks": {"draw": pl.Int64, "resource": pl.String, "bucket": pl.Date},
}


@dataclass(frozen=True, eq=False)
class SweepContext:
    """Context shared by all blocks: the optima that warm-start draws, and each bucket of today's plan."""

    job: SweepJob
    reference: WarmStartReference | ColdStartReason
    expected_bases: list[Basis] | None


def prepare_sweep(job: SweepJob) -> SweepContext:
    """Solve what the draws of a sweep start from; once in each process, before its first block."""
    return SweepContext(job, find_reference(job.plan, job.inputs), find_expected_bases(job.plan))


def run_block(context: SweepContext, block: int, should_stop: Callable[[], bool] = lambda: False) -> BlockTables:
    """Every draw of a block in both readings, as tables; `KeyboardInterrupt` between draws if `should_stop` says so."""
    job, reference = context.job, context.reference
    samples: list[tuple[int, list[SampledValue]]] = []
    outcomes: list[DrawOutcome] = []
    calendar = job.plan.scenario.calendar
    assert calendar is not None
    solver = WarmStartSolver(reference) if isinstance(reference, WarmStartReference) else reference
    simulator = PlanSimulator.of_plan(job.plan, context.expected_bases)
    for index in job.draws_of_block(block):
        if should_stop():
            raise KeyboardInterrupt
        values = sample_inputs(job.inputs, job.seed, index, calendar)
        samples.append((index, values))
        drawn = compile_draw(apply_draw(job.plan.scenario, job.inputs, values), index)
        foresight = partial(simulate_perfect_foresight, drawn, solver, job.iteration_limit)
        recourse = partial(simulate_fixed_plan, drawn, simulator, job.iteration_limit)
        outcomes += [_simulate("knowing", index, foresight), _simulate("fixed", index, recourse)]
    return _block_tables(job, samples, outcomes)


def _simulate(reading: str, index: int, simulation: Callable[[], DrawOutcome]) -> DrawOutcome:
    """Outcome of a draw in a reading; "refused" where a figure is beyond what the solver can hold."""
    try:
        return simulation()
    except ModelRejectedError:
        return DrawOutcome(index, reading, "refused")


def _block_tables(
    job: SweepJob, samples: list[tuple[int, list[SampledValue]]], outcomes: list[DrawOutcome]
) -> BlockTables:
    calendar = job.plan.scenario.calendar
    assert calendar is not None
    assert job.plan.blueprint is not None
    days = calendar.first_days
    requests = [demand.request for demand in job.plan.blueprint.demands]
    resources = list(job.plan.blueprint.resources.by_id)
    planned = [outcome for outcome in outcomes if outcome.has_plan]
    rows: dict[str, list[tuple[object, ...]]] = {
        "figures": [
            (index, uncertain.of, uncertain.id, uncertain.column, _mean_value(value))
            for index, values in samples
            for uncertain, value in zip(job.inputs, values, strict=True)
        ],
        "draws": [
            (
                outcome.draw,
                outcome.reading,
                outcome.status,
                outcome.cost,
                outcome.lateness,
                outcome.request_tiers[0],
                outcome.broken_buckets,
            )
            if outcome.has_plan
            else (outcome.draw, outcome.reading, outcome.status, None, None, None, outcome.broken_buckets)
            for outcome in outcomes
        ],
        "requests": [
            (outcome.draw, outcome.reading, request, None if filled == NEVER else days[filled], late, met)
            for outcome in planned
            for request, filled, late, met in zip(
                requests, outcome.filled_buckets, outcome.late_unit_buckets, outcome.met_by_due, strict=True
            )
        ],
        "handed_over": [
            (outcome.draw, outcome.reading, request, day, amount)
            for outcome in planned
            if outcome.handed_over_by is not None
            for request, amounts in zip(requests, outcome.handed_over_by.tolist(), strict=True)
            for day, amount in zip(days, amounts, strict=True)
        ],
        "bottlenecks": [
            (outcome.draw, resources[resource_index], days[bucket])
            for outcome in planned
            if outcome.binding_resources is not None
            for resource_index, bucket in zip(
                *(axis.tolist() for axis in outcome.binding_resources.nonzero()), strict=True
            )
        ],
    }
    return {name: pl.DataFrame(rows[name], schema=schema, orient="row") for name, schema in BLOCK_SCHEMAS.items()}


def installed_versions() -> dict[str, str]:
    """The versions of what computes draws here."""
    return {name: version(name) for name in VERSIONED_PACKAGES}


def _mean_value(value: SampledValue) -> float:
    """Drawn value as one number: of outages, the mean factor."""
    return value if isinstance(value, float) else float(value.mean())
