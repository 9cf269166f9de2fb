"""Uncertain inputs that move the answer most: a bar for each, with its error."""

from __future__ import annotations

from collections.abc import Sequence

from muster.report.blocks import Cell, Chart, Picture, ReportTable, TableColumn
from muster.report.charts.labels import shorten
from muster.report.charts.vega import (
    BLUE,
    INK,
    ORANGE,
    KeyEntry,
    Spec,
    key_layers,
    make_chart,
    start_side,
)
from muster.report.display_names import name_label
from muster.report.risk.risk_view import RiskView
from muster.risk.analysis import sentences as risk_sentences
from muster.risk.analysis.sensitivity import Driver
from muster.text import _, is_right_to_left, join_list, ngettext, number

MOST_DRIVERS = 12
MOST_ROWS = 200
_ROW_HEIGHT = 42
_LONGEST_LABEL = 60


def driver_bars(view: RiskView) -> Picture | None:
    """One drawing of the figures with the largest shares; the table has all, with which way each works."""
    drivers = view.result.drivers
    if not drivers:
        return None
    charted = sorted(drivers, key=lambda driver: -risk_sentences.influence_of(driver))[:MOST_DRIVERS]
    summary = join_list([_definition(view), *risk_sentences.driver_sentences(view.result, view.subject_name)[:3]], " ")
    left_out_count = len(drivers) - len(charted)
    return Picture(
        key="drivers",
        title=_("Which uncertain figure moves the answer most"),
        summary=summary,
        charts=(_chart(view, charted, summary),),
        table=_table(view, drivers),
        omission_note=_left_out_note(left_out_count) if left_out_count else "",
    )


def _definition(view: RiskView) -> str:
    if view.plan.scenario.settings.objective == "value":
        return _("The answer here is the value that is lost, and how much it varies over the draws.")
    return _("The answer here is how late all requests are together, and how much that varies over the draws.")


def _chart(view: RiskView, charted: Sequence[Driver], alt: str) -> Chart:
    height = _ROW_HEIGHT * len(charted)
    labels: list[Spec] = []
    bars: list[Spec] = []
    for row, driver in enumerate(charted):
        top = row * _ROW_HEIGHT
        name = shorten(view.input_name(driver.of, driver.id, driver.column), _LONGEST_LABEL)
        labels.append({"y": top + 15, "text": name_label(name)})
        bars.append(_bar(top + 18, "share", driver.share, driver.error))
        if driver.total is not None and driver.total_error is not None:
            bars.append(_bar(top + 28, "total", driver.total, driver.total_error))
    scale = {"domain": [0, 1], "nice": False, "reverse": is_right_to_left()}
    x: Spec = {"type": "quantitative", "scale": scale, "title": None, "axis": {"format": ".0%", "tickCount": 5}}
    y: Spec = {"type": "quantitative", "axis": None}
    y["scale"] = {"domain": [0, height], "reverse": True, "nice": False}
    colour = {"field": "kind", "type": "nominal", "legend": None}
    colour["scale"] = {"domain": ["share", "total"], "range": [BLUE, ORANGE]}  # type: ignore[assignment]
    start: Spec = {"value": {"expr": "width"}} if is_right_to_left() else {"value": 0}
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
            "mark": {"type": "text", "align": start_side(), "baseline": "bottom", "color": INK},
            "encoding": {"x": start, "y": y | {"field": "y"}, "text": {"field": "text"}},
        },
        *key_layers(_legend_entries(any(bar["kind"] == "total" for bar in bars)), height),
    ]  # fmt: skip
    title = _("Share of the variance of how late everything is")
    return make_chart("drivers", title, alt, bars, {"layer": layers}, height=height, wide=True)


def _bar(top: int, kind: str, figure: float, error: float) -> Spec:
    bounded_error = error if error < 1 else 1.0
    ends = {"low": max(0.0, figure - 2 * bounded_error), "high": min(1.0, figure + 2 * bounded_error)}
    return {"y": top, "y2": top + 8, "middle": top + 4, "kind": kind, "zero": 0, "figure": figure} | ends


def _legend_entries(with_totals: bool) -> list[KeyEntry]:
    entries = [KeyEntry(_("would go if one knew this"), BLUE)]
    if with_totals:
        entries.append(KeyEntry(_("would be left if one knew all but this"), ORANGE))
    return [*entries, KeyEntry(_("give or take two standard errors"), INK, "line")]


def _left_out_note(left: int) -> str:
    return ngettext(
        "{count} figure that matters less is in the table only.",
        "{count} figures that matter less are in the table only.",
        left,
    ).format(count=number(left))


def _table(view: RiskView, drivers: Sequence[Driver]) -> ReportTable:
    columns = (
        TableColumn(_("Uncertain figure")), TableColumn(_("would go if known, %"), "number"),
        TableColumn(_("error"), "number"), TableColumn(_("would be left if all else were known, %"), "number"),
        TableColumn(_("error"), "number"), TableColumn(_("rank correlation"), "number"),
    )  # fmt: skip
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            view.input_name(driver.of, driver.id, driver.column),
            *map(_as_percent, (driver.share, driver.error, driver.total, driver.total_error)),
            round(driver.rank_correlation, 2),
        )
        for driver in drivers[:MOST_ROWS]
    )
    left_out = max(0, len(drivers) - MOST_ROWS)
    caption = _("What each figure alone, and with all others, has to do with how late everything is")
    return ReportTable(
        key="drivers", caption=caption, columns=columns, rows=rows, omitted_rows=left_out, file="drivers.parquet"
    )


def _as_percent(figure: float | None) -> float | None:
    return None if figure is None or figure == float("inf") else round(100 * figure, 1)
