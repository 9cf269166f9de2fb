"""Options and result of a solve."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from muster.network.graph import Array
from muster.solve.certificate import Certificate
from muster.solve.cold_start import ColdStartReason
from muster.solve.optimal_face import TierProof
from muster.solve.status import SolutionStatus, SolveMethod


@dataclass(frozen=True)
class SolveOptions:
    """Options: the most seconds for all tiers together, and the most simplex iterations (with whole numbers, nodes
    of the search); the method; and whom to tell tier, iterations and seconds."""

    time_limit: float = float("inf")
    iteration_limit: float = float("inf")
    method: str = SolveMethod.AUTO
    progress: Callable[[str, int, float], None] | None = None


@dataclass
class Solution:
    """Result: "optimal", "feasible", "time_limit", "infeasible" or "unbounded", with the proof of each tier.

    `certificate` is that of these very levels and proofs, where solving had to make it; `cold_start` says why a warm
    start was impossible or was given up.
    """

    status: SolutionStatus
    x: Array
    proofs: list[TierProof] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    certificate: Certificate | None = None
    cold_start: ColdStartReason | None = None
