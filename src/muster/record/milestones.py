"""Milestones that goods reach on their way. There is no "delivered": a total names its milestone."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from muster.record.entry import Entry

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


def handed_over(entries: Iterable[Entry], request: str, as_of: str, worth: Callable[[str], float]) -> float:
    """How much was handed over for a request by the end of a day (empty: ever), in units of what it wants.

    `worth` says how many of these units one unit of an item is.
    """
    about = [entry for entry in entries if entry.action == REACHED and entry.content.get("request") == request]
    handed = [one for one in about if one.content["milestone"] == "handed over"]
    counted = [one.content for one in handed if not (as_of and one.valid_from > as_of)]
    return float(sum(said["quantity"] * worth(said["wants"]) for said in counted))
