"""Shared parts of charts: colours for colour-blind readers, axes of time and amount, mirroring.

In a right-to-left language time runs from right to left and amounts stand on the right. Text that goes into a drawing
is isolated first, since SVG mixes directions otherwise (`label`). What a table says goes into rows of data only, never
into an expression, a field's name or a format.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import polars as pl

from muster.calendar import Calendar
from muster.report.blocks import Chart
from muster.text import _, is_right_to_left, mark

Spec = dict[str, Any]
ChartRow = dict[str, Any]
"""A row of a drawing's data, by field."""

# Okabe and Ito's palette: https://jfly.uni-koeln.de/color/
INK, QUIET, GRID = "#1f2933", "#52606d", "#d9dee4"
BLUE, ORANGE, GREEN, RED, PURPLE, SKY, YELLOW, GREY = (
    "#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#f0e442", "#8a939c",
)  # fmt: skip
SERIES = (BLUE, ORANGE, GREEN, PURPLE, SKY, RED, YELLOW, GREY)

FONT = "Vazirmatn"
AMOUNT = ",.12~g"
"""Numbers as people read them: commas between thousands, no more places than there are."""

RATE_LABELS = {
    "day": mark("per day"), "week": mark("per week"), "month": mark("per month"), "quarter": mark("per quarter"),
    "year": mark("per year"),
}  # fmt: skip

_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_DATES = {"day": "%Y-%m-%d", "week": "%Y-%m-%d", "month": "%Y-%m", "quarter": "%Y-%m", "year": "%Y"}
_KEY_TOP, _KEY_LINE_HEIGHT = 34, 16


def label(text: str) -> str:
    """Text as it may stand in a drawing: isolated, in the reader's direction, when that is right-to-left."""
    return f"\u2067{text}\u2069" if is_right_to_left() and text else text


def amount_label(text: str) -> str:
    """A number, with its unit if it has one, as it may stand in a drawing."""
    return f"\u2066{text}\u2069" if is_right_to_left() and text else text


def day_value(value: date) -> str:
    """A day as drawings take it."""
    return value.isoformat()


def end_value(last: date) -> str:
    """The moment at which a bucket ends, by its last day."""
    return (last + timedelta(days=1)).isoformat()


def chart_rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """A table as rows of a drawing: from `from` to `to`, the moment at which `until` ends."""
    return frame.with_columns(bin_moments()).drop("until").to_dicts()


def bin_moments() -> tuple[pl.Expr, pl.Expr]:
    """`from` and `to`, the moment at which `until` ends, as drawings take them."""
    return pl.col("from").dt.to_string("iso"), pl.col("until").dt.offset_by("1d").dt.to_string("iso").alias("to")


def with_end_row(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows in order of time with one more where the last one ends, so that a step reaches there."""
    return [*rows, rows[-1] | {"from": rows[-1]["to"]}] if rows else []


def time_encoding(field: str = "from", **more: Any) -> Spec:
    """Time along the horizontal axis; the field holds days as `day_value` writes them."""
    return {
        "field": field,
        "type": "temporal",
        "scale": {"type": "utc", "reverse": is_right_to_left(), "nice": False},
        "title": None,
        "axis": {"format": "%Y-%m", "labelOverlap": "greedy", "tickCount": 6, "grid": False},
    } | more


def time_axis(calendar: Calendar, max_ticks: int = 6, **more: Any) -> Spec:
    """An axis for `time_encoding` with ticks at first days of buckets only, `max_ticks` at the utmost, round dates
    where it can."""
    return {
        "values": [_axis_moment(day) for day in _ticks(calendar, max_ticks)],
        "format": _DATES[calendar.base],
        "labelOverlap": "parity",
        "labelSeparation": 6,
        "labelFlush": False,
        "grid": False,
    } | more


def _ticks(calendar: Calendar, most: int) -> list[date]:
    if calendar.base in ("month", "quarter"):
        for months in (1, 3, 6, 12):
            days = [day for day in calendar.first_days if (day.month - 1) % months == 0]
            if 1 < len(days) <= most:
                return days
    return calendar.first_days[:: -(-calendar.count // most)]


def _axis_moment(day: date) -> Spec:
    """A day as an axis takes it. (Milliseconds do not do: Vega's interpreter without eval takes them for a year.)"""
    return {"year": day.year, "month": day.month, "date": day.day, "utc": True}


def step_interpolation() -> Spec:
    """Interpolation in steps: a line keeps its value until its next row.

    Vega joins points from left to right, whatever the time.
    """
    return {"interpolate": "step-before" if is_right_to_left() else "step-after"}


def rate_label(calendar: Calendar) -> str:
    """Label of a figure per base bucket: "per month"."""
    return _(RATE_LABELS[calendar.base])


def amount_encoding(field: str, title: str = "", **more: Any) -> Spec:
    """An amount along the vertical axis, from nothing."""
    return {
        "field": field,
        "type": "quantitative",
        "title": label(title) or None,
        "axis": {"format": AMOUNT, "tickCount": 4, "orient": start_side()},
    } | more


def start_side() -> str:
    """The side at which reading begins."""
    return "right" if is_right_to_left() else "left"


def end_side() -> str:
    """The side at which reading ends."""
    return "left" if is_right_to_left() else "right"


def offset_from_start(pixels: float, part: float = 0.0) -> Spec:
    """A place so many pixels on from where reading begins, after this part of the drawing's width."""
    if is_right_to_left():
        return {"value": {"expr": f"width * {1 - part:g} - {pixels:g}"}}
    return {"value": {"expr": f"width * {part:g} + {pixels:g}"}}


def legend(**more: Any) -> Spec:
    """A legend below the drawing, in reading order."""
    return {"orient": "bottom", "title": None, "direction": "horizontal", "columns": 3, "labelLimit": 260} | more


@dataclass(frozen=True)
class KeyEntry:
    """An entry of a key: what a filled `area`, a `line`, or a line of `dashes` or `dots` in this colour stands for."""

    text: str
    colour: str
    shape: Literal["area", "line", "dashes", "dots"] = "area"


STROKES: Mapping[str, list[int]] = {"line": [1, 0], "dashes": [6, 3], "dots": [2, 2]}


def key_layers(
    entries: Iterable[KeyEntry], height: int, columns: int = 1, top: int = _KEY_TOP, before: int = 0
) -> list[Spec]:
    """Layers that explain a drawing of this height below its time axis, mirrored, which Vega's own legends are not.

    The entries stand one below the other, in as many columns; `top` is how far below the drawing they begin, `before`
    how far before it.
    """
    listed_entries = list(entries)
    lines = -(-len(listed_entries) // columns)
    layers: list[Spec] = []
    for position, entry in enumerate(listed_entries):
        column, line = divmod(position, lines)
        layers += _key_entry_layers(entry, column / columns, before, height + top + line * _KEY_LINE_HEIGHT)
    return layers


def _key_entry_layers(entry: KeyEntry, part: float, before: int, middle: int) -> list[Spec]:
    start = -before * (1 - part)
    ends: Spec = {"x": offset_from_start(start, part), "x2": offset_from_start(start + 14, part)}
    if entry.shape == "area":
        drawn: Spec = {"mark": {"type": "rect", "color": entry.colour}}
        drawn["encoding"] = ends | {"y": {"value": middle - 5}, "y2": {"value": middle + 5}}
    else:
        stroke = {"strokeWidth": 2, "strokeDash": STROKES[entry.shape]}
        drawn = {"mark": {"type": "rule", "color": entry.colour, **stroke}}
        drawn["encoding"] = ends | {"y": {"value": middle}}
    words = {
        "mark": {
            "type": "text",
            "align": start_side(),
            "baseline": "middle",
            "text": label(entry.text),
            "color": QUIET,
        },
        "encoding": {"x": offset_from_start(start + 20, part), "y": {"value": middle}},
    }
    return [{"data": {"values": [{}]}, **layer} for layer in (drawn, words)]


def colour_scale(colour_by_label: Mapping[str, str]) -> Spec:
    """A scale that gives each label its colour, in this order."""
    return {"domain": list(colour_by_label), "range": list(colour_by_label.values())}


def make_chart(
    key: str, title: str, alt: str, rows: Iterable[Mapping[str, Any]], spec: Spec, *, height: int = 170,
    wide: bool = False,
) -> Chart:  # fmt: skip
    """A chart of these rows, with the theme."""
    whole = {
        "$schema": _SCHEMA,
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": list(rows)},
        "config": theme(),
        **spec,
    }
    return Chart(key=key, title=title, alt=alt, spec=whole, wide=wide)


def theme() -> Spec:
    """Fonts and quiet lines."""
    text = {"labelFont": FONT, "titleFont": FONT, "labelFontSize": 11, "titleFontSize": 11, "labelColor": QUIET}
    return {
        "font": FONT,
        "background": "transparent",
        "view": {"stroke": None},
        "axis": text | {"titleColor": QUIET, "titleFontWeight": "normal", "gridColor": GRID, "domainColor": GRID,
                        "tickColor": GRID, "labelLimit": 220, "titleLimit": 110},
        "legend": text | {"symbolType": "square", "symbolSize": 90},
        "text": {"font": FONT, "color": INK, "fontSize": 11},
    }  # fmt: skip
