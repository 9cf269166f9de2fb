"""A plan folder with its report in it."""

from __future__ import annotations

from pathlib import Path

from muster.plans import Plan
from muster.plans import write_plan as write


def write_plan(plan: Plan, path: str | Path, *, csv: bool = False) -> Path:
    """Write a plan and its report, in the reader's language, to a new folder.

    Refuses (`muster.plans.NotWritten`) a place that is taken, and (ValueError) a plan that is none.
    """
    from muster.report.html import page
    from muster.report.plan.build import report

    return write(plan, path, csv=csv, more={"report.html": lambda: page(report(plan))})
