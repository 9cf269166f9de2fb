"""How sure: many draws of the figures that are not sure, each planned, and what comes of it."""

from muster.risk.analysis.read_risk import PLAN, NotARisk, is_risk, read_risk
from muster.risk.analysis.resampling import sweep_again, worth_asking
from muster.risk.analysis.result import Result, result_of
from muster.risk.analysis.tables import write_result
from muster.risk.sampling.default_distributions import Fit, fit
from muster.risk.sampling.uncertain_input import Figure
from muster.risk.sweep.executors import InProcess, NoCluster, Pool, WorkersLost
from muster.risk.sweep.job import Job
from muster.risk.sweep.sweep import NotThisSweep, figures_of, job_of, sweep

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
