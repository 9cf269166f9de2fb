"""Dates with their chances: for each request and reading a line from P10 to P95, thick from P50 to P80."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from muster.plans.fulfilment import Fulfilment
from muster.report.blocks import Chart, Picture, TableColumn
from muster.report.charts.data_table import data_table
from muster.report.charts.labels import horizon_encoding
from muster.report.charts.vega import BLUE, GREEN, INK, KeyEntry, Spec, end_value, key_layers, make_chart
from muster.report.risk.request_rows import (
    LINE_OFFSETS,
    MOST_REQUESTS,
    READING_COLOURS,
    ROW_HEIGHT,
    key_margin,
    left_out_note,
    request_labels,
    row_axis,
    row_by_request,
)
from muster.report.risk.risk_view import READING_NAMES, RiskView
from muster.risk.analysis.quantiles import CHANCES
from muster.text import _, day, is_right_to_left, number

Row = dict[str, Any]


def date_intervals(view: RiskView) -> Picture | None:
    """One drawing of the requests, the least sure of each priority first."""
    if not view.fulfilments:
        return None
    charted = view.least_sure[:MOST_REQUESTS]
    summary = _summary(view)
    columns = [TableColumn(_("Request")), TableColumn(_("Reading")), TableColumn(_("As planned today"), "day")]
    columns += [
        TableColumn(_("{chance} % by").format(chance=number(100 * chance)), "day") for chance in CHANCES.values()
    ]
    caption = _("When each request is filled; a dash: not within the plan")
    return Picture(
        key="dates",
        title=_("When each request is filled"),
        summary=summary,
        charts=(_chart(view, charted, summary),),
        table=data_table("dates", caption, columns, _table(view, charted), "requests.parquet"),
        omission_note=left_out_note(len(view.fulfilments) - len(charted)),
    )


def _summary(view: RiskView) -> str:
    summaries = view.requests_by_reading[view.result.reading]
    delays = [
        ((late - planned).days, fulfilment.demand.request, late, planned)
        for fulfilment in view.fulfilments
        if (late := view.bucket_end(summaries[fulfilment.demand.request]["filled_on"]["p80"]))
        and (planned := fulfilment.filled_by)
    ]
    never = sum(request_summary["filled_on"]["p80"] is None for request_summary in summaries.values())
    sentences = [
        _("Not filled within the plan in more than 20 of 100 draws: {count} of {all} requests.").format(
            count=number(never), all=number(len(view.fulfilments))
        )
    ]
    longest = max(delays, default=None)
    if longest is not None and longest[0] > 0:
        template = _("The date of {request} moves most: {planned} as planned today, {late} in 80 of 100 draws.")
        sentences.append(template.format(request=longest[1], planned=day(longest[3]), late=day(longest[2])))
    return " ".join(sentences)


def _chart(view: RiskView, charted: Sequence[Fulfilment], alt: str) -> Chart:
    row_of = row_by_request(charted)
    height = ROW_HEIGHT * len(charted)
    lines = [
        {"y": row_of[fulfilment.demand.request] + LINE_OFFSETS[name], "reading": name}
        | _line_ends(view, name, fulfilment.demand.request)
        for fulfilment in charted
        for name in READING_NAMES
    ]
    y, x = row_axis("y", len(charted)), horizon_encoding(view)
    colour: Spec = {
        "field": "reading", "type": "nominal", "legend": None,
        "scale": {"domain": list(READING_COLOURS), "range": list(READING_COLOURS.values())},
    }  # fmt: skip
    layers = [
        _planned_layer(view, charted, x, y),
        _rule_layer(lines, "p10", "p95", 1.5, x, y, colour),
        _rule_layer(lines, "p50", "p80", 6, x, y, colour),
        _median_layer(lines, x, y, colour),
        _arrow_layer(lines, y, colour),
        request_labels(charted),
        *key_layers(_legend_entries(), height, before=key_margin(charted)),
    ]
    spec: Spec = {"layer": [layer for layer in layers if layer]}
    return make_chart("dates", _("From 10 % to 95 %, thick from 50 % to 80 %"), alt, [], spec, height=height, wide=True)


def _line_ends(view: RiskView, name: str, request: str) -> Row:
    """The moments of the quantiles; what lies beyond the plan ends with it."""
    filled = view.requests_by_reading[name][request]["filled_on"]
    ends = {p: view.bucket_end(first) for p, first in filled.items()}
    moments = {p: end_value(last or view.last_day) for p, last in ends.items()}
    return moments | {"known": ends["p50"] is not None, "some": ends["p10"] is not None, "all": ends["p95"] is not None}


def _rule_layer(lines: list[Row], low: str, high: str, width: float, x: Spec, y: Spec, colour: Spec) -> Spec:
    values = [{"from": line[low], "to": line[high], "y": line["y"], "reading": line["reading"]} for line in lines]
    mark = {"type": "rule", "strokeWidth": width, "strokeCap": "butt"}
    return {
        "data": {"values": values},
        "mark": mark,
        "encoding": {"x": x, "x2": {"field": "to"}, "y": y, "color": colour},
    }


def _median_layer(lines: list[Row], x: Spec, y: Spec, colour: Spec) -> Spec:
    """A dot at P50, so that a date that is certain can be seen."""
    values = [{"from": line["p50"], "y": line["y"], "reading": line["reading"]} for line in lines if line["known"]]
    mark = {"type": "point", "filled": True, "size": 46, "opacity": 1}
    return {"data": {"values": values}, "mark": mark, "encoding": {"x": x, "y": y, "color": colour}} if values else {}


def _arrow_layer(lines: list[Row], y: Spec, colour: Spec) -> Spec:
    """An arrow where the end of the plan cuts a line off."""
    values = [{"y": line["y"], "reading": line["reading"]} for line in lines if not line["all"]]
    x: Spec = {"value": 0} if is_right_to_left() else {"value": {"expr": "width"}}
    shape = "triangle-left" if is_right_to_left() else "triangle-right"
    mark = {"type": "point", "shape": shape, "filled": True, "size": 50, "opacity": 1}
    return {"data": {"values": values}, "mark": mark, "encoding": {"x": x, "y": y, "color": colour}} if values else {}


def _planned_layer(view: RiskView, charted: Sequence[Fulfilment], x: Spec, y: Spec) -> Spec:
    values = [
        {"from": end_value(fulfilment.filled_by), "y": row + 0.08, "y2": row + 0.92}
        for row, fulfilment in enumerate(charted)
        if fulfilment.filled_by is not None
    ]
    encoding = {"x": x, "y": y, "y2": {"field": "y2"}}
    mark = {"type": "rule", "color": INK, "strokeWidth": 1.5}
    return {"data": {"values": values}, "mark": mark, "encoding": encoding} if values else {}


def _legend_entries() -> list[KeyEntry]:
    return [
        KeyEntry(_("today's plan carried out (fixed); dot: 50 %"), BLUE),
        KeyEntry(_("planned with foresight (knowing); dot: 50 %"), GREEN),
        KeyEntry(_("upright: filled as planned today; arrow: beyond the plan"), INK, "line"),
    ]


def _table(view: RiskView, charted: Sequence[Fulfilment]) -> pl.DataFrame:
    rows: list[tuple[str | date | None, ...]] = [
        (
            fulfilment.demand.request,
            _(READING_NAMES[name]),
            fulfilment.filled_by,
            *(
                view.bucket_end(view.requests_by_reading[name][fulfilment.demand.request]["filled_on"][p])
                for p in CHANCES
            ),
        )
        for fulfilment in charted
        for name in (view.result.reading, view.other_reading)
    ]
    schema: dict[str, type[pl.DataType]] = {"request": pl.String, "reading": pl.String, "planned": pl.Date}
    return pl.DataFrame(rows, schema=schema | dict.fromkeys(CHANCES, pl.Date), orient="row")
