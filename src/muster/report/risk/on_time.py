"""The chance of being on time, for each request in both readings, with how well so many draws know it."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from muster.plans.fulfilment import Fulfilment
from muster.report.blocks import Chart, Picture, TableColumn
from muster.report.charts.data_table import data_table
from muster.report.charts.vega import BLUE, GREEN, QUIET, KeyEntry, Spec, key_layers, make_chart
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
from muster.risk.analysis.sentences import format_chance
from muster.text import _, is_right_to_left, number


def on_time_chances(view: RiskView) -> Picture | None:
    """One drawing of the requests in the order of their dates."""
    if not view.fulfilments or not _are_chances_known(view):
        return None
    charted = view.least_sure[:MOST_REQUESTS]
    summary = _summary(view)
    columns = [
        TableColumn(_("Request")), TableColumn(_("Reading")), TableColumn(_("On time, %"), "number"),
        TableColumn(_("at least, %"), "number"), TableColumn(_("at most, %"), "number"),
    ]  # fmt: skip
    caption = _("The chance of being on time, and between what so many draws know it (95 %)")
    return Picture(
        key="on-time",
        title=_("The chance of being on time"),
        summary=summary,
        charts=(_chart(view, charted, summary),),
        table=data_table("on-time", caption, columns, _table(view, charted), "risk.json"),
        omission_note=left_out_note(len(view.fulfilments) - len(charted)),
    )


def _are_chances_known(view: RiskView) -> bool:
    return all(
        summary["met_by_due"] is not None
        for summaries in view.requests_by_reading.values()
        for summary in summaries.values()
    )


def _summary(view: RiskView) -> str:
    fixed, knowing = (view.requests_by_reading[name] for name in ("fixed", "knowing"))
    sure_count = sum(summary["met_by_due"] >= 0.8 for summary in fixed.values())
    sentences = [
        _(
            "On time in at least 80 of 100 draws: {fixed} of {all} requests as planned today, {knowing} with foresight."
        ).format(
            fixed=number(sure_count),
            all=number(len(fixed)),
            knowing=number(sum(summary["met_by_due"] >= 0.8 for summary in knowing.values())),
        )
    ]
    gains = [(knowing[request]["met_by_due"] - fixed[request]["met_by_due"], request) for request in fixed]
    gain, request = max(gains)
    if gain > 0:
        template = _(
            "Re-planning could do most for {request}: {fixed} as planned today, up to {knowing} with foresight."
        )
        chances = {
            name: format_chance(summaries[request]["met_by_due"])
            for name, summaries in view.requests_by_reading.items()
        }
        sentences.append(template.format(request=request, **chances))
    return " ".join(sentences)


def _chart(view: RiskView, charted: Sequence[Fulfilment], alt: str) -> Chart:
    row_of = row_by_request(charted)
    height = ROW_HEIGHT * len(charted)
    values = [
        {
            "y": row_of[fulfilment.demand.request] + LINE_OFFSETS[name],
            "reading": name,
            "low": low,
            "high": high,
            "chance": summary["met_by_due"],
        }
        for fulfilment in charted
        for name in READING_NAMES
        for summary in (view.requests_by_reading[name][fulfilment.demand.request],)
        for low, high in (summary["met_by_due_95"],)
    ]
    y = row_axis("y", len(charted))
    scale = {"domain": [0, 1], "nice": False, "reverse": is_right_to_left()}
    x: Spec = {"type": "quantitative", "scale": scale, "title": None, "axis": {"format": ".0%", "tickCount": 5}}
    colour: Spec = {
        "field": "reading", "type": "nominal", "legend": None,
        "scale": {"domain": list(READING_COLOURS), "range": list(READING_COLOURS.values())},
    }  # fmt: skip
    layers: list[Spec] = [
        {
            "mark": {"type": "rule", "strokeWidth": 1.5},
            "encoding": {"x": x | {"field": "low"}, "x2": {"field": "high"}, "y": y, "color": colour},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1},
            "encoding": {"x": x | {"field": "chance"}, "y": y, "color": colour},
        },
        request_labels(charted),
        *key_layers(_legend_entries(), height, before=key_margin(charted)),
    ]
    title = _("Share of draws in which all is handed over by its due date")
    return make_chart("on-time", title, alt, values, {"layer": layers}, height=height, wide=True)


def _legend_entries() -> list[KeyEntry]:
    return [
        KeyEntry(_("today's plan carried out (fixed)"), BLUE),
        KeyEntry(_("planned with foresight (knowing)"), GREEN),
        KeyEntry(_("where the chance lies, as far as so many draws know (95 %)"), QUIET, "line"),
    ]


def _table(view: RiskView, charted: Sequence[Fulfilment]) -> pl.DataFrame:
    rows = [
        (fulfilment.demand.request, _(READING_NAMES[name]), *(round(100 * figure, 1) for figure in figures))
        for fulfilment in charted
        for name in (view.result.reading, view.other_reading)
        for summary in (view.requests_by_reading[name][fulfilment.demand.request],)
        for figures in ((summary["met_by_due"], *summary["met_by_due_95"]),)
    ]
    texts, numbers = ("request", "reading"), ("chance", "low", "high")
    schema: dict[str, type[pl.DataType]] = {**dict.fromkeys(texts, pl.String), **dict.fromkeys(numbers, pl.Float64)}
    return pl.DataFrame(rows, schema=schema, orient="row")
