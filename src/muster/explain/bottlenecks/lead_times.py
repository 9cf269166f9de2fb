"""Lead times that hold a request back: of operations, lanes and investments.

A shorter lead time changes coefficients, so the scenario is planned again with it. Which lead times can matter at all
is priced first: where an activity that took no time would have a reduced cost no lower than its own, the tier's duals
still prove the tier, and the shorter lead time gains nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from muster.calendar import Calendar
from muster.explain.relaxations.screening import Screen
from muster.explain.request_lateness import Chain
from muster.explain.what_if.replan import alike, with_cells
from muster.network.build import build_network
from muster.network.graph import Array
from muster.program import Program, compile_program
from muster.scenario import Scenario

Activity = tuple[str, str]
"""A table and an id in it: what has a lead time."""

TABLES = {"operations": ("operation", "run"), "lanes": ("lane", "move"), "investments": ("investment", "build")}


def shorter(lead: str, change: str, calendar: Calendar) -> str:
    """A lead time one base bucket shorter, a tenth shorter, or none at all."""
    buckets = calendar.way(lead)
    left = {"+1": max(0.0, buckets - 1), "+10%": 0.9 * buckets, "unlimited": 0.0}[change]
    return repr(left + 0.0)


def shortened(scenario: Scenario, which: Activity | None, change: str) -> Scenario:
    """The scenario with a lead time shortened; with all of them where none is named."""
    calendar = scenario.calendar
    assert calendar is not None
    for table, (column, _) in TABLES.items():
        if which is None or which[0] == table:

            def cells(row: Mapping[str, Any], column: str = column) -> Mapping[str, Any]:
                chosen = which is None or row[column] == which[1]
                return {"lead_time": shorter(row["lead_time"], change, calendar)} if chosen else {}

            scenario = with_cells(scenario, table, cells)
    return scenario


class LeadTimes:
    """The lead times of a chain that could help, by what they price at, with the buckets in which work would start."""

    def __init__(self, chain: Chain, screen: Screen) -> None:
        self.chain = chain
        self.screen = screen
        self.scenario = chain.blueprint.facts.scenario
        quick = build_network(shortened(self.scenario, None, "unlimited"))
        self.quick = compile_program(quick.network)
        self.comparable = alike(chain.program, self.quick)

    def candidates(self, last: str) -> dict[Activity, tuple[Array, ...]]:
        """For each that can matter: by tier, the class's own first, how far it prices below itself, shape (T,)."""
        if not self.comparable or not self.chain.duals_known:
            return {}
        gains = self.chain.again.price(self.quick, last)
        names = TABLES.items()
        families = {family: (table, column) for table, (column, family) in names}
        found: dict[Activity, tuple[Array, ...]] = {}
        activities = self.chain.program.network.activities
        for place, family in enumerate(activities.family):
            if family in families:
                part = self.chain.program.column(place)
                own = [np.where(gain[part] > 0, gain[part], 0.0) for gain in gains]
                if any(one.any() for one in own):
                    which = (families[family][0], activities.key[place][0])
                    before = found.get(which, tuple(np.zeros(part.stop - part.start) for _ in own))
                    found[which] = tuple(one + more for one, more in zip(before, own, strict=True))
        return found

    def upstream(self, which: Activity, request: str) -> bool:
        """Whether a request can come by way of this."""
        family = TABLES[which[0]][1]
        activities = self.chain.program.network.activities
        mine = [a for a in activities.of(family) if activities.key[a][0] == which[1]]
        return not self.screen.reach(request)[1].isdisjoint(mine)

    def party(self, which: Activity) -> str | None:
        """Whose it is."""
        facts, (table, name) = self.chain.blueprint.facts, which
        row = next(row for row in facts.rows(table) if row[TABLES[table][0]] == name)
        if table == "investments":
            resource = next(one for one in facts.rows("resources") if one["resource"] == row["resource"])
            owner = resource["party"] or facts.party_of.get(resource["location"])
            return str(row["party"] or owner) if row["party"] or owner else None
        return facts.party_of[row["location" if table == "operations" else "origin"]]

    def program(self, which: Activity, change: str) -> Program:
        """The program with it shortened; of the same shape as the plan's."""
        return compile_program(build_network(shortened(self.scenario, which, change)).network)
