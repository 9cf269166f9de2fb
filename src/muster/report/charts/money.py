"""Money spent and left: each fund's tranches against what it pays, and what no fund has to pay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import accumulate

import polars as pl

from muster.report.blocks import Chart, Picture, ReportTable, TableColumn
from muster.report.cell_format import SEMICOLON
from muster.report.charts.labels import horizon_encoding, money_axis, shorten
from muster.report.charts.time_bins import drawing_bins
from muster.report.charts.vega import (
    AMOUNT,
    INK,
    ORANGE,
    SKY,
    ChartRow,
    Spec,
    amount_encoding,
    label,
    legend,
    make_chart,
)
from muster.report.plan_view import PlanView
from muster.text import _, is_right_to_left, join_list, mark, ngettext, number
from muster.tolerances import FILLED, NEGLIGIBLE

MAX_CHARTS = 8
MAX_ROWS = 200
_ROW_HEIGHT = 40


COST_KINDS = {
    "operation": mark("Operations"),
    "lane": mark("Lanes"),
    "investment": mark("Investments"),
    "holding": mark("Holding stock"),
}


@dataclass(frozen=True, kw_only=True)
class FundBalance:
    """A fund by bucket: what is there so far (None without limit) and what it has paid so far."""

    id: str
    party: str | None
    tranches_so_far: tuple[float, ...] | None
    paid_so_far: tuple[float, ...]
    used_up_in: date | None

    @property
    def total_paid(self) -> float:
        """All it pays."""
        return self.paid_so_far[-1]

    @property
    def left_at_end(self) -> float | None:
        """Money left at the end; None without limit."""
        if self.tranches_so_far is None:
            return None
        left = self.tranches_so_far[-1] - self.total_paid
        return left if abs(left) > NEGLIGIBLE * self.tranches_so_far[-1] else 0.0


def money_charts(view: PlanView) -> Picture | None:
    """Costs that no fund covers, then costs by kind, then a chart for each fund that pays most."""
    funds = _fund_balances(view)
    costs = _costs_by_kind(view)
    if not funds and not costs:
        return None
    charts = (_cost_chart(view, costs),) if costs else ()
    drawn = [fund for fund in funds if fund.total_paid > 0 or fund.tranches_so_far is not None][:MAX_CHARTS]
    each = tuple(_fund_chart(view, fund, position) for position, fund in enumerate(drawn, 1))
    return Picture(
        key="money", title=_("Money spent and left"), summary=_summary(view, funds, costs), charts=(*charts, *each),
        table=_table(view, funds, costs), omission_note=_omission_note(len(funds), len(drawn)),
    )  # fmt: skip


def _costs_by_kind(view: PlanView) -> dict[str, tuple[float, float]]:
    """Cost of each kind: paid by funds, and covered by none; kinds that cost nothing left out."""
    spending = view.result_table("spending")
    sums = spending.group_by("of", maintain_order=True).agg(
        funds=pl.col("amount").filter(pl.col("fund").is_not_null()).sum(),
        free=pl.col("amount").filter(pl.col("fund").is_null()).sum(),
    )
    costs = {kind: (funds, free) for kind, funds, free in sums.iter_rows()}
    total = float(spending["amount"].sum())
    holding = (view.plan.cost or 0.0) - total
    if abs(holding) > FILLED * max(1.0, abs(total)):
        costs["holding"] = (0.0, holding)
    return {kind: costs[kind] for kind in COST_KINDS if kind in costs}


def _fund_balances(view: PlanView) -> list[FundBalance]:
    """Those that pay most first."""
    days = view.calendar.first_days
    bucket_index = {day: k for k, day in enumerate(days)}
    paid: dict[str, list[float]] = {}
    spending = (
        view.result_table("spending")
        .drop_nulls("fund")
        .group_by("fund", "bucket", maintain_order=True)
        .agg(pl.col("amount").sum())
    )
    for fund, bucket, amount in spending.iter_rows():
        paid.setdefault(fund, [0.0] * len(days))[bucket_index[bucket]] += amount
    tranches: dict[str, list[float]] = {}
    parties: dict[str, str | None] = {}
    unlimited = set()
    for row in view.input_table("funds").iter_rows(named=True):
        fund_tranches = tranches.setdefault(row["fund"], [0.0] * len(days))
        parties[row["fund"]] = parties.get(row["fund"]) or row["party"]
        if row["amount"] is None:
            unlimited.add(row["fund"])
        elif row["date"] <= view.last_day:
            fund_tranches[sum(first <= row["date"] for first in days[1:])] += row["amount"]
    funds = []
    for fund, fund_tranches in tranches.items():
        paid_so_far = tuple(accumulate(paid.get(fund, [0.0] * len(days))))
        tranches_so_far = None if fund in unlimited else tuple(accumulate(fund_tranches))
        funds.append(
            FundBalance(
                id=fund,
                party=parties[fund],
                tranches_so_far=tranches_so_far,
                paid_so_far=paid_so_far,
                used_up_in=_used_up_bucket(days, tranches_so_far, paid_so_far),
            )
        )
    return sorted(funds, key=lambda fund: (-fund.total_paid, fund.id))


def _used_up_bucket(days: list[date], tranches: tuple[float, ...] | None, payments: tuple[float, ...]) -> date | None:
    """The first bucket from whose end on nothing is ever left."""
    if tranches is None or tranches[-1] <= 0 or tranches[-1] - payments[-1] > FILLED * tranches[-1]:
        return None
    left = [amount - spent > FILLED * tranches[-1] for amount, spent in zip(tranches, payments, strict=True)]
    return days[max((k + 1 for k, more in enumerate(left) if more), default=0)]


def _cost_chart(view: PlanView, costs: dict[str, tuple[float, float]]) -> Chart:
    """A bar for each kind of cost, what funds pay apart from what none has to."""
    divisor, unit = money_axis(view, max(funds + free for funds, free in costs.values()))
    series = {label(_("paid by funds")): SKY, label(_("no fund has to pay; not limited")): ORANGE}
    rows: list[ChartRow] = []
    parts = []
    for k, (kind, both) in enumerate(costs.items()):
        start = 0.0
        for name, amount in zip(series, both, strict=True):
            rows.append({"part": "bar", "from": start / divisor, "to": (start + amount) / divisor, "series": name,
                         "y": k * _ROW_HEIGHT + 20, "y2": k * _ROW_HEIGHT + 34})  # fmt: skip
            start += amount
        words = _("{kind}: {funded} paid by funds, {free} by none").format(
            kind=_(COST_KINDS[kind]), funded=number(both[0] / divisor, 5), free=number(both[1] / divisor, 5)
        )
        rows.append({"part": "head", "from": 0, "y": k * _ROW_HEIGHT + 10, "text": label(words)})
        parts.append(words)
    title = _("Costs by kind ({unit})").format(unit=unit)
    alt = _("{title}. {parts}.").format(title=title, parts=join_list(parts, SEMICOLON))
    height = _ROW_HEIGHT * len(costs)
    return make_chart("money-kinds", title, alt, rows, _cost_spec(series, height), height=height + 24, wide=True)


def _cost_spec(series: dict[str, str], height: int) -> Spec:
    x = amount_encoding("from") | {
        "scale": {"reverse": is_right_to_left(), "zero": True}, "title": None,
        "axis": {"format": AMOUNT, "tickCount": 4, "grid": False},
    }  # fmt: skip
    y = {"field": "y", "type": "quantitative", "axis": None,
         "scale": {"domain": [0, height], "nice": False, "reverse": True}}  # fmt: skip
    colour = {
        "field": "series", "type": "nominal", "scale": {"domain": list(series), "range": list(series.values())},
        "legend": legend(columns=1),
    }  # fmt: skip
    text = {"type": "text", "align": "right" if is_right_to_left() else "left", "baseline": "middle",
            "fontSize": 11, "color": INK}  # fmt: skip
    bar = {"x": x, "y": y, "x2": {"field": "to"}, "y2": {"field": "y2"}, "color": colour}
    return {
        "layer": [
            {"transform": [_part_filter("bar")], "mark": {"type": "rect"}, "encoding": bar},
            {
                "transform": [_part_filter("head")],
                "mark": text,
                "encoding": {"x": x, "y": y, "text": {"field": "text"}},
            },
        ]
    }


def _part_filter(part: str) -> Spec:
    return {"filter": {"field": "part", "equal": part}}


def _fund_chart(view: PlanView, fund: FundBalance, position: int) -> Chart:
    """Money available and paid, both cumulative; the room between them is unspent."""
    most = max(fund.total_paid, *(fund.tranches_so_far or (0.0,)))
    divisor, unit = money_axis(view, most)
    tranches_label, paid_label = label(_("tranches so far")), label(_("paid so far"))
    rows = []
    for span in (
        drawing_bins(view)
        .group_by("span", maintain_order=True)
        .agg(pl.col("from").first(), pl.col("to").first(), last=pl.len())
        .with_columns(pl.col("last").cum_sum() - 1)
        .iter_rows(named=True)
    ):
        row = {"from": span["from"], "to": span["to"], "paid": fund.paid_so_far[span["last"]] / divisor}
        rows.append(row | ({"there": fund.tranches_so_far[span["last"]] / divisor} if fund.tranches_so_far else {}))
    x = horizon_encoding(view)
    series = ({tranches_label: INK} if fund.tranches_so_far else {}) | {paid_label: SKY}
    scale = {"domain": list(series), "range": list(series.values())}
    layers = [_fund_layer("rect", "paid", paid_label, x, unit, scale)]
    if fund.tranches_so_far:
        layers.append(_fund_layer("rule", "there", tranches_label, x, unit, scale))
    name = shorten(fund.id, 40)
    title = _("{fund} ({unit})").format(fund=name, unit=unit)
    alt = _("{fund}: {figures}").format(fund=name, figures=_fund_figures(view, fund))
    return make_chart(f"money-{position}", title, alt, rows, {"layer": layers}, height=150)


def _fund_layer(kind: str, field: str, name: str, x: Spec, unit: str, scale: Spec) -> Spec:
    encoding = {
        "x": x,
        "x2": {"field": "to"},
        "y": amount_encoding(field, unit),
        "color": {"datum": name, "type": "nominal", "scale": scale, "legend": legend(columns=2)},
    }
    if kind == "rule":
        return {"mark": {"type": "rule", "strokeWidth": 2}, "encoding": encoding}
    mark_ = {"type": "rect", "stroke": SKY, "strokeWidth": 0.5}
    return {"mark": mark_, "encoding": encoding | {"y2": {"datum": 0}}}


def _format_money(amount: float) -> str:
    return number(round(amount) if abs(amount) >= 1000 else round(amount, 2))


def _fund_figures(view: PlanView, fund: FundBalance) -> str:
    facts = {"spent": _format_money(fund.total_paid), "currency": view.currency}
    if fund.tranches_so_far is None:
        return _("{spent} {currency} paid, without limit.").format(**facts)
    facts |= {
        "there": _format_money(fund.tranches_so_far[-1]),
        "left": _format_money(max(0.0, fund.left_at_end or 0.0)),
    }
    if fund.used_up_in is not None:
        return _("{spent} of {there} {currency} paid; used up in {when}.").format(
            **facts, when=view.bucket_label(fund.used_up_in)
        )
    return _("{spent} of {there} {currency} paid; {left} left at the end.").format(**facts)


def _summary(view: PlanView, funds: list[FundBalance], costs: dict[str, tuple[float, float]]) -> str:
    """Summary that begins with what money does not limit (rule 10)."""
    free = sum(amount for _funds, amount in costs.values())
    total = sum(funded + amount for funded, amount in costs.values())
    facts = {"free": _format_money(free), "total": _format_money(total), "currency": view.currency}
    if not total:
        sentences = [_("Nothing is spent.")]
    elif not free:
        sentences = [_("All of {total} {currency} is paid by funds.").format(**facts)]
    else:
        sentences = [_("Money does not limit {free} of {total} {currency}: no fund has to pay them.").format(**facts)]
    endless = [fund.id for fund in funds if fund.tranches_so_far is None]
    if endless:
        sentences.append(_("These funds are without limit: {funds}.").format(funds=_fund_list(endless)))
    empty = [fund.id for fund in funds if fund.used_up_in is not None]
    if empty:
        sentences.append(
            ngettext(
                "{count} fund is used up: {funds}.", "{count} funds are used up: {funds}.", len(empty)
            ).format(count=len(empty), funds=_fund_list(empty))
        )  # fmt: skip
    elif funds:
        sentences.append(_("No fund is used up."))
    left_at_end = sum(max(0.0, fund.left_at_end) for fund in funds if fund.left_at_end is not None)
    if any(fund.tranches_so_far for fund in funds):
        sentences.append(
            _("The funds with a limit have {left} {currency} left at the end.").format(
                left=_format_money(left_at_end), currency=view.currency
            )
        )
    return join_list(sentences, " ")


def _fund_list(funds: list[str]) -> str:
    """The first few funds, and how many more."""
    names = [shorten(fund, 40) for fund in funds[:MAX_CHARTS]]
    more = len(funds) - len(names)
    if more > 0:
        names.append(ngettext("{count} other", "{count} others", more).format(count=more))
    return join_list(names)


def _table(view: PlanView, funds: list[FundBalance], costs: dict[str, tuple[float, float]]) -> ReportTable:
    unlimited = [
        (_("No fund: {kind}").format(kind=_(COST_KINDS[kind])), "", None, free, None, None)
        for kind, (_funded, free) in costs.items()
        if free
    ]
    rows = [
        (
            fund.id, view.names.name_of("party", fund.party),
            None if fund.tranches_so_far is None else fund.tranches_so_far[-1], fund.total_paid, fund.left_at_end,
            None if fund.used_up_in is None else view.bucket_ends[fund.used_up_in],
        )
        for fund in funds
    ]  # fmt: skip
    columns = (
        TableColumn(_("Fund")), TableColumn(_("Party")), TableColumn(_("Tranches within the plan"), "number"),
        TableColumn(_("Paid"), "number"), TableColumn(_("Left"), "number"), TableColumn(_("Used up by"), "day"),
    )  # fmt: skip
    caption = _("Funds, and what no fund has to pay ({currency}; no figure: without limit)").format(
        currency=view.currency
    )
    all_rows = [*unlimited, *rows]
    return ReportTable(
        key="money",
        caption=caption,
        columns=columns,
        rows=tuple(all_rows[:MAX_ROWS]),
        omitted_rows=max(0, len(all_rows) - MAX_ROWS),
        file="spending.parquet",
    )


def _omission_note(count: int, drawn: int) -> str:
    if drawn == count:
        return ""
    return _("Drawn are {shown} of {count} funds, those that pay most; all are in {file}.").format(
        shown=drawn, count=count, file="spending.parquet"
    )
