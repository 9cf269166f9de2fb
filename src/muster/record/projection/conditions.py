"""What an offer or a pledge is tied to, and whether that is so as known.

matching     the parties named have promised at least the threshold of the same thing to the same recipient;
             members of a family count by their ratio
on refill    the commitment that refills the giver is active
on consent   the consent is granted
on vote      the decision is taken
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from muster.record.errors import Refused
from muster.record.projection.document import Document
from muster.record.projection.open_promises import promises
from muster.record.store.entry import Entry
from muster.text import Phrase, mark, number, phrase

_Key = tuple[str, str]
_Promised = Mapping[_Key, Mapping[str, tuple[float, int]]]
Worth = Callable[[str, str], float]
"""How many units of what is wanted one unit of an item is."""

TIED = ("offer", "pledge")
KINDS = ("none", "matching", "on refill", "on consent", "on vote")
FACTS = ("threshold", "among", "upon")

# The kind of document that a condition names, and the states in which it is met.
_UPON: dict[str, tuple[str, tuple[str, ...]]] = {
    "on refill": ("commitment", ("active", "fulfilled")),
    "on consent": ("consent", ("granted",)),
    "on vote": ("decision", ("taken", "implemented", "overdue")),
}
_COUNTED = {
    "pledge": ("registered", "confirmed by owner", "part converted", "converted"),
    "commitment": ("signed", "active", "fulfilled"),
}


@dataclass(frozen=True)
class Condition:
    """A condition, whether it is met, and, of a matching one, how much of the threshold is there.

    `cause` is the last entry on which that rests (0: none).
    """

    kind: str
    met: bool
    said: Mapping[str, Any]
    cause: int = 0
    there: float | None = None
    state: str | None = None

    @property
    def meant(self) -> Phrase:
        """The condition and how it stands, in the reader's language."""
        verdict = phrase("met") if self.met else phrase("not met")
        if self.kind == "matching":
            return phrase(
                "matching: {there} of {threshold} from {among}, {verdict}",
                there=number(self.there or 0.0),
                threshold=number(self.said["threshold"]),
                among=", ".join(self.said["among"]),
                verdict=verdict,
            )
        return phrase(
            "{kind}: {upon} is {state}, {verdict}",
            kind=phrase(_WORDS[self.kind]),
            upon=self.said["upon"],
            state=self.state or phrase("not there yet"),
            verdict=verdict,
        )

    def told(self) -> dict[str, Any]:
        """The condition as JSON shows it."""
        facts = {name: self.said[name] for name in FACTS if name in self.said}
        return {"kind": self.kind, "met": self.met, **facts, "there": self.there, "state": self.state}


_WORDS = {
    "on refill": mark("on refill"),
    "on consent": mark("on consent"),
    "on vote": mark("on vote"),
}


def check(kind: str, said: Mapping[str, Any]) -> None:
    """Refuse a condition that lacks what it needs, and facts of a condition where there is none."""
    tied = said.get("condition", "none")
    if tied != "none" and kind not in TIED:
        raise Refused(phrase("only an offer or a pledge has a condition"))
    needed = {"none": (), "matching": ("threshold", "among")}.get(tied, ("upon",))
    for name in FACTS:
        if (name in said) != (name in needed):
            facts = ", ".join(needed) or "-"
            raise Refused(phrase('the condition "{condition}" needs {needed}, no other', condition=tied, needed=facts))
    if tied in _UPON and not said["upon"].startswith(_UPON[tied][0] + "/"):
        kind = _UPON[tied][0]
        raise Refused(phrase('the condition "{condition}" names a {kind}, such as {kind}/x', condition=tied, kind=kind))


def conditions(
    documents: Mapping[str, Document],
    entries: Mapping[str, Sequence[Entry]],
    worth: Worth,
    rows: Iterable[Mapping[str, Any]] = (),
    as_of: str = "",
) -> dict[str, Condition]:
    """The conditions of all offers and pledges that have one, by subject; `rows` are pledges registered as rows.

    Of matching pledges that wait for one another none is met: what counts toward a threshold has to stand without it.
    """
    tied = {subject: one for subject, one in documents.items() if one.said.get("condition", "none") != "none"}
    found = {subject: _upon(one, documents) for subject, one in tied.items() if one.said["condition"] != "matching"}
    waiting = {subject: one for subject, one in tied.items() if subject not in found}
    if not waiting:
        return found
    rows = list(rows)
    while True:
        unmet = {*waiting, *(subject for subject, one in found.items() if not one.met)}
        promised = _promised(documents, entries, rows, as_of, unmet)
        round_ = {subject: _matching(one, promised, worth) for subject, one in waiting.items()}
        met = {subject for subject, one in round_.items() if one.met}
        found |= {subject: round_[subject] for subject in met or round_}
        if not met:
            return found
        waiting = {subject: one for subject, one in waiting.items() if subject not in met}


def _upon(document: Document, documents: Mapping[str, Document]) -> Condition:
    kind, upon = document.said["condition"], documents.get(document.said["upon"])
    state = upon.state if upon else None
    return Condition(kind, state in _UPON[kind][1], document.said, upon.last.entry if upon else 0, state=state)


def _matching(document: Document, promised: _Promised, worth: Worth) -> Condition:
    said = document.said
    by_thing = [promised.get((party, said.get("recipient", "")), {}) for party in said["among"]]
    parts = [
        (quantity * worth(said.get("wants", ""), thing), entry)
        for things in by_thing
        for thing, (quantity, entry) in things.items()
    ]
    there = sum(quantity for quantity, _entry in parts)
    last = max((entry for quantity, entry in parts if quantity), default=0)
    return Condition("matching", there >= said["threshold"], said, last, there)


def _promised(
    documents: Mapping[str, Document],
    entries: Mapping[str, Sequence[Entry]],
    rows: Iterable[Mapping[str, Any]],
    as_of: str,
    unmet: set[str],
) -> _Promised:
    """What was promised of each thing, by party and recipient, and the last entry about it.

    A commitment that a pledge became counts with the pledge.
    """
    found: dict[_Key, dict[str, tuple[float, int]]] = {}
    counted = [one for one in documents.values() if one.kind == "pledge" and one.state in _COUNTED["pledge"]]
    steps = (step for one in counted for step in one.moved_to("part converted", "converted"))
    pledged = {f"commitment/{step.said['commitment']}" for step in steps}
    for subject, one in documents.items():
        if one.state not in _COUNTED.get(one.kind, ()) or subject in unmet or subject in pledged:
            continue
        about = entries.get(subject, ())
        last = max((entry.number for entry in about), default=0)
        for promise in promises(one, about, as_of):
            things = found.setdefault((one.said.get("party", ""), one.said.get("recipient", "")), {})
            quantity, before = things.get(promise.wants, (0.0, 0))
            things[promise.wants] = (quantity + promise.promised, max(before, last))
    for row in rows:
        if f"pledge/{row['pledge']}" not in documents and f"commitment/{row['pledge']}" not in documents:
            things = found.setdefault((row["party"], row["recipient"]), {})
            quantity, before = things.get(row["wants"], (0.0, 0))
            things[row["wants"]] = (quantity + row["quantity"], before)
    return found
