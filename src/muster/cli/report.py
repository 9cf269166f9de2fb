"""`muster report`."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import click

from muster.cli.told import command, option
from muster.text import _, listed, mark, speaking


@command(
    mark("A plan as a page, a document or a workbook."),
    mark(
        "PLAN is a plan folder. FILE ends in .html (one page that needs nothing else), .pdf (needs the extra `pack`) "
        "or .xlsx (tables and charts to work on). A file that is there already is replaced."
    ),
)
@click.argument("plan", type=click.Path())
@option("-o", "--output", required=True, metavar="FILE", type=click.Path(), help=mark("File to write to."))
@option("--lang", type=click.Choice(["en", "ar"]), help=mark("Language of the report. [default: that of the terminal]"))
def report(plan: str, output: str, lang: str | None = None) -> int:
    """Write the report of a plan folder."""
    from muster.plans import NotAPlan, NotWritten, read_plan
    from muster.report.document import NoTypesetter
    from muster.report.files import ENDINGS, write_report

    if Path(output).suffix.lower() not in ENDINGS:
        words = _("{path} has to end in {endings}")
        raise click.UsageError(words.format(path=output, endings=listed(ENDINGS)))
    try:
        found = read_plan(plan)
        with speaking(lang) if lang else nullcontext():
            written = write_report(found, output)
    except (NotAPlan, NotWritten, NoTypesetter) as wrong:
        raise click.UsageError(str(wrong)) from wrong
    click.echo(_("Report: {path}").format(path=written))
    return 0
