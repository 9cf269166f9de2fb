"""Monte Carlo over uncertain inputs: many draws, each planned in two readings, and what they say together.

    sampling     uncertain inputs, their distributions and random streams, and the scenario of one draw
    simulation   the outcome of one draw: with perfect foresight, and with today's plan under a recourse policy
    sweep        all draws in blocks, by this process, a pool or a cluster, in a folder that can be gone on with
    analysis     quantiles, bottlenecks, sensitivity, and the sentences and tables that tell them
    backtest     forecasts of past cases scored against what then happened

Each room imports only from those above it.
"""

from muster.risk.analysis.read_risk import PLAN_FOLDER, NotARiskFolderError, is_risk_folder, read_risk
from muster.risk.analysis.resampling import most_influential, sweep_resampled
from muster.risk.analysis.result import RiskResult, analyse_sweep
from muster.risk.analysis.write_result import write_result
from muster.risk.sampling.default_distributions import PromiseFit, fit_promises
from muster.risk.sampling.uncertain_input import UncertainInput
from muster.risk.sweep.executors import ClusterUnavailableError, InProcess, Pool, WorkersLostError
from muster.risk.sweep.job import SweepJob
from muster.risk.sweep.sweep import SweepMismatchError, job_of, sweep, uncertain_inputs_of

__all__ = [
    "PLAN_FOLDER",
    "ClusterUnavailableError",
    "InProcess",
    "NotARiskFolderError",
    "Pool",
    "PromiseFit",
    "RiskResult",
    "SweepJob",
    "SweepMismatchError",
    "UncertainInput",
    "WorkersLostError",
    "analyse_sweep",
    "fit_promises",
    "is_risk_folder",
    "job_of",
    "most_influential",
    "read_risk",
    "sweep",
    "sweep_resampled",
    "uncertain_inputs_of",
    "write_result",
]
