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
    mark("Compare two plans and show what changed."),
    mark(
        "BEFORE and AFTER are plan folders. muster lists for each request by how much earlier or later it "
        "is filled and how much more or less it gets; then pledges, money, consents and full load; and "
        "every setting, row and cell that differs."
    ),
)
@click.argument("before", type=click.Path())
@click.argument("after", type=click.Path())
@option("--json", "as_json", is_flag=True, help=mark("Print one JSON object."))
@option("-o", "--output", metavar="FILE.html", type=click.Path(), help=mark("Also write the comparison as a page."))
def compare(before: str, after: str, as_json: bool, output: str | None = None) -> int:
    """Compare two plan folders and print the changes; return 0."""
    comparison = _compare_folders(before, after)
    if output is not None:
        _write_page(comparison, output)
    if as_json:
        print_json(_to_json(comparison, before, after))
    else:
        from muster.cli.print_comparison import print_comparison

        print_comparison(comparison, before, after)
    return 0


def _compare_folders(before: str, after: str) -> Comparison:
    """Compare two plan folders; a usage error if one of them is not a plan folder."""
    from muster.plans import NotAPlanError, read_plan
    from muster.plans.compare import compare as compare_plans

    try:
        return compare_plans(read_plan(before), read_plan(after))
    except NotAPlanError as error:
        raise click.UsageError(str(error)) from None


def _write_page(comparison: Comparison, output: str) -> None:
    """Write the comparison as an HTML page."""
    from muster.plans import NotWrittenError
    from muster.report.files import write_comparison

    if not output.lower().endswith(".html"):
        raise click.UsageError(_("{path} must end in {endings}").format(path=output, endings=".html"))
    try:
        write_comparison(comparison, output)
    except NotWrittenError as error:
        raise click.UsageError(str(error)) from error


def _to_json(comparison: Comparison, before: str, after: str) -> dict[str, Any]:
    """JSON object: the comparison, the two folders, and its sentences in the reader's language."""
    from muster.plans.compare import words

    document = comparison.as_dict()
    sides = {"before": {"plan": before} | document.pop("before"), "after": {"plan": after} | document.pop("after")}
    return {"muster": version("muster"), **sides, "words": words(comparison).all, **document}
