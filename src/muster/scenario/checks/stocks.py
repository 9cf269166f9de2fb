"""Checks of stocks, receipts and reserves against idle stock: opening stock plus receipts if nothing is done."""

from __future__ import annotations

import polars as pl

from muster.problems import Problem
from muster.scenario.raw_table import ROW
from muster.scenario.scenario_tables import ScenarioTables

_ITEM_AT_LOCATION = ["location", "item"]
_TOLERANCE = 1e-9


def idle_stock(s: ScenarioTables) -> pl.DataFrame:
    """Stock of each item at each location if nothing is done: columns location, item, bucket (base), quantity.

    There is a row for bucket 0 with the opening stock and one for each base bucket with receipts; between them the
    quantity does not change.
    """
    calendar = s.required_calendar
    opening = s.tables["stocks"].select(
        *_ITEM_AT_LOCATION, quantity=pl.col("quantity").fill_null(0.0), bucket=pl.lit(0, pl.Int64)
    )
    receipts = s.tables["receipts"].drop_nulls([*_ITEM_AT_LOCATION, "date", "quantity"])
    days = pl.concat([receipts["date"], receipts["until"].drop_nulls()]).unique()
    index = {day: calendar.base_index(day) for day in days}
    first = pl.col("date").replace_strict(index, default=0, return_dtype=pl.Int64)
    last = pl.col("until").fill_null(pl.col("date")).replace_strict(index, default=0, return_dtype=pl.Int64)
    receipts = receipts.with_columns(first=first, last=pl.min_horizontal(last, calendar.base_count - 1))
    receipts = receipts.filter((pl.col("first") >= 0) & (pl.col("first") <= pl.col("last")))
    receipts = receipts.with_columns(bucket=pl.int_ranges("first", pl.col("last") + 1)).explode("bucket")
    flows = pl.concat([opening, receipts.select(*_ITEM_AT_LOCATION, "quantity", "bucket")])
    flows = (
        flows.group_by(*_ITEM_AT_LOCATION, "bucket").agg(pl.col("quantity").sum()).sort(*_ITEM_AT_LOCATION, "bucket")
    )
    return flows.with_columns(pl.col("quantity").cum_sum().over(_ITEM_AT_LOCATION))


def more_lost_than_there_is(s: ScenarioTables) -> list[Problem]:
    """Losses (negative receipts) that exceed the idle stock."""
    losses = s.tables["receipts"].filter(pl.col("quantity") < 0)
    if s.calendar is None or not losses.height:
        return []
    short = (
        idle_stock(s).filter(pl.col("quantity") < -_TOLERANCE).group_by(_ITEM_AT_LOCATION, maintain_order=True).first()
    )
    index = {day: s.calendar.base_index(day) for day in losses["date"].drop_nulls().unique()}
    begin = pl.col("date").replace_strict(index, default=None, return_dtype=pl.Int64)
    short = short.select(*_ITEM_AT_LOCATION, at="bucket", left="quantity")
    rows = losses.join(short, on=_ITEM_AT_LOCATION).with_columns(begin=begin).filter(pl.col("begin") <= pl.col("at"))
    # The loss that began last exceeds the stock: report it with the quantity it could have taken.
    rows = rows.sort("begin", ROW).group_by(_ITEM_AT_LOCATION, maintain_order=True).last()
    rows = rows.with_columns(stock=pl.max_horizontal(-pl.col("quantity") + pl.col("left"), 0.0))
    return s.locator("receipts").problems("STOCK-003", rows, "quantity", stock=pl.col("stock"))


def storage_limits_raised(s: ScenarioTables) -> list[Problem]:
    """Storage limits below the idle stock."""
    limits = s.tables["stocks"].drop_nulls("maximum")
    if s.calendar is None or not limits.height:
        return []
    most = idle_stock(s).group_by(_ITEM_AT_LOCATION).agg(stock=pl.col("quantity").max())
    rows = limits.join(most, on=_ITEM_AT_LOCATION).filter(pl.col("stock") > pl.col("maximum"))
    return s.locator("stocks").problems("STOCK-002", rows, "maximum", stock=pl.col("stock"))


def location_or_party(s: ScenarioTables) -> list[Problem]:
    """Reserves without location and party, and reserves or resources with both."""
    if s.has_reported_error("reserves", "location", "party"):
        return []
    both = pl.col("location").is_not_null() & pl.col("party").is_not_null()
    neither = pl.col("location").is_null() & pl.col("party").is_null()
    problems = s.locator("reserves").problems("RULE-001", s.tables["reserves"].filter(neither), "location")
    for table in ("reserves", "resources"):
        problems += s.locator(table).problems("RULE-002", s.tables[table].filter(both), "party")
    return problems


def floors_above_storage(s: ScenarioTables) -> list[Problem]:
    """Floors of a location above its storage limit for the item."""
    limits = s.tables["stocks"].drop_nulls("maximum").select(*_ITEM_AT_LOCATION, "maximum", limit_row=ROW)
    rows = s.tables["reserves"].drop_nulls(["location", "floor"]).join(limits, on=_ITEM_AT_LOCATION)
    rows = rows.filter(pl.col("floor") > pl.col("maximum"))
    return s.locator("reserves").problems(
        "RULE-006",
        rows,
        "floor",
        limit=pl.col("maximum"),
        limit_row=pl.col("limit_row"),
        files=s.file_of("stocks"),
    )


def lowered_floors(s: ScenarioTables) -> list[Problem]:
    """Floors that hold from the start but exceed opening stock plus receipts."""
    floors = s.tables["reserves"].drop_nulls(["floor", "from", "item"])
    if s.calendar is None or not floors.height:
        return []
    idle = idle_stock(s)
    problems: list[Problem] = []
    party_of_location = s.tables["locations"].select("location", "party").drop_nulls()
    by_party = idle.sort("bucket").with_columns(
        change=pl.col("quantity") - pl.col("quantity").shift(1).over(_ITEM_AT_LOCATION).fill_null(0.0)
    )
    by_party = (
        by_party.join(party_of_location, on="location").group_by("party", "item", "bucket").agg(pl.col("change").sum())
    )
    by_party = by_party.sort("bucket").select(
        "party", "item", "bucket", quantity=pl.col("change").cum_sum().over("party", "item")
    )
    for owner, stock in (("location", idle), ("party", by_party)):
        rows = _floors_at_start(s, floors.drop_nulls(owner), owner)
        rows = rows.join(stock, on=[owner, "item"], how="left").with_columns(
            pl.col("quantity").fill_null(0.0), pl.col("bucket").fill_null(0)
        )
        rows = rows.filter(pl.col("bucket") < pl.col("until"))
        least = (
            rows.sort("bucket")
            .group_by(ROW, maintain_order=True)
            .agg(pl.col("floor").first(), stock=pl.col("quantity").min(), first=pl.col("bucket").first())
        )
        # Before the first receipt the stock is 0.
        least = least.with_columns(stock=pl.when(pl.col("first") > 0).then(0.0).otherwise(pl.col("stock")))
        least = least.filter(pl.col("stock") < pl.col("floor"))
        problems += s.locator("reserves").problems("STOCK-001", least, "floor", stock=pl.col("stock"))
    return problems


def _floors_at_start(s: ScenarioTables, floors: pl.DataFrame, owner: str) -> pl.DataFrame:
    """Floors that hold from the start, with the base bucket `until` in which each ends."""
    calendar = s.required_calendar
    index = {day: max(0, calendar.base_index(day)) for day in floors["from"].unique()}
    floors = floors.select(
        owner,
        "item",
        "floor",
        "from",
        ROW,
        at=pl.col("from").replace_strict(index, default=0, return_dtype=pl.Int64),
    ).sort("from")
    floors = floors.with_columns(until=pl.col("at").shift(-1).over(owner, "item").fill_null(calendar.base_count))
    return floors.filter((pl.col("at") == 0) & (pl.col("until") > 0))
