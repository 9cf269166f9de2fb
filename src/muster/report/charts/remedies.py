"""A ladder of remedies: each rung one change with its size, its cost and whose it is, from when it has to begin."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from itertools import count
from typing import Any

from muster.explain.results import Measure, Remedy
from muster.explain.sentences import bottlenecks as words
from muster.report.blocks import Cell, Chart, Column, Picture, Table
from muster.report.charts.labels import horizon_x
from muster.report.charts.vega import BLUE, GREEN, INK, Meaning, Spec, chart, day_value, end_value, key, label, side
from muster.report.explanation_view import SEMICOLON, Reasons
from muster.report.plan_view import Reading
from muster.text import _, day, listed, right_to_left, unit

RUNGS = 12
MOST_ROWS = 200
_LETTERS = 50
_LINES = 3
_ROW = 54

Row = dict[str, Any]


def remedies(reading: Reading) -> Picture | None:
    """One drawing for each remedy that was asked for and meets its date."""
    reasons = reading.reasons
    found = [one for one in reasons.explanation.remedies if one.met and one.measures]
    if not found:
        return None
    told = [_lines(reasons, one) for one in found]
    return Picture(
        "remedies",
        _("What would meet it, change by change"),
        " ".join(_says(one, lines) for one, lines in zip(found, told, strict=True)),
        tuple(_chart(reading, one, lines, place) for place, one, lines in zip(count(1), found, told, strict=False)),
        _table(reasons, found),
        _("The changes that begin first are drawn; the table has all.")
        if any(len(one.measures) > RUNGS for one in found)
        else "",
    )


def _says(found: Remedy, lines: list[str]) -> str:
    text = _("To meet {requests} by {day}: {changes}. Proved: with these changes the plan meets it.")
    changes = listed(map(unit, lines[1:-1][:RUNGS]), SEMICOLON)
    return text.format(requests=listed(found.requests), day=day(found.by), changes=changes)


def _lines(reasons: Reasons, found: Remedy) -> list[str]:
    """What is to be met, each change, and that it is proved."""
    measures = tuple(
        replace(one, id=reasons.name(one.kind, one.id), party=reasons.party(one.party) or None)
        for one in found.measures
    )
    return words.remedy(replace(found, measures=measures))


def _chart(reading: Reading, found: Remedy, lines: list[str], place: int) -> Chart:
    first = reading.calendar.start
    rungs = sorted(zip(found.measures, lines[1:-1], strict=True), key=lambda rung: rung[0].begin or first)[:RUNGS]
    rows: list[Row] = []
    height = _ROW * len(rungs)
    for rung, (measure, text) in enumerate(rungs):
        top = rung * _ROW
        shown = textwrap.wrap(text, _LETTERS, max_lines=_LINES, placeholder="…")
        rows += [{"part": "words", "y": top + 12 * (line + 1), "text": label(t)} for line, t in enumerate(shown)]
        rows.append(
            {
                "part": "bar", "y": top + 40, "y2": top + 48, "from": day_value(measure.begin or first),
                "to": end_value(reading.last_day),
            }
        )  # fmt: skip
    spec = _spec(reading, height, day_value(found.by))
    title = _("{requests} met by {day}").format(requests=listed(found.requests), day=day(found.by))
    return chart(f"remedies-{place}", title, _says(found, lines), rows, spec, height=height, wide=True)


def _spec(reading: Reading, height: int, by: str) -> Spec:
    y: Spec = {
        "field": "y", "type": "quantitative", "axis": None,
        "scale": {"domain": [0, height], "reverse": True, "nice": False},
    }  # fmt: skip
    bars: Spec = {
        "transform": [{"filter": {"field": "part", "equal": "bar"}}],
        "mark": {"type": "rect", "color": BLUE},
        "encoding": {"x": horizon_x(reading), "x2": {"field": "to"}, "y": y, "y2": {"field": "y2"}},
    }
    start: Spec = {"value": {"expr": "width"}} if right_to_left() else {"value": 0}
    text: Spec = {
        "transform": [{"filter": {"field": "part", "equal": "words"}}],
        "mark": {"type": "text", "align": side(), "baseline": "bottom", "fontSize": 10, "color": INK},
        "encoding": {"x": start, "y": y, "text": {"field": "text"}},
    }
    behind: Spec = text | {"mark": text["mark"] | {"color": "white", "stroke": "white", "strokeWidth": 5}}
    rule: Spec = {
        "data": {"values": [{"from": by}]},
        "mark": {"type": "rule", "color": GREEN, "strokeWidth": 2, "strokeDash": [6, 3]},
        "encoding": {"x": horizon_x(reading)},
    }
    meanings = (Meaning(_("from when the change holds"), BLUE), Meaning(_("to be met by"), GREEN, "dashes"))
    return {"layer": [bars, rule, behind, text, *key(meanings, height)]}


def _table(reasons: Reasons, found: list[Remedy]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (reasons.thing((one.kind, one.id)), *_figures(reasons, one), remedy.by) for remedy in found
        for one in remedy.measures
    ]  # fmt: skip
    cost = _("Cost in {currency}, where known").format(currency=reasons.reading.currency)
    columns = (
        Column(_("Change")), Column(_("By how much"), "number"), Column(_("From"), "day"), Column(_("Whose")),
        Column(cost, "number"), Column(_("To be met by"), "day"),
    )  # fmt: skip
    left_out = max(0, len(rows) - MOST_ROWS)
    return Table("remedies", _("Each change of the remedy"), columns, tuple(rows[:MOST_ROWS]), left_out)


def _figures(reasons: Reasons, one: Measure) -> tuple[Cell, ...]:
    return one.by, one.begin, reasons.party(one.party) or None, one.cost
