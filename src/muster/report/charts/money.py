"""Money spent and left: each fund's tranches against what it pays, and what no fund has to pay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

import polars as pl

from muster.report.blocks import Chart, Column, Picture, Table
from muster.report.charts.labels import SEMICOLON, horizon_x, money_axis, short, spans
from muster.report.charts.vega import AMOUNT, INK, ORANGE, SKY, Spec, amount_y, chart, label, legend
from muster.report.plan_view import Reading
from muster.text import _, listed, mark, ngettext, number, right_to_left
from muster.tolerances import FILLED, NEGLIGIBLE

DRAWN = 8
MOST_ROWS = 200
_ROW = 40

Row = dict[str, Any]

KINDS = {
    "operation": mark("Operations"),
    "lane": mark("Lanes"),
    "investment": mark("Investments"),
    "holding": mark("Holding stock"),
}


@dataclass(frozen=True)
class Fund:
    """A fund by bucket: what is there so far (None without limit) and what it has paid so far."""

    id: str
    party: str | None
    there: tuple[float, ...] | None
    paid: tuple[float, ...]
    used_up: date | None

    @property
    def spent(self) -> float:
        """All it pays."""
        return self.paid[-1]

    @property
    def left(self) -> float | None:
        """What is left at the end; None without limit."""
        if self.there is None:
            return None
        left = self.there[-1] - self.spent
        return left if abs(left) > NEGLIGIBLE * self.there[-1] else 0.0


def money(reading: Reading) -> Picture | None:
    """What no fund has to pay first, then costs by kind, then a drawing for each fund that pays most."""
    funds = _funds(reading)
    costs = _costs(reading)
    if not funds and not costs:
        return None
    charts = (_by_kind(reading, costs),) if costs else ()
    drawn = [fund for fund in funds if fund.spent > 0 or fund.there is not None][:DRAWN]
    each = tuple(_chart(reading, fund, place) for place, fund in enumerate(drawn, 1))
    return Picture(
        "money", _("Money spent and left"), _says(reading, funds, costs), (*charts, *each),
        _table(reading, funds, costs), _left_out(len(funds), len(drawn)),
    )  # fmt: skip


def _costs(reading: Reading) -> dict[str, tuple[float, float]]:
    """What each kind costs: paid by funds, and what no fund has to pay; kinds that cost nothing left out."""
    spending = reading.table("spending")
    sums = spending.group_by("of", maintain_order=True).agg(
        funds=pl.col("amount").filter(pl.col("fund").is_not_null()).sum(),
        free=pl.col("amount").filter(pl.col("fund").is_null()).sum(),
    )
    costs = {of: (funds, free) for of, funds, free in sums.iter_rows()}
    total = float(spending["amount"].sum())
    holding = (reading.plan.cost or 0.0) - total
    if abs(holding) > FILLED * max(1.0, abs(total)):
        costs["holding"] = (0.0, holding)
    return {kind: costs[kind] for kind in KINDS if kind in costs}


def _funds(reading: Reading) -> list[Fund]:
    """Those that pay most first."""
    days = reading.calendar.first_days
    places = {day: k for k, day in enumerate(days)}
    paid: dict[str, list[float]] = {}
    spending = (
        reading.table("spending")
        .drop_nulls("fund")
        .group_by("fund", "bucket", maintain_order=True)
        .agg(pl.col("amount").sum())
    )
    for fund, bucket, amount in spending.iter_rows():
        paid.setdefault(fund, [0.0] * len(days))[places[bucket]] += amount
    tranches: dict[str, list[float]] = {}
    parties: dict[str, str | None] = {}
    unlimited = set()
    for row in reading.given("funds").iter_rows(named=True):
        flow = tranches.setdefault(row["fund"], [0.0] * len(days))
        parties[row["fund"]] = parties.get(row["fund"]) or row["party"]
        if row["amount"] is None:
            unlimited.add(row["fund"])
        elif row["date"] <= reading.last_day:
            flow[sum(first <= row["date"] for first in days[1:])] += row["amount"]
    funds = []
    for fund, flow in tranches.items():
        so_far = tuple(accumulate(paid.get(fund, [0.0] * len(days))))
        there = None if fund in unlimited else tuple(accumulate(flow))
        funds.append(Fund(fund, parties[fund], there, so_far, _used_up(days, there, so_far)))
    return sorted(funds, key=lambda fund: (-fund.spent, fund.id))


def _used_up(days: list[date], there: tuple[float, ...] | None, paid: tuple[float, ...]) -> date | None:
    """The first bucket from whose end on nothing is ever left."""
    if there is None or there[-1] <= 0 or there[-1] - paid[-1] > FILLED * there[-1]:
        return None
    left = [amount - spent > FILLED * there[-1] for amount, spent in zip(there, paid, strict=True)]
    return days[max((k + 1 for k, more in enumerate(left) if more), default=0)]


def _by_kind(reading: Reading, costs: dict[str, tuple[float, float]]) -> Chart:
    """A bar for each kind of cost, what funds pay apart from what none has to."""
    divisor, unit = money_axis(reading, max(funds + free for funds, free in costs.values()))
    series = {label(_("paid by funds")): SKY, label(_("no fund has to pay; not limited")): ORANGE}
    rows: list[Row] = []
    parts = []
    for k, (kind, both) in enumerate(costs.items()):
        at = 0.0
        for name, amount in zip(series, both, strict=True):
            rows.append({"part": "bar", "from": at / divisor, "to": (at + amount) / divisor, "series": name,
                         "y": k * _ROW + 20, "y2": k * _ROW + 34})  # fmt: skip
            at += amount
        words = _("{kind}: {funded} paid by funds, {free} by none").format(
            kind=_(KINDS[kind]), funded=number(both[0] / divisor, 5), free=number(both[1] / divisor, 5)
        )
        rows.append({"part": "head", "from": 0, "y": k * _ROW + 10, "text": label(words)})
        parts.append(words)
    title = _("Costs by kind ({unit})").format(unit=unit)
    alt = _("{title}. {parts}.").format(title=title, parts=listed(parts, SEMICOLON))
    height = _ROW * len(costs)
    return chart("money-kinds", title, alt, rows, _kind_spec(series, height), height=height + 24, wide=True)


def _kind_spec(series: dict[str, str], height: int) -> Spec:
    x = amount_y("from") | {
        "scale": {"reverse": right_to_left(), "zero": True}, "title": None,
        "axis": {"format": AMOUNT, "tickCount": 4, "grid": False},
    }  # fmt: skip
    y = {"field": "y", "type": "quantitative", "axis": None,
         "scale": {"domain": [0, height], "nice": False, "reverse": True}}  # fmt: skip
    colour = {
        "field": "series", "type": "nominal", "scale": {"domain": list(series), "range": list(series.values())},
        "legend": legend(columns=1),
    }  # fmt: skip
    text = {"type": "text", "align": "right" if right_to_left() else "left", "baseline": "middle",
            "fontSize": 11, "color": INK}  # fmt: skip
    bar = {"x": x, "y": y, "x2": {"field": "to"}, "y2": {"field": "y2"}, "color": colour}
    return {
        "layer": [
            {"transform": [_only("bar")], "mark": {"type": "rect"}, "encoding": bar},
            {"transform": [_only("head")], "mark": text, "encoding": {"x": x, "y": y, "text": {"field": "text"}}},
        ]
    }


def _only(part: str) -> Spec:
    return {"filter": {"field": "part", "equal": part}}


def _chart(reading: Reading, fund: Fund, place: int) -> Chart:
    """What is there and what is paid, both so far; the room between them is what is left."""
    most = max(fund.spent, *(fund.there or (0.0,)))
    divisor, unit = money_axis(reading, most)
    there, paid = label(_("tranches so far")), label(_("paid so far"))
    rows = []
    for part in (
        spans(reading)
        .group_by("span", maintain_order=True)
        .agg(pl.col("from").first(), pl.col("to").first(), last=pl.len())
        .with_columns(pl.col("last").cum_sum() - 1)
        .iter_rows(named=True)
    ):
        row = {"from": part["from"], "to": part["to"], "paid": fund.paid[part["last"]] / divisor}
        rows.append(row | ({"there": fund.there[part["last"]] / divisor} if fund.there else {}))
    x = horizon_x(reading)
    series = ({there: INK} if fund.there else {}) | {paid: SKY}
    scale = {"domain": list(series), "range": list(series.values())}
    layers = [_layer("rect", "paid", paid, x, unit, scale)]
    if fund.there:
        layers.append(_layer("rule", "there", there, x, unit, scale))
    name = short(fund.id, 40)
    title = _("{fund} ({unit})").format(fund=name, unit=unit)
    alt = _("{fund}: {figures}").format(fund=name, figures=_figures(reading, fund))
    return chart(f"money-{place}", title, alt, rows, {"layer": layers}, height=150)


def _layer(kind: str, field: str, name: str, x: Spec, unit: str, scale: Spec) -> Spec:
    encoding = {
        "x": x,
        "x2": {"field": "to"},
        "y": amount_y(field, unit),
        "color": {"datum": name, "type": "nominal", "scale": scale, "legend": legend(columns=2)},
    }
    if kind == "rule":
        return {"mark": {"type": "rule", "strokeWidth": 2}, "encoding": encoding}
    mark_ = {"type": "rect", "stroke": SKY, "strokeWidth": 0.5}
    return {"mark": mark_, "encoding": encoding | {"y2": {"datum": 0}}}


def _money(amount: float) -> str:
    return number(round(amount) if abs(amount) >= 1000 else round(amount, 2))


def _figures(reading: Reading, fund: Fund) -> str:
    facts = {"spent": _money(fund.spent), "currency": reading.currency}
    if fund.there is None:
        return _("{spent} {currency} paid, without limit.").format(**facts)
    facts |= {"there": _money(fund.there[-1]), "left": _money(max(0.0, fund.left or 0.0))}
    if fund.used_up is not None:
        return _("{spent} of {there} {currency} paid; used up in {when}.").format(
            **facts, when=reading.when(fund.used_up)
        )
    return _("{spent} of {there} {currency} paid; {left} left at the end.").format(**facts)


def _says(reading: Reading, funds: list[Fund], costs: dict[str, tuple[float, float]]) -> str:
    """What is not limited by money is said first (rule 10)."""
    free = sum(amount for _funds, amount in costs.values())
    total = sum(funded + amount for funded, amount in costs.values())
    facts = {"free": _money(free), "total": _money(total), "currency": reading.currency}
    if not total:
        words = [_("Nothing is spent.")]
    elif not free:
        words = [_("All of {total} {currency} is paid by funds.").format(**facts)]
    else:
        words = [_("Money does not limit {free} of {total} {currency}: no fund has to pay them.").format(**facts)]
    endless = [fund.id for fund in funds if fund.there is None]
    if endless:
        words.append(_("These funds are without limit: {funds}.").format(funds=_named(endless)))
    empty = [fund.id for fund in funds if fund.used_up is not None]
    if empty:
        words.append(
            ngettext(
                "{count} fund is used up: {funds}.", "{count} funds are used up: {funds}.", len(empty)
            ).format(count=len(empty), funds=_named(empty))
        )  # fmt: skip
    elif funds:
        words.append(_("No fund is used up."))
    left = sum(max(0.0, fund.left) for fund in funds if fund.left is not None)
    if any(fund.there for fund in funds):
        words.append(
            _("The funds with a limit have {left} {currency} left at the end.").format(
                left=_money(left), currency=reading.currency
            )
        )
    return listed(words, " ")


def _named(funds: list[str]) -> str:
    """The first few funds, and how many more."""
    names = [short(fund, 40) for fund in funds[:DRAWN]]
    more = len(funds) - len(names)
    if more > 0:
        names.append(ngettext("{count} other", "{count} others", more).format(count=more))
    return listed(names)


def _table(reading: Reading, funds: list[Fund], costs: dict[str, tuple[float, float]]) -> Table:
    unlimited = [
        (_("No fund: {kind}").format(kind=_(KINDS[kind])), "", None, free, None, None)
        for kind, (_funded, free) in costs.items()
        if free
    ]
    rows = [
        (
            fund.id, reading.names.of("party", fund.party),
            None if fund.there is None else fund.there[-1], fund.spent, fund.left,
            None if fund.used_up is None else reading.bucket_ends[fund.used_up],
        )
        for fund in funds
    ]  # fmt: skip
    columns = (
        Column(_("Fund")), Column(_("Party")), Column(_("Tranches within the plan"), "number"),
        Column(_("Paid"), "number"), Column(_("Left"), "number"), Column(_("Used up by"), "day"),
    )  # fmt: skip
    caption = _("Funds, and what no fund has to pay ({currency}; no figure: without limit)").format(
        currency=reading.currency
    )
    every = [*unlimited, *rows]
    return Table(
        "money", caption, columns, tuple(every[:MOST_ROWS]), max(0, len(every) - MOST_ROWS), "spending.parquet"
    )


def _left_out(count: int, drawn: int) -> str:
    if drawn == count:
        return ""
    return _("Drawn are {shown} of {count} funds, those that pay most; all are in {file}.").format(
        shown=drawn, count=count, file="spending.parquet"
    )
