"""Problems of the scenario: errors, warnings and notes."""

from __future__ import annotations

from muster.problems import count_by_severity
from muster.report.blocks import Paragraph, ReportTable, Section, TableColumn
from muster.report.plan_view import PlanView
from muster.text import _, ngettext

MAX_ROWS = 60


def problems_section(view: PlanView) -> Section:
    """Warnings and notes with their places and remedies; a plan has no errors."""
    problems = view.plan.problems
    title = _("Problems in the scenario")
    if not problems:
        return Section("problems", title, (Paragraph(_("None was found.")),))
    severities = {"error": _("error"), "warning": _("warning"), "note": _("note")}
    rows = tuple(
        (severities[problem.severity], problem.code, problem.position, problem.reason, problem.remedy)
        for problem in problems[:MAX_ROWS]
    )
    columns = tuple(map(TableColumn, (_("severity"), _("code"), _("place"), _("what was found"), _("what to do"))))
    counts = count_by_severity(problems)
    intro = ngettext(
        "{count} thing was noticed; none of it keeps the plan from being made.",
        "{count} things were noticed; none of them keeps the plan from being made.",
        sum(counts.values()),
    ).format(count=sum(counts.values()))
    table = ReportTable(
        key="problems",
        caption=_("Warnings and notes"),
        columns=columns,
        rows=rows,
        omitted_rows=max(0, len(problems) - MAX_ROWS),
        file="problems.parquet",
    )
    return Section("problems", title, (Paragraph(intro), table))
