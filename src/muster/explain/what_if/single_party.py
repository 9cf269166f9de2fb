"""A scenario as one party would have it alone: its own stock, plants, lines and money, the roads that are everybody's.

Kept are the party's stocks, receipts and reserves; operations at its locations, unless they need a line of somebody
else's; its resources and the investments in them that it decides itself; its funds. Lanes and what limits them stay,
since roads are open to all and nobody owns them in the tables. Funds of others are empty: a bill that only they may pay
is not paid. Requests, consents, companions and prices stay as they are, pledges are left out.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from muster.scenario import Scenario


def parties_with_means(scenario: Scenario) -> list[str]:
    """Parties that have stock, receipts or operations at all, by id."""
    party_at = {row["location"]: row["party"] for row in scenario.tables["locations"].to_dicts()}
    parties: set[str] = set()
    for table, column in (("stocks", "quantity"), ("receipts", "quantity")):
        rows = scenario.tables[table].filter(pl.col(column) > 0)
        parties.update(party_at[location] for location in rows["location"].to_list())
    parties.update(party_at[location] for location in scenario.tables["operations"]["location"].to_list())
    return sorted(parties)


def scenario_of_party(scenario: Scenario, party: str) -> Scenario:
    """The scenario with only what is this party's; sound if the whole is."""
    tables = dict(scenario.tables)
    locations = tables["locations"].filter(pl.col("party") == party)["location"].implode()
    at_home = pl.col("location").is_in(locations)
    for table in ("stocks", "receipts"):
        tables[table] = tables[table].filter(at_home)
    tables["reserves"] = tables["reserves"].filter(
        at_home.fill_null(False) | (pl.col("party") == party).fill_null(False)
    )
    resources = _own_resources(tables, party, at_home)
    _restrict_operations(tables, at_home, resources)
    _restrict(tables, "resources", "resource", resources)
    _restrict(tables, "capacities", "resource", resources)
    is_decided = pl.col("party").is_null() | (pl.col("party") == party)
    tables["investments"] = tables["investments"].filter(pl.col("resource").is_in(resources.implode()) & is_decided)
    _restrict(tables, "investment_items", "investment", tables["investments"]["investment"])
    tables["funds"] = _with_other_funds_empty(scenario, party)
    for table, names in (("operation", "operations"), ("investment", "investments")):
        for uses in ("fund_uses", "costs"):
            is_removed = (pl.col("of") == table) & ~pl.col("id").is_in(tables[names][table].implode())
            tables[uses] = tables[uses].filter(~is_removed)
    tables["pledges"] = tables["pledges"].clear()
    return replace(scenario, tables=tables, problems=())


def _own_resources(tables: dict[str, pl.DataFrame], party: str, at_home: pl.Expr) -> pl.Series:
    """Resources that are the party's, nobody's, or of lanes."""
    resources = tables["resources"]
    is_nobodys = pl.col("party").is_null() & pl.col("location").is_null()
    is_own = (pl.col("party") == party).fill_null(False) | (pl.col("party").is_null() & at_home.fill_null(False))
    is_road = pl.col("resource").is_in(tables["lane_resources"]["resource"].implode())
    return resources.filter(is_own | is_nobodys | is_road)["resource"]


def _restrict_operations(tables: dict[str, pl.DataFrame], at_home: pl.Expr, resources: pl.Series) -> None:
    uses = tables["operation_resources"]
    elsewhere = uses.filter(~pl.col("resource").is_in(resources.implode()))["operation"]
    operations = tables["operations"].filter(at_home & ~pl.col("operation").is_in(elsewhere.implode()))
    tables["operations"] = operations
    for table in ("operation_items", "operation_resources", "yields"):
        _restrict(tables, table, "operation", operations["operation"])


def _restrict(tables: dict[str, pl.DataFrame], table: str, column: str, ids: pl.Series) -> None:
    tables[table] = tables[table].filter(pl.col(column).is_in(ids.implode()))


def _with_other_funds_empty(scenario: Scenario, party: str) -> pl.DataFrame:
    """The funds: the party's as they are, every other with nothing in it."""
    funds = scenario.tables["funds"]
    is_own = (pl.col("party") == party).fill_null(False)
    others = funds.filter(~is_own).unique("fund", keep="first", maintain_order=True)
    empty = others.with_columns(
        pl.lit(0.0).alias("amount"), pl.lit(scenario.settings.start).cast(funds.schema["date"]).alias("date")
    )
    return pl.concat([funds.filter(is_own), empty]).sort("fund", "date")
