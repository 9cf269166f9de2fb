"""Figures that a source publishes about what is given: each stands for itself, beside documents, and changes none.

    figure.published    a figure as a source has it; of a figure that was published before, with the entry in `of`
    figure.withdrawn    a later release of the source has it no longer

What a tracker calls a commitment is its own reading of what a party said. It becomes no commitment of the group, and is
never drawn into a scenario. Allocations and commitments are two measures, and a value has a rule; sums are taken within
one measure and one rule only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from muster.record.store.entry import Entry
from muster.record.store.ledger import Book
from muster.record.store.reversals import taken_back

PUBLISHED, WITHDRAWN = "figure.published", "figure.withdrawn"
BY = ("party", "month", "aid", "source")


@dataclass(frozen=True)
class Sum:
    """What the figures of one group come to, in one measure and by one rule; `unpriced` have no value."""

    group: str
    measure: str
    rule: str
    value: float
    figures: int
    unpriced: int


def latest(book: Book, upto: int) -> dict[str, Entry]:
    """The last entry about each figure, by subject: it is published, or withdrawn."""
    gone = taken_back(book, upto)
    about = sorted((*book.of_action(PUBLISHED), *book.of_action(WITHDRAWN)), key=lambda entry: entry.number)
    return {entry.subject: entry for entry in about if entry.number <= upto and entry.number not in gone}


def standing(entries: Mapping[str, Entry], as_of: str = "") -> list[Entry]:
    """The figures that are published, of those from a day on or before this one (empty: all)."""
    found = [entry for entry in entries.values() if entry.action == PUBLISHED]
    return [entry for entry in found if not as_of or entry.valid_from <= as_of]


def sums(figures: Iterable[Entry], by: str) -> list[Sum]:
    """The sums by party, month, kind of aid or source, in order; a figure without one is in the group of the blank."""
    groups: dict[tuple[str, str, str], list[float | None]] = {}
    for entry in figures:
        said = entry.content
        key = (str(said.get(by, "")), said["measure"], said["rule"])
        groups.setdefault(key, []).append(said.get("value"))
    return [
        Sum(*key, sum(value for value in values if value is not None), len(values), values.count(None))
        for key, values in sorted(groups.items())
    ]
