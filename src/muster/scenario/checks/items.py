"""Checks of items: a location for those that investments take, and quantities that whole units can resolve."""

from __future__ import annotations

import polars as pl

from muster.problems import Problem
from muster.scenario.scenario_tables import ScenarioTables
from muster.tolerances import INTEGER_SCALE_LIMIT


def investment_items_without_location(s: ScenarioTables) -> list[Problem]:
    """Items of investments where neither the row nor the resource has a location."""
    rows = s.tables["investment_items"].filter(pl.col("location").is_null())
    rows = rows.join(s.tables["investments"].select("investment", "resource"), on="investment")
    resources = s.tables["resources"].select("resource", at="location")
    rows = rows.join(resources, on="resource").filter(pl.col("at").is_null())
    return s.locator("investment_items").problems("RULE-016", rows, "item", investment=pl.col("investment"))


def too_many_for_whole_units(s: ScenarioTables) -> list[Problem]:
    """Whole items with quantities so large that they are planned in fractions."""
    if s.calendar is None:
        return []
    repeated = pl.when(pl.col("until").is_null()).then(1).otherwise(s.calendar.base_count)
    requests = s.tables["requests"].select(item="wants", most=pl.col("quantity") * repeated)
    lines = s.tables["request_lines"].group_by("request").agg(most=pl.col("quantity").sum())
    lines = lines.join(s.tables["requests"].select("request", item="wants"), on="request").select("item", "most")
    families = s.tables["families"].select("family", member="item", each="ratio")
    requested = pl.concat([requests, lines]).join(families, left_on="item", right_on="family", how="left")
    requested = requested.select(
        item=pl.coalesce("member", "item"), most=pl.col("most") / pl.col("each").fill_null(1.0)
    )
    on_hand = [s.tables[name].select("item", most=pl.col("quantity").abs()) for name in ("stocks", "receipts")]
    most = pl.concat([requested, *on_hand]).group_by("item").agg(pl.col("most").max())
    rows = (
        s.tables["items"]
        .filter(pl.col("integer"))
        .join(most, on="item")
        .filter(pl.col("most") > 1.5 * INTEGER_SCALE_LIMIT)
    )
    return s.locator("items").problems("RULE-017", rows, "item", most=pl.col("most"))
