"""A draw's world: the scenario with every uncertain figure as it turned out in that draw."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from muster.calendar import MAXIMUM_LEAD_TIME, Calendar
from muster.network.capacity import read_capacity
from muster.network.facts import Facts
from muster.network.graph import Array
from muster.risk.sampling.distributions import outage_factors, quantile
from muster.risk.sampling.random_streams import mix_uniforms, uniforms
from muster.risk.sampling.uncertain_input import UncertainInput
from muster.scenario import Scenario
from muster.scenario.checks.uncertain_columns import UNCERTAIN_COLUMNS, rows_of_id
from muster.scenario.raw_table import ROW
from muster.schema import TABLES

SampledValue = float | Array
"""Drawn value: one number, or a factor for each base bucket, shape (N,)."""


def sample_inputs(inputs: Sequence[UncertainInput], seed: int, index: int, calendar: Calendar) -> list[SampledValue]:
    """Value of each uncertain input in a draw."""
    values: list[SampledValue] = []
    for uncertain in inputs:
        if uncertain.is_outage:
            ((name, _),) = uncertain.stream_mix
            numbers = uniforms(seed, (*name, f"draw {index}"), 0, calendar.base_count)
        else:
            numbers = mix_uniforms(seed, uncertain.stream_mix, index, 1)
        values.append(_value_at(uncertain, numbers))
    return values


def median_values(inputs: Sequence[UncertainInput], calendar: Calendar) -> list[SampledValue]:
    """Median of each uncertain input by its own distribution."""
    return [
        _value_at(uncertain, np.full(calendar.base_count if uncertain.is_outage else 1, 0.5)) for uncertain in inputs
    ]


def _value_at(uncertain: UncertainInput, numbers: Array) -> SampledValue:
    """Values at numbers from 0 to 1: of outages one for each base bucket, else one."""
    if uncertain.is_outage:
        return outage_factors(numbers, uncertain.p2 or 0.0, uncertain.p1 or 1.0, uncertain.p3 or 0.0)
    return float(quantile(uncertain, numbers)[0])


def apply_draw(scenario: Scenario, inputs: Sequence[UncertainInput], values: Sequence[SampledValue]) -> Scenario:
    """The scenario in which the figures are what was drawn; its tables alone change."""
    assert scenario.calendar is not None
    tables = dict(scenario.tables)
    for uncertain, value in sorted(zip(inputs, values, strict=True), key=_application_order):
        for table in UNCERTAIN_COLUMNS[uncertain.of][uncertain.column]:
            tables[table] = _changed_table(tables, scenario, uncertain, table, value)
    return replace(scenario, tables=tables, problems=())


def _application_order(change: tuple[UncertainInput, SampledValue]) -> int:
    """Order in which inputs apply: quantities first (the defaults select rows by date), then dates, then outages."""
    uncertain, value = change
    return 2 if isinstance(value, np.ndarray) else int(uncertain.column == "from")


def _changed_table(
    tables: Mapping[str, pl.DataFrame], scenario: Scenario, uncertain: UncertainInput, table: str, value: SampledValue
) -> pl.DataFrame:
    rows = tables[table]
    assert scenario.calendar is not None
    is_subject = rows_of_id(uncertain.of, uncertain.id, table)
    if isinstance(value, np.ndarray):
        return _with_outages(rows, replace(scenario, tables=tables), uncertain.id, value)
    if table == "yields" and not rows.filter(is_subject).height:
        return _with_yield(rows, uncertain.id, value, scenario.calendar.start)
    if uncertain.keeps:
        return _scale_promised_capacity(rows, uncertain.id, value, scenario.calendar.start)
    column = TABLES[table].by_name[uncertain.column]
    match column.type:
        case "date":
            new_column = _shift_dates(
                rows, uncertain.column, value, scenario.calendar, keep_started=table == "capacities"
            )
            if table == "receipts" and uncertain.column == "date":
                new_column = new_column.clip(lower_bound=scenario.calendar.start)
        case "lead_time":
            new_column = _change_lead_times(rows[uncertain.column], uncertain.applies, value, scenario.calendar)
        case "text":
            new_column = pl.Series(
                [None if d is None else _decision(value) for d in rows[uncertain.column]], dtype=pl.String
            )
        case _ if uncertain.applies == "factor":
            new_column = rows[uncertain.column] * value
        case _:
            new_column = pl.Series([None if old is None else value for old in rows[uncertain.column]], dtype=pl.Float64)
    new_column = new_column.cast(rows.schema[uncertain.column]).alias("_turned")
    chosen = pl.when(is_subject).then(pl.col("_turned")).otherwise(pl.col(uncertain.column)).alias(uncertain.column)
    changed = rows.with_columns(new_column).with_columns(chosen).drop("_turned")
    return _rows_in_force(changed, rows["from"], is_subject, scenario) if uncertain.column == "from" else changed


def _rows_in_force(
    rows_after: pl.DataFrame, dates_before: pl.Series, is_subject: pl.Expr, scenario: Scenario
) -> pl.DataFrame:
    """Of rows that hold from a date, those moved to the start or before it take the place of what began earlier."""
    assert scenario.calendar is not None
    start = scenario.calendar.start
    counted = pl.col("basis").is_in(scenario.settings.basis) if "basis" in rows_after.columns else pl.lit(value=True)
    group_columns = ["resource"] if "resource" in rows_after.columns else ["party", "wants", "recipient", "holder"]
    has_begun = pl.col("from").fill_null(start) <= start
    latest = pl.col("_before").filter(has_begun).max().over(*group_columns, "_counts")
    rows = rows_after.with_columns(dates_before.fill_null(start).alias("_before"), counted.alias("_counts"))
    return rows.filter(~is_subject | ~has_begun | (pl.col("_before") == latest)).drop("_before", "_counts")


def _decision(value: float) -> str:
    return "granted" if value >= 0.5 else "withheld"


def _shift_dates(rows: pl.DataFrame, column: str, value: float, calendar: Calendar, keep_started: bool) -> pl.Series:
    """Dates moved by whole base buckets, to the same day of the bucket where there is one.

    With `keep_started` those up to the start stay.

    None is moved out of the years that a date can have: so far away nothing changes any more.
    """
    first, last = calendar.base_index(dt.date.min) + 1, calendar.base_index(dt.date.max) - 1

    def shift(day: dt.date | None) -> dt.date | None:
        if day is None or (keep_started and day <= calendar.start):
            return day
        index = calendar.base_index(day)
        day_offset = (day - calendar.base_date(index)).days
        new_index = min(max(index + round(value), first), last)
        end = calendar.base_date(new_index + 1) - dt.timedelta(days=1)
        return min(calendar.base_date(new_index) + dt.timedelta(days=day_offset), end)

    return pl.Series([shift(day) for day in rows[column]], dtype=pl.Date)


def _change_lead_times(lead_times: pl.Series, applies: str, value: float, calendar: Calendar) -> pl.Series:
    """Lead times as numbers of base buckets."""

    def change(lead: str | None) -> str | None:
        if lead is None:
            return None
        current = calendar.transit_time(lead)
        changed = {"factor": current * value, "shift": current + value, "value": value}[applies]
        return repr(min(max(changed, 0.0), MAXIMUM_LEAD_TIME) + 0.0)

    return pl.Series([change(lead) for lead in lead_times], dtype=pl.String)


def _with_yield(rows: pl.DataFrame, operation: str, value: float, start: dt.date) -> pl.DataFrame:
    """A yield for an operation that has none."""
    new_row = pl.DataFrame({"operation": [operation], "from": [start], "factor": [value], ROW: [0]})
    return pl.concat([rows, new_row.cast({ROW: pl.Int64})], how="diagonal").sort(["operation", "from"])


def _scale_promised_capacity(rows: pl.DataFrame, resource: str, value: float, start: dt.date) -> pl.DataFrame:
    """Capacities promised for later times the value: not below what is there at the start, unless less was promised."""
    has_begun = pl.col("from") <= start
    floor = pl.col("quantity").filter(has_begun).max().over("resource", "cost").fill_null(0.0)
    scaled = pl.max_horizontal(pl.col("quantity") * value, pl.min_horizontal(pl.col("quantity"), floor))
    is_promised = (pl.col("resource") == resource) & ~has_begun & (pl.col("basis") != "demonstrated")
    return rows.with_columns(pl.when(is_promised).then(scaled).otherwise(pl.col("quantity")).alias("quantity"))


def _with_outages(rows: pl.DataFrame, scenario: Scenario, resource: str, factors: Array) -> pl.DataFrame:
    """The capacity that counts, base bucket by base bucket, times its factor there."""
    facts, calendar = Facts(scenario), scenario.calendar
    assert calendar is not None
    capacity = read_capacity(facts, facts.rows_by("capacities", "resource").get(resource, []))
    new_rows = [
        {"resource": resource, "from": calendar.base_date(k), "basis": capacity.basis[k], "cost": cost}
        | {"quantity": float(tier[k] * factors[k]), "to_next": "step", ROW: next(iter(capacity.rows))}
        for cost, tier in sorted(capacity.tiers.items())
        for k in range(calendar.base_count)
        if capacity.basis[k] is not None
    ]
    others = rows.filter(pl.col("resource") != resource)
    outage_rows = (
        pl.DataFrame(new_rows, schema={name: rows.schema[name] for name in new_rows[0]}) if new_rows else others.clear()
    )
    return pl.concat([others, outage_rows], how="diagonal").select(rows.columns)
