"""From a scenario to its network: every concept in turn, each in its own file."""

from __future__ import annotations

from dataclasses import dataclass

from muster.network.calm import add_calm
from muster.network.capacity import Resources
from muster.network.companion import add_companions
from muster.network.consent import Consents
from muster.network.demand import Want, class_totals, read_wants
from muster.network.facts import Facts
from muster.network.fair_share import add_shares
from muster.network.fund import Funds, add_bills
from muster.network.graph import Network
from muster.network.investment import add_investments
from muster.network.lane import add_lanes
from muster.network.marks import Marks
from muster.network.operation import add_operations
from muster.network.request import add_requests
from muster.network.reserve import Reserve, add_reserves
from muster.network.scales import Scales
from muster.network.stock import Stocks
from muster.network.whole_runs import add_whole_runs
from muster.scenario import Scenario


@dataclass(frozen=True)
class Blueprint:
    """A scenario's network with the parts that result tables are read by."""

    facts: Facts
    network: Network
    wants: list[Want]
    stocks: Stocks
    resources: Resources
    consents: Consents
    reserves: list[Reserve]
    funds: Funds
    tiers: list[str]


def build_network(scenario: Scenario) -> Blueprint:
    """The network of a sound scenario. The order of rows in its tables has no influence."""
    facts = Facts(scenario)
    network = Network(facts.calendar)
    wants = read_wants(facts)
    totals = class_totals(wants)
    scales = Scales(facts, {want.request: want.quantity for want in wants})
    stocks = Stocks(facts, network, scales, Marks(facts))
    resources = Resources(facts, network)
    runs = add_operations(facts, network, scales, stocks)
    for use in facts.rows("operation_resources"):
        resources.use(runs[use["operation"]], use["resource"], use["quantity"])
    switches = add_whole_runs(facts, network, runs, resources.most)
    moves = add_lanes(facts, network, scales, stocks, resources)
    builds = add_investments(facts, network, stocks, resources)
    consents = Consents(facts, network)
    lates = add_requests(facts, network, scales, stocks, consents, wants, totals)
    add_companions(facts, network, scales, stocks, consents, wants)
    consents.add_ceilings()
    if facts.settings.objective == "service" and facts.settings.share:
        add_shares(network, wants, lates, totals)
    reserves = add_reserves(facts, network, scales, stocks)
    funds = Funds(facts, network, resources)
    add_bills(facts, funds, runs, switches, moves, builds)
    _money_gained(network)
    add_calm(network)
    return Blueprint(facts, network, wants, stocks, resources, consents, reserves, funds, tier_names(facts, wants))


def tier_names(facts: Facts, wants: list[Want]) -> list[str]:
    """The tiers of the objective in their order (C5)."""
    if facts.settings.objective == "value":
        return ["value", "calm"]
    names = []
    for priority in sorted({want.priority for want in wants}):
        names.append(f"requests/{priority}")
        if facts.settings.share:
            names.append(f"share/{priority}")
    return [*names, "reserves", "cost", "calm"]


def _money_gained(network: Network) -> None:
    """Objective `value` minimises all costs, less what hand-overs and closing stocks are worth (rule 12)."""
    for activity, amount in network.costs.get("cost", []):
        network.cost("value", activity, amount)
