"""What was handed over, by whose goods; what each party contributed; which pledges the plan keeps."""

from __future__ import annotations

import polars as pl

from muster.plans.fifo_ownership import holders
from muster.plans.levels import Levels, frame
from muster.tolerances import FILLED


def handed_over(levels: Levels) -> pl.DataFrame:
    """Hand-overs by request, item, location, holder and bucket; companions bear the request they go along with."""
    rows: dict[tuple[str, str, str, str, int], float] = {}
    for activity, parts in holders(levels).items():
        key = levels.network.activities.key[activity]
        item = key[1] if levels.network.activities.family[activity] == "hand" else key[3]
        location = levels.location_of_request[key[0]]
        for party, bucket, quantity in parts:
            place = (key[0], item, location, party, bucket)
            rows[place] = rows.get(place, 0.0) + quantity
    return frame(
        "handed_over",
        {
            "request": [place[0] for place in rows],
            "item": [place[1] for place in rows],
            "location": [place[2] for place in rows],
            "holder": [place[3] for place in rows],
            "bucket": [levels.days[place[4]] for place in rows],
            "quantity": list(rows.values()),
        },
    )


def contributions(handed: pl.DataFrame) -> pl.DataFrame:
    """The same by party: the party whose mark the goods bear gave them."""
    keys = ["party", "request", "item", "bucket"]
    return (
        handed.rename({"holder": "party"})
        .group_by(keys, maintain_order=True)
        .agg(pl.col("quantity").sum())
        .sort(keys)
        .select([*keys, "quantity"])
    )


def pledges(levels: Levels, handed: pl.DataFrame) -> pl.DataFrame:
    """Each pledge against what the giver's goods hand over to the recipient by its day; never added to the plan."""
    facts, calendar = levels.blueprint.facts, levels.network.calendar
    recipient = {want.request: want.party for want in levels.blueprint.wants}
    rows = []
    given = list(handed.select("request", "item", "holder", "bucket", "quantity").iter_rows())
    ends = {calendar.first_day(t): calendar.last_day(t) for t in range(calendar.count)}
    for pledge in facts.rows("pledges"):
        choices = facts.choices(pledge["wants"])
        last = calendar.base_date(calendar.base_index(pledge["by"]) + 1)
        total = sum(
            quantity * choices[item]
            for request, item, holder, bucket, quantity in given
            if holder == pledge["party"]
            and item in choices
            and ends[bucket] < last
            and recipient[request] == pledge["recipient"]
        )
        kept = total >= pledge["quantity"] * (1 - FILLED)
        rows.append((pledge["pledge"], pledge["by"], pledge["quantity"], total, kept))
    names = ["pledge", "by", "quantity", "handed_over_by_then", "kept"]
    return frame("pledges", {name: [row[k] for row in rows] for k, name in enumerate(names)})
