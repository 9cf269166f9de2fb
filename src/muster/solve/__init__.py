"""Solving: the tiers in their order, each proved, and conflicts named. The only importer of HiGHS."""

from muster.solve.certificate import Certificate, TierCertificate, certify, dual_bound
from muster.solve.conflict import find_conflict
from muster.solve.highs import Refused, is_basis
from muster.solve.lexicographic import solve
from muster.solve.optimal_face import Face, Proof
from muster.solve.solution import Options, Solution

__all__ = [
    "Certificate",
    "Face",
    "Options",
    "Proof",
    "Refused",
    "Solution",
    "TierCertificate",
    "certify",
    "dual_bound",
    "find_conflict",
    "is_basis",
    "solve",
]
