"""`muster report`."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from muster.cli.translated_click import command, option
from muster.text import _, listed, mark, speaking

if TYPE_CHECKING:
    from muster.explain import Explanation
    from muster.plans import Plan
    from muster.risk import Result


@command(
    mark("A plan, or how sure it is, as a page, a document or a workbook."),
    mark(
        "PLAN is a plan folder, or a risk folder of muster risk. FILE ends in .html (one page that needs nothing "
        "else), .pdf (needs the extra `pack`) or .xlsx (tables and charts to work on). A file that is there already is "
        "replaced."
    ),
)
@click.argument("plan", type=click.Path())
@option("-o", "--output", required=True, metavar="FILE", type=click.Path(), help=mark("File to write to."))
@option("--lang", type=click.Choice(["en", "ar"]), help=mark("Language of the report. [default: that of the terminal]"))
@option("--explain", "explained", is_flag=True, help=mark("Tell what holds requests back, proved; takes longer."))
@option("--meet", metavar="REQUEST|priority:N", help=mark("With --explain: what is to be met."))
@option("--by", metavar="DATE", help=mark("The day by which it is to be met."))
def report(
    plan: str,
    output: str,
    lang: str | None = None,
    explained: bool = False,
    meet: str | None = None,
    by: str | None = None,
) -> int:
    """Write the report of a plan folder."""
    from muster.plans import NotAPlan, NotWritten
    from muster.report.files import ENDINGS, write_report
    from muster.report.pdf import NoTypesetter
    from muster.risk import NotARisk

    if Path(output).suffix.lower() not in ENDINGS:
        words = _("{path} has to end in {endings}")
        raise click.UsageError(words.format(path=output, endings=listed(ENDINGS)))
    day = _day(explained, meet, by)
    try:
        found, explanation = _told(plan, explained, meet, day)
        with speaking(lang) if lang else nullcontext():
            written = write_report(found, output, explanation)
    except (NotAPlan, NotARisk, NotWritten, NoTypesetter) as wrong:
        raise click.UsageError(str(wrong)) from wrong
    click.echo(_("Report: {path}").format(path=written))
    return 0


def _told(folder: str, explained: bool, meet: str | None, day: date | None) -> tuple[Plan | Result, Explanation | None]:
    """What a folder holds: draws, or a plan, which may be explained."""
    from muster.plans import read_plan
    from muster.risk import is_risk, read_risk

    if not is_risk(folder):
        found = read_plan(folder, whole=explained)
        return found, _explanation(found, meet, day) if explained else None
    if explained:
        raise click.UsageError(
            _("A risk folder is not explained: explain the plan in it, {path}").format(path=Path(folder) / "plan")
        )
    return read_risk(folder), None


def _day(explained: bool, meet: str | None, by: str | None) -> date | None:
    """The day of a remedy; wrong usage where it is asked for in part, or without --explain."""
    from muster.cli.explain import day_of

    if (meet is not None or by is not None) and not explained:
        raise click.UsageError(_("--meet and --by need --explain"))
    return day_of(meet, by)


def _explanation(plan: Plan, meet: str | None, day: date | None) -> Explanation:
    """All that explains the plan, and the remedy that is asked for."""
    from muster.cli.explain import refuse_unknown
    from muster.explain import explain

    if not plan.there:
        raise click.UsageError(_("There is no plan to explain: {status}").format(status=plan.status))
    refuse_unknown(plan, None, meet)
    found = explain(plan)
    if meet is None:
        return found
    return replace(found, remedies=explain(plan, meet=meet, by=day).remedies)
