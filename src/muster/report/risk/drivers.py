"""What moves the answer most: a bar for each uncertain figure, with its error."""

from __future__ import annotations

from collections.abc import Sequence

from muster.report.blocks import Cell, Chart, Column, Picture, Table
from muster.report.charts.labels import short
from muster.report.charts.vega import BLUE, INK, ORANGE, Meaning, Spec, chart, key, named, side
from muster.report.risk.risk_view import RiskReading
from muster.risk.analysis import sentences as words
from muster.risk.analysis.sensitivity import Driver
from muster.text import _, listed, ngettext, number, right_to_left

MOST = 12
MOST_ROWS = 200
_ROW = 42
_LETTERS = 60


def drivers(reading: RiskReading) -> Picture | None:
    """One drawing of the figures with the largest shares; the table has all, with which way each works."""
    found = reading.result.drivers
    if not found:
        return None
    shown = sorted(found, key=lambda one: -words.weight(one))[:MOST]
    says = listed([_meant(reading), *words.drivers(reading.result, reading.name)[:3]], " ")
    left = len(found) - len(shown)
    return Picture(
        "drivers",
        _("Which uncertain figure moves the answer most"),
        says,
        (_chart(reading, shown, says),),
        _table(reading, found),
        _left_out(left) if left else "",
    )


def _meant(reading: RiskReading) -> str:
    if reading.plan.scenario.settings.objective == "value":
        return _("The answer here is the value that is lost, and how much it varies over the draws.")
    return _("The answer here is how late all requests are together, and how much that varies over the draws.")


def _chart(reading: RiskReading, shown: Sequence[Driver], alt: str) -> Chart:
    height = _ROW * len(shown)
    labels: list[Spec] = []
    bars: list[Spec] = []
    for place, one in enumerate(shown):
        top = place * _ROW
        name = short(reading.figure(one.of, one.id, one.column), _LETTERS)
        labels.append({"y": top + 15, "text": named(name)})
        bars.append(_bar(top + 18, "share", one.share, one.error))
        if one.total is not None and one.total_error is not None:
            bars.append(_bar(top + 28, "total", one.total, one.total_error))
    scale = {"domain": [0, 1], "nice": False, "reverse": right_to_left()}
    x: Spec = {"type": "quantitative", "scale": scale, "title": None, "axis": {"format": ".0%", "tickCount": 5}}
    y: Spec = {"type": "quantitative", "axis": None}
    y["scale"] = {"domain": [0, height], "reverse": True, "nice": False}
    colour = {"field": "kind", "type": "nominal", "legend": None}
    colour["scale"] = {"domain": ["share", "total"], "range": [BLUE, ORANGE]}  # type: ignore[assignment]
    start: Spec = {"value": {"expr": "width"}} if right_to_left() else {"value": 0}
    layers: list[Spec] = [
        {
            "mark": "rect",
            "encoding": {"x": x | {"field": "zero"}, "x2": {"field": "figure"}, "y": y | {"field": "y"},
                         "y2": {"field": "y2"}, "color": colour},
        },
        {
            "mark": {"type": "rule", "color": INK, "strokeWidth": 1.5},
            "encoding": {"x": x | {"field": "low"}, "x2": {"field": "high"}, "y": y | {"field": "middle"}},
        },
        {
            "data": {"values": labels},
            "mark": {"type": "text", "align": side(), "baseline": "bottom", "color": INK},
            "encoding": {"x": start, "y": y | {"field": "y"}, "text": {"field": "text"}},
        },
        *key(_meanings(any(bar["kind"] == "total" for bar in bars)), height),
    ]  # fmt: skip
    title = _("Share of the variance of how late everything is")
    return chart("drivers", title, alt, bars, {"layer": layers}, height=height, wide=True)


def _bar(top: int, kind: str, figure: float, error: float) -> Spec:
    known = error if error < 1 else 1.0
    ends = {"low": max(0.0, figure - 2 * known), "high": min(1.0, figure + 2 * known)}
    return {"y": top, "y2": top + 8, "middle": top + 4, "kind": kind, "zero": 0, "figure": figure} | ends


def _meanings(totals: bool) -> list[Meaning]:
    told = [Meaning(_("would go if one knew this"), BLUE)]
    if totals:
        told.append(Meaning(_("would be left if one knew all but this"), ORANGE))
    return [*told, Meaning(_("give or take two standard errors"), INK, "line")]


def _left_out(left: int) -> str:
    return ngettext(
        "{count} figure that matters less is in the table only.",
        "{count} figures that matter less are in the table only.",
        left,
    ).format(count=number(left))


def _table(reading: RiskReading, found: Sequence[Driver]) -> Table:
    columns = (
        Column(_("Uncertain figure")), Column(_("would go if known, %"), "number"), Column(_("error"), "number"),
        Column(_("would be left if all else were known, %"), "number"), Column(_("error"), "number"),
        Column(_("rank correlation"), "number"),
    )  # fmt: skip
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            reading.figure(one.of, one.id, one.column),
            *map(_in_100, (one.share, one.error, one.total, one.total_error)),
            round(one.rank_correlation, 2),
        )
        for one in found[:MOST_ROWS]
    )
    left_out = max(0, len(found) - MOST_ROWS)
    caption = _("What each figure alone, and with all others, has to do with how late everything is")
    return Table("drivers", caption, columns, rows, left_out, "drivers.parquet")


def _in_100(figure: float | None) -> float | None:
    return None if figure is None or figure == float("inf") else round(100 * figure, 1)
