"""Project pledge and commitment documents into rows of `pledges` with their outstanding quantities.

A pledge gives rows once it is registered and its condition is met, a commitment while it is active. The announced and
the firm part are separate rows, since one can be fulfilled without the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from muster.record.projection.document import Document
from muster.record.projection.document_states import PROJECTED_STATES
from muster.record.projection.open_promises import list_promises, outstanding_after
from muster.record.projection.projection_context import (
    ProjectedRow,
    ProjectionContext,
    ProjectionProblem,
    document_cells,
)
from muster.record.projection.requests import missing_columns
from muster.record.projection.unit_ratios import unit_ratio_at

FIRM_SUFFIX = "/committed"
_FIELD_OF_COLUMN = {"party": "party", "recipient": "recipient", "source": "source"}
_REQUIRED_COLUMNS = ("party", "recipient", "wants", "by")


def pledge_rows(context: ProjectionContext) -> Iterator[ProjectedRow | ProjectionProblem]:
    """Yield the rows of `pledges` and their problems."""
    unaccounted_by_key = _unaccounted_hand_overs(context)
    for document in context.documents_of_kind("pledge", "commitment"):
        condition = context.conditions.get(document.subject)
        yield ProjectedRow("pledges", (document.id,), document.subject, None)
        if document.state not in PROJECTED_STATES[document.kind]:
            continue
        if condition is not None and not condition.met:
            facts = {"document": document.subject, "condition": condition.sentence}
            yield ProjectionProblem("DOC-006", "pledges", None, None, None, facts)
            continue
        unaccounted = unaccounted_by_key.get(_promise_key(document), 0.0)
        if unaccounted > 0:
            facts = {"document": document.subject, "quantity": unaccounted}
            yield ProjectionProblem("DOC-008", "pledges", None, None, None, facts)
        handed_over = context.handed_over_for(document, context.last_day_before_start)
        for promise, announced, firm in outstanding_after(
            document, list(context.entries_for(document)), context.as_of, context.day_before_start, handed_over
        ):
            stamp = (document.since, document.last_change.entry)
            for name, quantity, status in _status_rows(promise.id, announced, firm, document.kind):
                cells = _source_cell(document) | document_cells(document, _FIELD_OF_COLUMN)
                values: dict[str, Any] = {"pledge": name, "wants": promise.wants, "by": promise.due}
                values |= {"quantity": quantity, "status": status}
                cells |= {column: (stamp, value) for column, value in values.items() if value != ""}
                yield ProjectedRow("pledges", (name,), document.subject, cells)
                yield from missing_columns(context, document, "pledges", (name,), cells, _REQUIRED_COLUMNS)


_PromiseKey = tuple[str, str, str]


def _promise_key(document: Document) -> _PromiseKey:
    fields = document.fields
    return fields.get("party", ""), fields.get("recipient", ""), fields.get("wants", "")


def _unaccounted_hand_overs(context: ProjectionContext) -> Mapping[_PromiseKey, float]:
    """Return the quantity handed over before the start that no document accounts for, by giver, recipient and `wants`.

    A hand-over is accounted for if its milestone names a pledge or commitment, or if lines of one record it.
    """
    handed_over: dict[tuple[str, str], Counter[str]] = {}
    for milestone in context.milestones:
        content = milestone.content
        is_unnamed = not {"pledge", "commitment"} & content.keys()
        if (
            is_unnamed
            and content["milestone"] == "handed over"
            and not (context.last_day_before_start and milestone.valid_from > context.last_day_before_start)
        ):
            handed_over.setdefault((content["from"], content["to"]), Counter())[content["wants"]] += content["quantity"]
    unaccounted: dict[_PromiseKey, float] = {}
    for document in context.documents_of_kind("pledge", "commitment") if handed_over else ():
        key = _promise_key(document)
        if key not in unaccounted:
            ratio = unit_ratio_at(context.state, key[2])
            unaccounted[key] = sum(quantity * ratio(item) for item, quantity in handed_over.get(key[:2], {}).items())
        if unaccounted[key] > 0:
            unaccounted[key] -= sum(
                promise.handed_over
                for promise in list_promises(document, context.entries_for(document), context.last_day_before_start)
            )
    return unaccounted


def _source_cell(document: Document) -> dict[str, Any]:
    """Return the source with which a pledge was registered; a source in the document's fields overrides it."""
    registered = document.changes_to("registered")
    return (
        {"source": ((registered[-1].day, registered[-1].entry), registered[-1].fields["source"])} if registered else {}
    )


def _status_rows(name: str, announced: float, firm: float, kind: str) -> Iterator[tuple[str, float, str]]:
    """Yield id, quantity and status of each row; the firm part of a pledge has its own id."""
    if announced > 0:
        yield name, announced, "announced"
    if firm > 0:
        yield name + FIRM_SUFFIX if kind == "pledge" else name, firm, "committed"
