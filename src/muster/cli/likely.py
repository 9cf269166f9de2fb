"""What `muster risk` prints for people: dates with their chances, bottlenecks, and the figures that matter."""

from __future__ import annotations

import sys
from datetime import date
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from muster.risk import Result
from muster.text import _, day, language, ngettext, number, unit

FEW = 5


def print_likely(result: Result) -> None:
    """Print it to stdout."""
    console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 130)
    settings = result.job.plan.scenario.settings
    title = (settings.title_ar if language() == "ar" else None) or settings.title or ""
    console.print(Text(title, style="bold"))
    for sentence in _drawn(result):
        console.print(Text(sentence))
    console.print(Text("\n" + _about(result.reading)))
    console.print(_requests(result))
    for sentence in (*_gap(result), *_held(result), *_drivers(result)):
        console.print(Text(sentence))
    console.print(Text(_("Draws and tables: {path}").format(path=result.folder)))


def percent(chance: float | None) -> str:
    """A chance for people; a chance that is not quite 0 or 100 % is not shown as that."""
    if chance is None:
        return "—"
    if 0 < chance < 0.005:
        return "< 1 %"
    if 0.995 < chance < 1:
        return "> 99 %"
    return f"{100 * chance:.0f} %"


def _drawn(result: Result) -> list[str]:
    figures = result.job.figures
    given = sum(figure.given for figure in figures)
    count = len(figures) - given
    told = [
        ngettext(
            "{count} draw of {given} figures of the table uncertainties and {defaults} defaults; seed {seed}.",
            "{count} draws of {given} figures of the table uncertainties and {defaults} defaults; seed {seed}.",
            result.draws,
        ).format(count=number(result.draws), given=given, defaults=count, seed=result.job.seed)
    ]
    if count:
        told.append(_("The defaults rest on ten public promises of five cases only; your own rows take their place."))
    if not figures:
        told.append(_("Nothing is unsure in this scenario: every draw is today's plan."))
    if result.failed:
        first = ", ".join(str(draw) for draw in sorted(result.failed)[:FEW])
        told.append(
            ngettext(
                "{count} draw came to no plan and is not counted below; risk.json names it ({first}).",
                "{count} draws came to no plan and are not counted below; risk.json names them ({first} …).",
                len(result.failed),
            ).format(count=len(result.failed), first=first)
        )
    if result.broken:
        told.append(
            ngettext(
                "Carrying out today's plan broke a hard rule in {count} bucket of all draws together.",
                "Carrying out today's plan broke a hard rule in {count} buckets of all draws together.",
                result.broken,
            ).format(count=number(result.broken))
        )
    return told


def _about(reading: str) -> str:
    if reading == "fixed":
        return _(
            "Reading fixed: today's plan is carried out in each draw; what cannot be done is done as soon as it can, "
            "in the plan's order."
        )
    return _("Reading knowing: each draw is planned with foresight; nobody can do better, and nobody knows so much.")


def _requests(result: Result) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(unit(_("request")), no_wrap=True)
    table.add_column(unit(_("chance on time")), justify="right", no_wrap=True)
    for name in (_("50 % by"), _("80 % by"), _("95 % by")):
        table.add_column(unit(name), no_wrap=True)
    table.add_column(unit(_("late unit-buckets, 50 %")), justify="right", no_wrap=True)
    table.add_column(unit(_("80 %")), justify="right", no_wrap=True)
    ends = _ends(result)
    for one in result.requests:
        days = [_filled(one["filled_on"][p], ends) for p in ("p50", "p80", "p95")]
        late = [number(one["late_unit_buckets"][p] or 0.0, 3) for p in ("p50", "p80")]
        table.add_row(*map(Text, (one["request"], percent(one["met_by_due"]), *days, *late)))
    return table


def _ends(result: Result) -> dict[str, str]:
    """The last day of each bucket by its first."""
    calendar = result.job.plan.scenario.calendar
    assert calendar is not None
    return {calendar.first_day(t).isoformat(): day(calendar.last_day(t)) for t in range(calendar.count)}


def _filled(first: str | None, ends: dict[str, str]) -> str:
    return "—" if first is None else ends[first]


def _gap(result: Result) -> list[str]:
    carried, known = (result.readings[name] for name in ("fixed", "knowing"))
    differ = [
        (one["request"], percent(one["met_by_due"]), percent(two["met_by_due"]))
        for one, two in zip(carried, known, strict=True)
        if one["met_by_due"] is not None and (two["met_by_due"] or 0.0) - one["met_by_due"] >= 0.005
    ]
    first = result.classes
    told = []
    if first["fixed"] is not None and first["knowing"] is not None and first["gap"]:
        words = _(
            "What re-planning and knowing are worth: the first class is on the mean late by {knowing} if each draw is "
            "planned knowing it, by {fixed} if today's plan is carried out."
        )
        told.append(words.format(knowing=number(first["knowing"], 4), fixed=number(first["fixed"], 4)))
    for request, fixed, knowing in differ[:FEW]:
        words = _("{request} is on time in {fixed} of the draws as planned today, in {knowing} with foresight.")
        told.append(words.format(request=request, fixed=fixed, knowing=knowing))
    return told


def _held(result: Result) -> list[str]:
    told = []
    for one in result.bottlenecks[:FEW]:
        worst: dict[str, Any] = max(one["by_bucket"], key=lambda two: two["chance"])
        words = _("{resource} holds a request back in {chance} of the draws, most often in the bucket from {bucket}.")
        told.append(
            words.format(
                resource=one["id"], chance=percent(one["chance"]), bucket=day(date.fromisoformat(worst["bucket"]))
            )
        )
    return told


def _drivers(result: Result) -> list[str]:
    """What to ask for next: figures whose share stands clear of its error."""
    clear = [one for one in result.drivers if one.share > 2 * one.error]
    if not result.drivers:
        return []
    if not clear:
        return [_("No single figure stands out with so few draws; more draws tell which to ask for next.")]
    told = []
    for one in clear[:FEW]:
        words = _("{figure} alone accounts for {share} of how late everything is (give or take {error}).")
        figure = one.id if one.column is None else f"{one.of} {one.id}, {one.column}"
        told.append(words.format(figure=figure, share=percent(one.share), error=percent(one.error)))
    return told
