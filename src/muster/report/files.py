"""A report written to a file of its own; what the file is called says what it is."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from muster.plans import NotWritten, Plan
from muster.plans.compare import Comparison

if TYPE_CHECKING:
    from muster.explain import Explanation
    from muster.report.blocks import Report
    from muster.risk import Result


def write_report(told: Plan | Result, path: str | Path, explanation: Explanation | None = None) -> Path:
    """Write the report in the reader's language as .html, .pdf or .xlsx, beside its place and then renamed.

    It is of a plan, or of how sure one is. With an explanation of the plan (`muster.explain.explain`) it tells what
    holds requests back, proved.

    Refuses (`NotWritten`) what cannot be written, and (ValueError) another ending. A file that is there is replaced.
    """
    target = Path(path)
    make = _KINDS.get(target.suffix.lower())
    if make is None:
        raise ValueError(target.suffix)
    return _put(target, make(told, explanation))


def write_comparison(found: Comparison, path: str | Path) -> Path:
    """Write a comparison as a page, as `write_report` writes a report."""
    from muster.report.comparison import comparison
    from muster.report.html import page

    return _put(Path(path), page(comparison(found)).encode())


def _put(target: Path, content: bytes) -> Path:
    """The whole content at its place, or nothing of it."""
    beside = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(beside).chmod(0o644)
        Path(beside).replace(target)
    except OSError as failure:
        if beside is not None:
            Path(beside).unlink(missing_ok=True)
        raise NotWritten(target, failure.strerror or str(failure)) from failure
    return target


def _account(told: Plan | Result, explanation: Explanation | None) -> Report:
    from muster.report.plan.build import report
    from muster.report.risk.build import risk_report

    return report(told, explanation) if isinstance(told, Plan) else risk_report(told)


def _html(told: Plan | Result, explanation: Explanation | None) -> bytes:
    from muster.report.html import page

    return page(_account(told, explanation)).encode()


def _pdf(told: Plan | Result, explanation: Explanation | None) -> bytes:
    from muster.report.pdf import document

    return document(_account(told, explanation))


def _xlsx(told: Plan | Result, explanation: Explanation | None) -> bytes:
    from muster.report.xlsx import workbook
    from muster.report.xlsx.risk_workbook import risk_workbook

    return workbook(told, explanation) if isinstance(told, Plan) else risk_workbook(told)


_KINDS: Mapping[str, Callable[[Plan | Result, Explanation | None], bytes]] = {
    ".html": _html,
    ".pdf": _pdf,
    ".xlsx": _xlsx,
}
ENDINGS = tuple(_KINDS)
"""What a report may be written as."""
