"""Monte Carlo run of a plan with its report: one function for the answers, one that writes them."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from muster.plans import Plan
from muster.report.files import write_plan, write_report
from muster.risk import (
    PLAN_FOLDER,
    RiskResult,
    analyse_sweep,
    job_of,
    most_influential,
    sweep,
    sweep_resampled,
    write_result,
)
from muster.risk.sweep.executors import Executor


def how_sure(
    plan: Plan,
    folder: str | Path,
    *,
    draws: int = 200,
    seed: int = 1,
    reading: Literal["fixed", "knowing"] = "fixed",
    defaults: bool = True,
    total: int = 0,
    executor: Executor | None = None,
) -> RiskResult:
    """Draw the uncertain figures, plan each draw, and report by when each request is filled with which chance.

    Args:
        plan: today's plan, solved.
        folder: where the draws go, with a report. The same call resumes what is there.
        draws: number of draws.
        seed: seed of the random numbers.
        reading: the reading that comes first: "fixed" carries out the plan in each draw, "knowing" plans each draw
            with perfect foresight.
        defaults: False draws only what the table `uncertainties` names.
        total: number of the most influential figures to draw once more, one at a time.
        executor: `muster.risk.Pool(4)` for four processes (a script that uses it needs its
            `if __name__ == "__main__"`), `muster.risk.sweep.dask_executor.Cluster(address)` for a cluster
            [default: this process].

    Returns:
        The result, with frames in its `tables`.

    Raises:
        SweepMismatchError: the folder holds anything else.

    >>> import muster
    >>> plan = muster.plan(muster.read("examples/transformers"))  # doctest: +SKIP
    >>> sure = muster.how_sure(plan, "transformers.risk", draws=100)  # doctest: +SKIP
    >>> sure.tables["requests"].select("reading", "request", "met_by_due", "filled_on_p80")  # doctest: +SKIP
    """
    job = job_of(plan, draws, seed, with_defaults=defaults)
    path = Path(folder)
    finished = sweep(job, path, executor)
    result = analyse_sweep(job, path, reading)
    if total and finished:
        finished = sweep_resampled(job, path, most_influential(result.drivers, total), executor)
        result = analyse_sweep(job, path, reading)
    write_risk(result)
    if not finished:
        raise KeyboardInterrupt
    return result


def write_risk(result: RiskResult) -> None:
    """Put tables, plan and report, in the reader's language, into the folder of the draws; a plan that is there stays.

    Refuses (`muster.plans.NotWrittenError`) what cannot be written.
    """
    write_result(result)
    if not (result.folder / PLAN_FOLDER).exists():
        write_plan(result.job.plan, result.folder / PLAN_FOLDER)
    write_report(result, result.folder / "report.html")
