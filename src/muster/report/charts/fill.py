"""Fill curves: what each request has asked for by then, what has been handed over, and the gap, which is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from muster.plans.tables.requests import Served
from muster.report.blocks import Chart, Column, Picture
from muster.report.cell_format import quantity
from muster.report.charts.data_table import behind
from muster.report.charts.time_bins import at_end, runs
from muster.report.charts.vega import (
    BLUE,
    INK,
    ORANGE,
    QUIET,
    Meaning,
    amount_y,
    chart,
    closed,
    far_side,
    key,
    label,
    named,
    rows,
    side,
    step,
    time_axis,
    time_x,
)
from muster.report.plan_view import Reading
from muster.text import _, day, ngettext

MOST = 24
_CLASSES = 6
_TIMES = 120
_HEIGHT = 130
_FIGURES = ("asked", "handed_over", "late")


@dataclass(frozen=True)
class _Curve:
    """A request to draw, or all of one priority: its rows by time, and what stands beside it."""

    title: str
    alt: str
    rows: pl.DataFrame
    unit: str
    filled_on: date | None
    note: str


def fill(reading: Reading) -> Picture | None:
    """One drawing a request, the worst of the first priority first; a priority in one drawing where there are many."""
    served = sorted(reading.served, key=lambda one: (one.want.priority, -late_share(one, reading), one.want.request))
    if not served:
        return None
    curves = _by_time(reading)
    whole = _priorities(reading, curves, served) if len(served) > MOST else []
    chosen = served[: MOST - len(whole)]
    drawn = whole + [_of_request(reading, one, told) for one, told in zip(chosen, _each(curves, chosen), strict=True)]
    left = len(served) - len(chosen)
    return Picture(
        "fill",
        _("What is asked, handed over and late"),
        _says(reading, served),
        tuple(_chart(reading, curve, place) for place, curve in enumerate(drawn)),
        behind("fill", _("Asked, handed over and late"), _columns(), _table(curves, served), "requests.parquet"),
        _left_out(left) if left else "",
    )


def late_share(one: Served, reading: Reading) -> float:
    """What is late, summed over time, as a share of what it would be if nothing were handed over."""
    most = float(np.cumsum(one.want.due) @ reading.calendar.lengths)
    return one.late_unit_buckets / most if most else 0.0


def _by_time(reading: Reading) -> pl.DataFrame:
    """Per request and stretch of time, at its end: asked and handed over so far, and late."""
    told = reading.table("requests").sort("request", "bucket")
    so_far = told.with_columns(
        pl.col("due").cum_sum().over("request").alias("asked"), pl.col("handed_over").cum_sum().over("request")
    )
    return at_end(so_far, reading, ["request"], _FIGURES, _TIMES)


def _each(curves: pl.DataFrame, chosen: list[Served]) -> list[pl.DataFrame]:
    by_request = curves.filter(pl.col("request").is_in([one.want.request for one in chosen])).partition_by(
        "request", as_dict=True
    )
    return [by_request[(one.want.request,)].drop("request") for one in chosen]


def _of_request(reading: Reading, one: Served, told: pl.DataFrame) -> _Curve:
    want, names = one.want, reading.names
    title = _("{request}: {wants} for {party}").format(
        request=want.request, wants=names.wants(want.wants), party=names.of("party", want.party)
    )
    unit = names.counted_in(want.wants)
    note = ""
    if one.filled_on is not None:
        note = _("filled: {when}").format(when=reading.when(one.filled_on))
    elif one.short > 0:
        note = _("{short} short at the end").format(short=quantity(one.short))
    return _Curve(title, _in_words(one), told, "" if unit == "each" else unit, one.filled_on, note)


def _in_words(one: Served) -> str:
    figures = {"request": one.want.request, "quantity": quantity(one.quantity), "on_time": quantity(one.on_time)}
    if one.filled_by is None:
        return _(
            "{request}: of {quantity} asked, {on_time} are handed over on time and {handed} by the end; "
            "{short} are short."
        ).format(**figures, handed=quantity(one.handed_over), short=quantity(one.short))
    if one.late_unit_buckets > 0:
        words = _("{request}: of {quantity} asked, {on_time} are handed over on time, and all by {date}.")
        return words.format(**figures, date=day(one.filled_by))
    return _("{request}: all {quantity} asked are handed over on time.").format(**figures)


def _priorities(reading: Reading, curves: pl.DataFrame, served: list[Served]) -> list[_Curve]:
    """The first few priorities, each as the mean of its requests in per cent, since unlike items do not add up."""
    asked = pl.DataFrame(
        [(one.want.request, one.want.priority, one.quantity) for one in served if one.quantity > 0],
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
        _of_priority(priority, count, shares.filter(pl.col("priority") == priority).drop("priority"))
        for priority, count in counts.head(_CLASSES).iter_rows()
    ]


def _of_priority(priority: int, count: int, told: pl.DataFrame) -> _Curve:
    title = ngettext(
        "Priority {priority}: {count} request", "Priority {priority}: {count} requests, each counting alike", count
    ).format(priority=priority, count=quantity(count))
    alt = _(
        "Priority {priority}: {handed} % of what its requests ask is handed over by the end; late at the end: {late} %."
    ).format(
        priority=priority, handed=quantity(round(told["handed_over"][-1], 1)), late=quantity(round(told["late"][-1], 1))
    )
    return _Curve(title, alt, told, _("% of what is asked"), None, "")


def _chart(reading: Reading, curve: _Curve, place: int) -> Chart:
    told = closed(rows(runs(curve.rows.with_columns(_top()), [], [*_FIGURES, "top"])))
    y = amount_y("asked", named(curve.unit))
    x = time_x(axis=time_axis(reading.calendar))
    layers: list[dict[str, Any]] = [
        {"mark": {"type": "area", "color": BLUE, **step()}, "encoding": {"x": x, "y": y | {"field": "handed_over"}}},
        {
            "mark": {"type": "area", "color": ORANGE, **step()},
            "encoding": {"x": x, "y": y | {"field": "handed_over"}, "y2": {"field": "top"}},
        },
        {"mark": {"type": "line", "color": INK, "strokeWidth": 1.5, **step()}, "encoding": {"x": x, "y": y}},
    ]
    if curve.note:
        layers += _note(reading, curve, x)
    if place == 0:
        layers += key(_meanings(), _HEIGHT)
    return chart(f"fill-{place}", curve.title, curve.alt, told, {"layer": layers}, height=_HEIGHT)


def _top() -> pl.Expr:
    """Where the late part ends: at what is asked, or where nothing is late at what is handed over."""
    return pl.when(pl.col("late") > 0).then(pl.col("asked")).otherwise(pl.col("handed_over")).alias("top")


def _note(reading: Reading, curve: _Curve, x: dict[str, Any]) -> list[dict[str, Any]]:
    """Words above the drawing, and a rule from there down where the request is filled."""
    calendar = reading.calendar
    at = curve.filled_on or calendar.first_day(calendar.count - 1)
    begins_late = calendar.first_days.index(at) * 2 >= calendar.count
    data = {"values": [{"from": at.isoformat(), "text": label(curve.note)}]}
    words = {
        "mark": {"type": "text", "align": far_side() if begins_late else side(), "color": QUIET, "limit": 260},
        "encoding": {"x": x, "y": {"value": -8}, "text": {"field": "text"}},
    }
    rule = {
        "mark": {"type": "rule", "color": QUIET, "strokeDash": [3, 2]},
        "encoding": {"x": x, "y": {"value": -2}, "y2": {"value": _HEIGHT}},
    }
    return [{"data": data, **layer} for layer in ([rule, words] if curve.filled_on else [words])]


def _meanings() -> list[Meaning]:
    return [
        Meaning(_("asked so far"), INK, "line"),
        Meaning(_("handed over so far"), BLUE),
        Meaning(_("late: asked, not yet handed over"), ORANGE),
    ]


def _says(reading: Reading, served: list[Served]) -> str:
    late = [one for one in served if one.late_unit_buckets > 0]
    if not late:
        return ngettext(
            "The one request is handed over on time.", "All {count} requests are handed over on time.", len(served)
        ).format(count=quantity(len(served)))
    told = [
        _(
            "{late} of {all} requests are late at some time, and {short} of them are not filled within the horizon."
        ).format(
            late=quantity(len(late)), all=quantity(len(served)), short=quantity(sum(one.short > 0 for one in served))
        )
    ]
    worst = max(late, key=lambda one: (late_share(one, reading), one.want.request))
    return " ".join([*told, _of_the_worst(reading, worst)])


def _of_the_worst(reading: Reading, worst: Served) -> str:
    times = reading.table("requests").filter((pl.col("request") == worst.want.request) & (pl.col("late") > 0))
    first, last = times["bucket"].min(), times["bucket"].max()
    assert isinstance(first, date)
    assert isinstance(last, date)
    figures = {
        "request": worst.want.request,
        "late": quantity(float(times["late"].max())),  # type: ignore[arg-type]
        "quantity": quantity(worst.quantity),
        "first": day(first),
    }
    if last == reading.calendar.first_days[-1]:
        return _("The most late is {request}: up to {late} of {quantity}, from {first} to the end.").format(**figures)
    return _("The most late is {request}: up to {late} of {quantity}, from {first} to {last}.").format(
        **figures, last=day(reading.bucket_ends[last])
    )


def _left_out(left: int) -> str:
    return ngettext(
        "{count} request that is less late has no drawing of its own; requests.parquet in the plan folder has it.",
        "{count} requests that are less late have no drawing of their own; requests.parquet in the plan folder has "
        "all of them.",
        left,
    ).format(count=quantity(left))


def _columns() -> list[Column]:
    return [
        Column(_("Request")), Column(_("From"), "day"), Column(_("Until"), "day"), Column(_("Asked so far"), "number"),
        Column(_("Handed over so far"), "number"), Column(_("Late"), "number"),
    ]  # fmt: skip


def _table(curves: pl.DataFrame, served: list[Served]) -> pl.DataFrame:
    """Requests in the order of the drawings, by time."""
    order = pl.DataFrame({"request": [one.want.request for one in served], "place": range(len(served))})
    told = curves.join(order, on="request").sort("place", "from")
    return runs(told, ["request"], _FIGURES).select("request", "from", "until", *_FIGURES)
