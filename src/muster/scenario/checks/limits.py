"""Checks of limits on operations, lanes and resources: capacity, its basis, ramps, missing limits."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from muster.calendar import Calendar
from muster.problems import Problem
from muster.scenario.raw_table import ROW
from muster.scenario.scenario_tables import ScenarioTables


def unlimited_resources(s: ScenarioTables) -> list[Problem]:
    """Resources without any capacity row or investment."""
    rows = s.tables["resources"].drop_nulls("resource")
    for table in ("capacities", "investments"):
        rows = rows.join(s.tables[table], on="resource", how="anti")
    return s.locator("resources").problems("CAP-001", rows, None, "resource", files=s.file_of("capacities"))


def resources_without_a_counting_basis(s: ScenarioTables) -> list[Problem]:
    """Resources whose capacity rows all have a basis that the setting leaves out."""
    counts = pl.col("basis").is_in(s.settings.basis)
    by_resource = (
        s.tables["capacities"].group_by("resource").agg(counts=counts.any(), bases=pl.col("basis").unique().sort())
    )
    rows = s.tables["resources"].join(by_resource.filter(~pl.col("counts")), on="resource")
    return s.locator("resources").problems("CAP-002", rows, None, "resource", bases=pl.col("bases"))


def limited_resources(s: ScenarioTables) -> set[str]:
    """Ids of the resources that have a capacity row or an investment."""
    both = pl.concat([s.tables[name].select("resource") for name in ("capacities", "investments")])
    return set(both["resource"].drop_nulls())


def limited_operations(s: ScenarioTables) -> set[str]:
    """Ids of the operations that have a maximum or load a limited resource."""
    with_maximum = s.tables["operations"].drop_nulls("maximum").select("operation")
    loads = s.tables["operation_resources"].filter(pl.col("quantity") > 0)
    loading_limited_resource = loads.filter(pl.col("resource").is_in(limited_resources(s))).select("operation")
    return set(pl.concat([with_maximum, loading_limited_resource])["operation"])


def limited_lanes(s: ScenarioTables) -> set[str]:
    """Ids of the lanes that have a capacity or load a limited resource, with a load above 0 for every item."""
    lanes = s.tables["lanes"]
    without_load = set(lanes.filter(pl.col("load") <= 0)["lane"])
    with_capacity = lanes.drop_nulls("capacity").select("lane")
    loads = s.tables["lane_resources"].filter(pl.col("quantity") > 0)
    loading_limited_resource = loads.filter(pl.col("resource").is_in(limited_resources(s))).select("lane")
    return set(pl.concat([with_capacity, loading_limited_resource])["lane"]) - without_load


def negative_costs_without_a_limit(s: ScenarioTables) -> list[Problem]:
    """Unlimited operations and lanes with a negative cost, in their own table or in `costs`."""
    problems: list[Problem] = []
    limited = {"operation": limited_operations(s), "lane": limited_lanes(s)}
    for kind, table, columns in (
        ("operation", "operations", ("unit_cost", "run_cost")),
        ("lane", "lanes", ("unit_cost",)),
    ):
        unlimited = s.tables[table].filter(~pl.col(kind).is_in(limited[kind]))
        for column in columns:
            problems += s.locator(table).problems("RULE-009", unlimited.filter(pl.col(column) < 0), column)
    for kind, ids in limited.items():
        dated = s.tables["costs"].filter((pl.col("of") == kind) & (pl.col("unit_cost") < 0) & ~pl.col("id").is_in(ids))
        problems += s.locator("costs").problems("RULE-009", dated, "unit_cost")
    return problems


def minimum_runs_without_a_limit(s: ScenarioTables) -> list[Problem]:
    """Operations with a minimum run that are unlimited, or whose maximum is below it."""
    rows = s.tables["operations"].drop_nulls("minimum_run")
    unlimited = rows.filter(~pl.col("operation").is_in(limited_operations(s)))
    problems = s.locator("operations").problems("RULE-010", unlimited, "minimum_run")
    forbidden = rows.filter(pl.col("minimum_run") > pl.col("maximum"))
    return problems + s.locator("operations").problems("RULE-015", forbidden, "minimum_run", limit=pl.col("maximum"))


def ramps_that_forbid_the_capacity(s: ScenarioTables) -> list[Problem]:
    """Ramps that force the load above the capacity (error) or keep it always below (warning)."""
    if s.calendar is None:
        return []
    limited = set(s.tables["capacities"]["resource"].drop_nulls()) - set(s.tables["investments"]["resource"])
    rows = s.tables["resources"].drop_nulls(["resource", "initial_load"]).filter(pl.col("resource").is_in(limited))
    by_resource = s.tables["capacities"].partition_by("resource", as_dict=True) if rows.height else {}
    problems: list[Problem] = []
    ramps = _ramp_multiples(s.calendar)
    for row in rows.iter_rows(named=True):
        capacity = mean_capacity(s, by_resource[(row["resource"],)])
        load, up, down = row["initial_load"], row["ramp_up"], row["ramp_down"]
        over = np.flatnonzero(load - down * ramps > capacity + 1e-9) if down is not None else np.array([], int)
        if len(over):
            t = int(over[0])
            facts = {"least": float((load - down * ramps)[t]), "capacity": float(capacity[t])}
            day = s.calendar.first_day(t)
            problems.append(s.locator("resources").problem("RULE-007", row[ROW], "ramp_down", load, date=day, **facts))
        elif up is not None and (load + up * ramps < capacity - 1e-9).all():
            facts = {"most": float((load + up * ramps)[-1]), "capacity": float(capacity.max())}
            problems.append(s.locator("resources").problem("RULE-008", row[ROW], "ramp_up", up, start=load, **facts))
    return problems


def _ramp_multiples(calendar: Calendar) -> NDArray[np.float64]:
    """Multiples of the ramp by which the load may have changed by each bucket: sum of (n[t] + n[t-1])/2, n[-1] = 1."""
    lengths = calendar.lengths.astype(float)
    before = np.concatenate([[1.0], lengths[:-1]])
    return np.cumsum((lengths + before) / 2)


def mean_capacity(s: ScenarioTables, rows: pl.DataFrame) -> NDArray[np.float64]:
    """Mean capacity of a resource per base bucket, by bucket, shape (T,), over all its cost tiers."""
    calendar = s.required_calendar
    rank = {basis: i for i, basis in enumerate(s.settings.basis)}
    rows = rows.filter(pl.col("basis").is_in(s.settings.basis)).drop_nulls(["from", "quantity"])
    per_base = np.zeros(calendar.base_count)
    steps: list[tuple[int, float, bool]] = []
    for (day,), group in sorted(rows.partition_by("from", as_dict=True).items()):
        best = min(group["basis"], key=rank.__getitem__)
        best_rows = group.filter(pl.col("basis") == best)
        is_line = bool((best_rows["to_next"] == "line").any())
        steps.append((max(0, calendar.base_index(day)), float(best_rows["quantity"].sum()), is_line))
    if not steps:
        return np.zeros(calendar.count)
    following: Iterable[tuple[int, float, bool]] = [*steps[1:], (calendar.base_count, 0.0, False)]
    for (begin, quantity, is_line), (end, after, _) in zip(steps, following, strict=True):
        if is_line and (end, after) != (calendar.base_count, 0.0):
            count = max(0, min(end, calendar.base_count) - begin)
            per_base[begin:end] = (quantity + (after - quantity) * np.arange(end - begin) / max(1, end - begin))[:count]
        else:
            per_base[begin:] = quantity
    sums: NDArray[np.float64] = np.add.reduceat(per_base, calendar.starts)
    return sums / calendar.lengths
