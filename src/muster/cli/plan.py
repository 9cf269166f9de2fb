"""`muster plan`."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from muster.cli.output import print_json, print_problems
from muster.cli.progress_line import ProgressLine
from muster.cli.translated_click import command, option
from muster.text import _, mark

if TYPE_CHECKING:
    from muster.plans import Plan
    from muster.scenario import Scenario


@command(
    mark("The best joint plan of a scenario, proved."),
    mark(
        "SCENARIO is a folder with scenario.toml and a CSV file per table, or an .xlsx workbook. Exit codes: 0 done, "
        "1 the scenario has errors, 2 wrong usage, 3 the hard rules conflict, 4 time limit with no plan, 5 unbounded."
    ),
)
@click.argument("scenario", type=click.Path())
@option("-o", "--output", type=click.Path(), help=mark("Folder to write the plan to. [default: SCENARIO.plan here]"))
@option("--json", "as_json", is_flag=True, help=mark("Print plan.json instead of the summary."))
@option("--csv", is_flag=True, help=mark("Write the result tables as CSV too."))
@option("--basis", help=mark("Bases of capacity that count, preferred first: A,B."))
@option("--patch", multiple=True, type=click.Path(), help=mark("A patch to the scenario; may be given again."))
@option("--time-limit", type=click.FloatRange(min=0, min_open=True), help=mark("Seconds for all tiers together."))
def plan(
    scenario: str,
    output: str | None = None,
    as_json: bool = False,
    csv: bool = False,
    basis: str | None = None,
    patch: tuple[str, ...] = (),
    time_limit: float | None = None,
) -> int:
    """Plan, write and print; the plan's exit code."""
    from muster.plans import plan as make

    _refuse_place(output)
    begun = time.perf_counter()
    understood = _read(scenario, basis, patch)
    seconds = {"read": time.perf_counter() - begun}
    options: dict[str, Any] = {"basis": _bases(basis), "patch": [Path(one).name for one in patch]}
    progress = Progress()
    with progress:
        result = make(understood, time_limit=time_limit, progress=progress.say, options=options)
    result = result.timed(seconds)
    return _tell(result, output, as_json, csv)


def _refuse_place(output: str | None) -> None:
    """Say before planning that there is no place for the plan."""
    target = Path(output or "plan")
    if output is not None and target.exists():
        raise click.UsageError(_("{path} is there already; name another folder with -o").format(path=output))
    above = next(folder for folder in target.resolve().parents if folder.exists())
    if not above.is_dir() or not os.access(above, os.W_OK | os.X_OK):
        words = _("{path} cannot be written: {reason}. Nothing was left behind")
        raise click.UsageError(words.format(path=target, reason=_("Permission denied")))


def _bases(basis: str | None) -> list[str] | None:
    return None if basis is None else [part.strip() for part in basis.split(",") if part.strip()]


def _read(scenario: str, basis: str | None, patch: tuple[str, ...]) -> Scenario:
    """The scenario as planned: patched, and with the bases asked for."""
    from muster.scenario import read

    overrides = {} if basis is None else {"basis": tuple(_bases(basis) or ())}
    found = read(scenario, **overrides)
    return found.patched(patch) if patch else found


def _tell(result: Plan, output: str | None, as_json: bool, csv: bool) -> int:
    from muster.cli.print_plan import print_summary
    from muster.plans import NotWritten

    where, failure = None, None
    if result.there:
        try:
            where = _write(result, output, csv)
        except NotWritten as wrong:
            failure = wrong
    if as_json:
        print_json(result.summary | _told(result, failure))
    elif result.there:
        print_summary(result, where)
    else:
        _explain(result)
    if failure is not None:
        click.echo(click.style(_("error"), fg="red") + f" {failure}", err=True)
        return 2
    return result.exit_code


def _write(result: Plan, output: str | None, csv: bool) -> Path:
    """Write to the folder named, or to the first free name of the scenario's own."""
    from muster.plans import NotWritten
    from muster.report import write_plan

    if output is not None:
        return write_plan(result, output, csv=csv)
    path = result.scenario.path.resolve()
    stem = path.name if path.is_dir() else path.stem
    number = 1
    while True:
        target = Path(f"{stem}.plan" if number == 1 else f"{stem}.plan-{number}")
        try:
            return write_plan(result, target, csv=csv)
        except NotWritten:
            if not target.exists():
                raise
            number += 1


def _told(result: Plan, failure: Exception | None) -> dict[str, Any]:
    """The problems with the one that kept the plan from being written."""
    if failure is None:
        return {}
    place = dict.fromkeys(("file", "row", "column", "value"))
    told = {"code": "WRITE", "severity": "error", **place, "reason": str(failure), "remedy": ""}
    return {"problems": [*result.summary["problems"], told]}


def _explain(result: Plan) -> None:
    """Why there is no plan."""
    if result.status == "invalid":
        from muster.cli.output import count_of

        print_problems(result.problems)
        click.echo(_("No plan: {count}.").format(count=count_of(result.problems)))
    elif result.status == "infeasible":
        click.echo(_("No plan: these rules cannot all hold; without any one of them the rest can."))
        for row in result.conflict:
            words = _("  {file}, {column}: {id}") if row.row is None else _("  {file} row {row}, {column}: {id}")
            click.echo(words.format(file=row.file, row=row.row, column=HARD[row.table], id=row.id))
        click.echo(_("Lower or lift one of them, or give what it needs: earlier stock, capacity, or a later date."))
    elif result.status == "time_limit":
        click.echo(_("No plan: the time was up before there was one. Give more with --time-limit."))
    else:
        click.echo(_("No plan: the value has no bound. Some hand-over or closing stock gains without limit."))


HARD = {
    "reserves": "floor",
    "resources": "ramp",
    "capacities": "quantity",
    "operations": "maximum",
    "stocks": "maximum",
    "funds": "amount",
    "lanes": "capacity",
    "investments": "maximum",
}
"""The column of each table that sets a hard rule."""


class Progress(ProgressLine):
    """The tier, its iterations and the seconds so far."""

    def say(self, tier: str, iterations: int, seconds: float) -> None:
        """Show where the solving is."""
        words = _("{tier}: {iterations} iterations, {seconds} s")
        self.write(words.format(tier=tier, iterations=iterations, seconds=f"{seconds:.0f}"))
