"""How to solve, and what came out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from muster.network.graph import Array
from muster.solve.certificate import Certificate
from muster.solve.optimal_face import Proof


@dataclass(frozen=True)
class Options:
    """How to solve: the most seconds for all tiers together, and the most simplex iterations (with whole numbers, nodes
    of the search); the method; and whom to tell tier, iterations and seconds."""

    time_limit: float = float("inf")
    iterations: float = float("inf")
    method: str = "auto"
    progress: Callable[[str, int, float], None] | None = None


@dataclass
class Solution:
    """What came out: "optimal", "feasible", "time_limit", "infeasible" or "unbounded", with the proof of each tier.

    `certificate` is that of these very levels and proofs, where solving had to make it.
    """

    status: str
    x: Array
    proofs: list[Proof] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    certificate: Certificate | None = None
