"""Heat map of what is late: requests down, time across, the darker the larger the share of what is due by then."""

from __future__ import annotations

from datetime import date

import polars as pl

from muster.plans.fulfilment import Fulfilment
from muster.report.blocks import Chart, Picture, TableColumn
from muster.report.charts.data_table import data_table
from muster.report.charts.fill import late_share
from muster.report.charts.labels import ROW_LABEL_WIDTH, row_label_layer
from muster.report.charts.time_bins import merge_equal_bins, values_at_bin_end
from muster.report.charts.vega import (
    QUIET,
    KeyEntry,
    Spec,
    chart_rows,
    key_layers,
    label,
    make_chart,
    time_axis,
    time_encoding,
)
from muster.report.display_names import name_label
from muster.report.plan_view import PlanView
from muster.text import _, join_list, ngettext, number

MAX_REQUESTS = 40
_MAX_BINS = 60
_ROW_HEIGHT = 17
_HEADING_ROWS = 1.1
"""Room above each priority for its heading, in rows."""
_MAX_NAMED = 5

_NOTHING_LATE_COLOUR, _LATE_COLOURS = "#e3e8ee", ("#fdd49e", "#fc8d59", "#d7301f", "#990000", "#4a0000")
"""From light to dark in steps that do without colour: https://colorbrewer2.org, OrRd."""
_STEP_LIMITS = (0.25, 0.5, 0.75, 1.0 - 1e-6)


def lateness_heatmap(view: PlanView) -> Picture | None:
    """One drawing of the requests in order of priority and id; the most late of them where there are many."""
    late = [fulfilment for fulfilment in view.fulfilments if fulfilment.late_unit_buckets > 0]
    if not late:
        return None
    drawn = view.fulfilments if len(view.fulfilments) <= MAX_REQUESTS else _most_late(late, view)
    shares = _late_shares(view)
    omitted = len(view.fulfilments) - len(drawn)
    summary = " ".join([_peak_sentence(view), _end_sentence(view)])
    return Picture(
        key="lateness",
        title=_("What is late, and when"),
        summary=summary,
        charts=(_chart(view, drawn, shares, summary),),
        table=data_table(
            "lateness",
            _("What is late, by request and time"),
            _columns(),
            _table_rows(drawn, shares),
            "requests.parquet",
        ),
        omission_note=_omission_note(omitted) if omitted else "",
    )


def _most_late(late: list[Fulfilment], view: PlanView) -> list[Fulfilment]:
    worst = sorted(late, key=lambda fulfilment: (-late_share(fulfilment, view), fulfilment.demand.request))[
        :MAX_REQUESTS
    ]
    return sorted(worst, key=lambda fulfilment: (fulfilment.demand.priority, fulfilment.demand.request))


def _late_shares(view: PlanView) -> pl.DataFrame:
    """Per request and stretch, from the first due on: late at its end, due by then, the one as a share of the other."""
    requests = view.result_table("requests").sort("request", "bucket")
    so_far = requests.with_columns(pl.col("due").cum_sum().over("request").alias("asked"))
    return (
        values_at_bin_end(so_far, view, ["request"], ["asked", "late"], _MAX_BINS)
        .filter(pl.col("asked") > 0)
        .with_columns((pl.col("late") / pl.col("asked")).clip(0.0, 1.0).alias("share"))
    )


def _colour_step(share: pl.Expr) -> pl.Expr:
    """0 for nothing late, then 1 to 5 by the limits between them."""
    step = (share > 0).cast(pl.Int64)
    for limit in _STEP_LIMITS:
        step = step + (share > limit).cast(pl.Int64)
    return step


def _chart(view: PlanView, fulfilments: list[Fulfilment], shares: pl.DataFrame, alt: str) -> Chart:
    positions, headings, height = _row_positions(fulfilments)
    shares = shares.join(positions.select("request", "y"), on="request").with_columns(
        _colour_step(pl.col("share")).alias("step")
    )
    cells = merge_equal_bins(shares.sort("y", "from"), ["request", "y"], ["step"]).drop("request")
    y: Spec = {"type": "quantitative", "scale": {"domain": [0, height], "reverse": True, "nice": False}, "axis": None}
    pixels = round(height * _ROW_HEIGHT)
    x = time_encoding(axis=time_axis(view.calendar))
    steps = {"domain": list(range(6)), "range": [_NOTHING_LATE_COLOUR, *_LATE_COLOURS]}
    colour = {"field": "step", "type": "ordinal", "legend": None, "scale": steps}
    drawn: Spec = {
        "mark": {"type": "rect", "stroke": "white", "strokeWidth": 0.5},
        "encoding": {
            "x": x, "x2": {"field": "to"}, "y": {"field": "y", **y}, "y2": {"field": "below"}, "color": colour,
        },
    }  # fmt: skip
    layers = [
        drawn,
        row_label_layer(positions, y, ROW_LABEL_WIDTH),
        row_label_layer(headings, y, ROW_LABEL_WIDTH, 10, QUIET, "bold"),
    ]
    values = chart_rows(cells.with_columns((pl.col("y") + 0.9).alias("below")))
    longest = max(len(fulfilment.demand.request) for fulfilment in fulfilments)
    layers += key_layers(_key_entries(), pixels, columns=2, before=min(ROW_LABEL_WIDTH, 6 * longest))
    title = _("Late, as a share of what is due by then")
    return make_chart("lateness", title, alt, values, {"layer": layers}, height=pixels, wide=True)


def _row_positions(fulfilments: list[Fulfilment]) -> tuple[pl.DataFrame, pl.DataFrame, float]:
    """Row of each request in rows from the top; the same for headings; and the number of rows in all."""
    positions: list[tuple[str, str, float]] = []
    headings: list[tuple[str, float]] = []
    height, priority = 0.0, None
    for fulfilment in fulfilments:
        if fulfilment.demand.priority != priority:
            priority = fulfilment.demand.priority
            headings.append((label(_("Priority {priority}").format(priority=priority)), height + 0.1))
            height += _HEADING_ROWS
        positions.append((fulfilment.demand.request, name_label(fulfilment.demand.request), height))
        height += 1
    schema = {"request": pl.String, "text": pl.String, "y": pl.Float64}
    columns = {"text": pl.String, "y": pl.Float64}
    return pl.DataFrame(positions, schema, orient="row"), pl.DataFrame(headings, columns, orient="row"), height


def _key_entries() -> list[KeyEntry]:
    words = (
        _("nothing late"), _("up to 25 % late"), _("25 to 50 % late"), _("50 to 75 % late"), _("over 75 % late"),
        _("all of it late"), _("blank: nothing due yet"),
    )  # fmt: skip
    return [
        KeyEntry(text, colour)
        for text, colour in zip(words, (_NOTHING_LATE_COLOUR, *_LATE_COLOURS, "transparent"), strict=True)
    ]


def _peak_sentence(view: PlanView) -> str:
    """Bucket in which the most requests are late at once, as a sentence."""
    late = view.result_table("requests").filter(pl.col("late") > 0).group_by("bucket", maintain_order=True).len()
    bucket, late_count = late.sort(["len", "bucket"], descending=[True, False]).row(0)
    assert isinstance(bucket, date)
    return ngettext(
        "At most {count} of {all} requests is late at once (first: {when}).",
        "At most {count} of {all} requests are late at once (first: {when}).",
        late_count,
    ).format(count=number(late_count), all=number(len(view.fulfilments)), when=view.bucket_label(bucket))


def _end_sentence(view: PlanView) -> str:
    """Requests that are late at the end of the horizon, as a sentence."""
    last = view.calendar.first_days[-1]
    late = set(view.result_table("requests").filter((pl.col("late") > 0) & (pl.col("bucket") == last))["request"])
    names = [fulfilment.demand.request for fulfilment in view.fulfilments if fulfilment.demand.request in late]
    if not names:
        return _("At the end of the horizon nothing is late.")
    if len(names) > _MAX_NAMED:
        return ngettext(
            "At the end of the horizon {count} request is late.",
            "At the end of the horizon {count} requests are late.",
            len(names),
        ).format(count=number(len(names)))
    return _("Late at the end of the horizon: {requests}.").format(requests=join_list(names))


def _omission_note(omitted: int) -> str:
    return ngettext(
        "{count} request that is less late is not drawn; requests.parquet in the plan folder has it.",
        "{count} requests that are less late are not drawn; requests.parquet in the plan folder has all of them.",
        omitted,
    ).format(count=number(omitted))


def _columns() -> list[TableColumn]:
    return [
        TableColumn(_("Request")), TableColumn(_("From"), "day"), TableColumn(_("Until"), "day"),
        TableColumn(_("Late"), "number"), TableColumn(_("Due so far"), "number"),
        TableColumn(_("Late, in %"), "number"),
    ]  # fmt: skip


def _table_rows(fulfilments: list[Fulfilment], shares: pl.DataFrame) -> pl.DataFrame:
    """Late requests only, in the order of the chart."""
    order = pl.DataFrame(
        {"request": [fulfilment.demand.request for fulfilment in fulfilments], "place": range(len(fulfilments))}
    )
    late = shares.join(order, on="request").filter(pl.col("late") > 0).sort("place", "from")
    percent = (100 * pl.col("share")).round(1).alias("percent")
    return late.select("request", "from", "until", "late", "asked", percent)
