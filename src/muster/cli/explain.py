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
    mark("What holds requests back, proved; what would free them, and who can."),
    mark(
        "PLAN is a plan folder; with REQUEST only that one is explained. With --meet and --by the cheapest changes are "
        "told with which a request, or all of a priority, is met by a day; -o writes them as a patch for muster plan."
    ),
)
@click.argument("plan", type=click.Path())
@click.argument("request", required=False)
@option("--meet", metavar="REQUEST|priority:N", help=mark("What is to be met."))
@option("--by", metavar="DATE", help=mark("The day by which it is to be met."))
@option("-o", "--output", metavar="FILE.toml", type=click.Path(), help=mark("Write the changes as a patch."))
@option("--json", "as_json", is_flag=True, help=mark("Print one JSON object."))
def explain(
    plan: str,
    request: str | None = None,
    meet: str | None = None,
    by: str | None = None,
    output: str | None = None,
    as_json: bool = False,
) -> int:
    """Explain a plan folder and print it; 0."""
    if output is not None and meet is None:
        raise click.UsageError(_("-o writes a remedy: say with --meet and --by what is to be met"))
    day = day_of(meet, by)
    whole = _read(plan)
    refuse_unknown(whole, request, meet)
    from muster.explain import explain as ask

    found = ask(whole, request, meet=meet, by=day)
    if output is not None:
        _write(found, Path(output))
    if as_json:
        print_json({"muster": version("muster"), "plan": plan, **found.as_dict()})
    else:
        from muster.cli.print_explanation import print_reasons

        print_reasons(found, output)
    return 0


def day_of(meet: str | None, by: str | None) -> date | None:
    """The day that --by names; wrong usage where --meet and --by do not come together."""
    if (meet is None) != (by is None):
        raise click.UsageError(_("--meet and --by go together"))
    if by is None:
        return None
    try:
        return date.fromisoformat(by if len(by) > 7 else f"{by}-01")
    except ValueError:
        raise click.UsageError(_("{day} is not a day such as 2024-03-31").format(day=by)) from None


def _read(plan: str) -> Plan:
    from muster.plans import NotAPlan, read_plan

    try:
        return read_plan(plan, whole=True)
    except NotAPlan as wrong:
        raise click.UsageError(str(wrong)) from None


def refuse_unknown(plan: Plan, request: str | None, meet: str | None) -> None:
    """Wrong usage if the plan has no such request."""
    from muster.explain import asked
    from muster.problems import nearest

    names = [one.want.request for one in plan.served]
    for name, there in ((request, request in names), (meet, meet is not None and bool(asked(plan, meet)))):
        if name is not None and not there:
            near = nearest(name, names)
            words = _("{request} is no request of this plan")
            if near:
                words = _("{request} is no request of this plan. Did you mean {near}?")
            raise click.UsageError(words.format(request=name, near=near))


def _write(found: Explanation, path: Path) -> None:
    """The remedy's patch, if there is one."""
    for one in found.remedies:
        if one.met and one.measures:
            try:
                with path.open("x", encoding="utf-8") as file:
                    file.write(one.patch)
            except OSError as wrong:
                words = _("{path} cannot be written: {reason}. Nothing was left behind")
                raise click.UsageError(words.format(path=path, reason=_(wrong.strerror or str(wrong)))) from None
