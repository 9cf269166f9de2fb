"""Pooled or alone: what each party could hand over for each request with its own stock, plants, lines and money.

Each party is planned by itself for all requests as if it were the only giver (`muster.explain.what_if.single_party`
says what is its own). What several could each do alone does not add up to more than is asked; what the group hands
over beyond that sum, only planning together gives: parts of one party in the plants of another, money of a common
fund.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from muster.explain.what_if.single_party import parties_with_means, scenario_of_party
from muster.plans.fulfilment import Fulfilment
from muster.plans.pipeline import plan as make_plan
from muster.plans.plan import Plan
from muster.tolerances import FILLED


@dataclass(frozen=True, slots=True, kw_only=True)
class StandAloneResult:
    """A request and a party, in units of what is wanted.

    `handed_over` and `on_time` are what the party could do alone by the end and in time, `late` its late unit-buckets
    then; `pooled` is what goods of its mark give in the group's plan. `quantity` is what is asked, `together` what the
    group's plan hands over in all.
    """

    request: str
    party: str
    handed_over: float
    on_time: float
    late: float
    pooled: float
    quantity: float
    together: float

    def as_dict(self) -> dict[str, object]:
        """The same in JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolingGain:
    """Gain of a request from planning together: `together` is handed over by the group's plan by the end.

    `apart` is the sum of what every party could hand over alone, at most what is asked; `gain` what lies beyond it.
    """

    request: str
    quantity: float
    together: float
    apart: float

    @property
    def gain(self) -> float:
        """Handed over only because parties plan together."""
        gain = self.together - self.apart
        return gain if gain > FILLED * self.quantity else 0.0

    def as_dict(self) -> dict[str, object]:
        """The same in JSON."""
        return {
            "request": self.request,
            "quantity": self.quantity,
            "together": self.together,
            "apart": self.apart,
            "gain": self.gain,
        }


def stand_alone_results(plan: Plan) -> tuple[StandAloneResult, ...]:
    """Every request with every party that alone, or in the group, hands over something for it.

    Plans once for each party that has stock or plants. A party whose own rules contradict each other without the others
    has no plan alone, and is listed with nothing.
    """
    assert plan.scenario.calendar is not None
    lengths = plan.scenario.calendar.lengths.astype(float)
    pooled = _pooled_quantities(plan)
    results = []
    for party in parties_with_means(plan.scenario):
        stand_alone = make_plan(scenario_of_party(plan.scenario, party))
        nothing = {f.demand.request: (0.0, 0.0, f.demand.late_if_idle(lengths)) for f in plan.served}
        outcomes = nothing | {f.demand.request: _outcome(f) for f in stand_alone.served}
        for fulfilment in plan.served:
            request = fulfilment.demand.request
            handed_over, on_time, late = outcomes[request]
            result = StandAloneResult(
                request=request,
                party=party,
                handed_over=handed_over,
                on_time=on_time,
                late=late,
                pooled=pooled.get((request, party), 0.0),
                quantity=fulfilment.quantity,
                together=fulfilment.handed_over,
            )
            if result.handed_over > 0 or result.pooled > 0:
                results.append(result)
    return tuple(sorted(results, key=lambda result: (result.request, result.party)))


def pooling_gains(results: Iterable[StandAloneResult]) -> tuple[PoolingGain, ...]:
    """Gains from planning together, request by request; requests for which nothing is handed over are left out."""
    by_request: dict[str, list[StandAloneResult]] = {}
    for result in results:
        by_request.setdefault(result.request, []).append(result)
    return tuple(
        PoolingGain(
            request=request,
            quantity=members[0].quantity,
            together=members[0].together,
            apart=min(members[0].quantity, sum(member.handed_over for member in members)),
        )
        for request, members in by_request.items()
    )


def _outcome(fulfilment: Fulfilment) -> tuple[float, float, float]:
    """Handed over by the end and in time, and late; the solver's dust is nothing."""
    handed_over = fulfilment.handed_over if fulfilment.handed_over > FILLED * fulfilment.quantity else 0.0
    return handed_over, fulfilment.on_time, fulfilment.late_unit_buckets


def _pooled_quantities(plan: Plan) -> dict[tuple[str, str], float]:
    """Quantity by party's mark and request in the group's plan; companions count toward none."""
    wants = {fulfilment.demand.request: fulfilment.demand.wants for fulfilment in plan.served}
    members: dict[str, dict[str, float]] = {}
    for row in plan.scenario.tables["families"].to_dicts():
        members.setdefault(row["family"], {})[row["item"]] = row["ratio"]
    pooled: dict[tuple[str, str], float] = {}
    for party, request, item, quantity in plan.contributions.select("party", "request", "item", "quantity").iter_rows():
        choices = members.get(wants[request], {wants[request]: 1.0})
        if item in choices:
            pooled[request, party] = pooled.get((request, party), 0.0) + quantity * choices[item]
    return pooled
