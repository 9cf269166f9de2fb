"""Pooled or alone: what each party could hand over for each request with its own stock, plants, lines and money.

Each party is planned by itself for all requests as if it were the only giver (`muster.explain.what_if.single_party`
says what is its own). What several could each do alone does not add up to more than is asked; what the group hands
over beyond that sum, only planning together gives: parts of one party in the plants of another, money of a common
fund.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from muster.explain.what_if.single_party import own, parties_with_means
from muster.plans.pipeline import plan as make_plan
from muster.plans.plan import Plan
from muster.plans.tables.requests import Served
from muster.tolerances import FILLED


@dataclass(frozen=True, slots=True)
class Alone:
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


@dataclass(frozen=True, slots=True)
class Pooling:
    """What planning together gives a request: `together` is handed over by the group's plan by the end.

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


def alone(plan: Plan) -> tuple[Alone, ...]:
    """Every request with every party that alone, or in the group, hands over something for it.

    Plans once for each party that has stock or plants. A party whose own rules contradict each other without the others
    has no plan alone, and stands with nothing.
    """
    assert plan.scenario.calendar is not None
    lengths = plan.scenario.calendar.lengths.astype(float)
    given = _given(plan)
    found = []
    for party in parties_with_means(plan.scenario):
        single = make_plan(own(plan.scenario, party))
        nothing = {s.want.request: (0.0, 0.0, s.want.late_if_idle(lengths)) for s in plan.served}
        fares = nothing | {served.want.request: _fares(served) for served in single.served}
        for served in plan.served:
            request, figures = served.want.request, fares[served.want.request]
            pooled = given.get((request, party), 0.0)
            if figures[0] > 0 or pooled > 0:
                found.append(Alone(request, party, *figures, pooled, served.quantity, served.handed_over))
    return tuple(sorted(found, key=lambda one: (one.request, one.party)))


def pooling(found: Iterable[Alone]) -> tuple[Pooling, ...]:
    """What planning together gives, request by request; requests for which nothing is handed over are left out."""
    by_request: dict[str, list[Alone]] = {}
    for one in found:
        by_request.setdefault(one.request, []).append(one)
    return tuple(
        Pooling(request, ones[0].quantity, ones[0].together, min(ones[0].quantity, sum(o.handed_over for o in ones)))
        for request, ones in by_request.items()
    )


def _fares(served: Served) -> tuple[float, float, float]:
    """Handed over by the end and in time, and late; the solver's dust is nothing."""
    dust = FILLED * served.quantity
    return served.handed_over if served.handed_over > dust else 0.0, served.on_time, served.late_unit_buckets


def _given(plan: Plan) -> dict[tuple[str, str], float]:
    """What goods of each party's mark give to each request in the group's plan; companions count toward none."""
    wants = {served.want.request: served.want.wants for served in plan.served}
    members: dict[str, dict[str, float]] = {}
    for row in plan.scenario.tables["families"].to_dicts():
        members.setdefault(row["family"], {})[row["item"]] = row["ratio"]
    given: dict[tuple[str, str], float] = {}
    for party, request, item, quantity in plan.contributions.select("party", "request", "item", "quantity").iter_rows():
        choices = members.get(wants[request], {wants[request]: 1.0})
        if item in choices:
            given[request, party] = given.get((request, party), 0.0) + quantity * choices[item]
    return given
