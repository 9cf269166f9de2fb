"""Which factors could help a request at all, the likeliest first.

Moving bounds outwards gains in a tier at most the sum of worth times how far they move, for any optimal duals. So a
factor that is worth nothing in every tier that decides how late a request is cannot help it: only the others are solved
again. A worth above nothing promises nothing, as where duals are not unique; the solve decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from muster.explain.relaxations.relaxation import Factor, Factors, Index
from muster.explain.request_lateness import Chain
from muster.network.graph import Array
from muster.plans.likely_causes import Upstream
from muster.solve.bound_changes import Duals


@dataclass(frozen=True)
class Candidate:
    """A factor that may help, with its weight in each tier from the class's own on, earlier tiers last."""

    factor: Factor
    weight: tuple[float, ...]


class Screen:
    """Candidates for requests, from duals."""

    def __init__(self, chain: Chain, factors: Factors) -> None:
        self.chain = chain
        self.factors = factors
        self._upstream = Upstream(chain.program.network)
        self._reach: dict[str, tuple[set[int], set[int]]] = {}

    def reach(self, request: str) -> tuple[set[int], set[int]]:
        """The balances and the activities that a request can come by."""
        if request not in self._reach:
            self._reach[request] = self._upstream.of(request)
        return self._reach[request]

    def upstream(self, factor: Factor, request: str) -> bool:
        """Whether a factor limits something that a request can come from."""
        balances, activities = self.reach(request)
        program = self.chain.program
        for part in factor.parts:
            first = program.first_column if part.side == "column" else program.first_row
            members = np.unique(np.searchsorted(first, part.places, side="right") - 1).tolist()
            if not (activities if part.side == "column" else balances).isdisjoint(members):
                return True
        if factor.gate is None:
            return False
        members = np.unique(np.searchsorted(program.first_column, factor.gate.columns, side="right") - 1).tolist()
        return not activities.isdisjoint(members)

    def candidates(
        self, request: str, duals: Sequence[Duals], lifted: Sequence[Factor] = (), joint: bool = False
    ) -> list[Candidate]:
        """Every factor with a worth in some tier, while others are lifted; what lies upstream of the request first.

        With `joint` also those that close something which others close too.
        """
        place = self.own_tier(request, duals)
        order = [*range(place, len(duals)), *range(place)]
        found = []
        for factor in self.factors:
            if factor in lifted:
                continue
            weights = tuple(self.factors.weight(factor, duals[k], lifted, joint) for k in order)
            if any(weights):
                upstream = float(self.upstream(factor, request))
                found.append(Candidate(factor, (upstream, *weights)))
        return sorted(found, key=lambda one: (*(-weight for weight in one.weight), one.factor.name))

    def own_tier(self, request: str, duals: Sequence[Duals]) -> int:
        """The place of the tier that a request's class begins with."""
        want = self.chain.wants[request]
        tier = f"requests/{want.priority}" if self.chain.service else "value"
        return next(place for place, one in enumerate(duals) if one.tier == tier)

    def at_limit(self, request: str) -> list[Candidate]:
        """Where worths are not known: what lies upstream and stands at its limit in the plan in some bucket."""
        program, x = self.chain.program, self.chain.x
        activity = program.matrix @ x
        found = []
        for factor in self.factors:
            if self.upstream(factor, request):
                tight = sum(_tight(part.side, part.places, self.chain, activity) for part in factor.parts)
                closed = False
                if factor.gate is not None:
                    closed = bool(self.factors.opened([factor])[factor.gate.columns].any())
                if tight or closed:
                    found.append(Candidate(factor, (float(closed), float(tight))))
        return sorted(found, key=lambda one: (*(-weight for weight in one.weight), one.factor.name))


def _tight(side: str, places: Index, chain: Chain, activity: Array) -> int:
    program = chain.program
    if side == "column":
        slack = program.upper[places] - chain.x[places]
    elif side == "above":
        slack = program.row_upper[places] - activity[places]
    else:
        slack = activity[places] - program.row_lower[places]
    return int((slack <= 1e-9).sum())
