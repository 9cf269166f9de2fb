"""Requests that the network cannot serve, or not in time; operations and lanes that lead nowhere."""

from __future__ import annotations

import polars as pl

from muster.problems import Problem
from muster.scenario.checks.earliest_arrival import bucket_of, ways
from muster.scenario.checks.limits import limited_operations
from muster.scenario.raw_table import ROW
from muster.scenario.scenario import Scenario


def requests_beyond_reach(s: Scenario) -> list[Problem]:
    """Requests that nothing supplies or no lane reaches (warnings), or late by lead times alone (notes)."""
    requests = s.tables["requests"].drop_nulls(["request", "location", "wants"])
    if s.calendar is None or not requests.height:
        return []
    soonest = ways(s).soonest
    supplied = {item for _, item in soonest}
    members = dict(s.tables["families"].drop_nulls(["family", "item"]).group_by("family").agg("item").iter_rows())
    known = set(s.tables["items"]["item"]) | set(members)
    lines = s.tables["request_lines"].drop_nulls("due").group_by("request").agg(first=pl.col("due").min())
    requests = requests.join(lines, on="request", how="left").with_columns(due=pl.coalesce("due", "first"))
    place = s.place("requests")
    told: list[Problem] = []
    shown = requests.select("request", "location", "wants", "due", "earliest", ROW)
    for row in shown.iter_rows(named=True):
        items = members.get(row["wants"], [row["wants"]])
        here = [soonest[row["location"], item] for item in items if (row["location"], item) in soonest]
        if here:
            first = max(min(here), bucket_of(s.calendar, row["earliest"], 0))
            due = bucket_of(s.calendar, row["due"], s.calendar.count)
            if min(here) > due and first < s.calendar.count:
                day = s.calendar.first_day(min(here))
                told.append(place.problem("NET-006", row[ROW], None, row["request"], earliest=day, due=row["due"]))
        elif row["wants"] not in known:
            continue
        elif any(item in supplied for item in items):
            told.append(place.problem("NET-002", row[ROW], "location", row["location"], item=row["wants"]))
        else:
            told.append(place.problem("NET-001", row[ROW], "wants", row["wants"]))
    return told


def operations_that_give_nothing(s: Scenario) -> list[Problem]:
    """Operations without an output."""
    giving = s.tables["operation_items"].filter(pl.col("quantity") > 0)
    rows = s.tables["operations"].drop_nulls("operation").join(giving, on="operation", how="anti")
    return s.place("operations").problems("NET-003", rows, None, "operation", files=s.file_of("operation_items"))


def operations_that_take_nothing(s: Scenario) -> list[Problem]:
    """Operations without an input that nothing limits."""
    items = s.tables["operation_items"].drop_nulls(["operation", "item", "quantity"])
    gifts = items.filter(pl.col("quantity") > 0).group_by("operation").agg(items=pl.col("item").unique().sort())
    rows = s.tables["operations"].filter(~pl.col("operation").is_in(limited_operations(s)))
    rows = rows.join(items.filter(pl.col("quantity") < 0), on="operation", how="anti").join(gifts, on="operation")
    # What could not be read may be the missing input or limit.
    if any(s.half_read(table) for table in ("operation_items", "operation_resources", "capacities", "investments")):
        return []
    files = s.file_of("operation_items")
    return s.place("operations").problems("NET-007", rows, None, "operation", items=pl.col("items"), files=files)


def operations_that_give_families(s: Scenario) -> list[Problem]:
    """Outputs that are a family."""
    items = s.tables["operation_items"].join(s.tables["items"], on="item", how="anti").filter(pl.col("quantity") > 0)
    rows = items.join(s.tables["families"], left_on="item", right_on="family", how="semi")
    return s.place("operation_items").problems("RULE-011", rows, "item")


def lead_times_beyond_the_horizon(s: Scenario) -> list[Problem]:
    """Operations and lanes of which nothing would arrive in time, and investments that would never count."""
    if s.calendar is None:
        return []
    told: list[Problem] = []
    for table in ("operations", "lanes", "investments"):
        rows = s.tables[table].drop_nulls("lead_time")
        if table == "investments":
            beyond = [lead for lead in rows["lead_time"].unique() if s.calendar.ready(0, lead) >= s.calendar.base_count]
        else:
            beyond = [lead for lead in rows["lead_time"].unique() if not s.calendar.arrivals(lead).inside.any()]
        rows = rows.filter(pl.col("lead_time").is_in(beyond))
        rows = rows.with_columns(shown=pl.col("lead_time").str.strip_suffix(".0"))
        told += s.place(table).problems("NET-005", rows, "lead_time", "shown")
    return told
