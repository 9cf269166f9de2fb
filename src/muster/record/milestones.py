"""Milestones that goods reach on their way, and totals of them, taken at a boundary.

There is no "delivered": a total names its milestone. It counts what comes from outside a set of parties to one inside:

    total = sum of quantities that reached the milestone, from a party outside the boundary to a party inside it.

So goods that pass through others on their way count once, where they cross.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Measure:
    """A total's name in full: which milestone, into which parties, of which item or family (empty: all)."""

    milestone: str
    into: frozenset[str]
    wants: str = ""


@dataclass(frozen=True)
class Line:
    """What one shipment has of one thing: in the one total, and in the other that it is compared with."""

    shipment: str
    wants: str
    quantity: float
    against: float = 0.0


def counted(entries: Iterable[Entry], measure: Measure, as_of: str = "") -> dict[tuple[str, str], float]:
    """The quantities that a total is made of, by shipment and by what it carries, as of a day (empty: all)."""
    found: dict[tuple[str, str], float] = {}
    for entry in entries:
        said = entry.content
        if (
            entry.action == REACHED
            and said["milestone"] == measure.milestone
            and said["to"] in measure.into
            and said["from"] not in measure.into
            and measure.wants in ("", said["wants"])
            and not (as_of and entry.valid_from > as_of)
        ):
            key = (said["shipment"], said["wants"])
            found[key] = found.get(key, 0.0) + said["quantity"]
    return found


def lines(entries: Iterable[Entry], measure: Measure, against: Measure | None = None, as_of: str = "") -> list[Line]:
    """A total line by line, beside another one: their difference is the sum of the lines' differences."""
    entries = list(entries)
    first = counted(entries, measure, as_of)
    second = counted(entries, against, as_of) if against else {}
    return [Line(*key, first.get(key, 0.0), second.get(key, 0.0)) for key in sorted({*first, *second})]


def handed_over(entries: Iterable[Entry], request: str, as_of: str, worth: Callable[[str], float]) -> float:
    """How much was handed over for a request by the end of a day (empty: ever), in units of what it wants.

    `worth` says how many of these units one unit of an item is.
    """
    about = [entry for entry in entries if entry.action == REACHED and entry.content.get("request") == request]
    handed = [one for one in about if one.content["milestone"] == "handed over"]
    counted = [one.content for one in handed if not (as_of and one.valid_from > as_of)]
    return float(sum(said["quantity"] * worth(said["wants"]) for said in counted))
