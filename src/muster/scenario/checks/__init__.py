"""Checks of a scenario: one small function each, named after the fault it finds.

Each takes the `ScenarioTables` and returns problems; `CHECKS` lists them in order: keys, references, then one file for
each subject (`uncertainties`, `requests`, `dates`, `stocks`, `limits`, ...). Several checks share `earliest_arrival`,
`distributions` and `uncertain_columns`; `risk.sampling` uses the last two as well.
"""

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
    unbounded_value,
    uncertainties,
)
from muster.scenario.scenario_tables import ScenarioTables

CHECKS: tuple[Callable[[ScenarioTables], list[Problem]], ...] = (
    keys.duplicate_keys,
    keys.rows_replaced_at_once,
    keys.families_named_as_items,
    references.missing_references,
    references.uncertainties_of_unknown_columns,
    uncertainties.wrong_uncertainties,
    correlations.outages_in_groups,
    correlations.wrong_correlations,
    references.sources_younger_than_the_scenario,
    requests.quantity_and_lines,
    requests.neither_quantity_nor_lines,
    requests.limits_without_a_grant,
    requests.companions_in_a_cycle,
    dates.dates_in_order,
    dates.receipts_before_the_start,
    dates.due_before_the_start,
    dates.outside_the_horizon,
    stocks.more_lost_than_there_is,
    stocks.storage_limits_raised,
    stocks.location_or_party,
    stocks.floors_above_storage,
    stocks.lowered_floors,
    items.investment_items_without_location,
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
    unbounded_value.gains_from_nothing,
)


def check(scenario: ScenarioTables) -> list[Problem]:
    """Run every check; return all problems found."""
    return [problem for check_function in CHECKS for problem in check_function(scenario)]
