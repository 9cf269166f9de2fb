"""Result tables `handed_over`, `contributions` and `pledges`."""

from __future__ import annotations

import polars as pl

from muster.plans.fifo_ownership import owners_of_hand_overs
from muster.plans.levels import Levels, result_frame
from muster.tolerances import FILLED


def handed_over_table(levels: Levels) -> pl.DataFrame:
    """Hand-overs by request, item, location, holder and bucket; a companion has the request of its main item."""
    rows: dict[tuple[str, str, str, str, int], float] = {}
    for activity, owned in owners_of_hand_overs(levels).items():
        key = levels.network.activities.key[activity]
        item = key[1] if levels.network.activities.family[activity] == "hand" else key[3]
        location = levels.location_of_request[key[0]]
        for party, bucket, quantity in owned:
            row_key = (key[0], item, location, party, bucket)
            rows[row_key] = rows.get(row_key, 0.0) + quantity
    return result_frame(
        "handed_over",
        {
            "request": [row_key[0] for row_key in rows],
            "item": [row_key[1] for row_key in rows],
            "location": [row_key[2] for row_key in rows],
            "holder": [row_key[3] for row_key in rows],
            "bucket": [levels.days[row_key[4]] for row_key in rows],
            "quantity": list(rows.values()),
        },
    )


def contributions_table(handed: pl.DataFrame) -> pl.DataFrame:
    """Hand-overs summed by the party whose mark the goods bear."""
    keys = ["party", "request", "item", "bucket"]
    return (
        handed.rename({"holder": "party"})
        .group_by(keys, maintain_order=True)
        .agg(pl.col("quantity").sum())
        .sort(keys)
        .select([*keys, "quantity"])
    )


def pledges_table(levels: Levels, handed: pl.DataFrame) -> pl.DataFrame:
    """Compare each pledge with the giver's goods handed over to the recipient by its date; it adds no supply."""
    facts, calendar = levels.blueprint.facts, levels.network.calendar
    recipient = {demand.request: demand.party for demand in levels.blueprint.demands}
    rows = []
    hand_overs = list(handed.select("request", "item", "holder", "bucket", "quantity").iter_rows())
    last_days = {calendar.first_day(t): calendar.last_day(t) for t in range(calendar.count)}
    for pledge in facts.rows("pledges"):
        ratios = facts.serving_items(pledge["wants"])
        day_after = calendar.base_date(calendar.base_index(pledge["by"]) + 1)
        total = sum(
            quantity * ratios[item]
            for request, item, holder, bucket, quantity in hand_overs
            if holder == pledge["party"]
            and item in ratios
            and last_days[bucket] < day_after
            and recipient[request] == pledge["recipient"]
        )
        is_kept = total >= pledge["quantity"] * (1 - FILLED)
        rows.append((pledge["pledge"], pledge["by"], pledge["quantity"], total, is_kept))
    names = ["pledge", "by", "quantity", "handed_over_by_then", "kept"]
    return result_frame("pledges", {name: [row[k] for row in rows] for k, name in enumerate(names)})
