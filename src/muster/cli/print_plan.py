"""Text output of `muster plan`: requests, likely causes, cost, consents, floors, assumptions, and the folder."""

from __future__ import annotations

import sys
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from muster.cli.output import truncate
from muster.plans import Plan
from muster.report.plan.summary_points import (
    assumptions_point,
    consents_point,
    exhausted_funds,
    floors_point,
    has_funds,
    unfunded_cost,
)
from muster.report.plan_view import PlanView
from muster.report.proof_status import proof_sentence
from muster.text import _, day, isolate_foreign, isolate_in_rtl, join_list, number, rounded_amount


def print_plan(plan: Plan, folder: Path | None) -> None:
    """Print a plan to stdout."""
    view = PlanView(plan)
    console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 120)
    console.print(Text(view.title, style="bold"))
    seconds = f"{sum(plan.seconds.values()):.1f}"
    console.print(Text(_("{standing} Planned in {seconds} s.").format(standing=_proof_sentence(plan), seconds=seconds)))
    console.print(_request_table(view))
    console.print(Text(_likely_causes(view)))
    console.print(Text(_cost_line(plan)))
    for point in (consents_point(plan), floors_point(plan), assumptions_point(plan)):
        console.print(Text(_("{about}: {text}").format(about=point.subject, text=point.text)))
    if folder is not None:
        console.print(Text(_("Plan: {path}  (muster verify {path} recomputes it)").format(path=folder)))
        console.print(Text(_("Report: {path}").format(path=folder / "report.html")))


def _proof_sentence(plan: Plan) -> str:
    """State the proof in plain words; the residuals are in plan.json and the report. A missing proof names its gap."""
    return _("Proved: no better plan exists with these figures.") if plan.status == "optimal" else proof_sentence(plan)


def _cost_line(plan: Plan) -> str:
    """Cost in rounded amounts, the part that no fund covers, and the funds used up."""
    if not plan.cost and not has_funds(plan):
        return _("Nothing is spent.")
    unfunded = unfunded_cost(plan)
    if not has_funds(plan):
        template = _("Cost: {total} {currency}.")
    elif round(unfunded) == 0:
        template = _("Cost: {total} {currency}, all covered by funds.")
    else:
        template = _("Cost: {total} {currency}, of which {unlimited} is covered by no fund.")
    line = template.format(
        total=rounded_amount(plan.cost or 0.0),
        currency=plan.scenario.settings.currency,
        unlimited=rounded_amount(unfunded),
    )
    used_up = exhausted_funds(plan)
    return f"{line} " + _("Funds used up: {funds}.").format(funds=join_list(used_up)) if used_up else line


def _request_table(view: PlanView) -> Table:
    """Table of requests by priority, narrow enough that figures are never truncated."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(isolate_in_rtl(_("request")), overflow="fold")
    table.add_column(isolate_in_rtl(_("priority")), justify="right", no_wrap=True)
    for name in (_("wanted"), _("on time"), _("by the end")):
        table.add_column(isolate_in_rtl(name), justify="right", no_wrap=True)
    table.add_column(isolate_in_rtl(_("filled by")), no_wrap=True)
    for fulfilment in view.fulfilments:
        filled = day(fulfilment.filled_by) if fulfilment.filled_by else "—"
        quantities = (number(fulfilment.quantity), number(fulfilment.on_time), number(fulfilment.handed_over))
        table.add_row(
            *map(Text, (truncate(fulfilment.demand.request), str(fulfilment.demand.priority), *quantities, filled))
        )
    return table


def _likely_causes(view: PlanView) -> str:
    """List the likely causes of each request that is late or short."""
    causes = view.plan.guesses
    late_requests = [request for f in view.fulfilments if (request := f.demand.request) in causes]
    if not late_requests:
        return _("Nothing is late.")
    width = max(len(truncate(request)) for request in late_requests)
    lines = [_("Held back by (best guess from worth, unproved; muster explain proves it):")]
    for request in late_requests:
        cause_list = isolate_in_rtl(join_list(isolate_in_rtl(str(cause)) for cause in causes[request]))
        name = truncate(request)
        lines.append(f"  {isolate_foreign(name)}{' ' * (width - len(name))}  {cause_list}")
    return "\n".join(lines) + "\n"
