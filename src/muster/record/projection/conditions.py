"""Conditions of offers and pledges, and whether each is met.

    matching     the named parties have promised at least the threshold of the same item or family to the same
                 recipient; members of a family count by their ratio
    on refill    the commitment that refills the giver is active
    on consent   the consent is granted
    on vote      the decision is taken

Pledges with matching conditions can depend on one another. `evaluate_conditions` starts with all of them unmet and adds
those whose threshold the other promises reach, until none is added. Example: A pledges 10 if B promises 20; B pledges
20 if A and C together promise 10. Neither is met until C pledges 10 unconditionally: then B is met, and so is A.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from muster.record.projection.document import Document
from muster.record.projection.open_promises import list_promises
from muster.record.store.entry import LedgerEntry
from muster.text import Phrase, mark, number, phrase

_PartyAndRecipient = tuple[str, str]
_PromisedTotals = Mapping[_PartyAndRecipient, Mapping[str, tuple[float, int]]]
UnitRatio = Callable[[str, str], float]
"""Function of `wants` and an item: units of `wants` that one unit of the item counts for."""

CONDITION_KINDS = ("none", "matching", "on refill", "on consent", "on vote")
CONDITION_FIELDS = ("threshold", "among", "upon")

# Kind of document that each condition names, and the states of that document in which it is met.
CONDITION_DOCUMENTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "on refill": ("commitment", ("active", "fulfilled")),
    "on consent": ("consent", ("granted",)),
    "on vote": ("decision", ("taken", "implemented", "overdue")),
}
_COUNTED_STATES = {
    "pledge": ("registered", "confirmed by owner", "part converted", "converted"),
    "commitment": ("signed", "active", "fulfilled"),
}


@dataclass(frozen=True)
class Condition:
    """A condition and whether it is met.

    Attributes:
        kind: One of `CONDITION_KINDS`.
        met: True if it is met.
        fields: Fields of the conditional document.
        cause_entry: Number of the last entry that determines the result; 0 if there is none.
        promised: Quantity that counts toward the threshold of a matching condition, in units of `wants`.
        state: State of the document that the condition names; None if that document does not exist.
    """

    kind: str
    met: bool
    fields: Mapping[str, Any]
    cause_entry: int = 0
    promised: float | None = None
    state: str | None = None

    @property
    def sentence(self) -> Phrase:
        """The condition and its result, in the reader's language."""
        verdict = phrase("met") if self.met else phrase("not met")
        if self.kind == "matching":
            return phrase(
                "matching: {there} of {threshold} from {among}, {verdict}",
                there=number(self.promised or 0.0),
                threshold=number(self.fields["threshold"]),
                among=", ".join(self.fields["among"]),
                verdict=verdict,
            )
        return phrase(
            "{kind}: {upon} is {state}, {verdict}",
            kind=phrase(_KIND_LABELS[self.kind]),
            upon=self.fields["upon"],
            state=self.state or phrase("not opened yet"),
            verdict=verdict,
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the condition for JSON output."""
        facts = {name: self.fields[name] for name in CONDITION_FIELDS if name in self.fields}
        return {"kind": self.kind, "met": self.met, **facts, "there": self.promised, "state": self.state}


_KIND_LABELS = {
    "on refill": mark("on refill"),
    "on consent": mark("on consent"),
    "on vote": mark("on vote"),
}


def evaluate_conditions(
    documents: Mapping[str, Document],
    entries: Mapping[str, Sequence[LedgerEntry]],
    unit_ratio: UnitRatio,
    rows: Iterable[Mapping[str, Any]] = (),
    as_of: str = "",
) -> dict[str, Condition]:
    """Evaluate the conditions of all offers and pledges that have one.

    Pledges whose matching conditions wait only for one another are all unmet: a promise counts toward a threshold only
    if its own condition is met without it.

    Args:
        documents: All documents as of `as_of`, by subject.
        entries: Entries about the documents, by subject.
        unit_ratio: Units of `wants` that one unit of an item counts for.
        rows: Pledges that were registered as rows.
        as_of: ISO date; empty for all entries.

    Returns:
        The conditions by subject of their documents.
    """
    conditional = {
        subject: document
        for subject, document in documents.items()
        if document.fields.get("condition", "none") != "none"
    }
    evaluated = {
        subject: _document_condition(document, documents)
        for subject, document in conditional.items()
        if document.fields["condition"] != "matching"
    }
    waiting = {subject: document for subject, document in conditional.items() if subject not in evaluated}
    if not waiting:
        return evaluated
    rows = list(rows)
    while True:
        unmet = {*waiting, *(subject for subject, condition in evaluated.items() if not condition.met)}
        promised = _promised_totals(documents, entries, rows, as_of, unmet)
        candidates = {
            subject: _matching_condition(document, promised, unit_ratio) for subject, document in waiting.items()
        }
        met = {subject for subject, condition in candidates.items() if condition.met}
        evaluated |= {subject: candidates[subject] for subject in met or candidates}
        if not met:
            return evaluated
        waiting = {subject: document for subject, document in waiting.items() if subject not in met}


def _document_condition(document: Document, documents: Mapping[str, Document]) -> Condition:
    kind, named_document = document.fields["condition"], documents.get(document.fields["upon"])
    state = named_document.state if named_document else None
    return Condition(
        kind,
        state in CONDITION_DOCUMENTS[kind][1],
        document.fields,
        named_document.last_change.entry if named_document else 0,
        state=state,
    )


def _matching_condition(document: Document, promised: _PromisedTotals, unit_ratio: UnitRatio) -> Condition:
    fields = document.fields
    by_party = [promised.get((party, fields.get("recipient", "")), {}) for party in fields["among"]]
    quantities = [
        (quantity * unit_ratio(fields.get("wants", ""), item), entry)
        for by_item in by_party
        for item, (quantity, entry) in by_item.items()
    ]
    total = sum(quantity for quantity, _entry in quantities)
    last = max((entry for quantity, entry in quantities if quantity), default=0)
    return Condition("matching", total >= fields["threshold"], fields, last, total)


def _promised_totals(
    documents: Mapping[str, Document],
    entries: Mapping[str, Sequence[LedgerEntry]],
    rows: Iterable[Mapping[str, Any]],
    as_of: str,
    unmet: set[str],
) -> _PromisedTotals:
    """Sum the promises by party and recipient and by item, each with the last entry about it.

    A commitment that was converted from a pledge counts with the pledge.
    """
    totals: dict[_PartyAndRecipient, dict[str, tuple[float, int]]] = {}
    counted_pledges = [
        document
        for document in documents.values()
        if document.kind == "pledge" and document.state in _COUNTED_STATES["pledge"]
    ]
    conversions = (
        conversion for document in counted_pledges for conversion in document.changes_to("part converted", "converted")
    )
    converted_commitments = {f"commitment/{conversion.fields['commitment']}" for conversion in conversions}
    for subject, document in documents.items():
        if (
            document.state not in _COUNTED_STATES.get(document.kind, ())
            or subject in unmet
            or subject in converted_commitments
        ):
            continue
        document_entries = entries.get(subject, ())
        last = max((entry.number for entry in document_entries), default=0)
        for promise in list_promises(document, document_entries, as_of):
            by_item = totals.setdefault((document.fields.get("party", ""), document.fields.get("recipient", "")), {})
            quantity, cause = by_item.get(promise.wants, (0.0, 0))
            by_item[promise.wants] = (quantity + promise.promised, max(cause, last))
    for row in rows:
        if f"pledge/{row['pledge']}" not in documents and f"commitment/{row['pledge']}" not in documents:
            by_item = totals.setdefault((row["party"], row["recipient"]), {})
            quantity, cause = by_item.get(row["wants"], (0.0, 0))
            by_item[row["wants"]] = (quantity + row["quantity"], cause)
    return totals
