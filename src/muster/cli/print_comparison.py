"""Text output of `muster compare`: sentences, then the figures and cells behind them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from muster.cli.output import truncate
from muster.plans.compare import Comparison, words
from muster.plans.compare.comparison import ComparedPlan
from muster.plans.compare.inputs import LocatedValue, TableChange, UnmatchedRow, identifying_values
from muster.plans.compare.requests import RequestOutcome
from muster.plans.compare.sentences.inputs import format_value
from muster.text import _, day, isolate_in_rtl, join_list, localized, ngettext, number

MAX_ITEMS = 12
"""Maximum sentences, requests or cells printed of each kind; `--json` has all."""


def print_comparison(comparison: Comparison, before: str, after: str) -> None:
    """Print a comparison to stdout."""
    console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 120)
    console.print(
        Text(_("First plan: {title} ({path})").format(title=_title(comparison.before), path=before), style="bold")
    )
    console.print(
        Text(_("Second plan: {title} ({path})").format(title=_title(comparison.after), path=after), style="bold")
    )
    sentences = words(comparison)
    _print_sentences(console, sentences.caveats, style="yellow")
    _print_sentences(console, sentences.headline + sentences.tiers)
    _print_sentences(console, sentences.requests)
    if sentences.requests:
        console.print(_request_table(comparison))
    _print_sentences(console, sentences.unchanged)
    for section in (sentences.pledges, sentences.money, sentences.consents, sentences.resources, sentences.inputs):
        _print_sentences(console, section)
    if comparison.inputs.tables:
        console.print(_input_table(comparison.inputs.tables))


def _title(side: ComparedPlan) -> str:
    return localized(side.title, side.title_ar) or _("without a title")


def _print_sentences(console: Console, sentences: Sequence[str], style: str = "") -> None:
    """Print an empty line, the first few sentences of a kind, and the number of further ones."""
    if sentences:
        console.print()
    for sentence in _first_few(sentences):
        console.print(Text(sentence, style=style))
    _print_remainder(console, len(sentences))


def _first_few(items: Sequence[Any]) -> Sequence[Any]:
    return items if len(items) <= MAX_ITEMS + 1 else items[:MAX_ITEMS]


def _print_remainder(console: Console, count: int) -> None:
    if count > MAX_ITEMS + 1:
        console.print(Text(_remainder_sentence(count - MAX_ITEMS)))


def _remainder_sentence(count: int) -> str:
    message = ngettext("… and {count} more (--json has all).", "… and {count} more (--json has all).", count)
    return message.format(count=count)


def _request_table(comparison: Comparison) -> Table:
    """Table of changed requests with one row per plan; figures are never truncated."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(isolate_in_rtl(_("request")), overflow="fold")
    table.add_column(isolate_in_rtl(_("priority")), justify="right", no_wrap=True)
    table.add_column(isolate_in_rtl(_("plan")), no_wrap=True)
    for name in (_("wanted"), _("on time"), _("by the end")):
        table.add_column(isolate_in_rtl(name), justify="right", no_wrap=True)
    table.add_column(isolate_in_rtl(_("filled by")), no_wrap=True)
    changed = [change for change in comparison.requests if change.verdict != "same"]
    for change in _first_few(changed):
        names = [truncate(change.request), str(change.priority)]
        for plan, outcome in ((_("first"), change.before), (_("second"), change.after)):
            table.add_row(*map(Text, (*names, isolate_in_rtl(plan), *_outcome_cells(outcome))))
            names = ["", ""]
    if len(changed) > MAX_ITEMS + 1:
        table.caption = Text(_remainder_sentence(len(changed) - MAX_ITEMS))
        table.caption_justify = "left"
    return table


def _outcome_cells(outcome: RequestOutcome | None) -> tuple[str, str, str, str]:
    if outcome is None:
        return ("—", "—", "—", "—")
    return (
        number(outcome.quantity),
        number(outcome.on_time),
        number(outcome.handed_over),
        day(outcome.filled_by) if outcome.filled_by else "—",
    )


def _input_table(tables: Sequence[TableChange]) -> Table:
    """Table of changed cells; a row of only one scenario takes one line."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in (_("file"), _("row"), _("which"), _("column"), _("first"), _("second")):
        table.add_column(isolate_in_rtl(name), justify="right" if name == _("row") else "left", overflow="fold")
    lines = [line for table_change in tables for line in _change_rows(table_change)]
    for line in _first_few(lines):
        table.add_row(*map(Text, line))
    if len(lines) > MAX_ITEMS + 1:
        table.caption = Text(_remainder_sentence(len(lines) - MAX_ITEMS))
        table.caption_justify = "left"
    return table


def _change_rows(change: TableChange) -> Iterator[tuple[str, ...]]:
    for cell in change.cells:
        values = truncate(format_value(cell.before.value)), truncate(format_value(cell.after.value))
        yield change.file, _row_numbers(cell.before, cell.after), _join_values(cell.key.values()), cell.column, *values
    for row in change.removed:
        yield (
            change.file,
            _row_numbers(row, None),
            _join_values(identifying_values(change, row)),
            "",
            isolate_in_rtl(_("there")),
            "—",
        )
    for row in change.added:
        yield (
            change.file,
            _row_numbers(None, row),
            _join_values(identifying_values(change, row)),
            "",
            "—",
            isolate_in_rtl(_("there")),
        )


def _join_values(values: Iterable[Any]) -> str:
    return join_list(truncate(format_value(value)) for value in values)


def _row_numbers(before: LocatedValue | UnmatchedRow | None, after: LocatedValue | UnmatchedRow | None) -> str:
    """Row number in each plan's `scenario/`, given once if both are the same."""
    rows = dict.fromkeys(str(location.row) for location in (before, after) if location and location.row is not None)
    return " / ".join(rows)
