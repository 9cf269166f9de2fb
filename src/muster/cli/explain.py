"""`muster explain`."""

from __future__ import annotations

from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from muster.cli.output import print_json
from muster.cli.translated_click import command, option
from muster.text import _, mark

if TYPE_CHECKING:
    from muster.explain import Explanation
    from muster.plans import Plan


@command(
    mark("Explain what holds requests back, with proof; what would free them, and who can."),
    mark(
        "PLAN is a plan folder; with REQUEST, muster explains only that request. With --meet and --by, "
        "muster finds the cheapest changes that meet a request, or all requests of a priority, by a day; "
        "-o writes them as a patch for muster plan."
    ),
)
@click.argument("plan", type=click.Path())
@click.argument("request", required=False)
@option("--meet", metavar="REQUEST|priority:N", help=mark("Request, or priority, to meet."))
@option("--by", metavar="DATE", help=mark("Day by which to meet it."))
@option(
    "-o", "--output", metavar="FILE.toml", type=click.Path(), help=mark("Write the changes as a patch to this file.")
)
@option("--json", "as_json", is_flag=True, help=mark("Print one JSON object."))
def explain(
    plan: str,
    request: str | None = None,
    meet: str | None = None,
    by: str | None = None,
    output: str | None = None,
    as_json: bool = False,
) -> int:
    """Explain the plan of a folder and print the explanation; return 0."""
    if output is not None and meet is None:
        raise click.UsageError(_("-o writes a remedy: name with --meet and --by what to meet"))
    day = parse_remedy_day(meet, by)
    loaded = _read_plan(plan)
    check_request_names(loaded, request, meet)
    from muster.explain import explain as explain_plan

    explanation = explain_plan(loaded, request, meet=meet, by=day)
    if output is not None:
        _write_patch(explanation, Path(output))
    if as_json:
        print_json({"muster": version("muster"), "plan": plan, **explanation.as_dict()})
    else:
        from muster.cli.print_explanation import print_explanation

        print_explanation(explanation, output)
    return 0


def parse_remedy_day(meet: str | None, by: str | None) -> date | None:
    """Parse the date of --by; a usage error if only one of --meet and --by is given."""
    if (meet is None) != (by is None):
        raise click.UsageError(_("--meet and --by must be given together"))
    if by is None:
        return None
    try:
        return date.fromisoformat(by if len(by) > 7 else f"{by}-01")
    except ValueError:
        raise click.UsageError(_("{day} is not a valid date; write it as in 2024-03-31").format(day=by)) from None


def _read_plan(plan: str) -> Plan:
    from muster.plans import NotAPlanError, read_plan

    try:
        return read_plan(plan, with_program=True)
    except NotAPlanError as error:
        raise click.UsageError(str(error)) from None


def check_request_names(plan: Plan, request: str | None, meet: str | None) -> None:
    """Raise a usage error if the plan has no such request."""
    from muster.explain import requests_matching
    from muster.problems import nearest

    names = [fulfilment.demand.request for fulfilment in plan.served]
    for name, is_known in (
        (request, request in names),
        (meet, meet is not None and bool(requests_matching(plan, meet))),
    ):
        if name is not None and not is_known:
            nearest_name = nearest(name, names)
            message = _("{request} is not a request of this plan")
            if nearest_name:
                message = _("{request} is not a request of this plan. Did you mean {near}?")
            raise click.UsageError(message.format(request=name, near=nearest_name))


def _write_patch(explanation: Explanation, path: Path) -> None:
    """Write the patch of the remedy, if there is one."""
    for remedy in explanation.remedies:
        if remedy.is_met and remedy.changes:
            try:
                with path.open("x", encoding="utf-8") as file:
                    file.write(remedy.patch)
            except OSError as error:
                message = _("{path} cannot be written: {reason}. Nothing was written")
                raise click.UsageError(message.format(path=path, reason=_(error.strerror or str(error)))) from None
