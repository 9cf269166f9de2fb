"""The result tables, each read from the levels by the network's integer maps."""

from __future__ import annotations

import polars as pl

from muster.plans.levels import Levels
from muster.plans.tables.consents import consents
from muster.plans.tables.goods import moves, reserves, stocks
from muster.plans.tables.hand_overs import contributions, handed_over, pledges
from muster.plans.tables.making import investments, operations, resources
from muster.plans.tables.money import spending
from muster.plans.tables.requests import requests
from muster.plans.worth import Worths


def result_tables(levels: Levels, worths: Worths) -> dict[str, pl.DataFrame]:
    """Every result table but `problems`, by name."""
    handed = handed_over(levels)
    return {
        "requests": requests(levels),
        "handed_over": handed,
        "contributions": contributions(handed),
        "operations": operations(levels),
        "resources": resources(levels, worths),
        "stocks": stocks(levels, worths),
        "moves": moves(levels),
        "investments": investments(levels),
        "spending": spending(levels),
        "reserves": reserves(levels),
        "consents": consents(levels, worths),
        "pledges": pledges(levels, handed),
    }
