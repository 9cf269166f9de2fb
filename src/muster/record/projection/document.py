"""A document as of a day, folded from the entries about it: what it says, its state, and the states before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from muster.record.projection.document_states import FIRST, LAPSES, LASTING
from muster.record.store.entry import Entry

OPENED, CORRECTED, MOVED = "document.opened", "document.corrected", "document.moved"


@dataclass(frozen=True)
class Step:
    """A state that a document came to, on which day, by which entry, and what was said with the move."""

    state: str
    day: str
    entry: int
    said: Mapping[str, Any]


@dataclass(frozen=True)
class Document:
    """A document: `said` is what it was opened with, as corrected since; `steps` are its states, the first one first.

    `until` is the last day of its state, if that ends by itself (empty: no end).
    """

    kind: str
    id: str
    said: Mapping[str, Any]
    steps: tuple[Step, ...]
    until: str = ""

    @property
    def subject(self) -> str:
        """What its entries are written under."""
        return subject_of_document(self.kind, self.id)

    @property
    def state(self) -> str:
        """The state that it is in."""
        return self.steps[-1].state

    @property
    def since(self) -> str:
        """The day from which it is in its state."""
        return self.steps[-1].day

    @property
    def last(self) -> Step:
        """How it came to its state."""
        return self.steps[-1]

    def moved_to(self, *states: str) -> tuple[Step, ...]:
        """The moves to these states."""
        return tuple(step for step in self.steps if step.state in states)

    def ended(self) -> Step | None:
        """The state that it falls into by itself after `until`, with the first day of it."""
        after = LAPSES.get((self.kind, self.state))
        if after is None or not self.until:
            return None
        day = dt.date.fromisoformat(self.until) + dt.timedelta(days=1)
        return Step(after, day.isoformat(), self.last.entry, {})


def subject_of_document(kind: str, document: str) -> str:
    """What entries about a document are written under: `pledge/usa-ad-6`."""
    return f"{kind}/{document}"


def document_at(entries: Iterable[Entry], as_of: str = "") -> Document | None:
    """The document that these standing entries are about, as of a day (empty: after all); None if it is not there yet.

    A reservation, an offer or a consent whose day is over has lapsed, though no entry says so.
    """
    found: Document | None = None
    about = [entry for entry in entries if entry.action in (OPENED, CORRECTED, MOVED)]
    for entry in sorted(about, key=lambda one: (one.valid_from, one.number)):
        said = entry.content
        if as_of and entry.valid_from > as_of:
            break
        if entry.action == OPENED:
            step = Step(FIRST[said["kind"]], entry.valid_from, entry.number, {})
            found = Document(said["kind"], said["document"], said, (step,), said.get("until", ""))
        elif found is not None and entry.action == MOVED:
            until = said.get("until", found.said.get("until", "") if found.kind in LASTING else "")
            step = Step(said["to"], entry.valid_from, entry.number, said)
            found = Document(found.kind, found.id, found.said, (*found.steps, step), until)
        elif found is not None:
            found = _corrected(found, said["set"])
    if found is not None and as_of:
        ended = found.ended()
        if ended and ended.day <= as_of:
            found = Document(found.kind, found.id, found.said, (*found.steps, ended))
    return found


def _corrected(found: Document, cells: Mapping[str, Any]) -> Document:
    said = {name: value for name, value in {**found.said, **cells}.items() if value is not None}
    first = len(found.steps) == 1 or found.kind in LASTING
    until = said.get("until", "") if first and "until" in cells else found.until
    return Document(found.kind, found.id, said, found.steps, until)
