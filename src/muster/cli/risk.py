"""`muster risk`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from muster.cli.output import print_json, print_problems
from muster.cli.progress_line import ProgressLine
from muster.cli.translated_click import command, option
from muster.text import _, mark

if TYPE_CHECKING:
    from muster.plans import Plan
    from muster.risk import Job, Result
    from muster.risk.sweep.executors import Executor

STOPPED = 130


class Asked(TypedDict):
    """What the options say."""

    draws: int
    seed: int
    reading: str
    no_defaults: bool
    total: int
    draw_limit: int | None
    workers: int | None
    cluster: str | None
    output: str | None
    as_json: bool


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
@option(
    "--total",
    metavar="K",
    type=click.IntRange(0, 1000),
    default=0,
    help=mark(
        "Draw the K figures that may matter most once more, one at a time, to tell what would be left unsure if all "
        "but one were known. Each takes as many draws more. [default: 0]"
    ),
)
@option(
    "--draw-limit",
    metavar="N",
    type=click.IntRange(1),
    help=mark(
        "Give a draw up after N iterations of the solver in a reading; it is counted and named. "
        "[default: 50 for each row of the program]"
    ),
)
@option("--workers", type=click.IntRange(1), help=mark("How many processes. [default: one for each processor]"))
@option(
    "--cluster",
    metavar="ADDRESS",
    help=mark("Have the workers of a dask scheduler do it, such as tls://host:8786. Needs the extra cluster."),
)
@option("-o", "--output", type=click.Path(), help=mark("Folder for what is drawn. [default: SCENARIO.risk here]"))
@option("--json", "as_json", is_flag=True, help=mark("Print risk.json instead of the summary."))
def risk(scenario: str, **asked: Unpack[Asked]) -> int:
    """Plan, sweep, write and print."""
    from muster.cli.print_risk import print_likely
    from muster.plans import NotWritten, plan
    from muster.report.risk import write_risk
    from muster.risk import job_of, result_of
    from muster.scenario import read

    executor = _executor(asked["draws"], asked["workers"], asked["cluster"])
    today = plan(read(scenario))
    if not today.there:
        return _no_plan(today, asked["as_json"])
    defaults, limit = not asked["no_defaults"], asked["draw_limit"]
    job = job_of(today, asked["draws"], asked["seed"], with_defaults=defaults, draw_limit=limit)
    folder, finished = _swept(job, asked["output"], executor)
    result = result_of(job, folder, asked["reading"])
    if asked["total"] and finished:
        finished = _swept_again(result, asked["total"], executor)
        result = result_of(job, folder, asked["reading"])
    try:
        write_risk(result)
    except NotWritten as failure:
        raise click.UsageError(str(failure)) from failure
    if asked["as_json"]:
        print_json(result.as_dict())
    else:
        print_likely(result)
    if not finished:
        words = _("Stopped after {count} of {asked} draws, which are kept; the same command goes on from there.")
        click.echo(words.format(count=result.draws, asked=asked["draws"]), err=True)
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


def _executor(draws: int, workers: int | None, cluster: str | None) -> Executor:
    from muster.risk import InProcess, Pool
    from muster.risk.sweep.job import BLOCK

    if cluster is None:
        count = workers or os.cpu_count() or 1
        return Pool(count) if count > 1 and draws > BLOCK else InProcess()
    if workers is not None:
        raise click.UsageError(_("A cluster has its own workers: leave out --workers or --cluster."))
    try:
        from muster.risk.sweep.dask_executor import Cluster
    except ModuleNotFoundError as failure:
        raise click.UsageError(_("--cluster needs more packages: pip install 'muster[cluster]'")) from failure
    with _workers_there():
        return Cluster(cluster)


def _swept(job: Job, output: str | None, executor: Executor) -> tuple[Path, bool]:
    """The folder with the draws, and whether all were done."""
    from muster.risk import NotThisSweep, sweep

    path = job.plan.scenario.path.resolve()
    stem = path.name if path.is_dir() else path.stem
    number = 1
    progress = Progress()
    with progress, _workers_there():
        while True:
            folder = Path(output or (f"{stem}.risk" if number == 1 else f"{stem}.risk-{number}"))
            try:
                return folder, sweep(job, folder, executor, progress.say)
            except NotThisSweep as other:
                if output is not None:
                    raise click.UsageError(str(other)) from other
                number += 1


def _swept_again(result: Result, most: int, executor: Executor) -> bool:
    """Whether the figures that may matter most were all drawn once more."""
    from muster.risk import sweep_again, worth_asking

    progress = Progress()
    with progress, _workers_there():
        drivers = worth_asking(result.drivers, most)
        return sweep_again(result.job, result.folder, drivers, executor, progress.say)


@contextmanager
def _workers_there() -> Iterator[None]:
    from muster.risk import NoCluster, WorkersLost

    try:
        yield
    except NoCluster as none:
        raise click.UsageError(str(none)) from none
    except WorkersLost as lost:
        words = _("Workers end before a draw is done. What is done is kept; ask for fewer with --workers.")
        raise click.UsageError(words) from lost


class Progress(ProgressLine):
    """Draws done."""

    def say(self, done: int, asked: int) -> None:
        """Show how far the sweep is."""
        self.write(_("{done} of {asked} draws").format(done=done, asked=asked))
