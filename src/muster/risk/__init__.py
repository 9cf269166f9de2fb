"""How sure: many draws of the figures that are not sure, each planned, and what comes of it."""

from muster.risk.again import sweep_again, worth_asking
from muster.risk.executor import InProcess, NoCluster, Pool, WorkersLost
from muster.risk.figure import Figure
from muster.risk.job import Job
from muster.risk.opening import PLAN, NotARisk, is_risk, read_risk
from muster.risk.promises import Fit, fit
from muster.risk.result import Result, result_of
from muster.risk.sweep import NotThisSweep, figures_of, job_of, sweep
from muster.risk.tables import write_result

__all__ = [
    "PLAN",
    "Figure",
    "Fit",
    "InProcess",
    "Job",
    "NoCluster",
    "NotARisk",
    "NotThisSweep",
    "Pool",
    "Result",
    "WorkersLost",
    "figures_of",
    "fit",
    "is_risk",
    "job_of",
    "read_risk",
    "result_of",
    "sweep",
    "sweep_again",
    "worth_asking",
    "write_result",
]
