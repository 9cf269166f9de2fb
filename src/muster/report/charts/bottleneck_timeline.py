"""A timeline of bottlenecks for each late request: when it is late, and below it when each thing holds it back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl

from muster.explain.results import Bottleneck, Held
from muster.report.blocks import Cell, Chart, Column, Picture, Table
from muster.report.charts.data_table import MOST
from muster.report.charts.labels import horizon_x, percent, short
from muster.report.charts.vega import (
    GREY,
    INK,
    ORANGE,
    SKY,
    Meaning,
    Spec,
    amount_label,
    chart,
    day_value,
    end_value,
    key,
    label,
    side,
)
from muster.report.explanation_view import SEMICOLON, Reasons
from muster.report.plan_view import Reading
from muster.text import _, listed, month, ngettext, number, right_to_left

DRAWN = 12
"""Requests that are drawn, the worst first."""
ROWS = 6
"""Bottlenecks of a request that are drawn, those that gain most."""
_ROW = 30
_LETTERS = 46

Row = dict[str, Any]


def bottlenecks(reading: Reading) -> Picture | None:
    """One drawing for each late request that something holds back."""
    reasons = reading.reasons
    order = [one.want.request for one in reasons.behind()]
    order += [request for request in reasons.held if request not in set(order)]
    found = [reasons.held[r] for r in order if r in reasons.held and reasons.held[r].bottlenecks]
    if not found:
        return None
    drawn = found[:DRAWN]
    left = len(found) - len(drawn)
    words = ngettext(
        "{count} more request is in the table and not drawn.", "{count} more requests are in the table and not drawn.",
        left,
    )  # fmt: skip
    return Picture(
        "bottlenecks",
        _("What holds each request back, and when"),
        _(
            "A bar stands for the months in which one unit more of something would help the request. Above it stands "
            "how much less late the request is without that thing."
        ),
        tuple(_chart(reading, reasons, held, place) for place, held in enumerate(drawn, 1)),
        _table(reading, reasons, found),
        words.format(count=number(left)) if left else "",
    )


def _chart(reading: Reading, reasons: Reasons, held: Held, place: int) -> Chart:
    shown = held.bottlenecks[:ROWS]
    want = next(one.want for one in reading.served if one.want.request == held.request)
    title = _("{request}: {wants}").format(
        request=short(held.request), wants=short(reading.names.wants(want.wants), _LETTERS)
    )
    late = _late(reading, held.request)
    rows: list[Row] = [_text(0, _("late or short"))]
    rows += [_bar(reading, 0, "late", begin, until) for begin, until in late]
    for line, one in enumerate(shown, 1):
        rows.append(_text(line, _label(reasons, one)))
        kind = "first" if line == 1 else "other"
        rows += [_bar(reading, line, kind, span.begin, span.until) for span in one.spans]
    height = _ROW * (len(shown) + 1)
    return chart(f"bottlenecks-{place}", title, _alt(reasons, title, shown), rows, _spec(reading, height),
                 height=height)  # fmt: skip


def _late(reading: Reading, request: str) -> list[tuple[date, date]]:
    """First days of the first and last buckets of each time in which something of the request is late."""
    late = reading.table("requests").filter(pl.col("request") == request).sort("bucket").select("bucket", "late")
    found: list[tuple[date, date]] = []
    before = False
    for bucket, quantity in late.iter_rows():
        is_late = quantity > 0
        if is_late and before:
            found[-1] = found[-1][0], bucket
        elif is_late:
            found.append((bucket, bucket))
        before = is_late
    return found


def _bar(reading: Reading, line: int, kind: str, begin: date, until: date) -> Row:
    """A bar below its words, from the first day of a bucket to the end of another."""
    top = line * _ROW + 17
    return {
        "part": kind, "from": day_value(begin), "to": end_value(reading.bucket_ends[until]), "y": top, "y2": top + 9,
    }  # fmt: skip


def _text(line: int, text: str) -> Row:
    return {"part": "words", "y": line * _ROW + 13, "text": label(short(text, _LETTERS + 14))}


def _label(reasons: Reasons, one: Bottleneck) -> str:
    thing = reasons.thing((one.kind, one.id))
    effect = one.widest.effect
    less = amount_label(f"−{percent(min(1.0, effect.gain / effect.late_before))}")
    return _("{part}: {what}").format(part=less, what=thing)


def _spec(reading: Reading, height: int) -> Spec:
    y: Spec = {
        "field": "y", "type": "quantitative", "axis": None,
        "scale": {"domain": [0, height], "reverse": True, "nice": False},
    }  # fmt: skip
    colours = {"late": GREY, "first": ORANGE, "other": SKY}
    bars: Spec = {
        "transform": [{"filter": {"field": "part", "oneOf": list(colours)}}],
        "mark": {"type": "rect"},
        "encoding": {
            "x": horizon_x(reading), "x2": {"field": "to"}, "y": y, "y2": {"field": "y2"},
            "color": {
                "field": "part", "type": "nominal", "legend": None,
                "scale": {"domain": list(colours), "range": list(colours.values())},
            },
        },
    }  # fmt: skip
    start: Spec = {"value": {"expr": "width"}} if right_to_left() else {"value": 0}
    text: Spec = {
        "transform": [{"filter": {"field": "part", "equal": "words"}}],
        "mark": {"type": "text", "align": side(), "baseline": "bottom", "fontSize": 10, "color": INK},
        "encoding": {"x": start, "y": y, "text": {"field": "text"}},
    }
    meanings = (
        Meaning(_("late or short"), GREY),
        Meaning(_("what gains most when it is lifted"), ORANGE),
        Meaning(_("what gains less"), SKY),
    )
    return {"layer": [bars, text, *key(meanings, height)]}


def _alt(reasons: Reasons, title: str, shown: tuple[Bottleneck, ...]) -> str:
    parts = [
        _("{what} from {begin} to {until}").format(
            what=_label(reasons, one), begin=month(one.spans[0].begin), until=month(one.spans[-1].until)
        )
        if one.spans
        else _label(reasons, one)
        for one in shown
    ]
    return _("{title}. Held back by: {parts}.").format(title=title, parts=listed(parts, SEMICOLON))


def bottleneck_rows(reading: Reading, reasons: Reasons, found: Iterable[Held]) -> list[tuple[Cell, ...]]:
    """A row for each bottleneck, under `bottleneck_columns`."""
    return [
        (
            held.request, reasons.thing((one.kind, one.id)), reasons.party(one.party) or None,
            one.spans[0].begin if one.spans else None,
            reading.bucket_ends[one.spans[-1].until] if one.spans else None,
            one.widest.effect.late_before, one.widest.effect.late_after,
            one.widest.effect.filled_before, one.widest.effect.filled_after,
            one.enough.by if one.enough else None, one.enough.begin if one.enough else None,
            reasons.thing(one.next) if one.next else None,
        )
        for held in found
        for one in held.bottlenecks
    ]  # fmt: skip


def bottleneck_columns() -> tuple[Column, ...]:
    """Headings of a row for each bottleneck."""
    return (
        Column(_("Request")), Column(_("Held back by")), Column(_("Whose")), Column(_("From"), "day"),
        Column(_("Until"), "day"), Column(_("Late unit-buckets as planned"), "number"),
        Column(_("Late unit-buckets without it"), "number"), Column(_("Filled in the bucket from, as planned"), "day"),
        Column(_("Filled in the bucket from, without it"), "day"), Column(_("Enough of it"), "number"),
        Column(_("Enough from"), "day"), Column(_("What would be next (unproved)")),
    )  # fmt: skip


def _table(reading: Reading, reasons: Reasons, found: list[Held]) -> Table:
    rows = bottleneck_rows(reading, reasons, found)
    caption = _("Each bottleneck, with the request as planned and without it")
    return Table("bottlenecks", caption, bottleneck_columns(), tuple(rows[:MOST]), max(0, len(rows) - MOST))
