"""How ids, percentages and spans of time stand in a drawing: short, one name for one thing, few enough to be read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

from muster.report.charts.vega import INK, Spec, day_value, end_value, far_side, named, time_axis, time_x
from muster.report.plan_view import Reading
from muster.text import _, mark, number, right_to_left

SEMICOLON = mark("; ")
"""Between the entries of a list that have commas in them."""
NAME = 34
"""Letters of a name that a drawing has room for."""
SPANS = 80
"""Bars that a drawing over time has room for."""
BESIDE = 110
"""Pixels of room for ids beside rows."""


def short(text: str, most: int = NAME) -> str:
    """The text in one line, cut where a drawing has no room for more."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def called(reading: Reading, kind: str, ids: Iterable[str], most: int = NAME) -> dict[str, str]:
    """A name for each id as it may stand in a drawing; never the same for two of them."""
    names: dict[str, str] = {}
    for one in ids:
        name = named(short(reading.names.of(kind, one), most))
        if name in names.values():
            name = named(short(reading.names.with_id(kind, one), most))
        count = 2
        while name in names.values():
            name = named(f"{short(reading.names.of(kind, one), most - 5)} ({count})")
            count += 1
        names[one] = name
    return names


def counted(reading: Reading, wants: str) -> str:
    """What an item is counted in, as a drawing says it; pieces are not named."""
    unit = short(reading.names.counted_in(wants))
    return "" if unit == "each" else unit


def percent(share: float) -> str:
    """A share of one as people read it: `12.5 %`; never rounded to nothing or to all."""
    value = 100 * share
    rounded = round(value, 1)
    if 0 < value < 0.05:
        return "< 0.1 %"
    if rounded == 100 and value < 100 - 1e-9:
        return "> 99.9 %"
    return f"{number(rounded)} %"


def spans(reading: Reading, most: int = SPANS) -> pl.DataFrame:
    """Each bucket with the span of time (`from`, `to`, its place `span`) that stands for it in a drawing.

    A span is one bucket where they are few, else several in a row.
    """
    firsts = list(reading.bucket_ends)
    step = -(-len(firsts) // most)
    starts: list[date] = [firsts[k - k % step] for k in range(len(firsts))]
    ends = [reading.bucket_ends[firsts[min(k - k % step + step, len(firsts)) - 1]] for k in range(len(firsts))]
    return pl.DataFrame(
        {
            "bucket": firsts,
            "span": [k // step for k in range(len(firsts))],
            "from": [day_value(first) for first in starts],
            "to": [end_value(last) for last in ends],
        },
        schema_overrides={"bucket": pl.Date, "span": pl.Int64},
    )


def horizon_x(reading: Reading, field: str = "from") -> Spec:
    """Time along the horizontal axis, the whole horizon in every drawing."""
    domain = [day_value(reading.calendar.start), end_value(reading.last_day)]
    scale = {"type": "utc", "reverse": right_to_left(), "nice": False, "domain": domain}
    return time_x(field, scale=scale, axis=time_axis(reading.calendar))


def money_axis(reading: Reading, most: float) -> tuple[float, str]:
    """What to divide money by for an axis that reaches so far, and the axis's title."""
    if most >= 1e7:
        return 1e6, _("million {currency}").format(currency=reading.currency)
    return 1.0, reading.currency


def beside(told: pl.DataFrame, y: Spec, room: int, size: int = 11, colour: str = INK, weight: str = "normal") -> Spec:
    """Words (`text`) beside the rows that begin at `y`, where reading begins."""
    x = {"value": {"expr": "width + 6"}} if right_to_left() else {"value": -6}
    middle = told.select("text", (pl.col("y") + 0.5).alias("middle"))
    mark = {"type": "text", "align": far_side(), "baseline": "middle", "limit": room}
    return {
        "data": {"values": middle.to_dicts()},
        "mark": mark | {"fontSize": size, "color": colour, "fontWeight": weight},
        "encoding": {"x": x, "y": {"field": "middle", **y}, "text": {"field": "text"}},
    }
