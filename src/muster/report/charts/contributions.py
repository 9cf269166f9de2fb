"""Who gave what: contributions by party and item over time, each item in its own units."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from muster.report.blocks import Chart, Column, Picture, Table
from muster.report.cell_format import quantity
from muster.report.charts.labels import called, counted, horizon_x, money_axis, percent, short, spans
from muster.report.charts.vega import GREY, SERIES, Spec, amount_label, amount_y, chart, colours, label, legend, side
from muster.report.plan_view import Reading
from muster.text import _, listed, ngettext

PARTIES = 6
ITEMS = 6
BARS = 12
MOST_ROWS = 200

_Names = Mapping[str, str]

_BESIDE = 20
"""Names of no more characters stand two in a line below a small drawing."""


def contributions(reading: Reading) -> Picture | None:
    """What each party's stock and plants gave; the parties and items that gave most are drawn, the rest together."""
    given = reading.table("contributions").filter(pl.col("quantity") > 0)
    if given.is_empty():
        return None
    items = reading.given("items").select("item", "unit", "unit_cost")
    given = given.join(items, on="item", how="left", maintain_order="left")
    valued = given["unit_cost"].null_count() == 0 and float(given["unit_cost"].sum()) > 0
    price = pl.col("unit_cost") if valued else 1 / pl.col("quantity").sum().over("item")
    given = given.with_columns(measure=pl.col("quantity") * price)
    parties, goods = _ranked(given, "party"), _ranked(given, "item")
    names = called(reading, "party", parties[:PARTIES])
    drawn = _drawn(reading, given, names)
    whole = _by_value(reading, drawn, names) if valued else _by_share(reading, drawn, names, goods)
    titles = called(reading, "item", goods)
    each = [_of_item(reading, drawn, names, item, place) for place, item in enumerate(list(titles)[:ITEMS], 1)]
    return Picture(
        "contributions",
        _("Who gives what"),
        _says(reading, given, parties, valued),
        (whole, *each),
        _table(reading, given, parties, goods, valued),
        _left_out(len(parties), len(goods)),
    )


def _ranked(given: pl.DataFrame, by: str) -> list[str]:
    """Ids by what was given of all: by value, or else by shares of each item's total."""
    sums = given.group_by(by, maintain_order=True).agg(pl.col("measure").sum(), pl.len())
    return sums.sort(["measure", "len", by], descending=[True, True, False])[by].to_list()


def _others() -> str:
    return label(_("others"))


def _drawn(reading: Reading, given: pl.DataFrame, names: _Names) -> pl.DataFrame:
    """The contributions by item, span of time and party as drawn; `place` is the party's in the legend."""
    shown = pl.DataFrame(
        {"party": list(names), "series": list(names.values()), "place": list(range(len(names)))},
        schema={"party": pl.String, "series": pl.String, "place": pl.Int64},
    )
    sums = given.join(shown, on="party", how="left").join(spans(reading), on="bucket", how="left")
    sums = sums.with_columns(pl.col("series").fill_null(_others()), pl.col("place").fill_null(len(names)))
    keys = ["item", "span", "from", "to", "place", "series"]
    return sums.group_by(keys, maintain_order=True).agg(pl.col("quantity").sum(), pl.col("measure").sum()).sort(keys)


def _stacked(frame: pl.DataFrame, amount: str, over: str) -> pl.DataFrame:
    """Amounts by party piled up in the order of the legend: each from `low` to `high`."""
    keys = [over, *(("from", "to") if over == "span" else ()), "place", "series"]
    sums = frame.group_by(keys, maintain_order=True).agg(pl.col(amount).sum().alias("amount")).sort(keys)
    high = pl.col("amount").cum_sum().over(over)
    return sums.with_columns(high=high, low=high - pl.col("amount"))


def _scale(frame: pl.DataFrame, names: _Names) -> Spec:
    """The parties' colours, the same in every drawing; only those of this one stand in its legend."""
    there = set(frame["series"].to_list())
    every = dict(zip(names.values(), SERIES, strict=False)) | {_others(): GREY}
    return {
        "field": "series",
        "type": "nominal",
        "scale": colours({name: colour for name, colour in every.items() if name in there}),
        "legend": legend(columns=2 if max(map(len, there), default=0) <= _BESIDE else 1),
    }


def _over_time(reading: Reading, frame: pl.DataFrame, names: _Names, title: str) -> Spec:
    return {
        "mark": {"type": "rect", "stroke": "white", "strokeWidth": 0.4},
        "encoding": {
            "x": horizon_x(reading),
            "x2": {"field": "to"},
            "y": amount_y("low", title),
            "y2": {"field": "high"},
            "color": _scale(frame, names),
        },
    }


def _by_value(reading: Reading, drawn: pl.DataFrame, names: _Names) -> Chart:
    rows = _stacked(drawn, "measure", "span")
    divisor, unit = money_axis(reading, float(rows["high"].max()))  # type: ignore[arg-type]
    rows = rows.with_columns(pl.col("low", "high") / divisor)
    title = _("Value of what is handed over, by giver ({currency}, at unit cost)").format(currency=reading.currency)
    return chart(
        "contributions-all", title, _most(rows, title), _rows(rows),
        _over_time(reading, rows, names, unit), height=220, wide=True,
    )  # fmt: skip


def _by_share(reading: Reading, drawn: pl.DataFrame, names: _Names, goods: list[str]) -> Chart:
    """Without values for all, each item is a bar of its own, of one hundred percent."""
    items = called(reading, "item", goods[:BARS])
    rows = _stacked(drawn.filter(pl.col("item").is_in(list(items))), "measure", "item")
    rows = rows.with_columns(pl.col("item").replace(items))
    spec: Spec = {
        "mark": {"type": "bar", "stroke": "white", "strokeWidth": 0.4},
        "encoding": {
            "y": {"field": "item", "type": "nominal", "sort": list(items.values()), "title": None,
                  "axis": {"orient": side(), "labelLimit": 150, "ticks": False}},
            "x": _share_x(),
            "x2": {"field": "high"},
            "color": _scale(rows, names),
        },
    }  # fmt: skip
    title = _("Share of each item that each giver hands over")
    height = 24 * len(items)
    return chart("contributions-all", title, _most(rows, title), _rows(rows), spec, height=height, wide=True)


def _share_x() -> Spec:
    """A share along the horizontal axis, from none to all."""
    axis = amount_y("low")
    return axis | {
        "scale": {"domain": [0, 1], "reverse": side() == "right"},
        "axis": {"format": ".0%", "tickCount": 4},
        "title": None,
    }


def _of_item(reading: Reading, drawn: pl.DataFrame, names: _Names, item: str, place: int) -> Chart:
    rows = _stacked(drawn.filter(pl.col("item") == item), "quantity", "span")
    name, unit = short(reading.names.of("item", item), 60), counted(reading, item)
    title = _("{item}: {quantity} in all").format(item=name, quantity=quantity(float(rows["amount"].sum())))
    return chart(
        f"contributions-{place}",
        title,
        _most(rows, title),
        _rows(rows),
        _over_time(reading, rows, names, unit),
        height=150,
    )


def _rows(frame: pl.DataFrame) -> list[dict[str, object]]:
    return frame.drop("place", "amount").to_dicts()


def _most(rows: pl.DataFrame, title: str) -> str:
    """The drawing in words: who gives which part of it."""
    sums = (
        rows.group_by("place", "series", maintain_order=True)
        .agg(pl.col("amount").sum())
        .sort(["amount", "series"], descending=[True, False])
    )
    total = float(sums["amount"].sum())
    parts = [
        _("{party} {share}").format(party=series, share=amount_label(percent(amount / total)))
        for series, amount in sums.select("series", "amount").iter_rows()
    ]
    return _("{title}. By giver: {parts}.").format(title=title, parts=listed(parts))


def _says(reading: Reading, given: pl.DataFrame, parties: list[str], valued: bool) -> str:
    first = short(reading.names.of("party", parties[0]), 60)
    sums = dict(given.group_by("party", maintain_order=True).agg(pl.col("measure").sum()).iter_rows())
    total = sum(sums.values())
    count = ngettext("{count} party gives goods.", "{count} parties give goods.", len(parties)).format(
        count=len(parties)
    )
    if valued:
        words = _("At unit cost they are worth {total} {currency}; {party} gives most, {share}.").format(
            total=quantity(round(total)),
            currency=reading.currency,
            party=first,
            share=percent(sums[parties[0]] / total),
        )
    else:
        words = _("Items without unit cost cannot be added up; {party} gives the largest shares of them.").format(
            party=first
        )
    rule = _("Goods count for the party from whose stock or plants they come, wherever they lie later.")
    return listed([count, words, rule], " ")


def _table(reading: Reading, given: pl.DataFrame, parties: list[str], goods: list[str], valued: bool) -> Table:
    sums = given.group_by("party", "item", "unit", maintain_order=True).agg(
        pl.col("quantity").sum(), pl.col("measure").sum(), first=pl.col("bucket").min(), last=pl.col("bucket").max()
    )
    share = pl.col("quantity") / pl.col("quantity").sum().over("item")
    ranks = [
        pl.col(of).replace_strict({one: k for k, one in enumerate(ids)}, return_dtype=pl.Int64).alias(f"rank_{of}")
        for of, ids in (("party", parties), ("item", goods))
    ]
    sums = sums.with_columns(*ranks, share=share).sort("rank_party", "rank_item")
    rows = tuple(
        (
            reading.names.of("party", row["party"]), reading.names.of("item", row["item"]), row["quantity"],
            row["unit"], round(100 * row["share"], 2), row["first"], reading.bucket_ends[row["last"]],
            *((row["measure"],) if valued else ()),
        )
        for row in sums.head(MOST_ROWS).iter_rows(named=True)
    )  # fmt: skip
    columns: tuple[Column, ...] = (
        Column(_("Giver")), Column(_("Item")), Column(_("Quantity"), "number"), Column(_("Unit")),
        Column(_("Percent of the item"), "number"), Column(_("First"), "day"), Column(_("Last"), "day"),
    )  # fmt: skip
    if valued:
        columns += (Column(_("Value ({currency})").format(currency=reading.currency), "number"),)
    caption = _("What each party gives, by item")
    return Table("contributions", caption, columns, rows, max(0, len(sums) - MOST_ROWS), "contributions.parquet")


def _left_out(parties: int, goods: int) -> str:
    words = []
    if parties > PARTIES:
        words.append(
            _("The {shown} parties that give most are drawn one by one, the others together.").format(shown=PARTIES)
        )
    if goods > ITEMS:
        words.append(
            _("Of {count} items the {shown} given most have drawings of their own.").format(count=goods, shown=ITEMS)
        )
    if not words:
        return ""
    return listed([*words, _("All of them are in {file}.").format(file="contributions.parquet")], " ")
