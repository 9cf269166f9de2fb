"""Result tables, each computed from the levels by the network's integer maps.

`requests` and `hand_overs` cover quantities by request and by giver, `production` operations, resources and
investments, `goods` stocks, moves and reserves, `money` spending by fund, `consents` the decisions and quantities
under them. `make_result_tables` computes all of them.
"""

from __future__ import annotations

import polars as pl

from muster.plans.levels import Levels
from muster.plans.tables.consents import consents_table
from muster.plans.tables.goods import moves_table, reserves_table, stocks_table
from muster.plans.tables.hand_overs import contributions_table, handed_over_table, pledges_table
from muster.plans.tables.money import spending_table
from muster.plans.tables.production import investments_table, operations_table, resources_table
from muster.plans.tables.requests import requests_table
from muster.plans.worth import Worths


def make_result_tables(levels: Levels, worths: Worths) -> dict[str, pl.DataFrame]:
    """Compute every result table except `problems`, by name."""
    handed = handed_over_table(levels)
    return {
        "requests": requests_table(levels),
        "handed_over": handed,
        "contributions": contributions_table(handed),
        "operations": operations_table(levels),
        "resources": resources_table(levels, worths),
        "stocks": stocks_table(levels, worths),
        "moves": moves_table(levels),
        "investments": investments_table(levels),
        "spending": spending_table(levels),
        "reserves": reserves_table(levels),
        "consents": consents_table(levels, worths),
        "pledges": pledges_table(levels, handed),
    }
