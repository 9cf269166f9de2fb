"""`muster report`."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from muster.cli.translated_click import command, option
from muster.text import _, join_list, language_override, mark

if TYPE_CHECKING:
    from muster.explain import Explanation
    from muster.plans import Plan
    from muster.risk import RiskResult


@command(
    mark("Write a plan, or how sure it is, as a page, a document or a workbook."),
    mark(
        "PLAN is a plan folder, or a risk folder of muster risk. FILE ends in .html (one self-contained "
        "page), .pdf (needs the extra `pack`) or .xlsx (editable tables and charts). An existing file is "
        "replaced."
    ),
)
@click.argument("plan", type=click.Path())
@option("-o", "--output", required=True, metavar="FILE", type=click.Path(), help=mark("File to write to."))
@option("--lang", type=click.Choice(["en", "ar"]), help=mark("Language of the report [default: that of the terminal]"))
@option(
    "--explain", "explained", is_flag=True, help=mark("Explain what holds requests back, with proof; takes longer.")
)
@option("--meet", metavar="REQUEST|priority:N", help=mark("With --explain: request, or priority, to meet."))
@option("--by", metavar="DATE", help=mark("Day by which to meet it."))
def report(
    plan: str,
    output: str,
    lang: str | None = None,
    explained: bool = False,
    meet: str | None = None,
    by: str | None = None,
) -> int:
    """Write the report of a plan folder or a risk folder."""
    from muster.plans import NotAPlanError, NotWrittenError
    from muster.report.files import SUFFIXES, write_report
    from muster.report.pdf import TypesetterMissingError
    from muster.risk import NotARiskFolderError

    if Path(output).suffix.lower() not in SUFFIXES:
        message = _("{path} must end in {endings}")
        raise click.UsageError(message.format(path=output, endings=join_list(SUFFIXES)))
    day = _remedy_day(explained, meet, by)
    try:
        loaded, explanation = _read_folder(plan, explained, meet, day)
        with language_override(lang) if lang else nullcontext():
            written = write_report(loaded, output, explanation)
    except (NotAPlanError, NotARiskFolderError, NotWrittenError, TypesetterMissingError) as error:
        raise click.UsageError(str(error)) from error
    click.echo(_("Report: {path}").format(path=written))
    return 0


def _read_folder(
    folder: str, explained: bool, meet: str | None, day: date | None
) -> tuple[Plan | RiskResult, Explanation | None]:
    """Load a risk folder, or a plan with its explanation if requested."""
    from muster.plans import read_plan
    from muster.risk import is_risk_folder, read_risk

    if not is_risk_folder(folder):
        plan = read_plan(folder, with_program=explained)
        return plan, _explain_plan(plan, meet, day) if explained else None
    if explained:
        raise click.UsageError(
            _("A risk folder cannot be explained. Explain the plan in it instead: {path}").format(
                path=Path(folder) / "plan"
            )
        )
    return read_risk(folder), None


def _remedy_day(explained: bool, meet: str | None, by: str | None) -> date | None:
    """Parse the date of a remedy; a usage error if --meet or --by lacks the other or --explain."""
    from muster.cli.explain import parse_remedy_day

    if (meet is not None or by is not None) and not explained:
        raise click.UsageError(_("--meet and --by need --explain"))
    return parse_remedy_day(meet, by)


def _explain_plan(plan: Plan, meet: str | None, day: date | None) -> Explanation:
    """Explain the whole plan, with the remedy requested."""
    from muster.cli.explain import check_request_names
    from muster.explain import explain

    if not plan.has_solution:
        raise click.UsageError(_("There is no plan to explain: {status}").format(status=plan.status))
    check_request_names(plan, None, meet)
    explanation = explain(plan)
    if meet is None:
        return explanation
    return replace(explanation, remedies=explain(plan, meet=meet, by=day).remedies)
