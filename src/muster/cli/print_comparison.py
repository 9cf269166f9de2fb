"""What `muster compare` prints for people: sentences first, then the figures and cells behind them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from muster.cli.output import brief
from muster.plans.compare import Comparison, words
from muster.plans.compare.comparison import Side
from muster.plans.compare.inputs import Cell, LoneRow, TableChange, known_by
from muster.plans.compare.requests import Outcome
from muster.plans.compare.sentences.inputs import shown
from muster.text import _, day, language, listed, ngettext, number, unit

FEW = 12
"""Sentences, requests and cells shown of each kind; `--json` has all."""


def print_changes(found: Comparison, before: str, after: str) -> None:
    """Print it to stdout."""
    console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 120)
    console.print(Text(_("First plan: {title} ({path})").format(title=_title(found.before), path=before), style="bold"))
    console.print(Text(_("Second plan: {title} ({path})").format(title=_title(found.after), path=after), style="bold"))
    told = words(found)
    _print(console, told.cautions, style="yellow")
    _print(console, told.headline + told.tiers)
    _print(console, told.requests)
    if told.requests:
        console.print(_requests(found))
    _print(console, told.unchanged)
    for section in (told.pledges, told.money, told.consents, told.resources, told.inputs):
        _print(console, section)
    if found.inputs.tables:
        console.print(_cells(found.inputs.tables))


def _title(side: Side) -> str:
    own = side.title_ar if language() == "ar" else ""
    return own or side.title or _("without a title")


def _print(console: Console, sentences: Sequence[str], style: str = "") -> None:
    """The first few sentences of a kind, with how many more there are, after an empty line."""
    if sentences:
        console.print()
    for sentence in _few(sentences):
        console.print(Text(sentence, style=style))
    _rest(console, len(sentences))


def _few(things: Sequence[Any]) -> Sequence[Any]:
    return things if len(things) <= FEW + 1 else things[:FEW]


def _rest(console: Console, count: int) -> None:
    if count > FEW + 1:
        console.print(Text(_more(count - FEW)))


def _more(count: int) -> str:
    words = ngettext("… and {count} more (--json has all).", "… and {count} more (--json has all).", count)
    return words.format(count=count)


def _requests(found: Comparison) -> Table:
    """A line for each plan of each request that changes; no figure is ever cut."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(unit(_("request")), overflow="fold")
    table.add_column(unit(_("priority")), justify="right", no_wrap=True)
    table.add_column(unit(_("plan")), no_wrap=True)
    for name in (_("wanted"), _("on time"), _("by the end")):
        table.add_column(unit(name), justify="right", no_wrap=True)
    table.add_column(unit(_("filled by")), no_wrap=True)
    changed = [one for one in found.requests if one.verdict != "same"]
    for one in _few(changed):
        names = [brief(one.request), str(one.priority)]
        for plan, outcome in ((_("first"), one.before), (_("second"), one.after)):
            table.add_row(*map(Text, (*names, unit(plan), *_figures(outcome))))
            names = ["", ""]
    if len(changed) > FEW + 1:
        table.caption = Text(_more(len(changed) - FEW))
        table.caption_justify = "left"
    return table


def _figures(one: Outcome | None) -> tuple[str, str, str, str]:
    if one is None:
        return ("—", "—", "—", "—")
    return (
        number(one.quantity),
        number(one.on_time),
        number(one.handed_over),
        day(one.filled_by) if one.filled_by else "—",
    )


def _cells(tables: Sequence[TableChange]) -> Table:
    """Where the inputs differ, cell by cell; rows that only one scenario has, in one line each."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in (_("file"), _("row"), _("which"), _("column"), _("first"), _("second")):
        table.add_column(unit(name), justify="right" if name == _("row") else "left", overflow="fold")
    lines = [line for one in tables for line in _lines(one)]
    for line in _few(lines):
        table.add_row(*map(Text, line))
    if len(lines) > FEW + 1:
        table.caption = Text(_more(len(lines) - FEW))
        table.caption_justify = "left"
    return table


def _lines(table: TableChange) -> Iterator[tuple[str, ...]]:
    for cell in table.cells:
        values = brief(shown(cell.before.value)), brief(shown(cell.after.value))
        yield table.file, _row(cell.before, cell.after), _named(cell.key.values()), cell.column, *values
    for row in table.removed:
        yield table.file, _row(row, None), _named(known_by(table, row)), "", unit(_("there")), "—"
    for row in table.added:
        yield table.file, _row(None, row), _named(known_by(table, row)), "", "—", unit(_("there"))


def _named(values: Iterable[Any]) -> str:
    return listed(brief(shown(value)) for value in values)


def _row(before: Cell | LoneRow | None, after: Cell | LoneRow | None) -> str:
    """The row in each plan's `scenario/`, once where it is the same."""
    rows = dict.fromkeys(str(one.row) for one in (before, after) if one and one.row is not None)
    return " / ".join(rows)
