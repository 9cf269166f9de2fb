"""A ladder of remedies: each rung one change with its size, its cost and whose it is, from when it has to begin."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from itertools import count

from muster.explain.results import Remedy, RemedyChange
from muster.explain.sentences import bottlenecks as sentences
from muster.report.blocks import Cell, Chart, Picture, ReportTable, TableColumn
from muster.report.cell_format import SEMICOLON
from muster.report.charts.labels import horizon_encoding
from muster.report.charts.vega import (
    BLUE,
    GREEN,
    INK,
    ChartRow,
    KeyEntry,
    Spec,
    day_value,
    end_value,
    key_layers,
    label,
    make_chart,
    start_side,
)
from muster.report.explanation_view import ExplanationView
from muster.report.plan_view import PlanView
from muster.text import _, day, is_right_to_left, isolate_in_rtl, join_list

MAX_RUNGS = 12
MAX_ROWS = 200
_LINE_LENGTH = 50
_MAX_LINES = 3
_ROW_HEIGHT = 54


def remedy_ladders(view: ExplanationView) -> Picture | None:
    """One drawing for each remedy that was asked for and meets its date."""
    remedies = [remedy for remedy in view.explanation.remedies if remedy.is_met and remedy.changes]
    if not remedies:
        return None
    lines_by_remedy = [_remedy_lines(view, remedy) for remedy in remedies]
    return Picture(
        key="remedies",
        title=_("What would meet it, change by change"),
        summary=" ".join(
            _remedy_sentence(remedy, lines) for remedy, lines in zip(remedies, lines_by_remedy, strict=True)
        ),
        charts=tuple(
            _chart(view.plan_view, remedy, lines, position)
            for position, remedy, lines in zip(count(1), remedies, lines_by_remedy, strict=False)
        ),
        table=_table(view, remedies),
        omission_note=_("The changes that begin first are drawn; the table has all.")
        if any(len(remedy.changes) > MAX_RUNGS for remedy in remedies)
        else "",
    )


def _remedy_sentence(remedy: Remedy, lines: list[str]) -> str:
    text = _("To meet {requests} by {day}: {changes}. Proved: with these changes the plan meets it.")
    changes = join_list(map(isolate_in_rtl, lines[1:-1][:MAX_RUNGS]), SEMICOLON)
    return text.format(requests=join_list(remedy.requests), day=day(remedy.deadline), changes=changes)


def _remedy_lines(view: ExplanationView, remedy: Remedy) -> list[str]:
    """The goal, each change, and that it is proved."""
    changes = tuple(
        replace(change, id=view.subject_name(change.kind, change.id), party=view.party_name(change.party) or None)
        for change in remedy.changes
    )
    return sentences.remedy_sentences(replace(remedy, changes=changes))


def _chart(view: PlanView, remedy: Remedy, lines: list[str], position: int) -> Chart:
    first = view.calendar.start
    rungs = sorted(zip(remedy.changes, lines[1:-1], strict=True), key=lambda rung: rung[0].begin or first)[:MAX_RUNGS]
    rows: list[ChartRow] = []
    height = _ROW_HEIGHT * len(rungs)
    for rung, (change, text) in enumerate(rungs):
        top = rung * _ROW_HEIGHT
        wrapped = textwrap.wrap(text, _LINE_LENGTH, max_lines=_MAX_LINES, placeholder="…")
        rows += [
            {"part": "words", "y": top + 12 * (line + 1), "text": label(wrapped_line)}
            for line, wrapped_line in enumerate(wrapped)
        ]
        rows.append(
            {
                "part": "bar", "y": top + 40, "y2": top + 48, "from": day_value(change.begin or first),
                "to": end_value(view.last_day),
            }
        )  # fmt: skip
    spec = _spec(view, height, day_value(remedy.deadline))
    title = _("{requests} met by {day}").format(requests=join_list(remedy.requests), day=day(remedy.deadline))
    return make_chart(
        f"remedies-{position}", title, _remedy_sentence(remedy, lines), rows, spec, height=height, wide=True
    )


def _spec(view: PlanView, height: int, by: str) -> Spec:
    y: Spec = {
        "field": "y", "type": "quantitative", "axis": None,
        "scale": {"domain": [0, height], "reverse": True, "nice": False},
    }  # fmt: skip
    bars: Spec = {
        "transform": [{"filter": {"field": "part", "equal": "bar"}}],
        "mark": {"type": "rect", "color": BLUE},
        "encoding": {"x": horizon_encoding(view), "x2": {"field": "to"}, "y": y, "y2": {"field": "y2"}},
    }
    start: Spec = {"value": {"expr": "width"}} if is_right_to_left() else {"value": 0}
    text: Spec = {
        "transform": [{"filter": {"field": "part", "equal": "words"}}],
        "mark": {"type": "text", "align": start_side(), "baseline": "bottom", "fontSize": 10, "color": INK},
        "encoding": {"x": start, "y": y, "text": {"field": "text"}},
    }
    halo: Spec = text | {"mark": text["mark"] | {"color": "white", "stroke": "white", "strokeWidth": 5}}
    rule: Spec = {
        "data": {"values": [{"from": by}]},
        "mark": {"type": "rule", "color": GREEN, "strokeWidth": 2, "strokeDash": [6, 3]},
        "encoding": {"x": horizon_encoding(view)},
    }
    entries = (KeyEntry(_("from when the change holds"), BLUE), KeyEntry(_("to be met by"), GREEN, "dashes"))
    return {"layer": [bars, rule, halo, text, *key_layers(entries, height)]}


def _table(view: ExplanationView, remedies: list[Remedy]) -> ReportTable:
    rows: list[tuple[Cell, ...]] = [
        (view.relaxation_label((change.kind, change.id)), *_change_cells(view, change), remedy.deadline)
        for remedy in remedies
        for change in remedy.changes
    ]
    cost = _("Cost in {currency}, where known").format(currency=view.plan_view.currency)
    columns = (
        TableColumn(_("Change")), TableColumn(_("By how much"), "number"), TableColumn(_("From"), "day"),
        TableColumn(_("Whose")), TableColumn(cost, "number"), TableColumn(_("To be met by"), "day"),
    )  # fmt: skip
    left_out = max(0, len(rows) - MAX_ROWS)
    return ReportTable(
        key="remedies",
        caption=_("Each change of the remedy"),
        columns=columns,
        rows=tuple(rows[:MAX_ROWS]),
        omitted_rows=left_out,
    )


def _change_cells(view: ExplanationView, change: RemedyChange) -> tuple[Cell, ...]:
    return change.amount, change.begin, view.party_name(change.party) or None, change.cost
