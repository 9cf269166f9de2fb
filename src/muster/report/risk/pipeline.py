"""How sure the dates of a plan are: one function from plan to answers."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from muster.plans import Plan
from muster.report.risk.folder import write_risk
from muster.risk import Result, job_of, result_of, sweep, sweep_again, worth_asking
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
) -> Result:
    """Draw the figures that are not sure, plan each draw, and say how sure the dates are.

    What is drawn goes into `folder`, with a report; the same call goes on from what is there. `reading` is told first:
    "fixed" carries out the plan as it is, "knowing" plans each draw with foresight. `defaults=False` draws only what
    the table `uncertainties` names, and `total` draws so many of the figures that matter most once more. `executor`
    does the draws: `muster.risk.Pool(4)` in four processes (a script that uses it needs its
    `if __name__ == "__main__"`), `muster.risk.sweep.dask_executor.Cluster(address)` on a cluster, by default this
    process. Frames are in the result's `tables`. Refuses (`muster.risk.NotThisSweep`) a folder with anything else in
    it.

    >>> import muster
    >>> plan = muster.plan(muster.read("examples/transformers"))  # doctest: +SKIP
    >>> sure = muster.how_sure(plan, "transformers.risk", draws=100)  # doctest: +SKIP
    >>> sure.tables["requests"].select("reading", "request", "met_by_due", "filled_on_p80")  # doctest: +SKIP
    """
    job = job_of(plan, draws, seed, with_defaults=defaults)
    place = Path(folder)
    finished = sweep(job, place, executor)
    result = result_of(job, place, reading)
    if total and finished:
        finished = sweep_again(job, place, worth_asking(result.drivers, total), executor)
        result = result_of(job, place, reading)
    write_risk(result)
    if not finished:
        raise KeyboardInterrupt
    return result
