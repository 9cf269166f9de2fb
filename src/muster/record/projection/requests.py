"""Requests from request documents: they stand while they are validated, open or part met.

What was handed over for a request before the scenario's start is `handed_over_before`, with what the document itself
says was handed over before the record began. What was handed over since the start is not: the plan begins at the start,
from the stocks of that day, and plans it again; so a request that was met since the start still stands, with a note.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from muster.record.projection.document import Document
from muster.record.projection.projection_context import Circumstances, Stand, Trouble, cells_of
from muster.record.projection.row_identity import Key

STANDING = ("validated", "open", "part met", "met")
_NAMES = {"party": "party", "wants": "wants", "quantity": "quantity", "due": "by", "source": "source"}
_BEFORE = "handed_over_before"
_FILLED = 1e-6


def requests(at: Circumstances) -> Iterator[Stand | Trouble]:
    """The rows of `requests`, and what is missing in them."""
    for document in at.of_kind("request"):
        total, early = at.handed(document, at.as_of), at.handed(document, at.before)
        key = (document.id,)
        if total > early:
            facts = {"document": document.subject, "quantity": total - early, "start": at.start}
            yield Trouble("DOC-004", "requests", key, None, None, facts)
        cells = cells_of(document, _NAMES)
        before = early + cells.get(_BEFORE, (None, 0.0))[1]
        quantity = document.said.get("quantity")
        filled = quantity is not None and before >= quantity * (1 - _FILLED)
        if document.state not in STANDING or filled:
            yield Stand("requests", key, document.subject, None)
            continue
        cells["request"] = ((document.steps[0].day, document.steps[0].entry), document.id)
        if before:
            counted = at.named.get((document.kind, document.id), ())
            last = max(((one.valid_from, one.number) for one in counted), default=cells["request"][0])
            cells[_BEFORE] = (last, before)
        yield Stand("requests", key, document.subject, cells)
        yield from missing(at, document, "requests", key, cells, ("party", "location", "wants"))


def missing(
    at: Circumstances, document: Document, table: str, key: Key, cells: dict[str, Any], needed: tuple[str, ...]
) -> Iterator[Trouble]:
    """What a row needs and neither the document nor a registered row of its id says."""
    own = at.known.rows.get((table, key))
    kept = own.values() if own is not None and own.there else {}
    for column in needed:
        if column not in cells and column not in kept:
            yield Trouble("DOC-001", table, key, column, None, {"document": document.subject})
