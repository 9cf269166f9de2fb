"""A timeline of bottlenecks for each late request: when it is late, and below it when each thing holds it back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

from muster.explain.results import Bottleneck, LateRequest
from muster.report.blocks import Cell, Chart, Picture, ReportTable, TableColumn
from muster.report.cell_format import SEMICOLON
from muster.report.charts.data_table import MAX_ROWS
from muster.report.charts.labels import format_percent, horizon_encoding, shorten
from muster.report.charts.vega import (
    GREY,
    INK,
    ORANGE,
    SKY,
    ChartRow,
    KeyEntry,
    Spec,
    amount_label,
    day_value,
    end_value,
    key_layers,
    label,
    make_chart,
    start_side,
)
from muster.report.explanation_view import ExplanationView
from muster.report.plan_view import PlanView
from muster.text import _, is_right_to_left, join_list, month, ngettext, number

MAX_CHARTS = 12
"""Requests that are drawn, the worst first."""
MAX_BOTTLENECKS = 6
"""Bottlenecks of a request that are drawn, those that gain most."""
_ROW_HEIGHT = 30
_LABEL_LENGTH = 46


def bottleneck_timeline(view: ExplanationView) -> Picture | None:
    """One drawing for each late request that something holds back."""
    order = [fulfilment.demand.request for fulfilment in view.plan_view.most_late_first]
    order += [request for request in view.late_requests if request not in set(order)]
    late_requests = [
        view.late_requests[request]
        for request in order
        if request in view.late_requests and view.late_requests[request].bottlenecks
    ]
    if not late_requests:
        return None
    drawn = late_requests[:MAX_CHARTS]
    omitted = len(late_requests) - len(drawn)
    template = ngettext(
        "{count} more request is in the table and not drawn.", "{count} more requests are in the table and not drawn.",
        omitted,
    )  # fmt: skip
    return Picture(
        key="bottlenecks",
        title=_("What holds each request back, and when"),
        summary=_(
            "A bar stands for the months in which one unit more of something would help the request. Above it stands "
            "how much less late the request is without that thing."
        ),
        charts=tuple(_chart(view, late_request, position) for position, late_request in enumerate(drawn, 1)),
        table=_table(view, late_requests),
        omission_note=template.format(count=number(omitted)) if omitted else "",
    )


def _chart(view: ExplanationView, late_request: LateRequest, position: int) -> Chart:
    bottlenecks = late_request.bottlenecks[:MAX_BOTTLENECKS]
    request = late_request.request
    demand = next(
        fulfilment.demand for fulfilment in view.plan_view.fulfilments if fulfilment.demand.request == request
    )
    title = _("{request}: {wants}").format(
        request=shorten(request),
        wants=shorten(view.plan_view.names.item_or_family_name(demand.wants), _LABEL_LENGTH),
    )
    late = _late_periods(view.plan_view, request)
    rows: list[ChartRow] = [_text_row(0, _("late or short"))]
    rows += [_bar_row(view.plan_view, 0, "late", begin, until) for begin, until in late]
    for line, bottleneck in enumerate(bottlenecks, 1):
        rows.append(_text_row(line, _bottleneck_label(view, bottleneck)))
        kind = "first" if line == 1 else "other"
        rows += [_bar_row(view.plan_view, line, kind, span.begin, span.until) for span in bottleneck.spans]
    height = _ROW_HEIGHT * (len(bottlenecks) + 1)
    alt, spec = _alt_text(view, title, bottlenecks), _spec(view.plan_view, height)
    return make_chart(f"bottlenecks-{position}", title, alt, rows, spec, height=height)


def _late_periods(view: PlanView, request: str) -> list[tuple[date, date]]:
    """First days of the first and last buckets of each time in which something of the request is late."""
    late = view.result_table("requests").filter(pl.col("request") == request).sort("bucket").select("bucket", "late")
    periods: list[tuple[date, date]] = []
    was_late = False
    for bucket, quantity in late.iter_rows():
        is_late = quantity > 0
        if is_late and was_late:
            periods[-1] = periods[-1][0], bucket
        elif is_late:
            periods.append((bucket, bucket))
        was_late = is_late
    return periods


def _bar_row(view: PlanView, line: int, kind: str, begin: date, until: date) -> ChartRow:
    """A bar below its words, from the first day of a bucket to the end of another."""
    top = line * _ROW_HEIGHT + 17
    return {
        "part": kind, "from": day_value(begin), "to": end_value(view.bucket_ends[until]), "y": top, "y2": top + 9,
    }  # fmt: skip


def _text_row(line: int, text: str) -> ChartRow:
    return {"part": "words", "y": line * _ROW_HEIGHT + 13, "text": label(shorten(text, _LABEL_LENGTH + 14))}


def _bottleneck_label(view: ExplanationView, bottleneck: Bottleneck) -> str:
    name = view.relaxation_label((bottleneck.kind, bottleneck.id))
    effect = bottleneck.largest_trial.effect
    share = amount_label(f"−{format_percent(min(1.0, effect.gain / effect.late_before))}")
    return _("{part}: {what}").format(part=share, what=name)


def _spec(view: PlanView, height: int) -> Spec:
    y: Spec = {
        "field": "y", "type": "quantitative", "axis": None,
        "scale": {"domain": [0, height], "reverse": True, "nice": False},
    }  # fmt: skip
    colours = {"late": GREY, "first": ORANGE, "other": SKY}
    bars: Spec = {
        "transform": [{"filter": {"field": "part", "oneOf": list(colours)}}],
        "mark": {"type": "rect"},
        "encoding": {
            "x": horizon_encoding(view), "x2": {"field": "to"}, "y": y, "y2": {"field": "y2"},
            "color": {
                "field": "part", "type": "nominal", "legend": None,
                "scale": {"domain": list(colours), "range": list(colours.values())},
            },
        },
    }  # fmt: skip
    start: Spec = {"value": {"expr": "width"}} if is_right_to_left() else {"value": 0}
    text: Spec = {
        "transform": [{"filter": {"field": "part", "equal": "words"}}],
        "mark": {"type": "text", "align": start_side(), "baseline": "bottom", "fontSize": 10, "color": INK},
        "encoding": {"x": start, "y": y, "text": {"field": "text"}},
    }
    entries = (
        KeyEntry(_("late or short"), GREY),
        KeyEntry(_("what gains most when it is lifted"), ORANGE),
        KeyEntry(_("what gains less"), SKY),
    )
    return {"layer": [bars, text, *key_layers(entries, height)]}


def _alt_text(view: ExplanationView, title: str, bottlenecks: tuple[Bottleneck, ...]) -> str:
    parts = [
        _("{what} from {begin} to {until}").format(
            what=_bottleneck_label(view, bottleneck),
            begin=month(bottleneck.spans[0].begin),
            until=month(bottleneck.spans[-1].until),
        )
        if bottleneck.spans
        else _bottleneck_label(view, bottleneck)
        for bottleneck in bottlenecks
    ]
    return _("{title}. Held back by: {parts}.").format(title=title, parts=join_list(parts, SEMICOLON))


def bottleneck_rows(view: ExplanationView, late_requests: Iterable[LateRequest]) -> list[tuple[Cell, ...]]:
    """A row for each bottleneck, under `bottleneck_columns`."""
    return [
        (
            late_request.request, view.relaxation_label((bottleneck.kind, bottleneck.id)),
            view.party_name(bottleneck.party) or None, bottleneck.spans[0].begin if bottleneck.spans else None,
            view.plan_view.bucket_ends[bottleneck.spans[-1].until] if bottleneck.spans else None,
            bottleneck.largest_trial.effect.late_before, bottleneck.largest_trial.effect.late_after,
            bottleneck.largest_trial.effect.filled_before, bottleneck.largest_trial.effect.filled_after,
            bottleneck.minimal_increase.amount if bottleneck.minimal_increase else None,
            bottleneck.minimal_increase.begin if bottleneck.minimal_increase else None,
            view.relaxation_label(bottleneck.next_bottleneck) if bottleneck.next_bottleneck else None,
        )
        for late_request in late_requests
        for bottleneck in late_request.bottlenecks
    ]  # fmt: skip


def bottleneck_columns() -> tuple[TableColumn, ...]:
    """Headings of a row for each bottleneck."""
    return (
        TableColumn(_("Request")), TableColumn(_("Held back by")), TableColumn(_("Whose")),
        TableColumn(_("From"), "day"), TableColumn(_("Until"), "day"),
        TableColumn(_("Late unit-buckets as planned"), "number"),
        TableColumn(_("Late unit-buckets without it"), "number"),
        TableColumn(_("Filled in the bucket from, as planned"), "day"),
        TableColumn(_("Filled in the bucket from, without it"), "day"), TableColumn(_("Enough of it"), "number"),
        TableColumn(_("Enough from"), "day"), TableColumn(_("What would be next (unproved)")),
    )  # fmt: skip


def _table(view: ExplanationView, late_requests: list[LateRequest]) -> ReportTable:
    rows = bottleneck_rows(view, late_requests)
    caption = _("Each bottleneck, with the request as planned and without it")
    return ReportTable(
        key="bottlenecks",
        caption=caption,
        columns=bottleneck_columns(),
        rows=tuple(rows[:MAX_ROWS]),
        omitted_rows=max(0, len(rows) - MAX_ROWS),
    )
