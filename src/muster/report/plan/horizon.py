"""The end of the plan: what it limits (C10), and what was started and arrives only after it (C3)."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import polars as pl

from muster.network.facts import Facts
from muster.plans.tables.requests import Served
from muster.report.blocks import Column, Point, Points, Section, Table, Words
from muster.report.cell_format import quantity
from muster.report.plan_view import Reading
from muster.text import _, day
from muster.tolerances import NEGLIGIBLE

MOST_ROWS = 100


def horizon(reading: Reading) -> Section | None:
    """Requests that the end cuts off, and goods on their way when it comes; None where it touches nothing."""
    cut = cut_off(reading)
    coming = after_the_end(reading)
    if not cut and not coming:
        return None
    intro = _(
        "The plan ends on {day}. What happens later is not planned, and work that is under way then is worth nothing "
        "to it."
    )
    blocks: list[Words | Points | Table] = [Words(intro.format(day=day(reading.last_day)))]
    if cut:
        blocks.append(Points(tuple(_still_served(reading, one, last) for one, last in cut)))
    if coming:
        rows = tuple((reading.names.of("item", item), amount) for item, amount in coming)
        columns = (Column(_("item")), Column(_("arrives after the end"), "number"))
        caption = _("Started within the plan, arriving after its end")
        shown = rows[:MOST_ROWS]
        blocks.append(Table("after-the-end", caption, columns, shown, len(rows) - len(shown)))
    return Section("horizon", _("When the plan ends"), tuple(blocks))


def cut_off(reading: Reading) -> list[tuple[Served, float]]:
    """Short requests that are still being handed over to in the last bucket, with how much that is."""
    last = reading.calendar.first_day(reading.calendar.count - 1)
    handed = dict(
        reading.table("requests").filter(pl.col("bucket") == last).select("request", "handed_over").iter_rows()
    )
    return [
        (one, handed[one.want.request]) for one in reading.behind if one.short and handed.get(one.want.request, 0.0) > 0
    ]


def _still_served(reading: Reading, one: Served, last: float) -> Point:
    words = _(
        "{last} are handed over in the last bucket and {short} are still short: a longer plan would show when it is "
        "filled."
    )
    return Point(one.want.request, words.format(last=quantity(last), short=quantity(one.short)))


def after_the_end(reading: Reading) -> list[tuple[str, float]]:
    """Units of each item that operations and lanes started and that arrive after the end, by item."""
    facts = Facts(reading.scenario)
    calendar = reading.calendar
    place = {first: t for t, first in enumerate(calendar.first_days)}
    found: dict[str, float] = defaultdict(float)

    def outside(lead_time: str, levels: pl.DataFrame, figure: str) -> np.ndarray:
        """What of the levels arrives after the end, by bucket."""
        by_bucket = np.zeros(calendar.count)
        np.add.at(by_bucket, [place[first] for first in levels["bucket"]], levels[figure].to_numpy())
        missing: np.ndarray = by_bucket * np.maximum(1.0 - calendar.arrivals(lead_time).inside, 0.0)
        return missing

    leads = {row["operation"]: row["lead_time"] for row in facts.rows("operations")}
    lines = facts.grouped("operation_items", "operation")
    yields = facts.grouped("yields", "operation")
    for (operation,), levels in reading.table("operations").group_by("operation", maintain_order=True):
        missing = outside(leads[operation], levels, "level")
        rows = [(row["from"], row["factor"]) for row in yields.get(operation, [])]
        missing = missing * facts.means(facts.steps(rows, 1.0))
        for line in lines.get(operation, []):
            if line["quantity"] > 0:
                found[line["item"]] += float(missing.sum()) * line["quantity"]
    lanes = {row["lane"]: row["lead_time"] for row in facts.rows("lanes")}
    for (lane, item), levels in reading.table("moves").group_by("lane", "item", maintain_order=True):
        found[str(item)] += float(outside(lanes[lane], levels, "quantity").sum())
    return sorted((item, amount) for item, amount in found.items() if amount > NEGLIGIBLE)
