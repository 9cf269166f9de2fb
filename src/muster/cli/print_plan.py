"""What `muster plan` prints for people: requests, money, consents, floors, assumptions, and where the plan lies."""

from __future__ import annotations

import sys
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from muster.cli.output import brief
from muster.plans import Plan
from muster.report.plan.summary_points import assumptions, consents, floors, money
from muster.report.plan_view import Reading
from muster.report.proof_status import standing
from muster.text import _, apart, day, listed, number, unit


def print_summary(plan: Plan, where: Path | None) -> None:
    """Print it to stdout."""
    reading = Reading(plan)
    console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 120)
    console.print(Text(reading.title, style="bold"))
    seconds = f"{sum(plan.seconds.values()):.1f}"
    console.print(Text(_("{standing} Planned in {seconds} s.").format(standing=standing(plan), seconds=seconds)))
    console.print(_requests(reading))
    console.print(Text(_held_back(reading)))
    for point in (money(plan), consents(plan), floors(plan), assumptions(plan)):
        console.print(Text(_("{about}: {text}").format(about=point.about, text=point.text)))
    if where is not None:
        console.print(Text(_("Plan: {path}  (muster verify {path} recomputes it)").format(path=where)))
        console.print(Text(_("Report: {path}").format(path=where / "report.html")))


def _requests(reading: Reading) -> Table:
    """A row for each request, by priority; narrow enough that no figure is ever cut."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(unit(_("request")), overflow="fold")
    table.add_column(unit(_("priority")), justify="right", no_wrap=True)
    for name in (_("wanted"), _("on time"), _("by the end")):
        table.add_column(unit(name), justify="right", no_wrap=True)
    table.add_column(unit(_("filled by")), no_wrap=True)
    for one in reading.served:
        filled = day(one.filled_by) if one.filled_by else "—"
        figures = (number(one.quantity), number(one.on_time), number(one.handed_over))
        table.add_row(*map(Text, (brief(one.want.request), str(one.want.priority), *figures, filled)))
    return table


def _held_back(reading: Reading) -> str:
    """What seems to hold back each request that is late or short."""
    guesses = reading.plan.guesses
    behind = [one for one in reading.served if one.want.request in guesses]
    if not behind:
        return _("Nothing is late.")
    width = max(len(brief(one.want.request)) for one in behind)
    lines = [_("Held back by (best guess from worth, unproved; muster explain proves it):")]
    for one in behind:
        guess = unit(listed(unit(str(guess)) for guess in guesses[one.want.request]))
        name = brief(one.want.request)
        lines.append(f"  {apart(name)}{' ' * (width - len(name))}  {guess}")
    return "\n".join(lines) + "\n"
