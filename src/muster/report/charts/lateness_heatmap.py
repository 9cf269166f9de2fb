"""Heat map of what is late: requests down, time across, the darker the larger the share of what is due by then."""

from __future__ import annotations

from datetime import date

import polars as pl

from muster.plans.tables.requests import Served
from muster.report.blocks import Chart, Column, Picture
from muster.report.charts.data_table import behind
from muster.report.charts.fill import late_share
from muster.report.charts.labels import BESIDE, beside
from muster.report.charts.time_bins import at_end, runs
from muster.report.charts.vega import QUIET, Meaning, Spec, chart, key, label, named, rows, time_axis, time_x
from muster.report.plan_view import Reading
from muster.text import _, listed, ngettext, number

MOST = 40
_TIMES = 60
_ROW = 17
_GAP = 1.1
"""Room above each priority for its heading, in rows."""
_NAMED = 5

_NOTHING, _DARKER = "#e3e8ee", ("#fdd49e", "#fc8d59", "#d7301f", "#990000", "#4a0000")
"""From light to dark in steps that do without colour: https://colorbrewer2.org, OrRd."""
_LIMITS = (0.25, 0.5, 0.75, 1.0 - 1e-6)


def lateness(reading: Reading) -> Picture | None:
    """One drawing of the requests in order of priority and id; the most late of them where there are many."""
    late = [one for one in reading.served if one.late_unit_buckets > 0]
    if not late:
        return None
    shown = reading.served if len(reading.served) <= MOST else _most_late(late, reading)
    told = _shares(reading)
    left = len(reading.served) - len(shown)
    says = " ".join([_at_most(reading), _at_the_end(reading)])
    return Picture(
        "lateness",
        _("What is late, and when"),
        says,
        (_chart(reading, shown, told, says),),
        behind("lateness", _("What is late, by request and time"), _columns(), _table(shown, told), "requests.parquet"),
        _left_out(left) if left else "",
    )


def _most_late(late: list[Served], reading: Reading) -> list[Served]:
    worst = sorted(late, key=lambda one: (-late_share(one, reading), one.want.request))[:MOST]
    return sorted(worst, key=lambda one: (one.want.priority, one.want.request))


def _shares(reading: Reading) -> pl.DataFrame:
    """Per request and stretch, from the first due on: late at its end, due by then, the one as a share of the other."""
    told = reading.table("requests").sort("request", "bucket")
    so_far = told.with_columns(pl.col("due").cum_sum().over("request").alias("asked"))
    return (
        at_end(so_far, reading, ["request"], ["asked", "late"], _TIMES)
        .filter(pl.col("asked") > 0)
        .with_columns((pl.col("late") / pl.col("asked")).clip(0.0, 1.0).alias("share"))
    )


def _step(share: pl.Expr) -> pl.Expr:
    """0 for nothing late, then 1 to 5 by the limits between them."""
    step = (share > 0).cast(pl.Int64)
    for limit in _LIMITS:
        step = step + (share > limit).cast(pl.Int64)
    return step


def _chart(reading: Reading, shown: list[Served], told: pl.DataFrame, alt: str) -> Chart:
    places, headings, height = _places(shown)
    told = told.join(places.select("request", "y"), on="request").with_columns(_step(pl.col("share")).alias("step"))
    cells = runs(told.sort("y", "from"), ["request", "y"], ["step"]).drop("request")
    y: Spec = {"type": "quantitative", "scale": {"domain": [0, height], "reverse": True, "nice": False}, "axis": None}
    pixels = round(height * _ROW)
    x = time_x(axis=time_axis(reading.calendar))
    steps = {"domain": list(range(6)), "range": [_NOTHING, *_DARKER]}
    colour = {"field": "step", "type": "ordinal", "legend": None, "scale": steps}
    drawn: Spec = {
        "mark": {"type": "rect", "stroke": "white", "strokeWidth": 0.5},
        "encoding": {
            "x": x, "x2": {"field": "to"}, "y": {"field": "y", **y}, "y2": {"field": "below"}, "color": colour,
        },
    }  # fmt: skip
    layers = [drawn, beside(places, y, BESIDE), beside(headings, y, BESIDE, 10, QUIET, "bold")]
    values = rows(cells.with_columns((pl.col("y") + 0.9).alias("below")))
    longest = max(len(one.want.request) for one in shown)
    layers += key(_meanings(), pixels, columns=2, before=min(BESIDE, 6 * longest))
    title = _("Late, as a share of what is due by then")
    return chart("lateness", title, alt, values, {"layer": layers}, height=pixels, wide=True)


def _places(shown: list[Served]) -> tuple[pl.DataFrame, pl.DataFrame, float]:
    """Where each request's row begins, in rows from the top; the same for headings; and how many rows in all."""
    places: list[tuple[str, str, float]] = []
    headings: list[tuple[str, float]] = []
    height, before = 0.0, None
    for one in shown:
        if one.want.priority != before:
            before = one.want.priority
            headings.append((label(_("Priority {priority}").format(priority=before)), height + 0.1))
            height += _GAP
        places.append((one.want.request, named(one.want.request), height))
        height += 1
    schema = {"request": pl.String, "text": pl.String, "y": pl.Float64}
    columns = {"text": pl.String, "y": pl.Float64}
    return pl.DataFrame(places, schema, orient="row"), pl.DataFrame(headings, columns, orient="row"), height


def _meanings() -> list[Meaning]:
    words = (
        _("nothing late"), _("up to 25 % late"), _("25 to 50 % late"), _("50 to 75 % late"), _("over 75 % late"),
        _("all of it late"), _("blank: nothing due yet"),
    )  # fmt: skip
    return [Meaning(text, colour) for text, colour in zip(words, (_NOTHING, *_DARKER, "transparent"), strict=True)]


def _at_most(reading: Reading) -> str:
    """When the most requests are late at once."""
    late = reading.table("requests").filter(pl.col("late") > 0).group_by("bucket", maintain_order=True).len()
    when, most = late.sort(["len", "bucket"], descending=[True, False]).row(0)
    assert isinstance(when, date)
    return ngettext(
        "At most {count} of {all} requests is late at once (first: {when}).",
        "At most {count} of {all} requests are late at once (first: {when}).",
        most,
    ).format(count=number(most), all=number(len(reading.served)), when=reading.when(when))


def _at_the_end(reading: Reading) -> str:
    """Which requests are late when the horizon ends."""
    last = reading.calendar.first_days[-1]
    late = set(reading.table("requests").filter((pl.col("late") > 0) & (pl.col("bucket") == last))["request"])
    names = [one.want.request for one in reading.served if one.want.request in late]
    if not names:
        return _("At the end of the horizon nothing is late.")
    if len(names) > _NAMED:
        return ngettext(
            "At the end of the horizon {count} request is late.",
            "At the end of the horizon {count} requests are late.",
            len(names),
        ).format(count=number(len(names)))
    return _("Late at the end of the horizon: {requests}.").format(requests=listed(names))


def _left_out(left: int) -> str:
    return ngettext(
        "{count} request that is less late is not drawn; requests.parquet in the plan folder has it.",
        "{count} requests that are less late are not drawn; requests.parquet in the plan folder has all of them.",
        left,
    ).format(count=number(left))


def _columns() -> list[Column]:
    return [
        Column(_("Request")), Column(_("From"), "day"), Column(_("Until"), "day"), Column(_("Late"), "number"),
        Column(_("Due so far"), "number"), Column(_("Late, in %"), "number"),
    ]  # fmt: skip


def _table(shown: list[Served], told: pl.DataFrame) -> pl.DataFrame:
    """What is late only, in the order of the drawing."""
    order = pl.DataFrame({"request": [one.want.request for one in shown], "place": range(len(shown))})
    late = told.join(order, on="request").filter(pl.col("late") > 0).sort("place", "from")
    percent = (100 * pl.col("share")).round(1).alias("percent")
    return late.select("request", "from", "until", "late", "asked", percent)
