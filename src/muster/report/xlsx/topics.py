"""The sheets to work on: requests, stocks, resources and contributions, over time."""

from __future__ import annotations

import polars as pl

from muster.report.blocks import Column
from muster.report.plan_view import Reading
from muster.report.xlsx.sheet import Drawn, Topic
from muster.text import _

MOST_PARTIES = 8
"""Parties that the panel of contributions draws; its table has all."""


def topics(reading: Reading) -> list[Topic]:
    """The sheets in their order."""
    return [requests(reading), stocks(reading), resources(reading), contributions(reading)]


def requests(reading: Reading) -> Topic:
    """What each request asks for and gets, bucket by bucket and so far."""
    by_id = {one.want.request: one.want for one in reading.served}
    told = reading.table("requests").with_columns(
        pl.col("due").cum_sum().over("request").alias("asked_so_far"),
        pl.col("handed_over").cum_sum().over("request").alias("handed_so_far"),
    )
    rows = [
        (
            request, reading.names.wants(by_id[request].wants), reading.names.of("party", by_id[request].party),
            by_id[request].priority, *rest,
        )
        for request, *rest in told.iter_rows()
    ]  # fmt: skip
    columns = (
        Column(_("request")), Column(_("what")), Column(_("recipient")), Column(_("priority"), "number"),
        Column(_("from"), "day"), Column(_("due"), "number"), Column(_("handed over"), "number"),
        Column(_("late"), "number"), Column(_("asked so far"), "number"), Column(_("handed over so far"), "number"),
    )  # fmt: skip
    drawn = (
        Drawn(_("late"), 7, "column"),
        Drawn(_("asked so far"), 8, "line"),
        Drawn(_("handed over so far"), 9, "line"),
    )
    worst = max(reading.served, key=lambda one: one.late_unit_buckets / max(one.quantity, 1e-300), default=None)
    first = worst.want.request if worst else ""
    return Topic(
        _("Requests"), _("Choose a request:"), columns, rows, 0, 4, first, drawn, "requests.parquet"
    )  # fmt: skip


def resources(reading: Reading) -> Topic:
    """Load against capacity, with the basis of its figures."""
    told = reading.table("resources").select("resource", "bucket", "load", "capacity", "basis", "worth", "worth_tier")
    bases = basis_words()
    rows = [
        (resource, reading.names.of("resource", resource), bucket, load, capacity, bases.get(basis, ""), worth, tier)
        for resource, bucket, load, capacity, basis, worth, tier in told.iter_rows()
    ]
    columns = (
        Column(_("resource")), Column(_("name")), Column(_("from"), "day"), Column(_("load"), "number"),
        Column(_("capacity"), "number"), Column(_("basis")), Column(_("worth of one more"), "number"),
        Column(_("tier of the worth")),
    )  # fmt: skip
    drawn = (Drawn(_("load"), 3, "column"), Drawn(_("capacity"), 4, "line"))
    busiest = told.sort("worth", "load", "resource", descending=[True, True, False], nulls_last=True)["resource"]
    first = busiest[0] if len(busiest) else ""
    return Topic(
        _("Resources"), _("Choose a resource:"), columns, rows, 0, 2, first, drawn, "resources.parquet"
    )  # fmt: skip


def stocks(reading: Reading) -> Topic:
    """Stock at the end of each bucket against floor and target."""
    reserves = reading.table("reserves").filter(pl.col("location").is_not_null())
    keys = ["location", "item", "bucket"]
    told = reading.table("stocks").join(reserves.select(*keys, "target"), on=keys, how="left", maintain_order="left")
    rows = [
        (
            _("{location} / {item}").format(location=row["location"], item=row["item"]),
            reading.names.of("location", row["location"]), reading.names.of("item", row["item"]),
            row["bucket"], row["quantity"], row["floor"], row["target"], row["worth"], row["worth_tier"],
        )
        for row in told.iter_rows(named=True)
    ]  # fmt: skip
    columns = (
        Column(_("stock")), Column(_("location")), Column(_("item")), Column(_("from"), "day"),
        Column(_("at the end of the bucket"), "number"), Column(_("floor"), "number"), Column(_("target"), "number"),
        Column(_("worth of one more"), "number"), Column(_("tier of the worth")),
    )  # fmt: skip
    drawn = (
        Drawn(_("at the end of the bucket"), 4, "line"),
        Drawn(_("floor"), 5, "line"),
        Drawn(_("target"), 6, "line"),
    )
    kept = [row for row in rows if row[5]]
    first = str((kept or rows)[0][0]) if rows else ""
    return Topic(_("Stocks"), _("Choose a stock:"), columns, rows, 0, 3, first, drawn, "stocks.parquet")


def contributions(reading: Reading) -> Topic:
    """Who gave what, by the mark of the goods."""
    told = (
        reading.table("contributions")
        .group_by("item", "party", "bucket", maintain_order=True)
        .agg(pl.col("quantity").sum())
    )
    told = told.sort("item", "party", "bucket")
    rows = [
        (reading.names.with_id("item", item), reading.names.of("party", party), party, bucket, quantity)
        for item, party, bucket, quantity in told.iter_rows()
    ]
    columns = (
        Column(_("item")), Column(_("party")), Column(_("party's id")), Column(_("from"), "day"),
        Column(_("handed over"), "number"),
    )  # fmt: skip
    first, shown = _first_item(reading, told)
    drawn = tuple(Drawn(party, 4, "column", (2, party)) for party in shown)
    return Topic(
        _("Contributions"), _("Choose an item:"), columns, rows, 0, 3, first, drawn, "contributions.parquet", True
    )  # fmt: skip


def _first_item(reading: Reading, told: pl.DataFrame) -> tuple[str, list[str]]:
    """The item that the most parties gave, and the parties that gave to the most items, at most `MOST_PARTIES`."""
    if told.is_empty():
        return "", []
    widest = (
        told.group_by("item", maintain_order=True)
        .agg(pl.col("party").n_unique())
        .sort("party", "item", descending=[True, False])
    )
    giving = (
        told.group_by("party", maintain_order=True)
        .agg(pl.col("item").n_unique())
        .sort("item", "party", descending=[True, False])
    )
    return reading.names.with_id("item", widest["item"][0]), giving["party"].head(MOST_PARTIES).to_list()


def basis_words() -> dict[str | None, str]:
    """The bases of capacity in the reader's language."""
    return {
        "announced": _("announced"),
        "contracted": _("contracted"),
        "nameplate": _("nameplate"),
        "demonstrated": _("demonstrated"),
        "assumed": _("assumed"),
    }
