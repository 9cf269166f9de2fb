"""A report written to a file of its own; what the file is called says what it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from muster.atomic_write import atomic_replace
from muster.errors import MusterError
from muster.plans import NotWrittenError, Plan
from muster.plans import write_plan as write_plan_folder
from muster.plans.compare import Comparison

if TYPE_CHECKING:
    from muster.explain import Explanation
    from muster.report.blocks import Report
    from muster.risk import RiskResult


class UnknownReportFormatError(MusterError, ValueError):
    """Raised if a report is to be written to a file with another ending than `SUFFIXES`."""


def write_plan(plan: Plan, path: str | Path, *, csv: bool = False) -> Path:
    """Write a plan and its report, in the reader's language, to a new folder.

    Refuses (`muster.plans.NotWrittenError`) a place that is taken, and (`UnsolvedPlanError`) a plan that is none.
    """
    from muster.report.html import html_page
    from muster.report.plan.build import build_plan_report

    return write_plan_folder(
        plan, path, csv=csv, extra_files={"report.html": lambda: html_page(build_plan_report(plan))}
    )


def write_report(subject: Plan | RiskResult, path: str | Path, explanation: Explanation | None = None) -> Path:
    """Write the report in the reader's language as .html, .pdf or .xlsx, beside its place and then renamed.

    It is of a plan, or of how sure one is. With an explanation of the plan (`muster.explain.explain`) it tells what
    holds requests back, proved.

    Refuses (`NotWrittenError`) what cannot be written, and (`UnknownReportFormatError`) another ending. A file that is
    there is replaced.
    """
    target = Path(path)
    make = _CONTENT_BY_SUFFIX.get(target.suffix.lower())
    if make is None:
        raise UnknownReportFormatError(target.suffix)
    return _write_content(target, make(subject, explanation))


def write_comparison(comparison: Comparison, path: str | Path) -> Path:
    """Write a comparison as a page, as `write_report` writes a report."""
    from muster.report.comparison import build_comparison_report
    from muster.report.html import html_page

    return _write_content(Path(path), html_page(build_comparison_report(comparison)).encode())


def _write_content(target: Path, content: bytes) -> Path:
    """The whole content at its place, or nothing of it."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with atomic_replace(target, overwrite=True) as temporary:
            temporary.write_bytes(content)
    except OSError as failure:
        raise NotWrittenError(target, failure.strerror or str(failure)) from failure
    return target


def _build_report(subject: Plan | RiskResult, explanation: Explanation | None) -> Report:
    from muster.report.plan.build import build_plan_report
    from muster.report.risk.build import build_risk_report

    return build_plan_report(subject, explanation) if isinstance(subject, Plan) else build_risk_report(subject)


def _html_content(subject: Plan | RiskResult, explanation: Explanation | None) -> bytes:
    from muster.report.html import html_page

    return html_page(_build_report(subject, explanation)).encode()


def _pdf_content(subject: Plan | RiskResult, explanation: Explanation | None) -> bytes:
    from muster.report.pdf import typeset_pdf

    return typeset_pdf(_build_report(subject, explanation))


def _xlsx_content(subject: Plan | RiskResult, explanation: Explanation | None) -> bytes:
    from muster.report.xlsx import plan_workbook
    from muster.report.xlsx.risk_workbook import build_risk_workbook

    return plan_workbook(subject, explanation) if isinstance(subject, Plan) else build_risk_workbook(subject)


_CONTENT_BY_SUFFIX: Mapping[str, Callable[[Plan | RiskResult, Explanation | None], bytes]] = {
    ".html": _html_content,
    ".pdf": _pdf_content,
    ".xlsx": _xlsx_content,
}
SUFFIXES = tuple(_CONTENT_BY_SUFFIX)
"""Suffixes of the formats a report can have."""
