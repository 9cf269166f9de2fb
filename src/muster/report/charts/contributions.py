"""Contributions by party and item over time, each item in its own units."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from muster.report.blocks import Chart, Picture, ReportTable, TableColumn
from muster.report.cell_format import format_quantity
from muster.report.charts.labels import (
    counting_unit_label,
    format_percent,
    horizon_encoding,
    money_axis,
    shorten,
    unique_names,
)
from muster.report.charts.time_bins import drawing_bins
from muster.report.charts.vega import (
    GREY,
    SERIES,
    Spec,
    amount_encoding,
    amount_label,
    colour_scale,
    label,
    legend,
    make_chart,
    start_side,
)
from muster.report.plan_view import PlanView
from muster.text import _, join_list, ngettext

MAX_PARTIES = 6
MAX_ITEMS = 6
MAX_BARS = 12
MAX_ROWS = 200

_NameById = Mapping[str, str]

_TWO_COLUMN_LENGTH = 20
"""Names of no more characters stand two in a line below a small drawing."""


def contribution_charts(view: PlanView) -> Picture | None:
    """Contributions of each party's stock and plants; the largest are drawn, the rest together."""
    contributions = view.result_table("contributions").filter(pl.col("quantity") > 0)
    if contributions.is_empty():
        return None
    items = view.input_table("items").select("item", "unit", "unit_cost")
    contributions = contributions.join(items, on="item", how="left", maintain_order="left")
    valued = contributions["unit_cost"].null_count() == 0 and float(contributions["unit_cost"].sum()) > 0
    price = pl.col("unit_cost") if valued else 1 / pl.col("quantity").sum().over("item")
    contributions = contributions.with_columns(measure=pl.col("quantity") * price)
    parties, goods = _ranked_ids(contributions, "party"), _ranked_ids(contributions, "item")
    names = unique_names(view, "party", parties[:MAX_PARTIES])
    drawn = _drawn_contributions(view, contributions, names)
    whole = _value_chart(view, drawn, names) if valued else _share_chart(view, drawn, names, goods)
    titles = unique_names(view, "item", goods)
    item_charts = [
        _item_chart(view, drawn, names, item, position) for position, item in enumerate(list(titles)[:MAX_ITEMS], 1)
    ]
    return Picture(
        key="contributions",
        title=_("Who gives what"),
        summary=_summary(view, contributions, parties, valued),
        charts=(whole, *item_charts),
        table=_table(view, contributions, parties, goods, valued),
        omission_note=_omission_note(len(parties), len(goods)),
    )


def _ranked_ids(contributions: pl.DataFrame, by: str) -> list[str]:
    """Ids by what was given of all: by value, or else by shares of each item's total."""
    sums = contributions.group_by(by, maintain_order=True).agg(pl.col("measure").sum(), pl.len())
    return sums.sort(["measure", "len", by], descending=[True, True, False])[by].to_list()


def _others_label() -> str:
    return label(_("others"))


def _drawn_contributions(view: PlanView, contributions: pl.DataFrame, names: _NameById) -> pl.DataFrame:
    """The contributions by item, span of time and party as drawn; `place` is the party's in the legend."""
    series_by_party = pl.DataFrame(
        {"party": list(names), "series": list(names.values()), "place": list(range(len(names)))},
        schema={"party": pl.String, "series": pl.String, "place": pl.Int64},
    )
    sums = contributions.join(series_by_party, on="party", how="left").join(drawing_bins(view), on="bucket", how="left")
    sums = sums.with_columns(pl.col("series").fill_null(_others_label()), pl.col("place").fill_null(len(names)))
    keys = ["item", "span", "from", "to", "place", "series"]
    return sums.group_by(keys, maintain_order=True).agg(pl.col("quantity").sum(), pl.col("measure").sum()).sort(keys)


def _stack(frame: pl.DataFrame, amount: str, over: str) -> pl.DataFrame:
    """Amounts by party piled up in the order of the legend: each from `low` to `high`."""
    keys = [over, *(("from", "to") if over == "span" else ()), "place", "series"]
    sums = frame.group_by(keys, maintain_order=True).agg(pl.col(amount).sum().alias("amount")).sort(keys)
    high = pl.col("amount").cum_sum().over(over)
    return sums.with_columns(high=high, low=high - pl.col("amount"))


def _party_colours(frame: pl.DataFrame, names: _NameById) -> Spec:
    """The parties' colours, the same in every drawing; only those of this one stand in its legend."""
    drawn_series = set(frame["series"].to_list())
    colour_by_series = dict(zip(names.values(), SERIES, strict=False)) | {_others_label(): GREY}
    return {
        "field": "series",
        "type": "nominal",
        "scale": colour_scale({name: colour for name, colour in colour_by_series.items() if name in drawn_series}),
        "legend": legend(columns=2 if max(map(len, drawn_series), default=0) <= _TWO_COLUMN_LENGTH else 1),
    }


def _over_time_spec(view: PlanView, frame: pl.DataFrame, names: _NameById, title: str) -> Spec:
    return {
        "mark": {"type": "rect", "stroke": "white", "strokeWidth": 0.4},
        "encoding": {
            "x": horizon_encoding(view),
            "x2": {"field": "to"},
            "y": amount_encoding("low", title),
            "y2": {"field": "high"},
            "color": _party_colours(frame, names),
        },
    }


def _value_chart(view: PlanView, drawn: pl.DataFrame, names: _NameById) -> Chart:
    rows = _stack(drawn, "measure", "span")
    divisor, unit = money_axis(view, float(rows["high"].max()))  # type: ignore[arg-type]
    rows = rows.with_columns(pl.col("low", "high") / divisor)
    title = _("Value of what is handed over, by giver ({currency}, at unit cost)").format(currency=view.currency)
    return make_chart(
        "contributions-all", title, _alt_text(rows, title), _chart_rows(rows),
        _over_time_spec(view, rows, names, unit), height=220, wide=True,
    )  # fmt: skip


def _share_chart(view: PlanView, drawn: pl.DataFrame, names: _NameById, goods: list[str]) -> Chart:
    """Without values for all, each item is a bar of its own, of one hundred percent."""
    items = unique_names(view, "item", goods[:MAX_BARS])
    rows = _stack(drawn.filter(pl.col("item").is_in(list(items))), "measure", "item")
    rows = rows.with_columns(pl.col("item").replace(items))
    spec: Spec = {
        "mark": {"type": "bar", "stroke": "white", "strokeWidth": 0.4},
        "encoding": {
            "y": {"field": "item", "type": "nominal", "sort": list(items.values()), "title": None,
                  "axis": {"orient": start_side(), "labelLimit": 150, "ticks": False}},
            "x": _share_encoding(),
            "x2": {"field": "high"},
            "color": _party_colours(rows, names),
        },
    }  # fmt: skip
    title = _("Share of each item that each giver hands over")
    height = 24 * len(items)
    return make_chart(
        "contributions-all", title, _alt_text(rows, title), _chart_rows(rows), spec, height=height, wide=True
    )


def _share_encoding() -> Spec:
    """A share along the horizontal axis, from none to all."""
    axis = amount_encoding("low")
    return axis | {
        "scale": {"domain": [0, 1], "reverse": start_side() == "right"},
        "axis": {"format": ".0%", "tickCount": 4},
        "title": None,
    }


def _item_chart(view: PlanView, drawn: pl.DataFrame, names: _NameById, item: str, position: int) -> Chart:
    rows = _stack(drawn.filter(pl.col("item") == item), "quantity", "span")
    name, unit = shorten(view.names.name_of("item", item), 60), counting_unit_label(view, item)
    title = _("{item}: {quantity} in all").format(item=name, quantity=format_quantity(float(rows["amount"].sum())))
    return make_chart(
        f"contributions-{position}",
        title,
        _alt_text(rows, title),
        _chart_rows(rows),
        _over_time_spec(view, rows, names, unit),
        height=150,
    )


def _chart_rows(frame: pl.DataFrame) -> list[dict[str, object]]:
    return frame.drop("place", "amount").to_dicts()


def _alt_text(rows: pl.DataFrame, title: str) -> str:
    """The drawing in words: who gives which part of it."""
    sums = (
        rows.group_by("place", "series", maintain_order=True)
        .agg(pl.col("amount").sum())
        .sort(["amount", "series"], descending=[True, False])
    )
    total = float(sums["amount"].sum())
    parts = [
        _("{party} {share}").format(party=series, share=amount_label(format_percent(amount / total)))
        for series, amount in sums.select("series", "amount").iter_rows()
    ]
    return _("{title}. By giver: {parts}.").format(title=title, parts=join_list(parts))


def _summary(view: PlanView, contributions: pl.DataFrame, parties: list[str], valued: bool) -> str:
    first = shorten(view.names.name_of("party", parties[0]), 60)
    sums = dict(contributions.group_by("party", maintain_order=True).agg(pl.col("measure").sum()).iter_rows())
    total = sum(sums.values())
    count = ngettext("{count} party gives goods.", "{count} parties give goods.", len(parties)).format(
        count=len(parties)
    )
    if valued:
        template = _("At unit cost they are worth {total} {currency}; {party} gives most, {share}.").format(
            total=format_quantity(round(total)),
            currency=view.currency,
            party=first,
            share=format_percent(sums[parties[0]] / total),
        )
    else:
        template = _("Items without unit cost cannot be added up; {party} gives the largest shares of them.").format(
            party=first
        )
    rule = _("Goods count for the party from whose stock or plants they come, wherever they lie later.")
    return join_list([count, template, rule], " ")


def _table(
    view: PlanView, contributions: pl.DataFrame, parties: list[str], goods: list[str], valued: bool
) -> ReportTable:
    sums = contributions.group_by("party", "item", "unit", maintain_order=True).agg(
        pl.col("quantity").sum(), pl.col("measure").sum(), first=pl.col("bucket").min(), last=pl.col("bucket").max()
    )
    share = pl.col("quantity") / pl.col("quantity").sum().over("item")
    ranks = [
        pl.col(column)
        .replace_strict({entry_id: k for k, entry_id in enumerate(ids)}, return_dtype=pl.Int64)
        .alias(f"rank_{column}")
        for column, ids in (("party", parties), ("item", goods))
    ]
    sums = sums.with_columns(*ranks, share=share).sort("rank_party", "rank_item")
    rows = tuple(
        (
            view.names.name_of("party", row["party"]), view.names.name_of("item", row["item"]), row["quantity"],
            row["unit"], round(100 * row["share"], 2), row["first"], view.bucket_ends[row["last"]],
            *((row["measure"],) if valued else ()),
        )
        for row in sums.head(MAX_ROWS).iter_rows(named=True)
    )  # fmt: skip
    columns: tuple[TableColumn, ...] = (
        TableColumn(_("Giver")), TableColumn(_("Item")), TableColumn(_("Quantity"), "number"), TableColumn(_("Unit")),
        TableColumn(_("Percent of the item"), "number"), TableColumn(_("First"), "day"), TableColumn(_("Last"), "day"),
    )  # fmt: skip
    if valued:
        columns += (TableColumn(_("Value ({currency})").format(currency=view.currency), "number"),)
    caption = _("What each party gives, by item")
    return ReportTable(
        key="contributions",
        caption=caption,
        columns=columns,
        rows=rows,
        omitted_rows=max(0, len(sums) - MAX_ROWS),
        file="contributions.parquet",
    )


def _omission_note(parties: int, goods: int) -> str:
    sentences = []
    if parties > MAX_PARTIES:
        sentences.append(
            _("The {shown} parties that give most are drawn one by one, the others together.").format(shown=MAX_PARTIES)
        )
    if goods > MAX_ITEMS:
        sentences.append(
            _("Of {count} items the {shown} given most have drawings of their own.").format(
                count=goods, shown=MAX_ITEMS
            )
        )
    if not sentences:
        return ""
    return join_list([*sentences, _("All of them are in {file}.").format(file="contributions.parquet")], " ")
