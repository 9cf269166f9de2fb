"""Milestones that goods reach on their way. There is no "delivered": a total names its milestone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from muster.record.store.entry import Entry

REACHED = "milestone.reached"

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


SERVED = ("request", "consent", "pledge", "commitment")
"""Kinds of documents that a milestone names: what it is handed over for, under and of."""

Named = Mapping[tuple[str, str], list[Entry]]


def by_document(entries: Iterable[Entry]) -> Named:
    """Milestones by the kind and id of every document that they name."""
    found: dict[tuple[str, str], list[Entry]] = {}
    for one in entries:
        for kind in SERVED:
            if one.action == REACHED and kind in one.content:
                found.setdefault((kind, one.content[kind]), []).append(one)
    return found


def handed_over(entries: Iterable[Entry], as_of: str, worth: Callable[[str], float]) -> float:
    """How much these milestones hand over by the end of a day (empty: ever), in units of what is wanted.

    `worth` says how many of these units one unit of an item is.
    """
    handed = [one for one in entries if one.content["milestone"] == "handed over"]
    counted = [one.content for one in handed if not (as_of and one.valid_from > as_of)]
    return float(sum(said["quantity"] * worth(said["wants"]) for said in counted))
