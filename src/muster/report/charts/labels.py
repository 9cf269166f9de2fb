"""Labels in charts for ids, percentages and spans of time: short, consistent, few enough to be read."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from muster.report.charts.vega import (
    INK,
    Spec,
    day_value,
    end_side,
    end_value,
    time_axis,
    time_encoding,
)
from muster.report.display_names import name_label
from muster.report.plan_view import PlanView
from muster.text import _, is_right_to_left, number

NAME_LENGTH = 34
"""Letters of a name that a drawing has room for."""
ROW_LABEL_WIDTH = 110
"""Pixels of room for ids beside rows."""
HELPS_REQUESTS = (pl.col("worth") > 0) & (
    pl.col("worth_tier").str.starts_with("requests/")
    | pl.col("worth_tier").str.starts_with("share/")
    | (pl.col("worth_tier") == "value")
)
"""One more unit would serve a request sooner or better, and not only reserves, costs or calm. Null where no worth is
known."""


def shorten(text: str, max_length: int = NAME_LENGTH) -> str:
    """The text in one line, cut where a drawing has no room for more."""
    line = " ".join(text.split())
    return line if len(line) <= max_length else line[: max_length - 1].rstrip() + "…"


def unique_names(view: PlanView, kind: str, ids: Iterable[str], max_length: int = NAME_LENGTH) -> dict[str, str]:
    """A name for each id as it may stand in a drawing; never the same for two of them."""
    names: dict[str, str] = {}
    for entry_id in ids:
        name = name_label(shorten(view.names.name_of(kind, entry_id), max_length))
        if name in names.values():
            name = name_label(shorten(view.names.name_with_id(kind, entry_id), max_length))
        count = 2
        while name in names.values():
            name = name_label(f"{shorten(view.names.name_of(kind, entry_id), max_length - 5)} ({count})")
            count += 1
        names[entry_id] = name
    return names


def counting_unit_label(view: PlanView, wants: str) -> str:
    """Unit in which an item is counted; pieces are not named."""
    unit = shorten(view.names.counting_unit(wants))
    return "" if unit == "each" else unit


def format_percent(share: float) -> str:
    """A share of one as people read it: `12.5 %`; never rounded to nothing or to all."""
    value = 100 * share
    rounded = round(value, 1)
    if 0 < value < 0.05:
        return "< 0.1 %"
    if rounded == 100 and value < 100 - 1e-9:
        return "> 99.9 %"
    return f"{number(rounded)} %"


def horizon_encoding(view: PlanView, field: str = "from") -> Spec:
    """Time along the horizontal axis, the whole horizon in every drawing."""
    domain = [day_value(view.calendar.start), end_value(view.last_day)]
    scale = {"type": "utc", "reverse": is_right_to_left(), "nice": False, "domain": domain}
    return time_encoding(field, scale=scale, axis=time_axis(view.calendar))


def money_axis(view: PlanView, largest: float) -> tuple[float, str]:
    """Divisor and title of a money axis that reaches this far."""
    if largest >= 1e7:
        return 1e6, _("million {currency}").format(currency=view.currency)
    return 1.0, view.currency


def row_label_layer(
    rows: pl.DataFrame, y: Spec, width: int, size: int = 11, colour: str = INK, weight: str = "normal"
) -> Spec:
    """Words (`text`) beside the rows that begin at `y`, where reading begins."""
    x = {"value": {"expr": "width + 6"}} if is_right_to_left() else {"value": -6}
    middle = rows.select("text", (pl.col("y") + 0.5).alias("middle"))
    mark = {"type": "text", "align": end_side(), "baseline": "middle", "limit": width}
    return {
        "data": {"values": middle.to_dicts()},
        "mark": mark | {"fontSize": size, "color": colour, "fontWeight": weight},
        "encoding": {"x": x, "y": {"field": "middle", **y}, "text": {"field": "text"}},
    }
