"""`muster verify` with the report: what people read has to follow from the plan as the tables do."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from muster.plans import VerificationResult, muster_version, read_plan
from muster.plans import verify as recompute
from muster.text import _, language_override

_LANGUAGE = re.compile(r'<html lang="(en|ar)"')


def verify(path: str | Path) -> VerificationResult:
    """Check a plan folder by recomputing it and telling its report again. Never raises for what a folder may hold.

    A report that another version of muster made is not told again; `unchecked` says so.
    """
    verdict = recompute(path)
    if not verdict.is_valid:
        return verdict
    folder = Path(path)
    made_by = muster_version(folder)
    if made_by != version("muster"):
        template = _("{file} was made by muster {version} and is not told again by this one")
        return replace(verdict, unchecked=(template.format(file="report.html", version=made_by),))
    return replace(verdict, faults=tuple(_report_faults(folder)))


def _report_faults(folder: Path) -> list[str]:
    from muster.report.html import html_page
    from muster.report.plan.build import build_plan_report

    file = folder / "report.html"
    if not file.is_file():
        return [_("{file} is missing").format(file=file.name)]
    html = file.read_bytes().decode("utf-8", errors="replace")
    language = _LANGUAGE.search(html[:200])
    if language is not None:
        with language_override(language[1]):
            if html_page(build_plan_report(read_plan(folder))) == html:
                return []
    return [_("{file} does not follow from the plan").format(file=file.name)]
