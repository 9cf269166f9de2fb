"""The sheets to work on: requests, stocks, resources and contributions, over time."""

from __future__ import annotations

import polars as pl

from muster.report.blocks import TableColumn
from muster.report.plan_view import PlanView
from muster.report.xlsx.sheet import PanelSeries, TopicSheet
from muster.text import _

MAX_PARTIES = 8
"""Parties that the panel of contributions draws; its table has all."""


def topic_sheets(view: PlanView) -> list[TopicSheet]:
    """The sheets in their order."""
    return [requests_topic(view), stocks_topic(view), resources_topic(view), contributions_topic(view)]


def requests_topic(view: PlanView) -> TopicSheet:
    """Quantity asked for and handed over of each request, by bucket and cumulative."""
    by_id = {fulfilment.demand.request: fulfilment.demand for fulfilment in view.fulfilments}
    requests = view.result_table("requests").with_columns(
        pl.col("due").cum_sum().over("request").alias("asked_so_far"),
        pl.col("handed_over").cum_sum().over("request").alias("handed_so_far"),
    )
    rows = [
        (
            request, view.names.item_or_family_name(by_id[request].wants),
            view.names.name_of("party", by_id[request].party), by_id[request].priority, *rest,
        )
        for request, *rest in requests.iter_rows()
    ]  # fmt: skip
    columns = (
        TableColumn(_("request")), TableColumn(_("what")), TableColumn(_("recipient")),
        TableColumn(_("priority"), "number"), TableColumn(_("from"), "day"), TableColumn(_("due"), "number"),
        TableColumn(_("handed over"), "number"), TableColumn(_("late"), "number"),
        TableColumn(_("asked so far"), "number"), TableColumn(_("handed over so far"), "number"),
    )  # fmt: skip
    drawn = (
        PanelSeries(_("late"), 7, "column"),
        PanelSeries(_("asked so far"), 8, "line"),
        PanelSeries(_("handed over so far"), 9, "line"),
    )
    worst = max(
        view.fulfilments,
        key=lambda fulfilment: fulfilment.late_unit_buckets / max(fulfilment.quantity, 1e-300),
        default=None,
    )
    first = worst.demand.request if worst else ""
    return TopicSheet(
        name=_("Requests"), prompt=_("Choose a request:"), columns=columns, rows=rows, choice_column=0, bucket_column=4,
        initial_choice=first, series=drawn, file="requests.parquet"
    )  # fmt: skip


def resources_topic(view: PlanView) -> TopicSheet:
    """Load against capacity, with the basis of its figures."""
    resources = view.result_table("resources").select(
        "resource", "bucket", "load", "capacity", "basis", "worth", "worth_tier"
    )
    bases = basis_labels()
    rows = [
        (
            resource,
            view.names.name_of("resource", resource),
            bucket,
            load,
            capacity,
            bases.get(basis, ""),
            worth,
            tier,
        )
        for resource, bucket, load, capacity, basis, worth, tier in resources.iter_rows()
    ]
    columns = (
        TableColumn(_("resource")), TableColumn(_("name")), TableColumn(_("from"), "day"),
        TableColumn(_("load"), "number"), TableColumn(_("capacity"), "number"), TableColumn(_("basis")),
        TableColumn(_("worth of one more"), "number"), TableColumn(_("tier of the worth")),
    )  # fmt: skip
    drawn = (PanelSeries(_("load"), 3, "column"), PanelSeries(_("capacity"), 4, "line"))
    busiest = resources.sort("worth", "load", "resource", descending=[True, True, False], nulls_last=True)["resource"]
    first = busiest[0] if len(busiest) else ""
    return TopicSheet(
        name=_("Resources"), prompt=_("Choose a resource:"), columns=columns, rows=rows, choice_column=0,
        bucket_column=2, initial_choice=first, series=drawn, file="resources.parquet"
    )  # fmt: skip


def stocks_topic(view: PlanView) -> TopicSheet:
    """Stock at the end of each bucket against floor and target."""
    reserves = view.result_table("reserves").filter(pl.col("location").is_not_null())
    keys = ["location", "item", "bucket"]
    stocks = view.result_table("stocks").join(
        reserves.select(*keys, "target"), on=keys, how="left", maintain_order="left"
    )
    rows = [
        (
            _("{location} / {item}").format(location=row["location"], item=row["item"]),
            view.names.name_of("location", row["location"]), view.names.name_of("item", row["item"]),
            row["bucket"], row["quantity"], row["floor"], row["target"], row["worth"], row["worth_tier"],
        )
        for row in stocks.iter_rows(named=True)
    ]  # fmt: skip
    columns = (
        TableColumn(_("stock")), TableColumn(_("location")), TableColumn(_("item")), TableColumn(_("from"), "day"),
        TableColumn(_("at the end of the bucket"), "number"), TableColumn(_("floor"), "number"),
        TableColumn(_("target"), "number"), TableColumn(_("worth of one more"), "number"),
        TableColumn(_("tier of the worth")),
    )  # fmt: skip
    drawn = (
        PanelSeries(_("at the end of the bucket"), 4, "line"),
        PanelSeries(_("floor"), 5, "line"),
        PanelSeries(_("target"), 6, "line"),
    )
    with_floor = [row for row in rows if row[5]]
    first = str((with_floor or rows)[0][0]) if rows else ""
    return TopicSheet(
        name=_("Stocks"),
        prompt=_("Choose a stock:"),
        columns=columns,
        rows=rows,
        choice_column=0,
        bucket_column=3,
        initial_choice=first,
        series=drawn,
        file="stocks.parquet",
    )


def contributions_topic(view: PlanView) -> TopicSheet:
    """Contributions by the mark of the goods."""
    contributions = (
        view.result_table("contributions")
        .group_by("item", "party", "bucket", maintain_order=True)
        .agg(pl.col("quantity").sum())
    )
    contributions = contributions.sort("item", "party", "bucket")
    rows = [
        (view.names.name_with_id("item", item), view.names.name_of("party", party), party, bucket, quantity)
        for item, party, bucket, quantity in contributions.iter_rows()
    ]
    columns = (
        TableColumn(_("item")), TableColumn(_("party")), TableColumn(_("party's id")), TableColumn(_("from"), "day"),
        TableColumn(_("handed over"), "number"),
    )  # fmt: skip
    first, drawn_parties = _initial_item(view, contributions)
    drawn = tuple(PanelSeries(party, 4, "column", (2, party)) for party in drawn_parties)
    return TopicSheet(
        name=_("Contributions"), prompt=_("Choose an item:"), columns=columns, rows=rows, choice_column=0,
        bucket_column=3, initial_choice=first, series=drawn, file="contributions.parquet", is_stacked=True
    )  # fmt: skip


def _initial_item(view: PlanView, contributions: pl.DataFrame) -> tuple[str, list[str]]:
    """The item that the most parties gave, and the parties that gave to the most items, at most `MAX_PARTIES`."""
    if contributions.is_empty():
        return "", []
    widest = (
        contributions.group_by("item", maintain_order=True)
        .agg(pl.col("party").n_unique())
        .sort("party", "item", descending=[True, False])
    )
    givers = (
        contributions.group_by("party", maintain_order=True)
        .agg(pl.col("item").n_unique())
        .sort("item", "party", descending=[True, False])
    )
    return view.names.name_with_id("item", widest["item"][0]), givers["party"].head(MAX_PARTIES).to_list()


def basis_labels() -> dict[str | None, str]:
    """The bases of capacity in the reader's language."""
    return {
        "announced": _("announced"),
        "contracted": _("contracted"),
        "nameplate": _("nameplate"),
        "demonstrated": _("demonstrated"),
        "assumed": _("assumed"),
    }
