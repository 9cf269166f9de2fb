"""Build the network of a scenario: add every concept in turn, each from its own file."""

from __future__ import annotations

from dataclasses import dataclass

from muster.network.calm import add_calm
from muster.network.capacity import Resources
from muster.network.companion import add_companions
from muster.network.consent import Consents
from muster.network.demand import Demand, read_demands, totals_by_class
from muster.network.facts import Facts
from muster.network.fair_share import add_shares
from muster.network.fund import Funds, add_bills
from muster.network.graph import Network
from muster.network.investment import add_investments
from muster.network.lane import add_lanes
from muster.network.marks import MarkClasses
from muster.network.operation import add_operations
from muster.network.request import add_requests
from muster.network.reserve import Reserve, add_reserves
from muster.network.scales import Scales
from muster.network.stock import Stocks
from muster.network.whole_runs import add_whole_runs
from muster.scenario import Scenario


@dataclass(frozen=True, kw_only=True)
class Blueprint:
    """A scenario's network and the indices that the result tables read it by."""

    facts: Facts
    network: Network
    demands: list[Demand]
    stocks: Stocks
    resources: Resources
    consents: Consents
    reserves: list[Reserve]
    funds: Funds
    tiers: list[str]


def build_network(scenario: Scenario) -> Blueprint:
    """Build the network of a scenario without errors; the order of rows in its tables has no influence."""
    facts = Facts(scenario)
    network = Network(facts.calendar)
    demands = read_demands(facts)
    totals = totals_by_class(demands)
    scales = Scales(facts, {demand.request: demand.quantity for demand in demands})
    stocks = Stocks(facts, network, scales, MarkClasses(facts))
    resources = Resources(facts, network)
    runs = add_operations(facts, network, scales, stocks)
    for use in facts.rows("operation_resources"):
        resources.add_load(runs[use["operation"]], use["resource"], use["quantity"])
    switches = add_whole_runs(facts, network, runs, resources.largest_capacity)
    moves = add_lanes(facts, network, scales, stocks, resources)
    builds = add_investments(facts, network, stocks, resources)
    consents = Consents(facts, network)
    late_columns = add_requests(facts, network, scales, stocks, consents, demands, totals)
    add_companions(facts, network, scales, stocks, consents, demands)
    consents.add_ceilings()
    if facts.settings.objective == "service" and facts.settings.share:
        add_shares(network, demands, late_columns, totals)
    reserves = add_reserves(facts, network, scales, stocks)
    funds = Funds(facts, network, resources)
    add_bills(facts, funds, runs, switches, moves, builds)
    _charge_costs_to_value(network)
    add_calm(network)
    return Blueprint(
        facts=facts,
        network=network,
        demands=demands,
        stocks=stocks,
        resources=resources,
        consents=consents,
        reserves=reserves,
        funds=funds,
        tiers=tier_names(facts, demands),
    )


def tier_names(facts: Facts, demands: list[Demand]) -> list[str]:
    """Names of the objective's tiers in order (C5)."""
    if facts.settings.objective == "value":
        return ["value", "calm"]
    names = []
    for priority in sorted({demand.priority for demand in demands}):
        names.append(f"requests/{priority}")
        if facts.settings.share:
            names.append(f"share/{priority}")
    return [*names, "reserves", "cost", "calm"]


def _charge_costs_to_value(network: Network) -> None:
    """Objective `value` minimises all costs, less what hand-overs and closing stocks are worth (rule 12)."""
    for activity, amount in network.costs.get("cost", []):
        network.add_cost("value", activity, amount)
