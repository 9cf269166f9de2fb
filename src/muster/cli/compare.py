"""`muster compare`."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import click

from muster.cli.output import print_json
from muster.cli.translated_click import command, option
from muster.text import _, mark

if TYPE_CHECKING:
    from muster.plans.compare import Comparison


@command(
    mark("What changed from one plan to another."),
    mark(
        "BEFORE and AFTER are plan folders. For each request: how much earlier or later it is filled, how much more or "
        "less it gets; then pledges, money, consents and full load; and every setting, row and cell that differs."
    ),
)
@click.argument("before", type=click.Path())
@click.argument("after", type=click.Path())
@option("--json", "as_json", is_flag=True, help=mark("Print one JSON object."))
@option("-o", "--output", metavar="FILE.html", type=click.Path(), help=mark("Write it as a page too."))
def compare(before: str, after: str, as_json: bool, output: str | None = None) -> int:
    """Compare two plan folders and print what changed; 0."""
    found = _compared(before, after)
    if output is not None:
        _write(found, output)
    if as_json:
        print_json(_as_json(found, before, after))
    else:
        from muster.cli.print_comparison import print_changes

        print_changes(found, before, after)
    return 0


def _compared(before: str, after: str) -> Comparison:
    """The comparison of two folders; wrong usage if one of them is no plan's."""
    from muster.plans import NotAPlan, read_plan
    from muster.plans.compare import compare as put_beside

    try:
        return put_beside(read_plan(before), read_plan(after))
    except NotAPlan as wrong:
        raise click.UsageError(str(wrong)) from None


def _write(found: Comparison, output: str) -> None:
    """The comparison as a page."""
    from muster.plans import NotWritten
    from muster.report.files import write_comparison

    if not output.lower().endswith(".html"):
        raise click.UsageError(_("{path} has to end in {endings}").format(path=output, endings=".html"))
    try:
        write_comparison(found, output)
    except NotWritten as wrong:
        raise click.UsageError(str(wrong)) from wrong


def _as_json(found: Comparison, before: str, after: str) -> dict[str, Any]:
    """The comparison, the folders it is of, and its sentences in the reader's language."""
    from muster.plans.compare import words

    told = found.as_dict()
    sides = {"before": {"plan": before} | told.pop("before"), "after": {"plan": after} | told.pop("after")}
    return {"muster": version("muster"), **sides, "words": words(found).all, **told}
