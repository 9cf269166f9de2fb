"""Dual screening: the relaxations that could help a request at all, the likeliest first.

Moving bounds outwards gains in a tier at most the sum of worths times how far they move, for any optimal duals. So a
relaxation that is worth nothing in every tier that decides how late a request is cannot help it: only the others are
solved again. A worth above nothing promises nothing, as where duals are not unique; the solve decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from muster.explain.relaxations.relaxation import BoundSet, BoundSide, Index, Relaxation, RelaxationSet
from muster.explain.request_lateness import RequestReoptimizer
from muster.network.graph import Array
from muster.network.upstream import SupplyClosure
from muster.solve.bound_changes import TierDuals


@dataclass(frozen=True)
class Candidate:
    """A relaxation that may help; the larger its weights, compared in turn, the likelier.

    From duals they are 1 if it lies upstream of the request, then the most that it gains in each tier, from the class's
    own on, earlier tiers last.
    """

    relaxation: Relaxation
    weights: tuple[float, ...]


class CandidateScreen:
    """Candidates for requests, from duals."""

    def __init__(self, reoptimizer: RequestReoptimizer, relaxations: RelaxationSet) -> None:
        self.reoptimizer = reoptimizer
        self.relaxations = relaxations
        self._closure = SupplyClosure(reoptimizer.program.network)
        self._upstream: dict[str, tuple[set[int], set[int]]] = {}

    def upstream_of(self, request: str) -> tuple[set[int], set[int]]:
        """The balances and the activities that a request can come by."""
        if request not in self._upstream:
            self._upstream[request] = self._closure.of_request(request)
        return self._upstream[request]

    def is_upstream(self, relaxation: Relaxation, request: str) -> bool:
        """True if a request can draw on what a relaxation is of."""
        balances, activities = self.upstream_of(request)
        program = self.reoptimizer.program
        for bound_set in relaxation.bound_sets:
            of_column = bound_set.side is BoundSide.COLUMN_UPPER
            members = _members(program.first_column if of_column else program.first_row, bound_set.indices)
            if not (activities if of_column else balances).isdisjoint(members):
                return True
        if relaxation.closed_columns is None:
            return False
        return not activities.isdisjoint(_members(program.first_column, relaxation.closed_columns.indices))

    def candidates(
        self, request: str, duals: Sequence[TierDuals], lifted: Sequence[Relaxation] = (), joint: bool = False
    ) -> list[Candidate]:
        """All with a worth in some tier, while others are lifted; what lies upstream of the request first.

        With `joint` also those that close something which others close too.
        """
        class_tier = self.class_tier_index(request, duals)
        tiers = [*range(class_tier, len(duals)), *range(class_tier)]
        candidates = []
        for relaxation in self.relaxations:
            if relaxation in lifted:
                continue
            weights = tuple(self.relaxations.gain_bound(relaxation, duals[tier], lifted, joint) for tier in tiers)
            if any(weights):
                upstream = float(self.is_upstream(relaxation, request))
                candidates.append(Candidate(relaxation, (upstream, *weights)))
        return sorted(candidates, key=_by_weight)

    def class_tier_index(self, request: str, duals: Sequence[TierDuals]) -> int:
        """The index of the tier that a request's class begins with."""
        priority = self.reoptimizer.demands[request].priority
        class_tier = f"requests/{priority}" if self.reoptimizer.is_service_objective else "value"
        return next(index for index, tier in enumerate(duals) if tier.tier == class_tier)

    def candidates_at_limit(self, request: str) -> list[Candidate]:
        """Candidates without duals: whatever lies upstream and is at its limit in some bucket of the plan."""
        activity = self.reoptimizer.program.matrix @ self.reoptimizer.x
        candidates = []
        for relaxation in self.relaxations:
            if self.is_upstream(relaxation, request):
                tight = sum(_count_tight(bound_set, self.reoptimizer, activity) for bound_set in relaxation.bound_sets)
                opens = False
                if relaxation.closed_columns is not None:
                    opens = bool(self.relaxations.open_columns([relaxation])[relaxation.closed_columns.indices].any())
                if tight or opens:
                    candidates.append(Candidate(relaxation, (float(opens), float(tight))))
        return sorted(candidates, key=_by_weight)


def _by_weight(candidate: Candidate) -> tuple[object, ...]:
    return (*(-weight for weight in candidate.weights), candidate.relaxation.name)


def _members(first: Index, indices: Index) -> list[int]:
    """The activities of columns, or the balances of rows, by the first index of each."""
    members: list[int] = np.unique(np.searchsorted(first, indices, side="right") - 1).tolist()
    return members


def _count_tight(bound_set: BoundSet, reoptimizer: RequestReoptimizer, activity: Array) -> int:
    program, indices = reoptimizer.program, bound_set.indices
    if bound_set.side is BoundSide.COLUMN_UPPER:
        slack = program.upper[indices] - reoptimizer.x[indices]
    elif bound_set.side is BoundSide.ROW_UPPER:
        slack = program.row_upper[indices] - activity[indices]
    else:
        slack = activity[indices] - program.row_lower[indices]
    return int((slack <= 1e-9).sum())
