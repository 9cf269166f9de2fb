"""Figures on aid that sources publish. They are kept beside the documents and never change one.

    figure.published    a figure of a source; `of` is the entry that it replaces, if there is one
    figure.withdrawn    a figure that a later release of the source no longer has

A tracker's commitment is the tracker's reading of a statement. It does not become a commitment of the group and never
enters a scenario. Allocations and commitments are two measures, and each value has a rule; sums never mix measures or
rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from muster.record.store.entry import FIGURE_PUBLISHED, FIGURE_WITHDRAWN, LedgerEntry
from muster.record.store.ledger import Ledger
from muster.record.store.reversals import reversed_entry_numbers


@dataclass(frozen=True)
class FigureSum:
    """Sum of a group's figures in one measure and by one rule.

    `value` is in euros, `figures` their number, `unpriced` the number without a value.
    """

    group: str
    measure: str
    rule: str
    value: float
    figures: int
    unpriced: int


def latest_figure_entries(ledger: Ledger, up_to: int) -> dict[str, LedgerEntry]:
    """Return the last entry about each figure (published or withdrawn), by subject, up to an entry."""
    reversed_numbers = reversed_entry_numbers(ledger, up_to)
    figure_entries = sorted(
        (*ledger.entries_of_action(FIGURE_PUBLISHED), *ledger.entries_of_action(FIGURE_WITHDRAWN)),
        key=lambda entry: entry.number,
    )
    return {
        entry.subject: entry
        for entry in figure_entries
        if entry.number <= up_to and entry.number not in reversed_numbers
    }


def published_figures(entries: Mapping[str, LedgerEntry], as_of: str = "") -> list[LedgerEntry]:
    """Return the published figures with `valid_from` up to a day (empty: all)."""
    published = [entry for entry in entries.values() if entry.action == FIGURE_PUBLISHED]
    return [entry for entry in published if not as_of or entry.valid_from <= as_of]


def sum_figures(figures: Iterable[LedgerEntry], by: str) -> list[FigureSum]:
    """Sum figures by group.

    Args:
        figures: Entries of published figures.
        by: Grouping field: `party`, `month`, `aid` or `source`; figures without it form the group "".

    Returns:
        The sums in order of group, measure and rule.
    """
    groups: dict[tuple[str, str, str], list[float | None]] = {}
    for entry in figures:
        content = entry.content
        key = (str(content.get(by, "")), content["measure"], content["rule"])
        groups.setdefault(key, []).append(content.get("value"))
    return [
        FigureSum(*key, sum(value for value in values if value is not None), len(values), values.count(None))
        for key, values in sorted(groups.items())
    ]
