"""Pledges kept: scenarios in which what a plan does not hand over of a pledge is there by its date all the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from muster.explain.what_if.pledge_feasibility import delivery_location
from muster.scenario import Scenario
from muster.tolerances import FILLED


def missed_pledges(scenario: Scenario, planned: Mapping[str, float]) -> list[tuple[dict[str, Any], float]]:
    """The pledges due within the horizon of which less is `planned` by their date, each with what is missing."""
    calendar = scenario.calendar
    assert calendar is not None
    last_day = calendar.last_day(calendar.count - 1)
    rows = [row for row in scenario.tables["pledges"].to_dicts() if row["by"] <= last_day]
    missing = [(row, row["quantity"] - planned.get(row["pledge"], 0.0)) for row in rows]
    return [(row, amount) for row, amount in missing if amount > FILLED * row["quantity"]]


def with_pledge_kept(scenario: Scenario, pledge: dict[str, Any], missing: float) -> Scenario | None:
    """The scenario in which so much more of a pledge comes to its recipient on its date; None without a place for it.

    Of a family it is the first member.
    """
    location = delivery_location(scenario, pledge)
    if location is None:
        return None
    members = scenario.tables["families"].filter(pl.col("family") == pledge["wants"]).sort("item").to_dicts()
    item, ratio = (members[0]["item"], members[0]["ratio"]) if members else (pledge["wants"], 1.0)
    receipts = scenario.tables["receipts"]
    coming = {"location": location, "item": item, "quantity": missing / ratio, "date": pledge["by"], "_row": 0}
    row = pl.DataFrame([dict.fromkeys(receipts.columns) | coming], schema=receipts.schema)
    both = pl.concat([receipts, row]).sort("location", "item", "date", maintain_order=True)
    return replace(scenario, tables={**scenario.tables, "receipts": both})
