"""Pledges: whether each can be kept by its date with what its giver has, and if not, how much of it and when.

A giver is planned alone (`muster.explain.what_if.single_party`) with nothing asked of it but its pledges, those due
first before the others: what it cannot do then, it cannot do whatever the group decides, without the stock, plants or
money of others. Consents and companions hold as ever. A pledge is handed over where the recipient asks for the same
goods, else at the recipient's first destination.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from muster.explain.what_if.single_party import own
from muster.plans.pipeline import plan as make_plan
from muster.plans.plan import Plan
from muster.plans.tables.requests import Served
from muster.scenario import Scenario
from muster.tolerances import FILLED


@dataclass(frozen=True, slots=True)
class Keeping:
    """A pledge, in units of what it is of.

    `planned` is what the group's plan hands over of it by its date; `possible` what the giver could by then with what
    it has, `by_the_end` what it could by the end of the horizon, and `filled_by` the last day of the bucket in which
    that is all of it. `possible` is None where that cannot be told: its date lies after the horizon, the recipient has
    no location, or the giver's own rules contradict each other alone.
    """

    pledge: str
    party: str
    recipient: str
    quantity: float
    by: date
    planned: float
    possible: float | None
    by_the_end: float | None
    filled_by: date | None

    @property
    def can_be_kept(self) -> bool | None:
        """Whether the giver can keep it with what it has; None where that cannot be told."""
        return None if self.possible is None else self.possible >= self.quantity * (1 - FILLED)

    def as_dict(self) -> dict[str, object]:
        """The same in JSON."""
        return {
            "pledge": self.pledge,
            "party": self.party,
            "recipient": self.recipient,
            "quantity": self.quantity,
            "by": self.by.isoformat(),
            "planned": self.planned,
            "can_be_kept": self.can_be_kept,
            "possible": self.possible,
            "by_the_end": self.by_the_end,
            "filled_by": self.filled_by.isoformat() if self.filled_by else None,
        }


def keeping(plan: Plan) -> tuple[Keeping, ...]:
    """Every pledge, by id; plans once for each giver."""
    pledges = plan.scenario.tables["pledges"].to_dicts()
    planned = dict(plan.pledges.select("pledge", "handed_over_by_then").iter_rows())
    can: dict[str, Served] = {}
    for party in sorted({row["party"] for row in pledges}):
        asked = _asked(plan.scenario, sorted((r for r in pledges if r["party"] == party), key=_first))
        single = make_plan(_with_requests(own(plan.scenario, party), asked))
        can |= {served.want.request: served for served in single.served if served.quantity > 0}
    return tuple(_keeping(row, planned[row["pledge"]], can.get(row["pledge"])) for row in pledges)


def _keeping(row: dict[str, Any], planned: float, served: Served | None) -> Keeping:
    can = (None, None, None) if served is None else (served.on_time, served.handed_over, served.filled_by)
    return Keeping(row["pledge"], row["party"], row["recipient"], row["quantity"], row["by"], planned, *can)


def _first(row: dict[str, Any]) -> tuple[date, str]:
    return row["by"], row["pledge"]


def _asked(scenario: Scenario, pledges: list[dict[str, Any]]) -> list[dict[str, object]]:
    """A giver's pledges as requests, each date a class of its own; one without a place to hand over is left out."""
    dates = sorted({row["by"] for row in pledges})
    rows = []
    for row in pledges:
        location = place_of(scenario, row)
        if location is not None:
            rows.append(
                {
                    "request": row["pledge"],
                    "party": row["recipient"],
                    "location": location,
                    "wants": row["wants"],
                    "quantity": row["quantity"],
                    "due": row["by"],
                    "priority": dates.index(row["by"]) + 1,
                }
            )
    return rows


def place_of(scenario: Scenario, pledge: dict[str, Any]) -> str | None:
    """Where the recipient asks for some of the same goods, else its first destination, else its first location."""
    members: dict[str, set[str]] = {}
    for family, item in scenario.tables["families"].select("family", "item").iter_rows():
        members.setdefault(family, set()).add(item)
    goods = members.get(pledge["wants"], {pledge["wants"]})
    for row in scenario.tables["requests"].to_dicts():
        if row["party"] == pledge["recipient"] and goods & members.get(row["wants"], {row["wants"]}):
            location: str = row["location"]
            return location
    homes = scenario.tables["locations"].filter(pl.col("party") == pledge["recipient"]).to_dicts()
    homes.sort(key=lambda row: (row["kind"] != "destination", row["location"]))
    return homes[0]["location"] if homes else None


def _with_requests(scenario: Scenario, rows: list[dict[str, object]]) -> Scenario:
    """The same scenario asked for these alone."""
    empty = scenario.tables["requests"].clear()
    blank = {"weight": 1.0, "handed_over_before": 0.0, "_row": 0}
    asked = [dict.fromkeys(empty.columns) | blank | row for row in rows]
    made = pl.DataFrame(asked, schema=empty.schema).sort("request") if asked else empty
    tables = {**scenario.tables, "requests": made, "request_lines": scenario.tables["request_lines"].clear()}
    return replace(scenario, tables=tables)
