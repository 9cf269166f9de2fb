"""Draws that came to no plan: counted and named, never dropped without a word."""

from __future__ import annotations

from muster.report.blocks import Block, Column, Section, Table, Words
from muster.report.risk.risk_view import RiskReading
from muster.text import _, mark, ngettext, number

MOST_ROWS = 100
STATUS = {
    "infeasible": mark("hard rules contradict each other in it"),
    "unbounded": mark("its value has no bound"),
    "limit": mark("it took more iterations than a draw may"),
    "refused": mark("a figure is beyond what the solver can hold"),
}


def failures(reading: RiskReading) -> Section | None:
    """How many draws are not counted, and which; nothing where all came to a plan."""
    result = reading.result
    if not result.failed:
        return None
    words = ngettext(
        "{count} of {all} draws came to no plan and is in no chance, date or cost of this report. Read every chance "
        "with that in mind: a draw without a plan is none in which all went well.",
        "{count} of {all} draws came to no plan and are in no chance, date or cost of this report. Read every chance "
        "with that in mind: a draw without a plan is none in which all went well.",
        len(result.failed),
    ).format(count=number(len(result.failed)), all=number(result.draws))
    rows = tuple((float(draw), _why(status)) for draw, status in sorted(result.failed.items())[:MOST_ROWS])
    columns = (Column(_("draw"), "number"), Column(_("what came of it")))
    left_out = max(0, len(result.failed) - MOST_ROWS)
    blocks: tuple[Block, ...] = (
        Words(words),
        Table("failures", _("Draws that came to no plan"), columns, rows, left_out, "risk.json"),
    )
    return Section("failures", _("Draws without a plan"), blocks)


def _why(status: str) -> str:
    word = status.rpartition(": ")[2]
    return _(STATUS[word]) if word in STATUS else word
