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
    mark("Compute the best joint plan of a scenario, with proof."),
    mark(
        "SCENARIO is a folder with scenario.toml and a CSV file per table, or an .xlsx workbook. Exit codes: 0 done, "
        "1 the scenario has errors, 2 wrong usage, 3 the hard rules conflict, 4 time limit with no plan, 5 unbounded."
    ),
)
@click.argument("scenario", type=click.Path())
@option(
    "-o",
    "--output",
    type=click.Path(),
    help=mark("Folder to write the plan to [default: SCENARIO.plan in the current folder]"),
)
@option("--json", "as_json", is_flag=True, help=mark("Print plan.json instead of the summary."))
@option("--csv", is_flag=True, help=mark("Write the result tables as CSV too."))
@option("--basis", help=mark("Bases of capacity to use, the preferred one first: A,B."))
@option("--patch", multiple=True, type=click.Path(), help=mark("Apply this patch to the scenario; may be repeated."))
@option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    help=mark("Time limit in seconds for the whole solve [default: none]"),
)
def plan(
    scenario: str,
    output: str | None = None,
    as_json: bool = False,
    csv: bool = False,
    basis: str | None = None,
    patch: tuple[str, ...] = (),
    time_limit: float | None = None,
) -> int:
    """Plan a scenario, write and print the plan; return its exit code."""
    from muster.plans import plan as make_plan

    _check_output_folder(output)
    started_at = time.perf_counter()
    loaded = _read_scenario(scenario, basis, patch)
    seconds = {"read": time.perf_counter() - started_at}
    options: dict[str, Any] = {"basis": _split_bases(basis), "patch": [Path(path).name for path in patch]}
    progress = PlanProgress()
    with progress:
        result = make_plan(loaded, time_limit=time_limit, progress=progress.update, options=options)
    result = result.with_seconds(seconds)
    return _write_and_print(result, output, as_json, csv)


def _check_output_folder(output: str | None) -> None:
    """Raise a usage error before planning if the output folder cannot be created."""
    target = Path(output or "plan")
    if output is not None and target.exists():
        raise click.UsageError(_("{path} already exists; name another folder with -o").format(path=output))
    parent = next(folder for folder in target.resolve().parents if folder.exists())
    if not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
        message = _("{path} cannot be written: {reason}. Nothing was written")
        raise click.UsageError(message.format(path=target, reason=_("Permission denied")))


def _split_bases(basis: str | None) -> list[str] | None:
    return None if basis is None else [part.strip() for part in basis.split(",") if part.strip()]


def _read_scenario(scenario: str, basis: str | None, patch: tuple[str, ...]) -> Scenario:
    """Read the scenario, apply the requested bases and the patches."""
    from muster.scenario import read

    overrides = {} if basis is None else {"basis": tuple(_split_bases(basis) or ())}
    loaded = read(scenario, **overrides)
    return loaded.patched(patch) if patch else loaded


def _write_and_print(result: Plan, output: str | None, as_json: bool, csv: bool) -> int:
    from muster.cli.print_plan import print_plan
    from muster.plans import NotWrittenError

    folder, failure = None, None
    if result.has_solution:
        try:
            folder = _write_folder(result, output, csv)
        except NotWrittenError as error:
            failure = error
    if as_json:
        print_json(result.summary | _problems_with_failure(result, failure))
    elif result.has_solution:
        print_plan(result, folder)
    else:
        _print_no_plan(result)
    if failure is not None:
        click.echo(click.style(_("error"), fg="red") + f" {failure}", err=True)
        return 2
    return result.exit_code


def _write_folder(result: Plan, output: str | None, csv: bool) -> Path:
    """Write to the folder given, or to the first free name derived from the scenario's."""
    from muster.plans import NotWrittenError
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
        except NotWrittenError:
            if not target.exists():
                raise
            number += 1


def _problems_with_failure(result: Plan, failure: Exception | None) -> dict[str, Any]:
    """Problems for the JSON output, with the write failure added."""
    if failure is None:
        return {}
    location = dict.fromkeys(("file", "row", "column", "value"))
    problem = {"code": "WRITE", "severity": "error", **location, "reason": str(failure), "remedy": ""}
    return {"problems": [*result.summary["problems"], problem]}


def _print_no_plan(result: Plan) -> None:
    """Print the reason why there is no plan."""
    if result.status == "invalid":
        from muster.cli.output import severity_counts

        print_problems(result.problems)
        click.echo(_("No plan: {count}.").format(count=severity_counts(result.problems)))
    elif result.status == "infeasible":
        click.echo(_("No plan: these rules conflict. If any one of them is removed, the others can all be kept."))
        for row in result.conflict:
            message = _("  {file}, {column}: {id}") if row.row is None else _("  {file} row {row}, {column}: {id}")
            click.echo(message.format(file=row.file, row=row.row, column=HARD_RULE_COLUMNS[row.table], id=row.id))
        click.echo(
            _("Lower or remove one of them, or add what it needs: earlier stock, more capacity, or a later date.")
        )
    elif result.status == "time_limit":
        click.echo(_("No plan: the time limit was reached before a plan was found. Raise it with --time-limit."))
    else:
        click.echo(_("No plan: the value is unbounded. Some hand-over or closing stock gains value without limit."))


HARD_RULE_COLUMNS = {
    "reserves": "floor",
    "resources": "ramp",
    "capacities": "quantity",
    "operations": "maximum",
    "stocks": "maximum",
    "funds": "amount",
    "lanes": "capacity",
    "investments": "maximum",
}
"""Column of each table that sets a hard rule."""


class PlanProgress(ProgressLine):
    """Progress line of the solver: tier, iterations and seconds elapsed."""

    def update(self, tier: str, iterations: int, seconds: float) -> None:
        """Show the current tier."""
        message = _("{tier}: {iterations} iterations, {seconds} s")
        self.write(message.format(tier=tier, iterations=iterations, seconds=f"{seconds:.0f}"))
