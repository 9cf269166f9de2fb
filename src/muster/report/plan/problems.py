"""What was wrong, doubtful or worth knowing in the scenario."""

from __future__ import annotations

from muster.problems import counted
from muster.report.blocks import Column, Section, Table, Words
from muster.report.plan_view import Reading
from muster.text import _, ngettext

MOST_ROWS = 60


def problems(reading: Reading) -> Section:
    """Warnings and notes with their places and remedies; a plan has no errors."""
    found = reading.plan.problems
    title = _("Problems in the scenario")
    if not found:
        return Section("problems", title, (Words(_("None was found.")),))
    severities = {"error": _("error"), "warning": _("warning"), "note": _("note")}
    rows = tuple((severities[one.severity], one.code, one.place, one.reason, one.remedy) for one in found[:MOST_ROWS])
    columns = tuple(map(Column, (_("severity"), _("code"), _("place"), _("what was found"), _("what to do"))))
    counts = counted(found)
    intro = ngettext(
        "{count} thing was noticed; none of it keeps the plan from being made.",
        "{count} things were noticed; none of them keeps the plan from being made.",
        sum(counts.values()),
    ).format(count=sum(counts.values()))
    table = Table(
        "problems", _("Warnings and notes"), columns, rows, max(0, len(found) - MOST_ROWS), "problems.parquet"
    )
    return Section("problems", title, (Words(intro), table))
