"""The end of the plan: what it limits (C10), and what was started and arrives only after it (C3)."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import polars as pl

from muster.network.facts import Facts
from muster.plans.fulfilment import Fulfilment
from muster.report.blocks import Paragraph, Point, PointList, ReportTable, Section, TableColumn
from muster.report.cell_format import format_quantity
from muster.report.plan_view import PlanView
from muster.text import _, day
from muster.tolerances import NEGLIGIBLE

MAX_ROWS = 100


def horizon_section(view: PlanView) -> Section | None:
    """Requests that the end cuts off, and goods on their way when it comes; None where it touches nothing."""
    cut_off = cut_off_requests(view)
    arrivals = arrivals_after_end(view)
    if not cut_off and not arrivals:
        return None
    intro = _(
        "The plan ends on {day}. What happens later is not planned, and work that is under way then is worth nothing "
        "to it."
    )
    blocks: list[Paragraph | PointList | ReportTable] = [Paragraph(intro.format(day=day(view.last_day)))]
    if cut_off:
        blocks.append(PointList(tuple(_cut_off_point(view, fulfilment, last) for fulfilment, last in cut_off)))
    if arrivals:
        rows = tuple((view.names.name_of("item", item), amount) for item, amount in arrivals)
        columns = (TableColumn(_("item")), TableColumn(_("arrives after the end"), "number"))
        caption = _("Started within the plan, arriving after its end")
        first_rows = rows[:MAX_ROWS]
        blocks.append(
            ReportTable(
                key="after-the-end",
                caption=caption,
                columns=columns,
                rows=first_rows,
                omitted_rows=len(rows) - len(first_rows),
            )
        )
    return Section("horizon", _("When the plan ends"), tuple(blocks))


def cut_off_requests(view: PlanView) -> list[tuple[Fulfilment, float]]:
    """Short requests that are still being handed over to in the last bucket, with how much that is."""
    last = view.calendar.first_day(view.calendar.count - 1)
    handed_over = dict(
        view.result_table("requests").filter(pl.col("bucket") == last).select("request", "handed_over").iter_rows()
    )
    return [
        (fulfilment, handed_over[fulfilment.demand.request])
        for fulfilment in view.late_or_short
        if fulfilment.short and handed_over.get(fulfilment.demand.request, 0.0) > 0
    ]


def _cut_off_point(view: PlanView, fulfilment: Fulfilment, last: float) -> Point:
    template = _(
        "{last} are handed over in the last bucket and {short} are still short: a longer plan would show when it is "
        "filled."
    )
    return Point(
        fulfilment.demand.request, template.format(last=format_quantity(last), short=format_quantity(fulfilment.short))
    )


def arrivals_after_end(view: PlanView) -> list[tuple[str, float]]:
    """Units of each item that operations and lanes started and that arrive after the end, by item."""
    facts = Facts(view.scenario)
    calendar = view.calendar
    bucket_index = {first: t for t, first in enumerate(calendar.first_days)}
    quantity_by_item: dict[str, float] = defaultdict(float)

    def arriving_after_end(lead_time: str, levels: pl.DataFrame, figure: str) -> np.ndarray:
        """Part of the levels that arrives after the end, by bucket."""
        by_bucket = np.zeros(calendar.count)
        np.add.at(by_bucket, [bucket_index[first] for first in levels["bucket"]], levels[figure].to_numpy())
        missing: np.ndarray = by_bucket * np.maximum(1.0 - calendar.arrivals(lead_time).arriving_share, 0.0)
        return missing

    leads = {row["operation"]: row["lead_time"] for row in facts.rows("operations")}
    lines = facts.rows_by("operation_items", "operation")
    yields = facts.rows_by("yields", "operation")
    for (operation,), levels in view.result_table("operations").group_by("operation", maintain_order=True):
        missing = arriving_after_end(leads[operation], levels, "level")
        rows = [(row["from"], row["factor"]) for row in yields.get(operation, [])]
        missing = missing * facts.means(facts.step_function(rows, 1.0))
        for line in lines.get(operation, []):
            if line["quantity"] > 0:
                quantity_by_item[line["item"]] += float(missing.sum()) * line["quantity"]
    lanes = {row["lane"]: row["lead_time"] for row in facts.rows("lanes")}
    for (lane, item), levels in view.result_table("moves").group_by("lane", "item", maintain_order=True):
        quantity_by_item[str(item)] += float(arriving_after_end(lanes[lane], levels, "quantity").sum())
    return sorted((item, amount) for item, amount in quantity_by_item.items() if amount > NEGLIGIBLE)
