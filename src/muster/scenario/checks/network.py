"""Checks of the network: requests that it cannot serve in time, operations and lanes without use."""

from __future__ import annotations

import polars as pl

from muster.problems import Problem
from muster.scenario.checks.earliest_arrival import bucket_of_day, earliest_arrivals
from muster.scenario.checks.limits import limited_operations
from muster.scenario.raw_table import ROW
from muster.scenario.scenario_tables import ScenarioTables


def requests_beyond_reach(s: ScenarioTables) -> list[Problem]:
    """Requests without supply or out of reach (warnings), or late by lead times alone (notes)."""
    requests = s.tables["requests"].drop_nulls(["request", "location", "wants"])
    if s.calendar is None or not requests.height:
        return []
    earliest = earliest_arrivals(s).earliest
    supplied = {item for _, item in earliest}
    members = dict(s.tables["families"].drop_nulls(["family", "item"]).group_by("family").agg("item").iter_rows())
    known = set(s.tables["items"]["item"]) | set(members)
    lines = s.tables["request_lines"].drop_nulls("due").group_by("request").agg(first=pl.col("due").min())
    requests = requests.join(lines, on="request", how="left").with_columns(due=pl.coalesce("due", "first"))
    locator = s.locator("requests")
    problems: list[Problem] = []
    selected = requests.select("request", "location", "wants", "due", "earliest", ROW)
    for row in selected.iter_rows(named=True):
        items = members.get(row["wants"], [row["wants"]])
        arrivals = [earliest[row["location"], item] for item in items if (row["location"], item) in earliest]
        if arrivals:
            first = max(min(arrivals), bucket_of_day(s.calendar, row["earliest"], 0))
            due = bucket_of_day(s.calendar, row["due"], s.calendar.count)
            if min(arrivals) > due and first < s.calendar.count:
                day = s.calendar.first_day(min(arrivals))
                problems.append(
                    locator.problem("NET-006", row[ROW], None, row["request"], earliest=day, due=row["due"])
                )
        elif row["wants"] not in known:
            continue
        elif any(item in supplied for item in items):
            problems.append(locator.problem("NET-002", row[ROW], "location", row["location"], item=row["wants"]))
        else:
            problems.append(locator.problem("NET-001", row[ROW], "wants", row["wants"]))
    return problems


def operations_that_give_nothing(s: ScenarioTables) -> list[Problem]:
    """Operations without an output."""
    giving = s.tables["operation_items"].filter(pl.col("quantity") > 0)
    rows = s.tables["operations"].drop_nulls("operation").join(giving, on="operation", how="anti")
    return s.locator("operations").problems("NET-003", rows, None, "operation", files=s.file_of("operation_items"))


def operations_that_take_nothing(s: ScenarioTables) -> list[Problem]:
    """Operations with neither input nor limit."""
    items = s.tables["operation_items"].drop_nulls(["operation", "item", "quantity"])
    outputs = items.filter(pl.col("quantity") > 0).group_by("operation").agg(items=pl.col("item").unique().sort())
    rows = s.tables["operations"].filter(~pl.col("operation").is_in(limited_operations(s)))
    rows = rows.join(items.filter(pl.col("quantity") < 0), on="operation", how="anti").join(outputs, on="operation")
    # A row that could not be read may hold the missing input or limit.
    if any(s.is_partial(table) for table in ("operation_items", "operation_resources", "capacities", "investments")):
        return []
    files = s.file_of("operation_items")
    return s.locator("operations").problems("NET-007", rows, None, "operation", items=pl.col("items"), files=files)


def operations_that_give_families(s: ScenarioTables) -> list[Problem]:
    """Operation outputs that name a family."""
    items = s.tables["operation_items"].join(s.tables["items"], on="item", how="anti").filter(pl.col("quantity") > 0)
    rows = items.join(s.tables["families"], left_on="item", right_on="family", how="semi")
    return s.locator("operation_items").problems("RULE-011", rows, "item")


def lead_times_beyond_the_horizon(s: ScenarioTables) -> list[Problem]:
    """Operations, lanes and investments whose lead time exceeds the horizon."""
    if s.calendar is None:
        return []
    problems: list[Problem] = []
    for table in ("operations", "lanes", "investments"):
        rows = s.tables[table].drop_nulls("lead_time")
        if table == "investments":
            beyond = [
                lead
                for lead in rows["lead_time"].unique()
                if s.calendar.ready_base_bucket(0, lead) >= s.calendar.base_count
            ]
        else:
            beyond = [lead for lead in rows["lead_time"].unique() if not s.calendar.arrivals(lead).arriving_share.any()]
        rows = rows.filter(pl.col("lead_time").is_in(beyond))
        rows = rows.with_columns(lead_time_text=pl.col("lead_time").str.strip_suffix(".0"))
        problems += s.locator(table).problems("NET-005", rows, "lead_time", "lead_time_text")
    return problems
