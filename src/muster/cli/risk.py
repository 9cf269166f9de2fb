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
    from muster.risk import RiskResult, SweepJob
    from muster.risk.sweep.executors import Executor

INTERRUPTED = 130


class RiskArguments(TypedDict):
    """Options of `muster risk`."""

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
    mark("Estimate how sure the dates of a plan are."),
    mark(
        "Draws the uncertain figures (table uncertainties, and defaults from how public promises turned "
        "out) and gives chances for dates and lateness in two readings. In the reading knowing, each draw "
        "is planned with foresight; in the reading fixed, today's plan is carried out in each draw. An "
        "existing folder of the same sweep is continued. Exit codes are those of muster plan; 130 after "
        "Ctrl-C, which keeps finished draws."
    ),
)
@click.argument("scenario", type=click.Path())
@option("--draws", type=click.IntRange(1, 1_000_000), default=200, help=mark("Number of draws [default: 200]"))
@option("--seed", type=click.IntRange(0), default=1, help=mark("Seed of the random numbers [default: 1]"))
@option(
    "--reading",
    type=click.Choice(["fixed", "knowing"]),
    default="fixed",
    help=mark("Reading to show first [default: fixed]"),
)
@option("--no-defaults", is_flag=True, help=mark("Draw only the figures that the table uncertainties names."))
@option(
    "--total",
    metavar="K",
    type=click.IntRange(0, 1000),
    default=0,
    help=mark(
        "Resample each of the K most influential figures alone, to show what would remain unsure if all "
        "others were known. Each takes as many draws again [default: 0]"
    ),
)
@option(
    "--draw-limit",
    metavar="N",
    type=click.IntRange(1),
    help=mark(
        "Abandon a draw after N solver iterations in a reading; abandoned draws are counted and listed "
        "[default: 50 for each row of the program]"
    ),
)
@option("--workers", type=click.IntRange(1), help=mark("Number of worker processes [default: one for each processor]"))
@option(
    "--cluster",
    metavar="ADDRESS",
    help=mark("Run the draws on the workers of a dask scheduler, such as tls://host:8786. Needs the extra cluster."),
)
@option(
    "-o",
    "--output",
    type=click.Path(),
    help=mark("Folder for draws and results [default: SCENARIO.risk in the current folder]"),
)
@option("--json", "as_json", is_flag=True, help=mark("Print risk.json instead of the summary."))
def risk(scenario: str, **arguments: Unpack[RiskArguments]) -> int:
    """Plan, run the sweep, write and print the result."""
    from muster.cli.print_risk import print_risk
    from muster.plans import NotWrittenError, plan
    from muster.report.monte_carlo import write_risk
    from muster.risk import analyse_sweep, job_of
    from muster.scenario import read

    executor = _choose_executor(arguments["draws"], arguments["workers"], arguments["cluster"])
    today = plan(read(scenario))
    if not today.has_solution:
        return _print_no_plan(today, arguments["as_json"])
    defaults, limit = not arguments["no_defaults"], arguments["draw_limit"]
    job = job_of(today, arguments["draws"], arguments["seed"], with_defaults=defaults, draw_limit=limit)
    folder, finished = _run_sweep(job, arguments["output"], executor)
    result = analyse_sweep(job, folder, arguments["reading"])
    if arguments["total"] and finished:
        finished = _run_resampling(result, arguments["total"], executor)
        result = analyse_sweep(job, folder, arguments["reading"])
    try:
        write_risk(result)
    except NotWrittenError as failure:
        raise click.UsageError(str(failure)) from failure
    if arguments["as_json"]:
        print_json(result.as_dict())
    else:
        print_risk(result)
    if not finished:
        message = _("Stopped after {count} of {asked} draws, which are kept. Run the same command again to continue.")
        click.echo(message.format(count=result.draws, asked=arguments["draws"]), err=True)
        return INTERRUPTED
    return 0


def _print_no_plan(today: Plan, as_json: bool) -> int:
    if as_json:
        print_json(today.summary)
    else:
        if today.status == "invalid":
            print_problems(today.problems)
        click.echo(_("The scenario has no plan, so there are no dates to estimate. Run muster plan to see why."))
    return today.exit_code


def _choose_executor(draws: int, workers: int | None, cluster: str | None) -> Executor:
    from muster.risk import InProcess, Pool
    from muster.risk.sweep.job import BLOCK_SIZE

    if cluster is None:
        count = workers or os.cpu_count() or 1
        return Pool(count) if count > 1 and draws > BLOCK_SIZE else InProcess()
    if workers is not None:
        raise click.UsageError(
            _("--workers and --cluster cannot be combined: a cluster has its own workers. Omit one of them.")
        )
    try:
        from muster.risk.sweep.dask_executor import Cluster
    except ModuleNotFoundError as failure:
        raise click.UsageError(_("--cluster needs more packages: pip install 'muster[cluster]'")) from failure
    with _worker_errors_as_usage():
        return Cluster(cluster)


def _run_sweep(job: SweepJob, output: str | None, executor: Executor) -> tuple[Path, bool]:
    """Run the sweep; return its folder, and True if all draws were finished."""
    from muster.risk import SweepMismatchError, sweep

    path = job.plan.scenario.path.resolve()
    stem = path.name if path.is_dir() else path.stem
    number = 1
    progress = SweepProgress()
    with progress, _worker_errors_as_usage():
        while True:
            folder = Path(output or (f"{stem}.risk" if number == 1 else f"{stem}.risk-{number}"))
            try:
                return folder, sweep(job, folder, executor, progress.update)
            except SweepMismatchError as other:
                if output is not None:
                    raise click.UsageError(str(other)) from other
                number += 1


def _run_resampling(result: RiskResult, count: int, executor: Executor) -> bool:
    """Resample the most influential figures; return True if all were finished."""
    from muster.risk import most_influential, sweep_resampled

    progress = SweepProgress()
    with progress, _worker_errors_as_usage():
        drivers = most_influential(result.drivers, count)
        return sweep_resampled(result.job, result.folder, drivers, executor, progress.update)


@contextmanager
def _worker_errors_as_usage() -> Iterator[None]:
    from muster.risk import ClusterUnavailableError, WorkersLostError

    try:
        yield
    except ClusterUnavailableError as error:
        raise click.UsageError(str(error)) from error
    except WorkersLostError as error:
        message = _(
            "Workers stopped before finishing a draw. Finished draws are kept; use fewer processes with --workers."
        )
        raise click.UsageError(message) from error


class SweepProgress(ProgressLine):
    """Progress line of a sweep: draws finished."""

    def update(self, done: int, total: int) -> None:
        """Show the number of draws finished."""
        self.write(_("{done} of {asked} draws").format(done=done, asked=total))
