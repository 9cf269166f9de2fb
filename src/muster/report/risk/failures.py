"""Draws that came to no plan: counted and named, never dropped without a word."""

from __future__ import annotations

from muster.report.blocks import Block, Paragraph, ReportTable, Section, TableColumn
from muster.report.risk.risk_view import RiskView
from muster.text import _, mark, ngettext, number

MOST_ROWS = 100
STATUS_REASONS = {
    "infeasible": mark("hard rules contradict each other in it"),
    "unbounded": mark("its value has no bound"),
    "limit": mark("it took more iterations than a draw may"),
    "refused": mark("a figure is beyond what the solver can hold"),
}


def failures_section(view: RiskView) -> Section | None:
    """Draws that are not counted; nothing where every draw led to a plan."""
    result = view.result
    if not result.failed:
        return None
    words = ngettext(
        "{count} of {all} draws came to no plan and is in no chance, date or cost of this report. Read every chance "
        "with that in mind: a draw without a plan is none in which all went well.",
        "{count} of {all} draws came to no plan and are in no chance, date or cost of this report. Read every chance "
        "with that in mind: a draw without a plan is none in which all went well.",
        len(result.failed),
    ).format(count=number(len(result.failed)), all=number(result.draws))
    rows = tuple((float(draw), _reason(status)) for draw, status in sorted(result.failed.items())[:MOST_ROWS])
    columns = (TableColumn(_("draw"), "number"), TableColumn(_("what came of it")))
    left_out = max(0, len(result.failed) - MOST_ROWS)
    blocks: tuple[Block, ...] = (
        Paragraph(words),
        ReportTable(
            key="failures",
            caption=_("Draws that came to no plan"),
            columns=columns,
            rows=rows,
            omitted_rows=left_out,
            file="risk.json",
        ),
    )
    return Section("failures", _("Draws without a plan"), blocks)


def _reason(status: str) -> str:
    word = status.rpartition(": ")[2]
    return _(STATUS_REASONS[word]) if word in STATUS_REASONS else word
