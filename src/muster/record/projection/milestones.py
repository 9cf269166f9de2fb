"""Milestones of goods in transit. There is no "delivered": every total names its milestone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from muster.record.store.entry import LedgerEntry

MILESTONE_REACHED = "milestone.reached"

MILESTONES = (
    "offered",
    "allocated",
    "released",
    "dispatched",
    "at hub",
    "handed over",
    "receipt confirmed",
    "usable",
)


REFERENCED_KINDS = ("request", "consent", "pledge", "commitment")
"""Kinds of documents that a milestone can name: the request served, the consent used, the promise fulfilled."""

MilestonesByDocument = Mapping[tuple[str, str], list[LedgerEntry]]


def milestones_by_document(entries: Iterable[LedgerEntry]) -> MilestonesByDocument:
    """Group milestones by the kind and id of every document that they name."""
    by_document: dict[tuple[str, str], list[LedgerEntry]] = {}
    for entry in entries:
        for kind in REFERENCED_KINDS:
            if entry.action == MILESTONE_REACHED and kind in entry.content:
                by_document.setdefault((kind, entry.content[kind]), []).append(entry)
    return by_document


def quantity_handed_over(entries: Iterable[LedgerEntry], as_of: str, unit_ratio: Callable[[str], float]) -> float:
    """Sum the quantity that these milestones hand over by the end of a day, in units of what is wanted.

    Args:
        entries: Milestones of goods.
        as_of: ISO date; empty for all.
        unit_ratio: Wanted units that one unit of an item counts for.
    """
    hand_overs = [milestone for milestone in entries if milestone.content["milestone"] == "handed over"]
    contents = [milestone.content for milestone in hand_overs if not (as_of and milestone.valid_from > as_of)]
    return float(sum(content["quantity"] * unit_ratio(content["wants"]) for content in contents))
