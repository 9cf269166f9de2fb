"""Earmarks lifted: scenarios in which money may pay any bill, and lanes carry any goods."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from muster.explain.request_lateness import RequestReoptimizer
from muster.scenario import Scenario
from muster.tolerances import FILLED


def with_fund_unrestricted(scenario: Scenario, fund: str) -> Scenario:
    """The scenario in which a fund may also pay every bill that other funds have to pay in full."""
    uses = scenario.tables["fund_uses"]
    others = uses.filter(pl.col("fund") != fund).group_by("of", "id", maintain_order=True).agg(pl.col("share").sum())
    whole = others.filter(pl.col("share") >= 1 - 1e-12).select("of", "id")
    more = whole.with_columns(pl.lit(fund).alias("fund"), pl.lit(1.0).alias("share"))
    unchanged = uses.join(more, on=["fund", "of", "id"], how="anti")
    both = pl.concat([unchanged, more], how="diagonal").select(uses.columns).with_columns(pl.col("_row").fill_null(0))
    return replace(scenario, tables={**scenario.tables, "fund_uses": both.sort("fund", "of", "id")})


def item_restricted_lanes(scenario: Scenario) -> list[str]:
    """The lanes of which every row names an item, by id."""
    lanes = scenario.tables["lanes"].group_by("lane").agg(pl.col("item").is_not_null().all().alias("named"))
    return sorted(lanes.filter("named")["lane"].to_list())


def with_lanes_unrestricted(scenario: Scenario, lanes: Iterable[str]) -> Scenario:
    """The scenario in which these lanes carry every item, each as it carries the first that it names."""
    rows = scenario.tables["lanes"]
    chosen = rows.filter(pl.col("lane").is_in(list(lanes))).unique("lane", keep="first", maintain_order=True)
    more = chosen.with_columns(pl.lit(None, dtype=rows.schema["item"]).alias("item"))
    return replace(scenario, tables={**scenario.tables, "lanes": pl.concat([rows, more]).sort("lane", "item")})


def uses_new_moves(opened: RequestReoptimizer, reoptimizer: RequestReoptimizer, lane: str) -> bool:
    """True if a plan moves goods on a lane that may not go there in the other plan."""
    activities, network = opened.program.network.activities, reoptimizer.program.network
    moves = (a for a in activities.family_members("move") if activities.key[a][0] == lane)
    new_moves = [activity for activity in moves if network.find("move", activities.key[activity]) is None]
    return any((opened.x[opened.program.columns_of(activity)] > FILLED).any() for activity in new_moves)
