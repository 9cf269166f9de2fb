"""The chance of being on time, for each request in both readings, with how well so many draws know it."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from muster.plans.tables.requests import Served
from muster.report.blocks import Chart, Column, Picture
from muster.report.charts.data_table import behind
from muster.report.charts.vega import BLUE, GREEN, QUIET, Meaning, Spec, chart, key
from muster.report.risk.request_rows import AT, COLOURS, MOST, ROW, before, left_out, names, places, rows_y
from muster.report.risk.risk_view import READINGS, RiskReading
from muster.risk.analysis.sentences import percent
from muster.text import _, number, right_to_left


def on_time(reading: RiskReading) -> Picture | None:
    """One drawing of the requests in the order of their dates."""
    if not reading.served or not _known(reading):
        return None
    shown = reading.least_sure[:MOST]
    says = _says(reading)
    columns = [
        Column(_("Request")), Column(_("Reading")), Column(_("On time, %"), "number"),
        Column(_("at least, %"), "number"), Column(_("at most, %"), "number"),
    ]  # fmt: skip
    caption = _("The chance of being on time, and between what so many draws know it (95 %)")
    return Picture(
        "on-time",
        _("The chance of being on time"),
        says,
        (_chart(reading, shown, says),),
        behind("on-time", caption, columns, _table(reading, shown), "risk.json"),
        left_out(len(reading.served) - len(shown)),
    )


def _known(reading: RiskReading) -> bool:
    return all(told["met_by_due"] is not None for own in reading.told.values() for told in own.values())


def _says(reading: RiskReading) -> str:
    fixed, knowing = (reading.told[name] for name in ("fixed", "knowing"))
    sure = sum(told["met_by_due"] >= 0.8 for told in fixed.values())
    told = [
        _(
            "On time in at least 80 of 100 draws: {fixed} of {all} requests as planned today, {knowing} with foresight."
        ).format(
            fixed=number(sure),
            all=number(len(fixed)),
            knowing=number(sum(one["met_by_due"] >= 0.8 for one in knowing.values())),
        )
    ]
    gains = [(knowing[one]["met_by_due"] - fixed[one]["met_by_due"], one) for one in fixed]
    gain, request = max(gains)
    if gain > 0:
        words = _("Re-planning could do most for {request}: {fixed} as planned today, up to {knowing} with foresight.")
        chances = {name: percent(own[request]["met_by_due"]) for name, own in reading.told.items()}
        told.append(words.format(request=request, **chances))
    return " ".join(told)


def _chart(reading: RiskReading, shown: Sequence[Served], alt: str) -> Chart:
    at = places(shown)
    height = ROW * len(shown)
    values = [
        {"y": at[one.want.request] + AT[name], "reading": name, "low": low, "high": high, "chance": told["met_by_due"]}
        for one in shown
        for name in READINGS
        for told in (reading.told[name][one.want.request],)
        for low, high in (told["met_by_due_95"],)
    ]
    y = rows_y("y", len(shown))
    scale = {"domain": [0, 1], "nice": False, "reverse": right_to_left()}
    x: Spec = {"type": "quantitative", "scale": scale, "title": None, "axis": {"format": ".0%", "tickCount": 5}}
    colour: Spec = {
        "field": "reading", "type": "nominal", "legend": None,
        "scale": {"domain": list(COLOURS), "range": list(COLOURS.values())},
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
        names(shown),
        *key(_meanings(), height, before=before(shown)),
    ]
    title = _("Share of draws in which all is handed over by its due date")
    return chart("on-time", title, alt, values, {"layer": layers}, height=height, wide=True)


def _meanings() -> list[Meaning]:
    return [
        Meaning(_("today's plan carried out (fixed)"), BLUE),
        Meaning(_("planned with foresight (knowing)"), GREEN),
        Meaning(_("where the chance lies, as far as so many draws know (95 %)"), QUIET, "line"),
    ]


def _table(reading: RiskReading, shown: Sequence[Served]) -> pl.DataFrame:
    rows = [
        (one.want.request, _(READINGS[name]), *(round(100 * figure, 1) for figure in figures))
        for one in shown
        for name in (reading.result.reading, reading.other)
        for told in (reading.told[name][one.want.request],)
        for figures in ((told["met_by_due"], *told["met_by_due_95"]),)
    ]
    texts, figures_ = ("request", "reading"), ("chance", "low", "high")
    schema: dict[str, type[pl.DataType]] = {**dict.fromkeys(texts, pl.String), **dict.fromkeys(figures_, pl.Float64)}
    return pl.DataFrame(rows, schema=schema, orient="row")
