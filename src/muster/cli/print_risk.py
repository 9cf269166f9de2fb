"""Text output of `muster risk`: dates with their chances, bottlenecks, and the most influential figures."""

from __future__ import annotations

import sys

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from muster.plans.fulfilment import lateness_unit
from muster.risk import RiskResult
from muster.risk.analysis import sentences
from muster.text import _, day, isolate_in_rtl, localized, number


def print_risk(result: RiskResult) -> None:
    """Print the result of a risk analysis to stdout."""
    console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 130)
    settings = result.job.plan.scenario.settings
    console.print(Text(localized(settings.title, settings.title_ar), style="bold"))
    for sentence in sentences.draw_sentences(result):
        console.print(Text(sentence))
    console.print(Text("\n" + sentences.reading_sentence(result.reading)))
    console.print(_request_table(result))
    for sentence in (
        *sentences.gap_sentences(result),
        *sentences.bottleneck_sentences(result),
        *sentences.driver_sentences(result),
    ):
        console.print(Text(sentence))
    console.print(Text(_("Draws and tables: {path}").format(path=result.folder)))


def _request_table(result: RiskResult) -> Table:
    calendar = result.job.plan.scenario.calendar
    assert calendar is not None
    unit = lateness_unit(calendar.base)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(isolate_in_rtl(_("request")), no_wrap=True)
    table.add_column(isolate_in_rtl(_("chance on time")), justify="right", no_wrap=True)
    for name in (_("50 % by"), _("80 % by"), _("95 % by")):
        table.add_column(isolate_in_rtl(name), no_wrap=True)
    table.add_column(isolate_in_rtl(_("late {unit}, 50 %").format(unit=unit)), justify="right", no_wrap=True)
    table.add_column(isolate_in_rtl(_("80 %")), justify="right", no_wrap=True)
    last_days = _last_days(result)
    for request in result.requests:
        days = [_fill_day(request["filled_on"][p], last_days) for p in ("p50", "p80", "p95")]
        late = [number(request["late_unit_buckets"][p] or 0.0, 3) for p in ("p50", "p80")]
        table.add_row(*map(Text, (request["request"], sentences.format_chance(request["met_by_due"]), *days, *late)))
    return table


def _last_days(result: RiskResult) -> dict[str, str]:
    """Last day of each bucket, by its first day."""
    calendar = result.job.plan.scenario.calendar
    assert calendar is not None
    return {calendar.first_day(t).isoformat(): day(calendar.last_day(t)) for t in range(calendar.count)}


def _fill_day(first: str | None, last_days: dict[str, str]) -> str:
    return "—" if first is None else last_days[first]
