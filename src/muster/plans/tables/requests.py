"""The result table `requests`."""

from __future__ import annotations

import numpy as np
import polars as pl

from muster.plans.fulfilment import hand_overs_by_request, late_quantity
from muster.plans.levels import Levels, result_frame, to_long_rows


def requests_table(levels: Levels) -> pl.DataFrame:
    """Quantities due, handed over and late for every request by bucket."""
    demands = levels.blueprint.demands
    totals = hand_overs_by_request(levels)
    shape = (len(demands), levels.network.calendar.count)
    due = np.array([demand.due for demand in demands]).reshape(shape)
    handed = np.array([totals[demand.request] for demand in demands]).reshape(shape)
    missing = np.array([late_quantity(demand.due, totals[demand.request]) for demand in demands]).reshape(shape)
    (ids,), days, _ = (
        to_long_rows([(demand.request,) for demand in demands], due, levels.days, True) if demands else ([[]], [], due)
    )
    return result_frame(
        "requests",
        {"request": ids, "bucket": days, "due": due.ravel(), "handed_over": handed.ravel(), "late": missing.ravel()},
    )
