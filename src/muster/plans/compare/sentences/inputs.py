"""Sentences on differences between the inputs; changed cells are listed in a table instead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from muster.plans.compare.inputs import ChangedSetting, InputChanges, TableChange
from muster.scenario.cell_text import to_cell_text
from muster.text import _, join_list, ngettext, unescape_formula


def input_sentences(inputs: InputChanges) -> Iterator[str]:
    """Yield a sentence for each setting and option, and counts of rows and cells for each table."""
    if inputs.is_empty:
        yield _("Both plans were made from the same tables, settings and options.")
    for change in inputs.settings:
        yield _setting(change)
    for change in inputs.options:
        words = _("Option {name} is {after} instead of {before}.")
        yield words.format(name=change.name, before=_option_value(change.before), after=_option_value(change.after))
    for table in inputs.tables:
        yield from _table(table)


def _setting(setting: ChangedSetting) -> str:
    if setting.before is None:
        return _("Setting {name} is {after}; in the first plan it is not set.").format(
            name=setting.name, after=format_value(setting.after)
        )
    if setting.after is None:
        return _("Setting {name} is not set; in the first plan it is {before}.").format(
            name=setting.name, before=format_value(setting.before)
        )
    words = _("Setting {name} is {after} instead of {before}.")
    return words.format(name=setting.name, before=format_value(setting.before), after=format_value(setting.after))


def _table(table: TableChange) -> Iterator[str]:
    cells, added, removed = len(table.cells), len(table.added), len(table.removed)
    if cells:
        words = ngettext("{count} cell differs in {file}.", "{count} cells differ in {file}.", cells)
        yield words.format(count=cells, file=table.file)
    if added:
        words = ngettext("{count} row is new in {file}.", "{count} rows are new in {file}.", added)
        yield words.format(count=added, file=table.file)
    if removed:
        words = ngettext("{count} row is gone from {file}.", "{count} rows are gone from {file}.", removed)
        yield words.format(count=removed, file=table.file)


def _option_value(value: Any) -> str:
    return format_value(value) if value else _("none")


def format_value(value: Any) -> str:
    """Format a cell, a setting or an option for people; an empty one as "blank"."""
    if value is None:
        return _("blank")
    if isinstance(value, list | tuple):
        return join_list(format_value(item) for item in value)
    return unescape_formula(to_cell_text(value))
