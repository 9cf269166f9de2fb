"""What it costs, with its chances, in both readings."""

from __future__ import annotations

from muster.report.blocks import Column, Section, Table, Words
from muster.report.cell_format import quantity
from muster.report.risk.risk_view import READINGS, RiskReading
from muster.text import _


def costs(reading: RiskReading) -> Section | None:
    """A sentence and a table; nothing where nothing costs anything."""
    told = reading.result.costs
    own = told[reading.result.reading]
    if own["mean"] is None or not any(figure for costs in told.values() for figure in costs.values()):
        return None
    planned = reading.plan.cost
    words = _(
        "Half of the draws ({reading}) cost {p50} {currency} or less, 80 of 100 cost {p80} or less, 95 of 100 cost "
        "{p95} or less. Today's plan costs {planned}."
    ).format(
        reading=_(READINGS[reading.result.reading]),
        currency=reading.currency,
        planned="—" if planned is None else quantity(planned),
        **{p: quantity(own[p] or 0.0) for p in ("p50", "p80", "p95")},
    )
    cheaper = _("A draw in which less can be made or moved may well cost less, and hand over less.")
    columns = (
        Column(_("Reading")), Column("10 %", "number"), Column("50 %", "number"), Column("80 %", "number"),
        Column("95 %", "number"), Column(_("mean"), "number"), Column(_("error of the mean"), "number"),
    )  # fmt: skip
    rows = tuple(
        (_(READINGS[name]), *(told[name][p] for p in ("p10", "p50", "p80", "p95", "mean", "error")))
        for name in (reading.result.reading, reading.other)
    )
    caption = _("Cost in {currency} that is not exceeded, with a chance of").format(currency=reading.currency)
    return Section("costs", _("Costs"), (Words(words), Words(cheaper), Table("costs", caption, columns, rows)))
