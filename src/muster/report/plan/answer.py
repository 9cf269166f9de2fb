"""The answer first: what is met and by when, what is not, what seems to hold it back, and what else limits the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from muster.plans.fulfilment import Fulfilment
from muster.report.blocks import Paragraph, Point, PointList, ReportTable, Section, TableColumn
from muster.report.cause_labels import causes_label
from muster.report.cell_format import format_quantity
from muster.report.plan.summary_points import summary_points
from muster.report.plan_view import PlanView
from muster.text import _, day, join_list, ngettext

if TYPE_CHECKING:
    from muster.report.explanation_view import ExplanationView

MAX_ENTRIES = 20
"""Requests that are told of one by one; the table has all."""
MAX_ROWS = 200


def answer_section(view: PlanView, explanation_view: ExplanationView | None = None) -> Section:
    """Counts, then every late or short request in a sentence, then money, consents, reserves, pledges, assumptions."""
    blocks = [Paragraph(_counts(view))]
    requests_list = PointList(
        tuple(_request_point(view, explanation_view, fulfilment) for fulfilment in view.most_late_first[:MAX_ENTRIES]),
        _omission_note(len(view.late_or_short)),
    )
    if view.late_or_short:
        blocks.append(Paragraph(_proof_note(explanation_view)))
    return Section(
        "answer",
        _("The answer"),
        (
            *blocks,
            *((requests_list,) if requests_list.items else ()),
            PointList(summary_points(view.plan)),
            _requests_table(view, explanation_view),
        ),
    )


def _proof_note(explanation_view: ExplanationView | None) -> str:
    if explanation_view is None:
        return _("What seems to hold each back is a best guess from worth; it is not proved.")
    return _("What is named is proved: the plan was solved again without it, and the request is less late then.")


def _counts(view: PlanView) -> str:
    late = [fulfilment for fulfilment in view.late_or_short if not fulfilment.short]
    short = len(view.late_or_short) - len(late)
    met = len(view.fulfilments) - len(view.late_or_short)
    sentences = [
        ngettext(
            "{count} request is planned, up to {day}.", "{count} requests are planned, up to {day}.",
            len(view.fulfilments),
        ).format(count=len(view.fulfilments), day=day(view.last_day)),
        ngettext(
            "{count} is met in full and on time.", "{count} are met in full and on time.", met
        ).format(count=met),
        ngettext(
            "{count} is met in full, but late.", "{count} are met in full, but late.", len(late)
        ).format(count=len(late)),
        ngettext(
            "{count} is still short when the plan ends.", "{count} are still short when the plan ends.", short
        ).format(count=short),
    ]  # fmt: skip
    return join_list(sentences, " ")


def _omission_note(count: int) -> str:
    more = count - MAX_ENTRIES
    if more <= 0:
        return ""
    template = ngettext("{count} more is late or short.", "{count} more are late or short.", more)
    return template.format(count=more)


def _request_point(view: PlanView, explanation_view: ExplanationView | None, fulfilment: Fulfilment) -> Point:
    subject = _("{request}: {wants} for {party}, priority {priority}").format(
        request=fulfilment.demand.request,
        wants=view.names.item_or_family_name(fulfilment.demand.wants),
        party=view.names.name_of("party", fulfilment.demand.party),
        priority=fulfilment.demand.priority,
    )
    facts = {
        "quantity": format_quantity(fulfilment.quantity),
        "on_time": format_quantity(fulfilment.on_time),
        "handed_over": format_quantity(fulfilment.handed_over),
        "short": format_quantity(fulfilment.short),
        "causes": causes_label(view, explanation_view, fulfilment.demand.request),
    }
    if fulfilment.filled_by is not None:
        template = _("{on_time} of {quantity} on time, all of it by {day}. Held back by: {causes}.")
        return Point(subject, template.format(**facts, day=day(fulfilment.filled_by)))
    if fulfilment.handed_over:
        template = _(
            "{on_time} of {quantity} on time, {handed_over} by the end; {short} short. Held back by: {causes}."
        )
    else:
        template = _("Nothing of {quantity} is handed over. Held back by: {causes}.")
    return Point(subject, template.format(**facts))


def _requests_table(view: PlanView, explanation_view: ExplanationView | None) -> ReportTable:
    columns = (
        TableColumn(_("request")),
        TableColumn(_("what")),
        TableColumn(_("recipient")),
        TableColumn(_("priority"), "number"),
        TableColumn(_("wanted"), "number"),
        TableColumn(_("on time"), "number"),
        TableColumn(_("by the end"), "number"),
        TableColumn(_("short"), "number"),
        TableColumn(_("filled by"), "day"),
        TableColumn(_("held back by (unproved)") if explanation_view is None else _("held back by (proved)")),
    )
    rows = tuple(
        (
            fulfilment.demand.request,
            view.names.item_or_family_name(fulfilment.demand.wants),
            view.names.name_of("party", fulfilment.demand.party),
            fulfilment.demand.priority,
            fulfilment.quantity,
            fulfilment.on_time,
            fulfilment.handed_over,
            fulfilment.short,
            fulfilment.filled_by,
            causes_label(view, explanation_view, fulfilment.demand.request),
        )
        for fulfilment in view.fulfilments[:MAX_ROWS]
    )
    omitted_rows = max(0, len(view.fulfilments) - MAX_ROWS)
    return ReportTable(
        key="requests",
        caption=_("All requests, by priority"),
        columns=columns,
        rows=rows,
        omitted_rows=omitted_rows,
        file="plan.json",
    )
