"""The schema: every table and setting that a scenario may have.

`table` defines what a table and a column are, `settings` the settings, and each other file one table (`countries` the
country codes). Reader, writers, drop-downs, checks, data package and documentation are made from `TABLES` and
`SETTINGS`.
"""

from muster.schema.capacities import CAPACITIES
from muster.schema.companions import COMPANIONS
from muster.schema.consents import CONSENTS
from muster.schema.correlations import CORRELATIONS
from muster.schema.costs import COSTS
from muster.schema.families import FAMILIES
from muster.schema.fund_uses import FUND_USES
from muster.schema.funds import FUNDS
from muster.schema.investment_items import INVESTMENT_ITEMS
from muster.schema.investments import INVESTMENTS
from muster.schema.items import ITEMS
from muster.schema.lane_resources import LANE_RESOURCES
from muster.schema.lanes import LANES
from muster.schema.locations import LOCATIONS
from muster.schema.operation_items import OPERATION_ITEMS
from muster.schema.operation_resources import OPERATION_RESOURCES
from muster.schema.operations import OPERATIONS
from muster.schema.parties import PARTIES
from muster.schema.pledges import PLEDGES
from muster.schema.receipts import RECEIPTS
from muster.schema.request_lines import REQUEST_LINES
from muster.schema.requests import REQUESTS
from muster.schema.reserves import RESERVES
from muster.schema.resources import RESOURCES
from muster.schema.settings import SETTINGS, Setting
from muster.schema.sources import SOURCES
from muster.schema.stocks import STOCKS
from muster.schema.table import InputColumn, InputTable
from muster.schema.uncertainties import UNCERTAINTIES
from muster.schema.yields import YIELDS

__all__ = ["SETTINGS", "TABLES", "InputColumn", "InputTable", "Setting"]

_ALL = (
    PARTIES,
    LOCATIONS,
    ITEMS,
    FAMILIES,
    STOCKS,
    RECEIPTS,
    RESERVES,
    OPERATIONS,
    OPERATION_ITEMS,
    OPERATION_RESOURCES,
    RESOURCES,
    CAPACITIES,
    LANES,
    LANE_RESOURCES,
    COSTS,
    YIELDS,
    INVESTMENTS,
    INVESTMENT_ITEMS,
    FUNDS,
    FUND_USES,
    REQUESTS,
    REQUEST_LINES,
    COMPANIONS,
    CONSENTS,
    PLEDGES,
    UNCERTAINTIES,
    CORRELATIONS,
    SOURCES,
)

TABLES: dict[str, InputTable] = {table.name: table for table in _ALL}
