"""Project consent documents into rows of `consents`: one for each state change, and one for the end of a grant.

    needed, requested              undecided
    granted                        granted, with its limit
    withheld, expired, revoked     withheld

Of the changes up to the start only the last gives a row; a change with the same decision gives none. Quantities handed
over under a consent before the start reduce its limit. Rows registered by hand for the same party, `wants`, recipient
and holder apply until the first change.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from muster.record.projection.document import Document, StateChange
from muster.record.projection.projection_context import (
    ProjectedRow,
    ProjectionContext,
    ProjectionProblem,
    document_cells,
)
from muster.record.projection.requests import missing_columns
from muster.record.projection.unit_ratios import unit_ratio_at

DECISION_OF_STATE = {
    "needed": "undecided",
    "requested": "undecided",
    "granted": "granted",
    "withheld": "withheld",
    "expired": "withheld",
    "revoked": "withheld",
}
_OPEN_STATES = ("needed", "requested", "granted")
_FIELD_OF_COLUMN = {"party": "party", "wants": "wants", "recipient": "recipient", "source": "source"}
ConsentKey = tuple[str | None, ...]


def consent_rows(context: ProjectionContext) -> Iterator[ProjectedRow | ProjectionProblem]:
    """Yield the rows of `consents` and their problems: missing columns and contradicting documents."""
    documents_by_key: dict[ConsentKey, list[Document]] = {}
    for document in context.documents_of_kind("consent"):
        cells = {name: value for name, (_stamp, value) in document_cells(document, _FIELD_OF_COLUMN).items()}
        consent_key = tuple(cells.get(name) for name in ("party", "wants", "recipient", "holder"))
        documents_by_key.setdefault(consent_key, []).append(document)
    for consent_key, documents in documents_by_key.items():
        yield from _rows_of_key(context, consent_key, documents)


def _rows_of_key(
    context: ProjectionContext, consent_key: ConsentKey, documents: list[Document]
) -> Iterator[ProjectedRow | ProjectionProblem]:
    open_documents = [candidate for candidate in documents if candidate.state in _OPEN_STATES]
    governing = max(
        open_documents or documents,
        key=lambda candidate: (candidate.state_changes[0].day, candidate.state_changes[0].entry),
    )
    first_day = governing.state_changes[0].day
    changes = [
        (candidate, change)
        for candidate in documents
        for change in _state_changes(candidate)
        if candidate is governing or change.day < first_day
    ]
    changes.sort(key=lambda pair: (pair[1].day, pair[1].entry))
    changes = _effective_changes(changes, context.start)
    for (table, key), row in context.state.present_rows():
        if (
            table == "consents"
            and key[:4] == consent_key
            and not _takes_effect_before(row.values().get("from"), changes[0][1].day, context.start)
        ):
            yield ProjectedRow("consents", key, governing.subject, None)
    for document, change in changes:
        conflicting = change is changes[-1][1] and len(open_documents) > 1
        key = (*consent_key, change.day)
        yield ProjectedRow("consents", key, document.subject, _consent_cells(context, document, change, conflicting))
        if conflicting:
            names = sorted(candidate.subject for candidate in open_documents)
            yield ProjectionProblem("DOC-002", "consents", key, None, None, {"documents": names})
        yield from missing_columns(
            context, document, "consents", key, dict.fromkeys(_stated_columns(consent_key)), ("party", "wants")
        )


def _state_changes(document: Document) -> list[StateChange]:
    lapse = document.lapse_change()
    return [*document.state_changes, *([lapse] if lapse else [])]


def _effective_changes(changes: list[tuple[Document, StateChange]], start: str) -> list[tuple[Document, StateChange]]:
    """Keep the last change of each day, only the last up to the start, and none that repeats the decision before it."""
    by_day = {change.day: (document, change) for document, change in changes}
    early = [day for day in by_day if start and day <= start]
    remaining = [pair for day, pair in by_day.items() if day not in early[:-1]]
    decisions = [DECISION_OF_STATE[change.state] for _document, change in remaining]
    return [
        candidate
        for candidate, decision, previous in zip(remaining, decisions, ["", *decisions[:-1]], strict=True)
        if decision == "granted" or decision != previous
    ]


def _takes_effect_before(day: str | None, first: str, start: str) -> bool:
    """True if a row registered by hand applies before the first change."""
    return first > start and (day or start) < first


def _consent_cells(
    context: ProjectionContext, document: Document, change: StateChange, conflicting: bool
) -> dict[str, Any]:
    stamp = (change.day, change.entry)
    cells = document_cells(document, _FIELD_OF_COLUMN)
    cells |= {
        "from": (stamp, change.day),
        "decision": (stamp, "undecided" if conflicting else DECISION_OF_STATE[change.state]),
    }
    if change.state == "granted" and "limit" in change.fields and not conflicting:
        cells["limit"] = (stamp, max(0.0, change.fields["limit"] - _used_before_start(context, document, change)))
    if "scope" in change.fields:
        cells["note"] = (stamp, change.fields["scope"])
    return cells


def _used_before_start(context: ProjectionContext, document: Document, change: StateChange) -> float:
    """Return the quantity handed over under the consent from the day of the change to the start."""
    ratio = unit_ratio_at(context.state, document.fields.get("wants", ""))
    milestone_contents = (
        milestone.content
        for milestone in context.milestones_by_document.get((document.kind, document.id), ())
        if milestone.content["milestone"] == "handed over" and change.day <= milestone.valid_from < context.start
    )
    return float(sum(content["quantity"] * ratio(content["wants"]) for content in milestone_contents))


def _stated_columns(consent_key: ConsentKey) -> list[str]:
    return [name for name, value in zip(("party", "wants"), consent_key, strict=False) if value is not None]
