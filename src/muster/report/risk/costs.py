"""Costs with their chances, in both readings."""

from __future__ import annotations

from muster.report.blocks import Paragraph, ReportTable, Section, TableColumn
from muster.report.cell_format import format_quantity
from muster.report.risk.risk_view import READING_NAMES, RiskView
from muster.text import _


def costs_section(view: RiskView) -> Section | None:
    """A sentence and a table; nothing where nothing costs anything."""
    costs_by_reading = view.result.costs
    first_costs = costs_by_reading[view.result.reading]
    if first_costs["mean"] is None or not any(
        figure for costs in costs_by_reading.values() for figure in costs.values()
    ):
        return None
    planned = view.plan.cost
    template = _(
        "Half of the draws ({reading}) cost {p50} {currency} or less, 80 of 100 cost {p80} or less, 95 of 100 cost "
        "{p95} or less. Today's plan costs {planned}."
    ).format(
        reading=_(READING_NAMES[view.result.reading]),
        currency=view.currency,
        planned="—" if planned is None else format_quantity(planned),
        **{p: format_quantity(first_costs[p] or 0.0) for p in ("p50", "p80", "p95")},
    )
    caveat = _("A draw in which less can be made or moved may well cost less, and hand over less.")
    columns = (
        TableColumn(_("Reading")), TableColumn("10 %", "number"), TableColumn("50 %", "number"),
        TableColumn("80 %", "number"), TableColumn("95 %", "number"), TableColumn(_("mean"), "number"),
        TableColumn(_("error of the mean"), "number"),
    )  # fmt: skip
    rows = tuple(
        (_(READING_NAMES[name]), *(costs_by_reading[name][p] for p in ("p10", "p50", "p80", "p95", "mean", "error")))
        for name in (view.result.reading, view.other_reading)
    )
    caption = _("Cost in {currency} that is not exceeded, with a chance of").format(currency=view.currency)
    return Section(
        "costs",
        _("Costs"),
        (Paragraph(template), Paragraph(caveat), ReportTable(key="costs", caption=caption, columns=columns, rows=rows)),
    )
