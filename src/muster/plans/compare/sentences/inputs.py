"""What differs in what the plans were made from, in sentences; the cells themselves are for a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from muster.plans.compare.inputs import Difference, Inputs, TableChange
from muster.scenario.folder_writer import text
from muster.text import _, listed, ngettext, unprotect


def input_words(inputs: Inputs) -> Iterator[str]:
    """Settings and options one by one, tables by how many rows and cells differ."""
    if inputs.same:
        yield _("Both plans were made from the same tables, settings and options.")
    for one in inputs.settings:
        yield _setting(one)
    for one in inputs.options:
        words = _("Option {name} is {after} instead of {before}.")
        yield words.format(name=one.name, before=_chosen(one.before), after=_chosen(one.after))
    for table in inputs.tables:
        yield from _table(table)


def _setting(one: Difference) -> str:
    if one.before is None:
        return _("Setting {name} is {after}; in the first plan it is not given.").format(
            name=one.name, after=shown(one.after)
        )
    if one.after is None:
        return _("Setting {name} is not given; in the first plan it is {before}.").format(
            name=one.name, before=shown(one.before)
        )
    words = _("Setting {name} is {after} instead of {before}.")
    return words.format(name=one.name, before=shown(one.before), after=shown(one.after))


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


def _chosen(value: Any) -> str:
    return shown(value) if value else _("none")


def shown(value: Any) -> str:
    """A cell, a setting or an option as a person would write it; what is blank says so."""
    if value is None:
        return _("blank")
    if isinstance(value, list | tuple):
        return listed(shown(one) for one in value)
    return unprotect(text(value))
