"""Everything that was found out about a plan, and the object that `muster explain --json` prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from muster.explain.gaps.any_plan_bound import PartyGap
from muster.explain.gaps.direct_bound import GapContribution
from muster.explain.pegging.critical_path import CriticalStep
from muster.explain.pegging.pegs import Peg
from muster.explain.pegging.replenishment import Replenishment
from muster.explain.results import LateRequest, OpenDecision, Remedy, kind_and_id_dict, to_iso
from muster.explain.what_if.pledge_feasibility import PledgeFeasibility
from muster.explain.what_if.pooling import StandAloneResult


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Everything that was asked about a plan; the fields from `pegs` on are exact computations on its own levels."""

    late_requests: tuple[LateRequest, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    decisions: tuple[OpenDecision, ...] = ()
    critical_paths: Mapping[str, tuple[CriticalStep, ...]] = field(default_factory=dict)
    pegs: tuple[Peg, ...] = ()
    replenishments: tuple[Replenishment, ...] = ()
    gap_contributions: tuple[GapContribution, ...] = ()
    pledge_feasibility: tuple[PledgeFeasibility, ...] = ()
    stand_alone_results: tuple[StandAloneResult, ...] = ()
    party_gaps: tuple[PartyGap, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The object that `muster explain --json` prints."""
        return {
            "requests": [self._request_dict(late_request) for late_request in self.late_requests],
            "pegs": [peg.as_dict() for peg in self.pegs],
            "remedies": [remedy.as_dict() for remedy in self.remedies],
            "decisions": [decision.as_dict() for decision in self.decisions],
            "refill": [replenishment.as_dict() for replenishment in self.replenishments],
            "closing": [contribution.as_dict() for contribution in self.gap_contributions],
            "matrix": [gap.as_dict() for gap in self.party_gaps],
            "pledges": [feasibility.as_dict() for feasibility in self.pledge_feasibility],
            "alone": [result.as_dict() for result in self.stand_alone_results],
        }

    def _request_dict(self, late_request: LateRequest) -> dict[str, Any]:
        request, joint_sets = late_request.request, late_request.joint_sets
        return {
            "request": request,
            "priority": late_request.priority,
            "late_unit_buckets": late_request.late,
            "filled_on": to_iso(late_request.filled_on),
            "bottlenecks": [bottleneck.as_dict() for bottleneck in late_request.bottlenecks],
            "together": [[kind_and_id_dict(member) for member in joint_set.members] for joint_set in joint_sets],
            "together_proof": [joint_set.effect.as_dict() for joint_set in joint_sets],
            "critical_path": [step.as_dict() for step in self.critical_paths.get(request, ())],
            "remedies": [remedy.as_dict() for remedy in self.remedies if request in remedy.requests],
            "worths_known": late_request.worths_known,
            "untried": late_request.untried,
            "by_choice": late_request.by_choice,
        }
