"""Check for costs that no fund may pay."""

from __future__ import annotations

import polars as pl

from muster.problems import Problem
from muster.scenario.scenario_tables import ScenarioTables
from muster.text import mark


def unlimited_money(s: ScenarioTables) -> list[Problem]:
    """One note each for operations, lanes and investments that cost something and that no fund may pay."""
    problems: list[Problem] = []
    party_of = s.tables["locations"].select("location", owner="party")
    operations = _with_owner(s.tables["operations"], party_of, "location")
    lanes = _with_owner(s.tables["lanes"], party_of, "origin")
    resources = _with_owner(s.tables["resources"], party_of, "location")
    owners = resources.select("resource", owner=pl.coalesce("party", "owner"))
    investments = s.tables["investments"].join(owners, on="resource", how="left")
    dated = s.tables["costs"].filter(pl.col("unit_cost") > 0)
    priced = s.tables["capacities"].filter(pl.col("cost") > 0).select("resource")
    operations_loading = s.tables["operation_resources"].join(priced, on="resource", how="semi")["operation"]
    lanes_loading = s.tables["lane_resources"].join(priced, on="resource", how="semi")["lane"]
    operation_costs = (pl.col("unit_cost") > 0) | (pl.col("run_cost") > 0).fill_null(False)
    for kind, noun, rows, costs, loading in (
        ("operation", mark("operations"), operations, operation_costs, operations_loading),
        ("lane", mark("lanes"), lanes, pl.col("unit_cost") > 0, lanes_loading),
        ("investment", mark("investments"), investments, pl.col("cost") > 0, None),
    ):
        more = dated.filter(pl.col("of") == kind)["id"]
        if loading is not None:
            more = pl.concat([more, loading])
        costly = rows.filter(costs | pl.col(kind).is_in(set(more))).unique(kind, maintain_order=True)
        uses = s.tables["fund_uses"]
        unfunded = costly.join(uses.filter(pl.col("of") == kind), left_on=kind, right_on="id", how="anti")
        unfunded = unfunded.join(uses.filter(pl.col("of") == "party"), left_on="owner", right_on="id", how="anti")
        if unfunded.height:
            problems.append(
                s.locator("fund_uses").problem(
                    "FUND-001",
                    value=str(unfunded[kind].sort()[0]),
                    count=unfunded.height,
                    total=costly.height,
                    what=noun,
                    files=s.file_of("fund_uses"),
                )
            )
    return problems


def _with_owner(rows: pl.DataFrame, party_of: pl.DataFrame, location_column: str) -> pl.DataFrame:
    return rows.join(party_of.unique("location"), left_on=location_column, right_on="location", how="left")
