"""What limits operations, lanes and resources: capacity, its basis, ramps; what lacks a limit."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from muster.calendar import Calendar
from muster.problems import Problem
from muster.scenario.raw_table import ROW
from muster.scenario.scenario import Scenario


def unlimited_resources(s: Scenario) -> list[Problem]:
    """Resources without any capacity row or investment."""
    rows = s.tables["resources"].drop_nulls("resource")
    for table in ("capacities", "investments"):
        rows = rows.join(s.tables[table], on="resource", how="anti")
    return s.place("resources").problems("CAP-001", rows, None, "resource", files=s.file_of("capacities"))


def resources_without_a_counting_basis(s: Scenario) -> list[Problem]:
    """Resources whose capacity rows all rest on bases that the setting leaves out."""
    counts = pl.col("basis").is_in(s.settings.basis)
    found = s.tables["capacities"].group_by("resource").agg(counts=counts.any(), bases=pl.col("basis").unique().sort())
    rows = s.tables["resources"].join(found.filter(~pl.col("counts")), on="resource")
    return s.place("resources").problems("CAP-002", rows, None, "resource", bases=pl.col("bases"))


def limited_resources(s: Scenario) -> set[str]:
    """Ids of the resources that have a capacity row or an investment."""
    both = pl.concat([s.tables[name].select("resource") for name in ("capacities", "investments")])
    return set(both["resource"].drop_nulls())


def limited_operations(s: Scenario) -> set[str]:
    """Ids of the operations that have a maximum or load a limited resource."""
    own = s.tables["operations"].drop_nulls("maximum").select("operation")
    loads = s.tables["operation_resources"].filter(pl.col("quantity") > 0)
    through = loads.filter(pl.col("resource").is_in(limited_resources(s))).select("operation")
    return set(pl.concat([own, through])["operation"])


def limited_lanes(s: Scenario) -> set[str]:
    """Ids of the lanes that have a capacity or load a limited resource, with every item of theirs."""
    lanes = s.tables["lanes"]
    free = set(lanes.filter(pl.col("load") <= 0)["lane"])
    own = lanes.drop_nulls("capacity").select("lane")
    loads = s.tables["lane_resources"].filter(pl.col("quantity") > 0)
    through = loads.filter(pl.col("resource").is_in(limited_resources(s))).select("lane")
    return set(pl.concat([own, through])["lane"]) - free


def negative_costs_without_a_limit(s: Scenario) -> list[Problem]:
    """Operations and lanes with a negative cost, their own or a dated one, that nothing limits."""
    told: list[Problem] = []
    limited = {"operation": limited_operations(s), "lane": limited_lanes(s)}
    for kind, table, columns in (
        ("operation", "operations", ("unit_cost", "run_cost")),
        ("lane", "lanes", ("unit_cost",)),
    ):
        endless = s.tables[table].filter(~pl.col(kind).is_in(limited[kind]))
        for column in columns:
            told += s.place(table).problems("RULE-009", endless.filter(pl.col(column) < 0), column)
    for kind, ids in limited.items():
        dated = s.tables["costs"].filter((pl.col("of") == kind) & (pl.col("unit_cost") < 0) & ~pl.col("id").is_in(ids))
        told += s.place("costs").problems("RULE-009", dated, "unit_cost")
    return told


def minimum_runs_without_a_limit(s: Scenario) -> list[Problem]:
    """Operations with a minimum run that nothing limits, or that the maximum forbids."""
    rows = s.tables["operations"].drop_nulls("minimum_run")
    endless = rows.filter(~pl.col("operation").is_in(limited_operations(s)))
    told = s.place("operations").problems("RULE-010", endless, "minimum_run")
    forbidden = rows.filter(pl.col("minimum_run") > pl.col("maximum"))
    return told + s.place("operations").problems("RULE-015", forbidden, "minimum_run", limit=pl.col("maximum"))


def ramps_that_forbid_the_capacity(s: Scenario) -> list[Problem]:
    """Ramps that keep the load above its capacity (error), or always below it (warning)."""
    if s.calendar is None:
        return []
    limited = set(s.tables["capacities"]["resource"].drop_nulls()) - set(s.tables["investments"]["resource"])
    rows = s.tables["resources"].drop_nulls(["resource", "initial_load"]).filter(pl.col("resource").is_in(limited))
    by_resource = s.tables["capacities"].partition_by("resource", as_dict=True) if rows.height else {}
    told: list[Problem] = []
    way = _ramp_time(s.calendar)
    for row in rows.iter_rows(named=True):
        capacity = mean_capacity(s, by_resource[(row["resource"],)])
        load, up, down = row["initial_load"], row["ramp_up"], row["ramp_down"]
        over = np.flatnonzero(load - down * way > capacity + 1e-9) if down is not None else np.array([], int)
        if len(over):
            t = int(over[0])
            facts = {"least": float((load - down * way)[t]), "capacity": float(capacity[t])}
            day = s.calendar.first_day(t)
            told.append(s.place("resources").problem("RULE-007", row[ROW], "ramp_down", load, date=day, **facts))
        elif up is not None and (load + up * way < capacity - 1e-9).all():
            facts = {"most": float((load + up * way)[-1]), "capacity": float(capacity.max())}
            told.append(s.place("resources").problem("RULE-008", row[ROW], "ramp_up", up, start=load, **facts))
    return told


def _ramp_time(calendar: Calendar) -> NDArray[np.float64]:
    """How many ramps the load may have changed by, by each bucket: sum of (n[t] + n[t-1])/2, n[-1] = 1."""
    lengths = calendar.lengths.astype(float)
    before = np.concatenate([[1.0], lengths[:-1]])
    return np.cumsum((lengths + before) / 2)


def mean_capacity(s: Scenario, rows: pl.DataFrame) -> NDArray[np.float64]:
    """A resource's capacity per base bucket in each bucket, of all its tiers of cost together."""
    assert s.calendar is not None
    rank = {basis: i for i, basis in enumerate(s.settings.basis)}
    rows = rows.filter(pl.col("basis").is_in(s.settings.basis)).drop_nulls(["from", "quantity"])
    per_base = np.zeros(s.calendar.base_count)
    sets: list[tuple[int, float, bool]] = []
    for (day,), group in sorted(rows.partition_by("from", as_dict=True).items()):
        best = min(group["basis"], key=rank.__getitem__)
        kept = group.filter(pl.col("basis") == best)
        line = bool((kept["to_next"] == "line").any())
        sets.append((max(0, s.calendar.base_index(day)), float(kept["quantity"].sum()), line))
    if not sets:
        return np.zeros(s.calendar.count)
    following: Iterable[tuple[int, float, bool]] = [*sets[1:], (s.calendar.base_count, 0.0, False)]
    for (begin, quantity, line), (end, after, _) in zip(sets, following, strict=True):
        if line and (end, after) != (s.calendar.base_count, 0.0):
            count = max(0, min(end, s.calendar.base_count) - begin)
            per_base[begin:end] = (quantity + (after - quantity) * np.arange(end - begin) / max(1, end - begin))[:count]
        else:
            per_base[begin:] = quantity
    sums: NDArray[np.float64] = np.add.reduceat(per_base, s.calendar.starts)
    return sums / s.calendar.lengths
