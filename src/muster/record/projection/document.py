"""Fold the entries about a document into its fields, state and state history as of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from muster.record.projection.document_states import INITIAL_STATE, LAPSED_STATE, LASTING_UNTIL_KINDS
from muster.record.store.entry import LedgerEntry

DOCUMENT_OPENED, DOCUMENT_CORRECTED, DOCUMENT_MOVED = "document.opened", "document.corrected", "document.moved"


@dataclass(frozen=True)
class StateChange:
    """A change to `state`: its day, its entry and the fields of that entry."""

    state: str
    day: str
    entry: int
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Document:
    """A document as of a day.

    Attributes:
        kind: Kind of document, such as `pledge`.
        id: Id within its kind.
        fields: Fields from its opening, with later corrections applied.
        state_changes: History of its states, beginning with the initial one.
        until: Last ISO day of the current state if it lapses automatically; empty otherwise.
    """

    kind: str
    id: str
    fields: Mapping[str, Any]
    state_changes: tuple[StateChange, ...]
    until: str = ""

    @property
    def subject(self) -> str:
        """Subject of the entries about this document."""
        return document_subject(self.kind, self.id)

    @property
    def state(self) -> str:
        """Current state."""
        return self.state_changes[-1].state

    @property
    def since(self) -> str:
        """Day on which the current state began."""
        return self.state_changes[-1].day

    @property
    def last_change(self) -> StateChange:
        """Change that led to the current state."""
        return self.state_changes[-1]

    def changes_to(self, *states: str) -> tuple[StateChange, ...]:
        """Return the changes to any of these states."""
        return tuple(change for change in self.state_changes if change.state in states)

    def lapse_change(self) -> StateChange | None:
        """Return the automatic change on the day after `until`; None if the state does not lapse."""
        state = LAPSED_STATE.get((self.kind, self.state))
        if state is None or not self.until:
            return None
        day = dt.date.fromisoformat(self.until) + dt.timedelta(days=1)
        return StateChange(state, day.isoformat(), self.last_change.entry, {})


def document_subject(kind: str, document: str) -> str:
    """Return the subject of entries about a document, such as `pledge/usa-ad-6`."""
    return f"{kind}/{document}"


def document_at(entries: Iterable[LedgerEntry], as_of: str = "") -> Document | None:
    """Fold entries about one document, reversed ones left out, as of a day; None if it was not open yet.

    With `as_of` (ISO date; empty: all entries), a state whose last day has passed lapses without an entry.
    """
    document: Document | None = None
    document_entries = [
        entry for entry in entries if entry.action in (DOCUMENT_OPENED, DOCUMENT_CORRECTED, DOCUMENT_MOVED)
    ]
    for entry in sorted(document_entries, key=lambda entry: (entry.valid_from, entry.number)):
        content = entry.content
        if as_of and entry.valid_from > as_of:
            break
        if entry.action == DOCUMENT_OPENED:
            change = StateChange(INITIAL_STATE[content["kind"]], entry.valid_from, entry.number, {})
            document = Document(content["kind"], content["document"], content, (change,), content.get("until", ""))
        elif document is not None and entry.action == DOCUMENT_MOVED:
            until = content.get(
                "until", document.fields.get("until", "") if document.kind in LASTING_UNTIL_KINDS else ""
            )
            change = StateChange(content["to"], entry.valid_from, entry.number, content)
            document = Document(document.kind, document.id, document.fields, (*document.state_changes, change), until)
        elif document is not None:
            document = _apply_correction(document, content["set"])
    if document is not None and as_of:
        lapse = document.lapse_change()
        if lapse and lapse.day <= as_of:
            document = Document(document.kind, document.id, document.fields, (*document.state_changes, lapse))
    return document


def _apply_correction(document: Document, cells: Mapping[str, Any]) -> Document:
    fields = {name: value for name, value in {**document.fields, **cells}.items() if value is not None}
    keeps_until = len(document.state_changes) == 1 or document.kind in LASTING_UNTIL_KINDS
    until = fields.get("until", "") if keeps_until and "until" in cells else document.until
    return Document(document.kind, document.id, fields, document.state_changes, until)
