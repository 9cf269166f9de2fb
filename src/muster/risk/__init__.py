"""How sure: many draws of the figures that are not sure, each planned, and what comes of it."""

from muster.risk.again import sweep_again, worth_asking
from muster.risk.executor import InProcess, Pool, WorkersLost
from muster.risk.figure import Figure
from muster.risk.job import Job
from muster.risk.promises import Fit, fit
from muster.risk.result import Result, fan, result_of, write_result
from muster.risk.sweep import NotThisSweep, figures_of, job_of, sweep

__all__ = [
    "Figure",
    "Fit",
    "InProcess",
    "Job",
    "NotThisSweep",
    "Pool",
    "Result",
    "WorkersLost",
    "fan",
    "figures_of",
    "fit",
    "job_of",
    "result_of",
    "sweep",
    "sweep_again",
    "worth_asking",
    "write_result",
]
