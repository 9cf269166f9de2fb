"""What every command prints alike: JSON alone on stdout, problems as people read them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

import click

from muster.problems import Problem, counted
from muster.text import _, listed, ngettext

_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


def print_json(thing: dict[str, Any]) -> None:
    """The object, alone, on stdout."""
    click.echo(json.dumps(thing, indent=2, ensure_ascii=False, allow_nan=False))


def json_usage(reason: str) -> str:
    """The object for a command that was called wrongly."""
    problem = dict.fromkeys(("file", "row", "column", "value"))
    told = {"code": "USAGE", "severity": "error", **problem, "reason": reason, "remedy": _("See muster --help.")}
    return json.dumps(
        {"muster": version("muster"), "status": "invalid", "problems": [told]}, indent=2, ensure_ascii=False
    )


def print_problems(problems: Iterable[Problem], *, err: bool = False) -> None:
    """Problems one a line, each with its place, reason and remedy."""
    for problem in problems:
        word = click.style(severity(problem.severity), fg=_COLOURS[problem.severity])
        click.echo(f"{word} {problem}", err=err)


WIDEST = 40
"""Characters shown of a name or a cell in a table."""


def brief(text: str) -> str:
    """A name or a cell, cut where a table could not hold it."""
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def severity(name: str) -> str:
    """A severity in the reader's language."""
    return {"error": _("error"), "warning": _("warning"), "note": _("note")}[name]


def count_of(problems: Iterable[Problem]) -> str:
    """How many of each severity there are, in words."""
    counts = counted(problems)
    return listed(
        (
            ngettext("{count} error", "{count} errors", counts["error"]).format(count=counts["error"]),
            ngettext("{count} warning", "{count} warnings", counts["warning"]).format(count=counts["warning"]),
            ngettext("{count} note", "{count} notes", counts["note"]).format(count=counts["note"]),
        )
    )
