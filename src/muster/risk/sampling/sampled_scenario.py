"""A draw's world: the scenario with every uncertain figure as it turned out in that draw."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import polars as pl

from muster.calendar import LONGEST, Calendar
from muster.network.build import Blueprint, build_network
from muster.network.capacity import read_supply
from muster.network.facts import Facts
from muster.network.graph import Array
from muster.program import Program, compile_program
from muster.risk.sampling.distributions import outages, quantile
from muster.risk.sampling.random_streams import mixed, uniforms
from muster.risk.sampling.uncertain_input import Figure
from muster.scenario import Scenario
from muster.scenario.checks.uncertain_columns import FIGURES, of_id
from muster.scenario.raw_table import ROW
from muster.schema import TABLES

Drawn = float | Array
"""What was drawn: one number, or a factor for each base bucket, shape (N,)."""


def draw(figures: Sequence[Figure], seed: int, index: int, calendar: Calendar) -> list[Drawn]:
    """What each figure comes to in a draw."""
    drawn: list[Drawn] = []
    for figure in figures:
        if figure.outages:
            ((name, _),) = figure.streams
            numbers = uniforms(seed, (*name, f"draw {index}"), 0, calendar.base_count)
        else:
            numbers = mixed(seed, figure.streams, index, 1)
        drawn.append(_at(figure, numbers))
    return drawn


def medians(figures: Sequence[Figure], calendar: Calendar) -> list[Drawn]:
    """What each figure comes to in the middle of its distribution, whatever the others do."""
    return [_at(figure, np.full(calendar.base_count if figure.outages else 1, 0.5)) for figure in figures]


def _at(figure: Figure, numbers: Array) -> Drawn:
    """What numbers from 0 to 1 come to: of outages one for each base bucket, else one."""
    if figure.outages:
        return outages(numbers, figure.p2 or 0.0, figure.p1 or 1.0, figure.p3 or 0.0)
    return float(quantile(figure, numbers)[0])


@lru_cache(maxsize=1)
def built(world: Scenario) -> tuple[Blueprint, Program]:
    """A world's network and program; both readings of a draw ask for them, one after the other."""
    blueprint = build_network(world)
    return blueprint, compile_program(blueprint.network)


def turned_out(scenario: Scenario, figures: Sequence[Figure], drawn: Sequence[Drawn]) -> Scenario:
    """The scenario in which the figures are what was drawn; its tables alone change."""
    assert scenario.calendar is not None
    tables = dict(scenario.tables)
    for figure, value in sorted(zip(figures, drawn, strict=True), key=_turn):
        for table in FIGURES[figure.of][figure.column]:
            tables[table] = _changed(tables, scenario, figure, table, value)
    return replace(scenario, tables=tables, problems=())


def _turn(change: tuple[Figure, Drawn]) -> int:
    """What is promised for later is told by its date, so dates move after it; outages strike what is there then."""
    figure, value = change
    return 2 if isinstance(value, np.ndarray) else int(figure.column == "from")


def _changed(
    tables: Mapping[str, pl.DataFrame], scenario: Scenario, figure: Figure, table: str, value: Drawn
) -> pl.DataFrame:
    rows = tables[table]
    assert scenario.calendar is not None
    own = of_id(figure.of, figure.id, table)
    if isinstance(value, np.ndarray):
        return _with_outages(rows, replace(scenario, tables=tables), figure.id, value)
    if table == "yields" and not rows.filter(own).height:
        return _with_yield(rows, figure.id, value, scenario.calendar.start)
    if figure.keeps:
        return _kept_above(rows, figure.id, value, scenario.calendar.start)
    column = TABLES[table].by_name[figure.column]
    match column.type:
        case "date":
            turned = _moved(rows, figure.column, value, scenario.calendar, stays=table == "capacities")
            if table == "receipts" and figure.column == "date":
                turned = turned.clip(lower_bound=scenario.calendar.start)
        case "lead_time":
            turned = _lead_times(rows[figure.column], figure.applies, value, scenario.calendar)
        case "text":
            turned = pl.Series([None if d is None else _decision(value) for d in rows[figure.column]], dtype=pl.String)
        case _ if figure.applies == "factor":
            turned = rows[figure.column] * value
        case _:
            turned = pl.Series([None if old is None else value for old in rows[figure.column]], dtype=pl.Float64)
    turned = turned.cast(rows.schema[figure.column]).alias("_turned")
    chosen = pl.when(own).then(pl.col("_turned")).otherwise(pl.col(figure.column)).alias(figure.column)
    changed = rows.with_columns(turned).with_columns(chosen).drop("_turned")
    return _in_force(changed, rows["from"], own, scenario) if figure.column == "from" else changed


def _in_force(moved: pl.DataFrame, before: pl.Series, own: pl.Expr, scenario: Scenario) -> pl.DataFrame:
    """Of rows that hold from a date, those moved to the start or before it take the place of what began earlier."""
    assert scenario.calendar is not None
    start = scenario.calendar.start
    counts = pl.col("basis").is_in(scenario.settings.basis) if "basis" in moved.columns else pl.lit(value=True)
    same = ["resource"] if "resource" in moved.columns else ["party", "wants", "recipient", "holder"]
    begun = pl.col("from").fill_null(start) <= start
    latest = pl.col("_before").filter(begun).max().over(*same, "_counts")
    rows = moved.with_columns(before.fill_null(start).alias("_before"), counts.alias("_counts"))
    return rows.filter(~own | ~begun | (pl.col("_before") == latest)).drop("_before", "_counts")


def _decision(value: float) -> str:
    return "granted" if value >= 0.5 else "withheld"


def _moved(rows: pl.DataFrame, column: str, value: float, calendar: Calendar, stays: bool) -> pl.Series:
    """Dates moved by whole base buckets, to the same day of the bucket where there is one; `stays`: not the start's.

    None is moved out of the years that a date can have: so far away nothing changes any more.
    """
    first, last = calendar.base_index(dt.date.min) + 1, calendar.base_index(dt.date.max) - 1

    def one(day: dt.date | None) -> dt.date | None:
        if day is None or (stays and day <= calendar.start):
            return day
        index = calendar.base_index(day)
        into = (day - calendar.base_date(index)).days
        there = min(max(index + round(value), first), last)
        end = calendar.base_date(there + 1) - dt.timedelta(days=1)
        return min(calendar.base_date(there) + dt.timedelta(days=into), end)

    return pl.Series([one(day) for day in rows[column]], dtype=pl.Date)


def _lead_times(leads: pl.Series, applies: str, value: float, calendar: Calendar) -> pl.Series:
    """Lead times as numbers of base buckets."""

    def one(lead: str | None) -> str | None:
        if lead is None:
            return None
        now = calendar.way(lead)
        turned = {"factor": now * value, "shift": now + value, "value": value}[applies]
        return repr(min(max(turned, 0.0), LONGEST) + 0.0)

    return pl.Series([one(lead) for lead in leads], dtype=pl.String)


def _with_yield(rows: pl.DataFrame, operation: str, value: float, start: dt.date) -> pl.DataFrame:
    """A yield for an operation that has none."""
    new = pl.DataFrame({"operation": [operation], "from": [start], "factor": [value], ROW: [0]})
    return pl.concat([rows, new.cast({ROW: pl.Int64})], how="diagonal").sort(["operation", "from"])


def _kept_above(rows: pl.DataFrame, resource: str, value: float, start: dt.date) -> pl.DataFrame:
    """Capacities promised for later times the value: not below what is there at the start, unless less was promised."""
    there = pl.col("from") <= start
    least = pl.col("quantity").filter(there).max().over("resource", "cost").fill_null(0.0)
    kept = pl.max_horizontal(pl.col("quantity") * value, pl.min_horizontal(pl.col("quantity"), least))
    promised = (pl.col("resource") == resource) & ~there & (pl.col("basis") != "demonstrated")
    return rows.with_columns(pl.when(promised).then(kept).otherwise(pl.col("quantity")).alias("quantity"))


def _with_outages(rows: pl.DataFrame, scenario: Scenario, resource: str, factors: Array) -> pl.DataFrame:
    """The capacity that counts, base bucket by base bucket, times its factor there."""
    facts, calendar = Facts(scenario), scenario.calendar
    assert calendar is not None
    supply = read_supply(facts, facts.grouped("capacities", "resource").get(resource, []))
    lines = [
        {"resource": resource, "from": calendar.base_date(k), "basis": supply.basis[k], "cost": cost}
        | {"quantity": float(tier[k] * factors[k]), "to_next": "step", ROW: next(iter(supply.rows))}
        for cost, tier in sorted(supply.tiers.items())
        for k in range(calendar.base_count)
        if supply.basis[k] is not None
    ]
    others = rows.filter(pl.col("resource") != resource)
    new = pl.DataFrame(lines, schema={name: rows.schema[name] for name in lines[0]}) if lines else others.clear()
    return pl.concat([others, new], how="diagonal").select(rows.columns)
