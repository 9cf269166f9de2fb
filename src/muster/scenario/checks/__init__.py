"""The checks of a scenario: one small function each, named for what it checks."""

from __future__ import annotations

from collections.abc import Callable

from muster.problems import Problem
from muster.scenario.checks import (
    correlations,
    dates,
    items,
    keys,
    lanes,
    limits,
    money,
    network,
    references,
    requests,
    stocks,
    uncertainties,
)
from muster.scenario.checks import unbounded_value as gains
from muster.scenario.scenario import Scenario

CHECKS: tuple[Callable[[Scenario], list[Problem]], ...] = (
    keys.duplicate_keys,
    keys.rows_without_time,
    keys.items_called_as_families,
    references.missing_references,
    references.unsure_columns,
    uncertainties.uncertainties,
    correlations.outages_in_groups,
    correlations.correlations,
    references.sources_younger_than_the_scenario,
    requests.quantity_and_lines,
    requests.neither_quantity_nor_lines,
    requests.limits_without_a_grant,
    requests.companions_in_a_circle,
    dates.dates_in_order,
    dates.receipts_before_the_start,
    dates.due_before_the_start,
    dates.outside_the_horizon,
    stocks.more_lost_than_there_is,
    stocks.storage_limits_raised,
    stocks.location_or_party,
    stocks.floors_above_storage,
    stocks.lowered_floors,
    items.items_taken_nowhere,
    items.too_many_for_whole_units,
    limits.unlimited_resources,
    limits.resources_without_a_counting_basis,
    limits.negative_costs_without_a_limit,
    limits.minimum_runs_without_a_limit,
    limits.ramps_that_forbid_the_capacity,
    lanes.rows_of_one_lane_agree,
    money.unlimited_money,
    network.requests_beyond_reach,
    network.operations_that_give_nothing,
    network.operations_that_take_nothing,
    network.operations_that_give_families,
    network.lead_times_beyond_the_horizon,
    gains.gains_from_nothing,
)


def check(scenario: Scenario) -> list[Problem]:
    """Everything that the tables show when looked at together."""
    return [found for one in CHECKS for found in one(scenario)]
