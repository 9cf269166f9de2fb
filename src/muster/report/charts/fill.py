"""Fill curves: what each request has asked for by then, what has been handed over, and the gap, which is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from muster.plans.fulfilment import Fulfilment
from muster.report.blocks import Chart, Picture, TableColumn
from muster.report.cell_format import format_quantity
from muster.report.charts.data_table import data_table
from muster.report.charts.time_bins import merge_equal_bins, values_at_bin_end
from muster.report.charts.vega import (
    BLUE,
    INK,
    ORANGE,
    QUIET,
    KeyEntry,
    amount_encoding,
    chart_rows,
    end_side,
    key_layers,
    label,
    make_chart,
    start_side,
    step_interpolation,
    time_axis,
    time_encoding,
    with_end_row,
)
from muster.report.display_names import name_label
from muster.report.plan_view import PlanView
from muster.text import _, day, ngettext

MAX_CHARTS = 24
_MAX_PRIORITIES = 6
_MAX_BINS = 120
_HEIGHT = 130
_FIGURES = ("asked", "handed_over", "late")


@dataclass(frozen=True, kw_only=True)
class _Curve:
    """A request to draw, or all of one priority: its rows by time, and what stands beside it."""

    title: str
    alt: str
    rows: pl.DataFrame
    unit: str
    filled_on: date | None
    note: str


def fill_curves(view: PlanView) -> Picture | None:
    """One drawing a request, the worst of the first priority first; a priority in one drawing where there are many."""
    fulfilments = sorted(
        view.fulfilments,
        key=lambda fulfilment: (fulfilment.demand.priority, -late_share(fulfilment, view), fulfilment.demand.request),
    )
    if not fulfilments:
        return None
    curves = _curve_points(view)
    priority_curves = _priority_curves(view, curves, fulfilments) if len(fulfilments) > MAX_CHARTS else []
    chosen = fulfilments[: MAX_CHARTS - len(priority_curves)]
    drawn = priority_curves + [
        _request_curve(view, fulfilment, points)
        for fulfilment, points in zip(chosen, _split_by_request(curves, chosen), strict=True)
    ]
    omitted = len(fulfilments) - len(chosen)
    return Picture(
        key="fill",
        title=_("What is asked, handed over and late"),
        summary=_summary(view, fulfilments),
        charts=tuple(_chart(view, curve, position) for position, curve in enumerate(drawn)),
        table=data_table(
            "fill", _("Asked, handed over and late"), _columns(), _table_rows(curves, fulfilments), "requests.parquet"
        ),
        omission_note=_omission_note(omitted) if omitted else "",
    )


def late_share(fulfilment: Fulfilment, view: PlanView) -> float:
    """Lateness summed over time, as a share of what it would be if nothing were handed over."""
    worst = float(np.cumsum(fulfilment.demand.due) @ view.calendar.lengths)
    return fulfilment.late_unit_buckets / worst if worst else 0.0


def _curve_points(view: PlanView) -> pl.DataFrame:
    """Per request and stretch of time, at its end: asked and handed over so far, and late."""
    requests = view.result_table("requests").sort("request", "bucket")
    so_far = requests.with_columns(
        pl.col("due").cum_sum().over("request").alias("asked"), pl.col("handed_over").cum_sum().over("request")
    )
    return values_at_bin_end(so_far, view, ["request"], _FIGURES, _MAX_BINS)


def _split_by_request(curves: pl.DataFrame, chosen: list[Fulfilment]) -> list[pl.DataFrame]:
    by_request = curves.filter(
        pl.col("request").is_in([fulfilment.demand.request for fulfilment in chosen])
    ).partition_by("request", as_dict=True)
    return [by_request[(fulfilment.demand.request,)].drop("request") for fulfilment in chosen]


def _request_curve(view: PlanView, fulfilment: Fulfilment, points: pl.DataFrame) -> _Curve:
    demand, names = fulfilment.demand, view.names
    title = _("{request}: {wants} for {party}").format(
        request=demand.request,
        wants=names.item_or_family_name(demand.wants),
        party=names.name_of("party", demand.party),
    )
    unit = names.counting_unit(demand.wants)
    note = ""
    if fulfilment.filled_on is not None:
        note = _("filled: {when}").format(when=view.bucket_label(fulfilment.filled_on))
    elif fulfilment.short > 0:
        note = _("{short} short at the end").format(short=format_quantity(fulfilment.short))
    return _Curve(
        title=title,
        alt=_request_alt_text(fulfilment),
        rows=points,
        unit="" if unit == "each" else unit,
        filled_on=fulfilment.filled_on,
        note=note,
    )


def _request_alt_text(fulfilment: Fulfilment) -> str:
    figures = {
        "request": fulfilment.demand.request,
        "quantity": format_quantity(fulfilment.quantity),
        "on_time": format_quantity(fulfilment.on_time),
    }
    if fulfilment.filled_by is None:
        return _(
            "{request}: of {quantity} asked, {on_time} are handed over on time and {handed} by the end; "
            "{short} are short."
        ).format(**figures, handed=format_quantity(fulfilment.handed_over), short=format_quantity(fulfilment.short))
    if fulfilment.late_unit_buckets > 0:
        template = _("{request}: of {quantity} asked, {on_time} are handed over on time, and all by {date}.")
        return template.format(**figures, date=day(fulfilment.filled_by))
    return _("{request}: all {quantity} asked are handed over on time.").format(**figures)


def _priority_curves(view: PlanView, curves: pl.DataFrame, fulfilments: list[Fulfilment]) -> list[_Curve]:
    """The first few priorities, each as the mean of its requests in per cent, since unlike items do not add up."""
    asked = pl.DataFrame(
        [
            (fulfilment.demand.request, fulfilment.demand.priority, fulfilment.quantity)
            for fulfilment in fulfilments
            if fulfilment.quantity > 0
        ],
        schema={"request": pl.String, "priority": pl.Int64, "quantity": pl.Float64},
        orient="row",
    )
    shares = (
        curves.join(asked, on="request")
        .group_by("priority", "from", "until", maintain_order=True)
        .agg((pl.col(name) / pl.col("quantity")).mean() * 100 for name in _FIGURES)
        .sort("priority", "from")
    )
    counts = asked.group_by("priority", maintain_order=True).len().sort("priority")
    return [
        _priority_curve(priority, count, shares.filter(pl.col("priority") == priority).drop("priority"))
        for priority, count in counts.head(_MAX_PRIORITIES).iter_rows()
    ]


def _priority_curve(priority: int, count: int, points: pl.DataFrame) -> _Curve:
    title = ngettext(
        "Priority {priority}: {count} request", "Priority {priority}: {count} requests, each counting alike", count
    ).format(priority=priority, count=format_quantity(count))
    alt = _(
        "Priority {priority}: {handed} % of what its requests ask is handed over by the end; late at the end: {late} %."
    ).format(
        priority=priority,
        handed=format_quantity(round(points["handed_over"][-1], 1)),
        late=format_quantity(round(points["late"][-1], 1)),
    )
    return _Curve(title=title, alt=alt, rows=points, unit=_("% of what is asked"), filled_on=None, note="")


def _chart(view: PlanView, curve: _Curve, position: int) -> Chart:
    values = with_end_row(chart_rows(merge_equal_bins(curve.rows.with_columns(_late_top()), [], [*_FIGURES, "top"])))
    y = amount_encoding("asked", name_label(curve.unit))
    x = time_encoding(axis=time_axis(view.calendar))
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "area", "color": BLUE, **step_interpolation()},
            "encoding": {"x": x, "y": y | {"field": "handed_over"}},
        },
        {
            "mark": {"type": "area", "color": ORANGE, **step_interpolation()},
            "encoding": {"x": x, "y": y | {"field": "handed_over"}, "y2": {"field": "top"}},
        },
        {
            "mark": {"type": "line", "color": INK, "strokeWidth": 1.5, **step_interpolation()},
            "encoding": {"x": x, "y": y},
        },
    ]
    if curve.note:
        layers += _note_layers(view, curve, x)
    if position == 0:
        layers += key_layers(_key_entries(), _HEIGHT)
    return make_chart(f"fill-{position}", curve.title, curve.alt, values, {"layer": layers}, height=_HEIGHT)


def _late_top() -> pl.Expr:
    """Upper end of the late area: what is asked, or what is handed over where nothing is late."""
    return pl.when(pl.col("late") > 0).then(pl.col("asked")).otherwise(pl.col("handed_over")).alias("top")


def _note_layers(view: PlanView, curve: _Curve, x: dict[str, Any]) -> list[dict[str, Any]]:
    """Words above the drawing, and a rule from there down where the request is filled."""
    calendar = view.calendar
    bucket = curve.filled_on or calendar.first_day(calendar.count - 1)
    begins_late = calendar.first_days.index(bucket) * 2 >= calendar.count
    data = {"values": [{"from": bucket.isoformat(), "text": label(curve.note)}]}
    words = {
        "mark": {"type": "text", "align": end_side() if begins_late else start_side(), "color": QUIET, "limit": 260},
        "encoding": {"x": x, "y": {"value": -8}, "text": {"field": "text"}},
    }
    rule = {
        "mark": {"type": "rule", "color": QUIET, "strokeDash": [3, 2]},
        "encoding": {"x": x, "y": {"value": -2}, "y2": {"value": _HEIGHT}},
    }
    return [{"data": data, **layer} for layer in ([rule, words] if curve.filled_on else [words])]


def _key_entries() -> list[KeyEntry]:
    return [
        KeyEntry(_("asked so far"), INK, "line"),
        KeyEntry(_("handed over so far"), BLUE),
        KeyEntry(_("late: asked, not yet handed over"), ORANGE),
    ]


def _summary(view: PlanView, fulfilments: list[Fulfilment]) -> str:
    late = [fulfilment for fulfilment in fulfilments if fulfilment.late_unit_buckets > 0]
    if not late:
        return ngettext(
            "The one request is handed over on time.", "All {count} requests are handed over on time.", len(fulfilments)
        ).format(count=format_quantity(len(fulfilments)))
    sentences = [
        _(
            "{late} of {all} requests are late at some time, and {short} of them are not filled within the horizon."
        ).format(
            late=format_quantity(len(late)),
            all=format_quantity(len(fulfilments)),
            short=format_quantity(sum(fulfilment.short > 0 for fulfilment in fulfilments)),
        )
    ]
    worst = max(late, key=lambda fulfilment: (late_share(fulfilment, view), fulfilment.demand.request))
    return " ".join([*sentences, _worst_request_sentence(view, worst)])


def _worst_request_sentence(view: PlanView, worst: Fulfilment) -> str:
    times = view.result_table("requests").filter((pl.col("request") == worst.demand.request) & (pl.col("late") > 0))
    first, last = times["bucket"].min(), times["bucket"].max()
    assert isinstance(first, date)
    assert isinstance(last, date)
    figures = {
        "request": worst.demand.request,
        "late": format_quantity(float(times["late"].max())),  # type: ignore[arg-type]
        "quantity": format_quantity(worst.quantity),
        "first": day(first),
    }
    if last == view.calendar.first_days[-1]:
        return _("The most late is {request}: up to {late} of {quantity}, from {first} to the end.").format(**figures)
    return _("The most late is {request}: up to {late} of {quantity}, from {first} to {last}.").format(
        **figures, last=day(view.bucket_ends[last])
    )


def _omission_note(omitted: int) -> str:
    return ngettext(
        "{count} request that is less late has no drawing of its own; requests.parquet in the plan folder has it.",
        "{count} requests that are less late have no drawing of their own; requests.parquet in the plan folder has "
        "all of them.",
        omitted,
    ).format(count=format_quantity(omitted))


def _columns() -> list[TableColumn]:
    return [
        TableColumn(_("Request")), TableColumn(_("From"), "day"), TableColumn(_("Until"), "day"),
        TableColumn(_("Asked so far"), "number"), TableColumn(_("Handed over so far"), "number"),
        TableColumn(_("Late"), "number"),
    ]  # fmt: skip


def _table_rows(curves: pl.DataFrame, fulfilments: list[Fulfilment]) -> pl.DataFrame:
    """Requests in the order of the drawings, by time."""
    order = pl.DataFrame(
        {"request": [fulfilment.demand.request for fulfilment in fulfilments], "place": range(len(fulfilments))}
    )
    rows = curves.join(order, on="request").sort("place", "from")
    return merge_equal_bins(rows, ["request"], _FIGURES).select("request", "from", "until", *_FIGURES)
