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
from muster.explain.relaxations.screening import CandidateScreen
from muster.explain.request_lateness import RequestReoptimizer
from muster.explain.results import ChangeSize
from muster.explain.what_if.replan import has_same_structure, with_cells
from muster.network.build import build_network
from muster.network.graph import Array
from muster.program import Program, compile_program
from muster.scenario import Scenario

LeadTimeKey = tuple[str, str]
"""A table and an id in it: what has a lead time."""

ACTIVITY_TABLES = {
    "operations": ("operation", "run"),
    "lanes": ("lane", "move"),
    "investments": ("investment", "build"),
}


def shorten_lead_time(lead_time: str, change: ChangeSize, calendar: Calendar) -> str:
    """A lead time one base bucket shorter, a tenth shorter, or none at all."""
    buckets = calendar.transit_time(lead_time)
    shortened = {
        ChangeSize.ONE_UNIT: max(0.0, buckets - 1),
        ChangeSize.TENTH: 0.9 * buckets,
        ChangeSize.UNLIMITED: 0.0,
    }
    return repr(shortened[change] + 0.0)


def with_shortened_lead_times(scenario: Scenario, key: LeadTimeKey | None, change: ChangeSize) -> Scenario:
    """The scenario with a lead time shortened; with all of them where none is named."""
    calendar = scenario.calendar
    assert calendar is not None
    for table, (column, _) in ACTIVITY_TABLES.items():
        if key is None or key[0] == table:

            def cells(row: Mapping[str, Any], column: str = column) -> Mapping[str, Any]:
                is_chosen = key is None or row[column] == key[1]
                return {"lead_time": shorten_lead_time(row["lead_time"], change, calendar)} if is_chosen else {}

            scenario = with_cells(scenario, table, cells)
    return scenario


class LeadTimes:
    """The lead times that could help, by what they price at, with the buckets in which work would start."""

    def __init__(self, reoptimizer: RequestReoptimizer, screen: CandidateScreen) -> None:
        self.reoptimizer = reoptimizer
        self.screen = screen
        self.scenario = reoptimizer.blueprint.facts.scenario
        zero_lead = build_network(with_shortened_lead_times(self.scenario, None, ChangeSize.UNLIMITED))
        self.zero_lead_program = compile_program(zero_lead.network)
        self.is_comparable = has_same_structure(reoptimizer.program, self.zero_lead_program)

    def candidates(self, last_tier: str) -> dict[LeadTimeKey, tuple[Array, ...]]:
        """For each that can matter: by tier, the class's own first, how far it prices below itself, shape (T,)."""
        if not self.is_comparable or not self.reoptimizer.has_duals:
            return {}
        gains = self.reoptimizer.tier_reoptimizer.reduced_cost_decrease(self.zero_lead_program, last_tier)
        tables = {family: table for table, (_, family) in ACTIVITY_TABLES.items()}
        prices: dict[LeadTimeKey, tuple[Array, ...]] = {}
        activities = self.reoptimizer.program.network.activities
        for activity, family in enumerate(activities.family):
            if family in tables:
                columns = self.reoptimizer.program.columns_of(activity)
                by_tier = [np.where(gain[columns] > 0, gain[columns], 0.0) for gain in gains]
                if any(price.any() for price in by_tier):
                    key = tables[family], activities.key[activity][0]
                    before = prices.get(key, tuple(np.zeros(columns.stop - columns.start) for _ in by_tier))
                    prices[key] = tuple(price + more for price, more in zip(before, by_tier, strict=True))
        return prices

    def is_upstream(self, key: LeadTimeKey, request: str) -> bool:
        """True if goods for a request can pass through this."""
        family = ACTIVITY_TABLES[key[0]][1]
        activities = self.reoptimizer.program.network.activities
        members = [a for a in activities.family_members(family) if activities.key[a][0] == key[1]]
        return not self.screen.upstream_of(request)[1].isdisjoint(members)

    def party_responsible(self, key: LeadTimeKey) -> str | None:
        """Whose it is."""
        facts, (table, name) = self.reoptimizer.blueprint.facts, key
        if table == "investments":
            return facts.owner_of_investment[name]
        row = next(row for row in facts.rows(table) if row[ACTIVITY_TABLES[table][0]] == name)
        return facts.party_of[row["location" if table == "operations" else "origin"]]

    def shortened_program(self, key: LeadTimeKey, change: ChangeSize) -> Program:
        """The program with it shortened; of the same shape as the plan's."""
        return compile_program(build_network(with_shortened_lead_times(self.scenario, key, change)).network)
