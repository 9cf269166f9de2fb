"""Stocks, receipts and reserves: what idleness would leave, against what the rows ask for."""

from __future__ import annotations

import polars as pl

from muster.problems import Problem
from muster.scenario.raw_table import ROW
from muster.scenario.scenario import Scenario

_PAIR = ["location", "item"]
_SLACK = 1e-9


def idle_stock(s: Scenario) -> pl.DataFrame:
    """What would lie where of each item if nothing were done: location, item, base bucket, quantity.

    A row for bucket 0, with the opening stock, and one for each bucket with receipts; in between it stays as
    it was.
    """
    assert s.calendar is not None
    opening = s.tables["stocks"].select(*_PAIR, quantity=pl.col("quantity").fill_null(0.0), bucket=pl.lit(0, pl.Int64))
    receipts = s.tables["receipts"].drop_nulls([*_PAIR, "date", "quantity"])
    days = pl.concat([receipts["date"], receipts["until"].drop_nulls()]).unique()
    index = {day: s.calendar.base_index(day) for day in days}
    first = pl.col("date").replace_strict(index, default=0, return_dtype=pl.Int64)
    last = pl.col("until").fill_null(pl.col("date")).replace_strict(index, default=0, return_dtype=pl.Int64)
    receipts = receipts.with_columns(first=first, last=pl.min_horizontal(last, s.calendar.base_count - 1))
    receipts = receipts.filter((pl.col("first") >= 0) & (pl.col("first") <= pl.col("last")))
    receipts = receipts.with_columns(bucket=pl.int_ranges("first", pl.col("last") + 1)).explode("bucket")
    flows = pl.concat([opening, receipts.select(*_PAIR, "quantity", "bucket")])
    flows = flows.group_by(*_PAIR, "bucket").agg(pl.col("quantity").sum()).sort(*_PAIR, "bucket")
    return flows.with_columns(pl.col("quantity").cum_sum().over(_PAIR))


def more_lost_than_there_is(s: Scenario) -> list[Problem]:
    """Negative receipts beyond what idleness would leave."""
    losses = s.tables["receipts"].filter(pl.col("quantity") < 0)
    if s.calendar is None or not losses.height:
        return []
    short = idle_stock(s).filter(pl.col("quantity") < -_SLACK).group_by(_PAIR, maintain_order=True).first()
    index = {day: s.calendar.base_index(day) for day in losses["date"].drop_nulls().unique()}
    begin = pl.col("date").replace_strict(index, default=None, return_dtype=pl.Int64)
    short = short.select(*_PAIR, at="bucket", left="quantity")
    rows = losses.join(short, on=_PAIR).with_columns(begin=begin).filter(pl.col("begin") <= pl.col("at"))
    # The last loss to have begun takes too much; it could have taken what is not short.
    rows = rows.sort("begin", ROW).group_by(_PAIR, maintain_order=True).last()
    rows = rows.with_columns(stock=pl.max_horizontal(-pl.col("quantity") + pl.col("left"), 0.0))
    return s.place("receipts").problems("STOCK-003", rows, "quantity", stock=pl.col("stock"))


def storage_limits_raised(s: Scenario) -> list[Problem]:
    """Storage limits below what idleness would leave."""
    limits = s.tables["stocks"].drop_nulls("maximum")
    if s.calendar is None or not limits.height:
        return []
    most = idle_stock(s).group_by(_PAIR).agg(stock=pl.col("quantity").max())
    rows = limits.join(most, on=_PAIR).filter(pl.col("stock") > pl.col("maximum"))
    return s.place("stocks").problems("STOCK-002", rows, "maximum", stock=pl.col("stock"))


def location_or_party(s: Scenario) -> list[Problem]:
    """Reserves of neither a location nor a party, and rows with both."""
    if s.told("reserves", "location", "party"):
        return []
    both = pl.col("location").is_not_null() & pl.col("party").is_not_null()
    neither = pl.col("location").is_null() & pl.col("party").is_null()
    told = s.place("reserves").problems("RULE-001", s.tables["reserves"].filter(neither), "location")
    for table in ("reserves", "resources"):
        told += s.place(table).problems("RULE-002", s.tables[table].filter(both), "party")
    return told


def floors_above_storage(s: Scenario) -> list[Problem]:
    """Floors of a location above its storage limit for the item."""
    limits = s.tables["stocks"].drop_nulls("maximum").select(*_PAIR, "maximum", limit_row=ROW)
    rows = s.tables["reserves"].drop_nulls(["location", "floor"]).join(limits, on=_PAIR)
    rows = rows.filter(pl.col("floor") > pl.col("maximum"))
    return s.place("reserves").problems(
        "RULE-006",
        rows,
        "floor",
        limit=pl.col("maximum"),
        limit_row=pl.col("limit_row"),
        files=s.file_of("stocks"),
    )


def lowered_floors(s: Scenario) -> list[Problem]:
    """Floors that hold from the start and are more than opening stock and receipts give."""
    floors = s.tables["reserves"].drop_nulls(["floor", "from", "item"])
    if s.calendar is None or not floors.height:
        return []
    idle = idle_stock(s)
    told: list[Problem] = []
    of_party = s.tables["locations"].select("location", "party").drop_nulls()
    by_party = idle.sort("bucket").with_columns(
        change=pl.col("quantity") - pl.col("quantity").shift(1).over(_PAIR).fill_null(0.0)
    )
    by_party = by_party.join(of_party, on="location").group_by("party", "item", "bucket").agg(pl.col("change").sum())
    by_party = by_party.sort("bucket").select(
        "party", "item", "bucket", quantity=pl.col("change").cum_sum().over("party", "item")
    )
    for owner, stock in (("location", idle), ("party", by_party)):
        rows = _at_start(s, floors.drop_nulls(owner), owner)
        rows = rows.join(stock, on=[owner, "item"], how="left").with_columns(
            pl.col("quantity").fill_null(0.0), pl.col("bucket").fill_null(0)
        )
        rows = rows.filter(pl.col("bucket") < pl.col("until"))
        least = (
            rows.sort("bucket")
            .group_by(ROW, maintain_order=True)
            .agg(pl.col("floor").first(), stock=pl.col("quantity").min(), first=pl.col("bucket").first())
        )
        # Before the first receipt there is nothing.
        least = least.with_columns(stock=pl.when(pl.col("first") > 0).then(0.0).otherwise(pl.col("stock")))
        least = least.filter(pl.col("stock") < pl.col("floor"))
        told += s.place("reserves").problems("STOCK-001", least, "floor", stock=pl.col("stock"))
    return told


def _at_start(s: Scenario, floors: pl.DataFrame, owner: str) -> pl.DataFrame:
    """The floors that hold from the start, and the base bucket `until` which each does."""
    assert s.calendar is not None
    index = {day: max(0, s.calendar.base_index(day)) for day in floors["from"].unique()}
    floors = floors.select(
        owner,
        "item",
        "floor",
        "from",
        ROW,
        at=pl.col("from").replace_strict(index, default=0, return_dtype=pl.Int64),
    ).sort("from")
    floors = floors.with_columns(until=pl.col("at").shift(-1).over(owner, "item").fill_null(s.calendar.base_count))
    return floors.filter((pl.col("at") == 0) & (pl.col("until") > 0))
