"""Output shared by all commands: one JSON object on stdout, or problems as text."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

import click

from muster.problems import Problem, count_by_severity
from muster.text import _, join_list, ngettext

_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


def print_json(document: dict[str, Any]) -> None:
    """Print one JSON object to stdout."""
    click.echo(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False))


def usage_error_json(reason: str) -> str:
    """JSON object that reports a usage error."""
    location = dict.fromkeys(("file", "row", "column", "value"))
    remedy = _("See muster --help.")
    problem = {"code": "USAGE", "severity": "error", **location, "reason": reason, "remedy": remedy}
    return json.dumps(
        {"muster": version("muster"), "status": "invalid", "problems": [problem]}, indent=2, ensure_ascii=False
    )


def print_problems(problems: Iterable[Problem], *, err: bool = False) -> None:
    """Print one problem per line, with location, reason and remedy."""
    for problem in problems:
        label = click.style(severity_name(problem.severity), fg=_COLOURS[problem.severity])
        click.echo(f"{label} {problem}", err=err)


MAX_WIDTH = 40
"""Maximum characters of a name or a cell in a table."""


def truncate(text: str) -> str:
    """Truncate a name or a cell to the width of a table column."""
    return text if len(text) <= MAX_WIDTH else text[: MAX_WIDTH - 1] + "…"


def severity_name(name: str) -> str:
    """Translate a severity."""
    return {"error": _("error"), "warning": _("warning"), "note": _("note")}[name]


def severity_counts(problems: Iterable[Problem]) -> str:
    """Number of errors, warnings and notes, as text."""
    counts = count_by_severity(problems)
    return join_list(
        (
            ngettext("{count} error", "{count} errors", counts["error"]).format(count=counts["error"]),
            ngettext("{count} warning", "{count} warnings", counts["warning"]).format(count=counts["warning"]),
            ngettext("{count} note", "{count} notes", counts["note"]).format(count=counts["note"]),
        )
    )
