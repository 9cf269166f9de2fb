"""Solving: the tiers in their order, each proved, and conflicts named. The only importer of HiGHS."""

from muster.solve.certificate import Certificate, TierCertificate, certify
from muster.solve.conflict import find_conflict
from muster.solve.proof import Face, Proof
from muster.solve.solution import Options, Solution
from muster.solve.tiers import solve

__all__ = [
    "Certificate",
    "Face",
    "Options",
    "Proof",
    "Solution",
    "TierCertificate",
    "certify",
    "find_conflict",
    "solve",
]
