"""`muster risk`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from muster.cli.output import print_json, print_problems
from muster.cli.progress import ProgressLine
from muster.cli.told import command, option
from muster.text import _, mark

if TYPE_CHECKING:
    from muster.plans import Plan
    from muster.risk import Job

STOPPED = 130


@command(
    mark("How sure the dates of a plan are."),
    mark(
        "Draws the figures that are not sure (table uncertainties, and defaults from how public promises turned out), "
        "and tells dates and lateness with their chances in two readings: knowing, where each draw is planned with "
        "foresight, and fixed, where today's plan is carried out in each draw. A folder of the same sweep is gone on "
        "with. Exit codes are those of muster plan; 130 after Ctrl-C, which keeps what is done."
    ),
)
@click.argument("scenario", type=click.Path())
@option("--draws", type=click.IntRange(1, 1_000_000), default=200, help=mark("How many draws. [default: 200]"))
@option("--seed", type=click.IntRange(0), default=1, help=mark("The seed of the random numbers. [default: 1]"))
@option(
    "--reading",
    type=click.Choice(["fixed", "knowing"]),
    default="fixed",
    help=mark("The reading that comes first. [default: fixed]"),
)
@option("--no-defaults", is_flag=True, help=mark("Draw only what the table uncertainties names."))
@option("--workers", type=click.IntRange(1), help=mark("How many processes. [default: one for each processor]"))
@option("-o", "--output", type=click.Path(), help=mark("Folder for what is drawn. [default: SCENARIO.risk here]"))
@option("--json", "as_json", is_flag=True, help=mark("Print risk.json instead of the summary."))
def risk(
    scenario: str,
    draws: int,
    seed: int,
    reading: str,
    no_defaults: bool = False,
    workers: int | None = None,
    output: str | None = None,
    as_json: bool = False,
) -> int:
    """Plan, sweep, write and print."""
    from muster.cli.likely import print_likely
    from muster.plans import plan
    from muster.risk import job_of, result_of, write_result
    from muster.scenario import read

    today = plan(read(scenario))
    if not today.there:
        return _no_plan(today, as_json)
    job = job_of(today, draws, seed, with_defaults=not no_defaults)
    folder, finished = _swept(job, output, workers or os.cpu_count() or 1)
    result = result_of(job, folder, reading)
    write_result(result)
    if as_json:
        print_json(result.as_dict())
    else:
        print_likely(result)
    if not finished:
        words = _("Stopped after {count} of {asked} draws, which are kept; the same command goes on from there.")
        click.echo(words.format(count=result.draws, asked=draws), err=True)
        return STOPPED
    return 0


def _no_plan(today: Plan, as_json: bool) -> int:
    if as_json:
        print_json(today.summary)
    else:
        if today.status == "invalid":
            print_problems(today.problems)
        click.echo(_("There is no plan whose dates could be sure or not: muster plan says why."))
    return today.exit_code


def _swept(job: Job, output: str | None, workers: int) -> tuple[Path, bool]:
    """The folder with the draws, and whether all were done."""
    from muster.risk import InProcess, NotThisSweep, Pool, WorkersLost, sweep

    executor = Pool(workers) if workers > 1 and len(job.blocks) > 1 else InProcess()
    path = job.plan.scenario.path.resolve()
    stem = path.name if path.is_dir() else path.stem
    number = 1
    progress = Progress()
    with progress:
        while True:
            folder = Path(output or (f"{stem}.risk" if number == 1 else f"{stem}.risk-{number}"))
            try:
                return folder, sweep(job, folder, executor, progress.say)
            except NotThisSweep as other:
                if output is not None:
                    raise click.UsageError(str(other)) from other
                number += 1
            except WorkersLost as lost:
                raise click.UsageError(_("Workers end before a draw is done; ask for fewer with --workers.")) from lost


class Progress(ProgressLine):
    """Draws done."""

    def say(self, done: int, asked: int) -> None:
        """Show how far the sweep is."""
        self.write(_("{done} of {asked} draws").format(done=done, asked=asked))
