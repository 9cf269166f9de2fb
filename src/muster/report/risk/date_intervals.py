"""Dates with their chances: for each request and reading a line from P10 to P95, thick from P50 to P80."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from muster.plans.tables.requests import Served
from muster.report.blocks import Chart, Column, Picture
from muster.report.charts.data_table import behind
from muster.report.charts.labels import horizon_x
from muster.report.charts.vega import BLUE, GREEN, INK, Meaning, Spec, chart, end_value, key
from muster.report.risk.request_rows import AT, COLOURS, MOST, ROW, before, left_out, names, places, rows_y
from muster.report.risk.risk_view import READINGS, RiskReading
from muster.risk.analysis.quantiles import CHANCES
from muster.text import _, day, number, right_to_left

Row = dict[str, Any]


def dates(reading: RiskReading) -> Picture | None:
    """One drawing of the requests, the least sure of each priority first."""
    if not reading.served:
        return None
    shown = reading.least_sure[:MOST]
    says = _says(reading)
    columns = [Column(_("Request")), Column(_("Reading")), Column(_("As planned today"), "day")]
    columns += [Column(_("{chance} % by").format(chance=number(100 * chance)), "day") for chance in CHANCES.values()]
    return Picture(
        "dates",
        _("When each request is filled"),
        says,
        (_chart(reading, shown, says),),
        behind("dates", _("When each request is filled; a dash: not within the plan"), columns, _table(reading, shown),
               "requests.parquet"),
        left_out(len(reading.served) - len(shown)),
    )  # fmt: skip


def _says(reading: RiskReading) -> str:
    own = reading.told[reading.result.reading]
    apart = [
        ((late - planned).days, one.want.request, late, planned)
        for one in reading.served
        if (late := reading.end_of(own[one.want.request]["filled_on"]["p80"])) and (planned := one.filled_by)
    ]
    never = sum(told["filled_on"]["p80"] is None for told in own.values())
    told = [
        _("Not filled within the plan in more than 20 of 100 draws: {count} of {all} requests.").format(
            count=number(never), all=number(len(reading.served))
        )
    ]
    most = max(apart, default=None)
    if most is not None and most[0] > 0:
        words = _("The date of {request} moves most: {planned} as planned today, {late} in 80 of 100 draws.")
        told.append(words.format(request=most[1], planned=day(most[3]), late=day(most[2])))
    return " ".join(told)


def _chart(reading: RiskReading, shown: Sequence[Served], alt: str) -> Chart:
    at = places(shown)
    height = ROW * len(shown)
    lines = [
        {"y": at[one.want.request] + AT[name], "reading": name} | _ends(reading, name, one.want.request)
        for one in shown
        for name in READINGS
    ]
    y, x = rows_y("y", len(shown)), horizon_x(reading)
    colour: Spec = {
        "field": "reading", "type": "nominal", "legend": None,
        "scale": {"domain": list(COLOURS), "range": list(COLOURS.values())},
    }  # fmt: skip
    layers = [
        _planned(reading, shown, x, y),
        _rule(lines, "p10", "p95", 1.5, x, y, colour),
        _rule(lines, "p50", "p80", 6, x, y, colour),
        _points(lines, x, y, colour),
        _beyond(lines, y, colour),
        names(shown),
        *key(_meanings(), height, before=before(shown)),
    ]
    spec: Spec = {"layer": [layer for layer in layers if layer]}
    return chart("dates", _("From 10 % to 95 %, thick from 50 % to 80 %"), alt, [], spec, height=height, wide=True)


def _ends(reading: RiskReading, name: str, request: str) -> Row:
    """The moments of the quantiles; what lies beyond the plan ends with it."""
    filled = reading.told[name][request]["filled_on"]
    ends = {p: reading.end_of(first) for p, first in filled.items()}
    moments = {p: end_value(last or reading.last_day) for p, last in ends.items()}
    return moments | {"known": ends["p50"] is not None, "some": ends["p10"] is not None, "all": ends["p95"] is not None}


def _rule(lines: list[Row], low: str, high: str, width: float, x: Spec, y: Spec, colour: Spec) -> Spec:
    values = [{"from": one[low], "to": one[high], "y": one["y"], "reading": one["reading"]} for one in lines]
    mark = {"type": "rule", "strokeWidth": width, "strokeCap": "butt"}
    return {
        "data": {"values": values},
        "mark": mark,
        "encoding": {"x": x, "x2": {"field": "to"}, "y": y, "color": colour},
    }


def _points(lines: list[Row], x: Spec, y: Spec, colour: Spec) -> Spec:
    """A dot at P50, so that a date that is certain can be seen."""
    values = [{"from": one["p50"], "y": one["y"], "reading": one["reading"]} for one in lines if one["known"]]
    mark = {"type": "point", "filled": True, "size": 46, "opacity": 1}
    return {"data": {"values": values}, "mark": mark, "encoding": {"x": x, "y": y, "color": colour}} if values else {}


def _beyond(lines: list[Row], y: Spec, colour: Spec) -> Spec:
    """An arrow where the end of the plan cuts a line off."""
    values = [{"y": one["y"], "reading": one["reading"]} for one in lines if not one["all"]]
    x: Spec = {"value": 0} if right_to_left() else {"value": {"expr": "width"}}
    shape = "triangle-left" if right_to_left() else "triangle-right"
    mark = {"type": "point", "shape": shape, "filled": True, "size": 50, "opacity": 1}
    return {"data": {"values": values}, "mark": mark, "encoding": {"x": x, "y": y, "color": colour}} if values else {}


def _planned(reading: RiskReading, shown: Sequence[Served], x: Spec, y: Spec) -> Spec:
    values = [
        {"from": end_value(one.filled_by), "y": place + 0.08, "y2": place + 0.92}
        for place, one in enumerate(shown)
        if one.filled_by is not None
    ]
    encoding = {"x": x, "y": y, "y2": {"field": "y2"}}
    mark = {"type": "rule", "color": INK, "strokeWidth": 1.5}
    return {"data": {"values": values}, "mark": mark, "encoding": encoding} if values else {}


def _meanings() -> list[Meaning]:
    return [
        Meaning(_("today's plan carried out (fixed); dot: 50 %"), BLUE),
        Meaning(_("planned with foresight (knowing); dot: 50 %"), GREEN),
        Meaning(_("upright: filled as planned today; arrow: beyond the plan"), INK, "line"),
    ]


def _table(reading: RiskReading, shown: Sequence[Served]) -> pl.DataFrame:
    rows: list[tuple[str | date | None, ...]] = [
        (
            one.want.request,
            _(READINGS[name]),
            one.filled_by,
            *(reading.end_of(reading.told[name][one.want.request]["filled_on"][p]) for p in CHANCES),
        )
        for one in shown
        for name in (reading.result.reading, reading.other)
    ]
    schema: dict[str, type[pl.DataType]] = {"request": pl.String, "reading": pl.String, "planned": pl.Date}
    return pl.DataFrame(rows, schema=schema | dict.fromkeys(CHANCES, pl.Date), orient="row")
