"""Solve a program tier by tier, prove each tier, and name conflicts. The only importer of HiGHS.

`lexicographic` solves a program: `weighted_start` finds a start basis, then each tier is solved on the `optimal_face`
of those before it (`mixed_integer` by branch and bound), and `certificate` proves the result; `conflict` explains an
infeasible program. A solved program is solved again by `reoptimize` after bound changes (`bound_changes`,
`solved_tiers`, `primal_hot_start`; `objective_rows` where faces do not do), and by `warm_start` for another program of
its structure (`known_optimum`). `highs` holds the solver; `status` and `cold_start` are the words of the answers.
"""

from muster.solve.certificate import Certificate, TierCertificate, certify, dual_bound, plan_status
from muster.solve.conflict import find_conflict
from muster.solve.highs import ModelRejectedError, is_basis
from muster.solve.lexicographic import solve_lexicographic
from muster.solve.optimal_face import OptimalFace, TierProof
from muster.solve.solution import Solution, SolveOptions

__all__ = [
    "Certificate",
    "ModelRejectedError",
    "OptimalFace",
    "Solution",
    "SolveOptions",
    "TierCertificate",
    "TierProof",
    "certify",
    "dual_bound",
    "find_conflict",
    "is_basis",
    "plan_status",
    "solve_lexicographic",
]
