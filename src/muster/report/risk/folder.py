"""A risk folder whole: what the draws say, the plan that they are about, and the report."""

from __future__ import annotations

from muster.report.files import write_report
from muster.report.folder import write_plan
from muster.risk import PLAN, Result, write_result


def write_risk(result: Result) -> None:
    """Put tables, plan and report, in the reader's language, into the folder of the draws; a plan that is there stays.

    Refuses (`muster.plans.NotWritten`) what cannot be written.
    """
    write_result(result)
    if not (result.folder / PLAN).exists():
        write_plan(result.job.plan, result.folder / PLAN)
    write_report(result, result.folder / "report.html")
