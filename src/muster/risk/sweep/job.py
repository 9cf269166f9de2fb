"""What a sweep has to do, and how a block of draws is done: the same wherever and in whatever order it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import polars as pl

from muster.plans import Plan
from muster.risk.sampling.sampled_scenario import Drawn, draw, turned_out
from muster.risk.sampling.uncertain_input import Figure
from muster.risk.simulation.fixed_plan import carrier_of, fixed
from muster.risk.simulation.outcome import NEVER, Outcome
from muster.risk.simulation.perfect_foresight import knowing
from muster.risk.simulation.warm_start import Warm, start_of
from muster.solve import Refused

BLOCK = 16
"""Consecutive draws that are done together, in order, inside one worker."""
PER_ROW = 50
"""Iterations for each row of the program that a draw may take, unless another limit is given."""
READINGS = ("knowing", "fixed")


@dataclass(frozen=True, eq=False)
class Job:
    """A sweep: the plan of today, the figures that are drawn, the seed and how many draws."""

    plan: Plan
    figures: tuple[Figure, ...]
    seed: int
    draws: int
    draw_limit: int | None = None

    @property
    def limit(self) -> int:
        """The most iterations that a draw may take in each reading; it counts them, so it is the same everywhere."""
        rows = 0 if self.plan.program is None else self.plan.program.rows
        return PER_ROW * max(rows, 1) if self.draw_limit is None else self.draw_limit

    @property
    def blocks(self) -> range:
        """The numbers of its blocks."""
        return range(-(-self.draws // BLOCK))

    def members(self, block: int) -> range:
        """The draws of a block."""
        return range(block * BLOCK, min((block + 1) * BLOCK, self.draws))


Block = dict[str, pl.DataFrame]
"""The tables of a block, by name."""

SCHEMAS: dict[str, dict[str, pl.DataType | type[pl.DataType]]] = {
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


def run_block(job: Job, block: int, stop: Callable[[], bool] = lambda: False) -> Block:
    """Every draw of a block in both readings, as tables; `KeyboardInterrupt` between draws if `stop` says so."""
    figures: list[tuple[int, list[Drawn]]] = []
    outcomes: list[Outcome] = []
    calendar = job.plan.scenario.calendar
    assert calendar is not None
    start = start_of(job.plan, job.figures)
    warm = None if start is None else Warm(start)
    carrier = carrier_of(job.plan)
    for index in job.members(block):
        if stop():
            raise KeyboardInterrupt
        drawn = draw(job.figures, job.seed, index, calendar)
        figures.append((index, drawn))
        world = turned_out(job.plan.scenario, job.figures, drawn)
        outcomes.append(_planned("knowing", index, partial(knowing, world, index, warm, job.limit)))
        outcomes.append(_planned("fixed", index, partial(fixed, job.plan, world, index, carrier, job.limit)))
    return _tables(job, figures, outcomes)


def _planned(reading: str, index: int, planning: Callable[[], Outcome]) -> Outcome:
    """What a draw comes to in a reading; "refused" where a figure is beyond what the solver can hold."""
    try:
        return planning()
    except Refused:
        return Outcome(index, reading, "refused")


def _tables(job: Job, figures: list[tuple[int, list[Drawn]]], outcomes: list[Outcome]) -> Block:
    calendar = job.plan.scenario.calendar
    assert calendar is not None
    assert job.plan.blueprint is not None
    days = calendar.first_days
    requests = [want.request for want in job.plan.blueprint.wants]
    resources = list(job.plan.blueprint.resources.by_id)
    there = [one for one in outcomes if one.there]
    rows: dict[str, list[tuple[object, ...]]] = {
        "figures": [
            (index, one.of, one.id, one.column, _number(value))
            for index, drawn in figures
            for one, value in zip(job.figures, drawn, strict=True)
        ],
        "draws": [
            (one.draw, one.reading, one.status, one.cost, one.lateness, one.tiers[0], one.broken)
            if one.there
            else (one.draw, one.reading, one.status, None, None, None, one.broken)
            for one in outcomes
        ],
        "requests": [
            (one.draw, one.reading, request, None if filled == NEVER else days[filled], late, met)
            for one in there
            for request, filled, late, met in zip(requests, one.filled, one.late, one.met, strict=True)
        ],
        "handed_over": [
            (one.draw, one.reading, request, day, amount)
            for one in there
            if one.by_then is not None
            for request, line in zip(requests, one.by_then.tolist(), strict=True)
            for day, amount in zip(days, line, strict=True)
        ],
        "bottlenecks": [
            (one.draw, resources[place], days[bucket])
            for one in there
            if one.binding is not None
            for place, bucket in zip(*(axis.tolist() for axis in one.binding.nonzero()), strict=True)
        ],
    }
    return {name: pl.DataFrame(rows[name], schema=schema, orient="row") for name, schema in SCHEMAS.items()}


def _number(value: Drawn) -> float:
    """What was drawn as one number: of outages, the mean factor."""
    return value if isinstance(value, float) else float(value.mean())
