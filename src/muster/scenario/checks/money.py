"""What costs something and whom it can be paid by."""

from __future__ import annotations

import polars as pl

from muster.problems import Problem
from muster.scenario.scenario import Scenario
from muster.text import mark


def unlimited_money(s: Scenario) -> list[Problem]:
    """One note for each kind of thing that costs something and that no fund may pay in part."""
    told: list[Problem] = []
    party_of = s.tables["locations"].select("location", owner="party")
    operations = _with_owner(s.tables["operations"], party_of, "location")
    lanes = _with_owner(s.tables["lanes"], party_of, "origin")
    resources = _with_owner(s.tables["resources"], party_of, "location")
    owners = resources.select("resource", owner=pl.coalesce("party", "owner"))
    investments = s.tables["investments"].join(owners, on="resource", how="left")
    dated = s.tables["costs"].filter(pl.col("unit_cost") > 0)
    priced = s.tables["capacities"].filter(pl.col("cost") > 0).select("resource")
    loading = s.tables["operation_resources"].join(priced, on="resource", how="semi")["operation"]
    carrying = s.tables["lane_resources"].join(priced, on="resource", how="semi")["lane"]
    operation_costs = (pl.col("unit_cost") > 0) | (pl.col("run_cost") > 0).fill_null(False)
    for kind, what, rows, costs, also in (
        ("operation", mark("operations"), operations, operation_costs, loading),
        ("lane", mark("lanes"), lanes, pl.col("unit_cost") > 0, carrying),
        ("investment", mark("investments"), investments, pl.col("cost") > 0, None),
    ):
        more = dated.filter(pl.col("of") == kind)["id"]
        if also is not None:
            more = pl.concat([more, also])
        costly = rows.filter(costs | pl.col(kind).is_in(set(more))).unique(kind, maintain_order=True)
        uses = s.tables["fund_uses"]
        free = costly.join(uses.filter(pl.col("of") == kind), left_on=kind, right_on="id", how="anti")
        free = free.join(uses.filter(pl.col("of") == "party"), left_on="owner", right_on="id", how="anti")
        if free.height:
            told.append(
                s.place("fund_uses").problem(
                    "FUND-001",
                    value=str(free[kind].sort()[0]),
                    count=free.height,
                    total=costly.height,
                    what=what,
                    files=s.file_of("fund_uses"),
                )
            )
    return told


def _with_owner(rows: pl.DataFrame, party_of: pl.DataFrame, place: str) -> pl.DataFrame:
    return rows.join(party_of.unique("location"), left_on=place, right_on="location", how="left")
