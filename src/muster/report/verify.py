"""`muster verify` with the report: what people read has to follow from the plan as the tables do."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from muster.plans import Verdict, made_by, read_plan
from muster.plans import verify as recompute
from muster.text import _, speaking

_LANGUAGE = re.compile(r'<html lang="(en|ar)"')


def verify(path: str | Path) -> Verdict:
    """Check a plan folder by recomputing it and telling its report again. Never raises for what a folder may hold.

    A report that another version of muster made is not told again; `unchecked` says so.
    """
    verdict = recompute(path)
    if not verdict.stands:
        return verdict
    folder = Path(path)
    maker = made_by(folder)
    if maker != version("muster"):
        words = _("{file} was made by muster {version} and is not told again by this one")
        return replace(verdict, unchecked=(words.format(file="report.html", version=maker),))
    return replace(verdict, faults=tuple(_faults(folder)))


def _faults(folder: Path) -> list[str]:
    from muster.report.html import page
    from muster.report.plan.build import report

    file = folder / "report.html"
    if not file.is_file():
        return [_("{file} is missing").format(file=file.name)]
    told = file.read_bytes().decode("utf-8", errors="replace")
    language = _LANGUAGE.search(told[:200])
    if language is not None:
        with speaking(language[1]):
            if page(report(read_plan(folder))) == told:
                return []
    return [_("{file} does not follow from the plan").format(file=file.name)]
