"""What `muster risk` prints for people: dates with their chances, bottlenecks, and the figures that matter."""

from __future__ import annotations

import sys

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from muster.risk import Result
from muster.risk.analysis import sentences as words
from muster.text import _, day, language, number, unit


def print_likely(result: Result) -> None:
    """Print it to stdout."""
    console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 130)
    settings = result.job.plan.scenario.settings
    title = (settings.title_ar if language() == "ar" else None) or settings.title or ""
    console.print(Text(title, style="bold"))
    for sentence in words.drawn(result):
        console.print(Text(sentence))
    console.print(Text("\n" + words.about(result.reading)))
    console.print(_requests(result))
    for sentence in (*words.gap(result), *words.held(result), *words.drivers(result)):
        console.print(Text(sentence))
    console.print(Text(_("Draws and tables: {path}").format(path=result.folder)))


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
        table.add_row(*map(Text, (one["request"], words.percent(one["met_by_due"]), *days, *late)))
    return table


def _ends(result: Result) -> dict[str, str]:
    """The last day of each bucket by its first."""
    calendar = result.job.plan.scenario.calendar
    assert calendar is not None
    return {calendar.first_day(t).isoformat(): day(calendar.last_day(t)) for t in range(calendar.count)}


def _filled(first: str | None, ends: dict[str, str]) -> str:
    return "—" if first is None else ends[first]
