"""Plans: made from a scenario, stored in a folder, read back, verified and compared.

`pipeline` builds the network, compiles and solves it, and returns a `Plan`. `levels` and `worth` convert the solution
to the units of the tables. From them come `fulfilment` (the outcome of each request), `tables` (the result tables,
declared in `result_schema`; `fifo_ownership` attributes hand-overs to parties) and `likely_causes` (heuristic causes
of lateness, ranked by `limit_weights`). `storage` writes, reads and verifies plan folders; `compare` compares two of
them.
"""

from muster.plans.pipeline import plan
from muster.plans.plan import Plan, SolvedPlan, UnsolvedPlanError
from muster.plans.storage.read import NotAPlanError, muster_version, read_plan
from muster.plans.storage.verify import VerificationResult, verify
from muster.plans.storage.write import NotWrittenError, write_plan

__all__ = [
    "NotAPlanError",
    "NotWrittenError",
    "Plan",
    "SolvedPlan",
    "UnsolvedPlanError",
    "VerificationResult",
    "muster_version",
    "plan",
    "read_plan",
    "verify",
    "write_plan",
]
