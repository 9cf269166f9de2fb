"""What `muster plan` prints for people: requests, money, consents, floors, assumptions, and where the plan lies."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from muster.cli.output import counted
from muster.plans import Plan
from muster.plans.tables.requests import Served
from muster.text import _, apart, day, language, listed, ngettext, number, unit
from muster.tolerances import PRIMAL


def print_summary(plan: Plan, where: Path | None) -> None:
    """Print it to stdout."""
    console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 120)
    console.print(Text(_title(plan), style="bold"))
    console.print(Text(_status(plan)))
    console.print(_requests(plan))
    console.print(Text(_held_back(plan)))
    for words in (_money(plan), _consents(plan), _floors(plan), _assumptions(plan)):
        console.print(Text(words))
    if where is not None:
        console.print(Text(_("Plan: {path}  (muster verify {path} recomputes it)").format(path=where)))


def _title(plan: Plan) -> str:
    settings = plan.scenario.settings
    own = settings.title_ar if language() == "ar" else ""
    return own or settings.title or str(plan.scenario.path)


def _status(plan: Plan) -> str:
    assert plan.certificate is not None
    seconds = f"{sum(plan.seconds.values()):.1f}"
    if plan.status == "optimal":
        words = _("Proven optimal in every tier; largest gap {gap}, largest violation {primal} (scaled); {seconds} s.")
    elif plan.certificate.primal_residual <= PRIMAL:
        words = _("NOT PROVEN OPTIMAL: a plan that keeps every rule, largest gap {gap}; {seconds} s.")
    else:
        words = _("NOT PROVEN, and a rule is broken by up to {primal} (scaled); largest gap {gap}; {seconds} s.")
    gap, primal = plan.certificate.gap, plan.certificate.primal_residual
    shown = f"{gap:.1e}" if gap < float("inf") else _("not known")
    return words.format(gap=shown, primal=f"{primal:.1e}", seconds=seconds)


def _requests(plan: Plan) -> Table:
    """A row for each request, by priority; narrow enough that no figure is ever cut."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(unit(_("request")), no_wrap=True)
    table.add_column(unit(_("priority")), justify="right")
    for name in (_("wanted"), _("on time"), _("by the end")):
        table.add_column(unit(name), justify="right", no_wrap=True)
    table.add_column(unit(_("filled by")), no_wrap=True)
    for one in _by_priority(plan):
        filled = day(one.filled_by) if one.filled_by else "—"
        figures = (number(one.quantity), number(one.on_time), number(one.handed_over))
        table.add_row(*map(Text, (one.want.request, str(one.want.priority), *figures, filled)))
    return table


def _held_back(plan: Plan) -> str:
    """What seems to hold back each request that is late or short."""
    behind = [one for one in _by_priority(plan) if one.want.request in plan.guesses]
    if not behind:
        return _("Nothing is late.")
    width = max(len(one.want.request) for one in behind)
    lines = [_("Held back by (best guess from worth, unproved):")]
    for one in behind:
        guess = unit(listed(unit(str(guess)) for guess in plan.guesses[one.want.request]))
        name = one.want.request
        lines.append(f"  {apart(name)}{' ' * (width - len(name))}  {guess}")
    return "\n".join(lines) + "\n"


def _by_priority(plan: Plan) -> list[Served]:
    return sorted(plan.served, key=lambda one: (one.want.priority, one.want.request))


def _money(plan: Plan) -> str:
    """What is spent, which funds are used up, and what no fund has to pay."""
    spending = plan.tables["spending"]
    total = number(round(plan.cost or 0.0))
    unlimited = float(spending.filter(pl.col("fund").is_null())["amount"].sum())
    given: dict[str, float] = {}
    for row in plan.scenario.tables["funds"].iter_rows(named=True):
        amount = float("inf") if row["amount"] is None else row["amount"]
        given[row["fund"]] = given.get(row["fund"], 0.0) + amount
    spent = dict(spending.drop_nulls("fund").group_by("fund").agg(pl.col("amount").sum()).iter_rows())
    empty = sorted(fund for fund, amount in given.items() if spent.get(fund, 0.0) >= amount * (1 - 1e-6))
    if not plan.cost and not given:
        return _("Money: nothing is spent.")
    words = _(
        "Money: no fund has to pay {unlimited} of {total} {currency} (that part is not limited); used up: {funds}."
    )
    currency = plan.scenario.settings.currency
    return words.format(
        total=total, currency=currency, unlimited=number(round(unlimited)), funds=listed(empty) or _("none")
    )


def _consents(plan: Plan) -> str:
    """Which consents that are not granted would be worth something."""
    blocked = (
        plan.tables["consents"]
        .filter(pl.col("decision").is_in(["withheld", "undecided"]) & (pl.col("worth") > 0))
        .select("party", "wants", "decision")
        .unique(maintain_order=True)
    )
    if blocked.is_empty():
        return _("Consents: none keeps anything back.")
    decisions = {"withheld": _("withheld"), "undecided": _("undecided")}
    named = [
        _("{consent} ({decision})").format(consent=f"{party}/{wants}", decision=decisions[decision])
        for party, wants, decision in blocked.iter_rows()
    ]
    return _("Consents that keep goods back: {consents}.").format(consents=listed(named))


def _floors(plan: Plan) -> str:
    """How many floors stand exactly at their level, and how many were lowered."""
    reserves = plan.tables["reserves"].filter(pl.col("floor") > 0)
    keys = ["party", "location", "item"]
    binding = reserves.filter(pl.col("counted") <= pl.col("floor") * (1 + 1e-6)).select(keys).unique()
    if plan.tables["reserves"].is_empty():
        return _("Floors: no reserves are set.")
    gaps = plan.tables["reserves"].filter((pl.col("target") > 0) & (pl.col("gap") > 1e-6 * pl.col("target")))
    short = gaps.select(keys).unique()
    return _("Floors: {binding} of {all} are reached at some time; {short} targets are missed at some time.").format(
        binding=len(binding), all=len(reserves.select(keys).unique()), short=len(short)
    )


def _assumptions(plan: Plan) -> str:
    """How much rests on assumed capacity, and where the notes are."""
    resources = plan.tables["resources"].filter(pl.col("basis").is_not_null())
    assumed = resources.filter(pl.col("basis") == "assumed")["resource"].n_unique()
    counts = counted(plan.problems)
    warnings = ngettext("{count} warning", "{count} warnings", counts["warning"]).format(count=counts["warning"])
    notes = ngettext("{count} note", "{count} notes", counts["note"]).format(count=counts["note"])
    if resources.is_empty():
        return _("Assumptions: none on capacity; {warnings}, {notes} (muster check).").format(
            warnings=warnings, notes=notes
        )
    return _(
        "Assumptions: {assumed} of {all} resources rest on assumed capacity; {warnings}, {notes} (muster check)."
    ).format(assumed=assumed, all=resources["resource"].n_unique(), warnings=warnings, notes=notes)
