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

from muster.explain.what_if.single_party import scenario_of_party
from muster.plans.fulfilment import Fulfilment
from muster.plans.pipeline import plan as make_plan
from muster.plans.plan import Plan
from muster.scenario import Scenario
from muster.tolerances import FILLED


@dataclass(frozen=True, slots=True, kw_only=True)
class PledgeFeasibility:
    """A pledge, in units of what it is of.

    `planned` is what the group's plan hands over of it by its date; `possible` what the giver could by then with what
    it has, `possible_by_end` what it could by the end of the horizon, and `filled_by` the last day of the bucket in
    which that is all of it. `possible` is None where that cannot be told: its date lies after the horizon, the
    recipient has no location, or the giver's own rules contradict each other alone.
    """

    pledge: str
    party: str
    recipient: str
    quantity: float
    due: date
    planned: float
    possible: float | None
    possible_by_end: float | None
    filled_by: date | None

    @property
    def can_be_kept(self) -> bool | None:
        """True if the giver can keep it with what it has; None if unknown."""
        return None if self.possible is None else self.possible >= self.quantity * (1 - FILLED)

    def as_dict(self) -> dict[str, object]:
        """The same in JSON."""
        return {
            "pledge": self.pledge,
            "party": self.party,
            "recipient": self.recipient,
            "quantity": self.quantity,
            "by": self.due.isoformat(),
            "planned": self.planned,
            "can_be_kept": self.can_be_kept,
            "possible": self.possible,
            "by_the_end": self.possible_by_end,
            "filled_by": self.filled_by.isoformat() if self.filled_by else None,
        }


def pledge_feasibilities(plan: Plan) -> tuple[PledgeFeasibility, ...]:
    """Every pledge, by id; plans once for each giver."""
    pledges = plan.scenario.tables["pledges"].to_dicts()
    planned = dict(plan.pledges.select("pledge", "handed_over_by_then").iter_rows())
    possible: dict[str, Fulfilment] = {}
    for party in sorted({row["party"] for row in pledges}):
        rows = sorted((row for row in pledges if row["party"] == party), key=lambda row: (row["by"], row["pledge"]))
        requests = _pledges_as_requests(plan.scenario, rows)
        stand_alone = make_plan(_with_requests(scenario_of_party(plan.scenario, party), requests))
        possible |= {
            fulfilment.demand.request: fulfilment for fulfilment in stand_alone.served if fulfilment.quantity > 0
        }
    return tuple(_feasibility(row, planned[row["pledge"]], possible.get(row["pledge"])) for row in pledges)


def _feasibility(row: dict[str, Any], planned: float, possible: Fulfilment | None) -> PledgeFeasibility:
    return PledgeFeasibility(
        pledge=row["pledge"],
        party=row["party"],
        recipient=row["recipient"],
        quantity=row["quantity"],
        due=row["by"],
        planned=planned,
        possible=None if possible is None else possible.on_time,
        possible_by_end=None if possible is None else possible.handed_over,
        filled_by=None if possible is None else possible.filled_by,
    )


def _pledges_as_requests(scenario: Scenario, pledges: list[dict[str, Any]]) -> list[dict[str, object]]:
    """A giver's pledges as requests, each date a class of its own; one without a place to hand over is left out."""
    dates = sorted({row["by"] for row in pledges})
    rows = []
    for row in pledges:
        location = delivery_location(scenario, row)
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


def delivery_location(scenario: Scenario, pledge: dict[str, Any]) -> str | None:
    """Location at which the recipient asks for some of the same goods, else its first destination or location."""
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
    complete = [dict.fromkeys(empty.columns) | blank | row for row in rows]
    requests = pl.DataFrame(complete, schema=empty.schema).sort("request") if complete else empty
    tables = {**scenario.tables, "requests": requests, "request_lines": scenario.tables["request_lines"].clear()}
    return replace(scenario, tables=tables)
