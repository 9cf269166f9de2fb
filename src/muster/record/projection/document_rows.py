"""The rows that documents give to a drawn scenario: what is asked, promised, allowed and on its way.

A document governs the row of its id from the day it was opened: the row stands exactly while the document's state
counts, has what the document says, and keeps what it does not say. So a row and a document of one id are one row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from muster.record.projection.conditions import Condition, conditions
from muster.record.projection.consents import consents
from muster.record.projection.document import Document, document_at
from muster.record.projection.milestones import REACHED, by_document
from muster.record.projection.pledges import pledges
from muster.record.projection.projection_context import Circumstances, Stand, Trouble
from muster.record.projection.receipts import receipts
from muster.record.projection.requests import requests
from muster.record.projection.row_identity import SETTINGS
from muster.record.projection.state import MAIN, Known, Place, Row
from muster.record.projection.unit_ratios import worth_in

FAMILIES: tuple[Callable[[Circumstances], Iterator[Stand | Trouble]], ...] = (requests, pledges, consents, receipts)


@dataclass
class Documented:
    """Rows by place as documents have them (those that are not there too), and what is wrong or worth knowing."""

    rows: dict[Place, Row] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    tied: Mapping[str, Condition] = field(default_factory=dict)
    """The conditions of offers and pledges."""
    causes: dict[Place, str] = field(default_factory=dict)
    """The document that gives a row, or for which it is not there."""


def documents_in(known: Known, as_of: str = "") -> dict[str, Document]:
    """All documents as of a day, by subject."""
    found = {subject: document_at(entries, as_of) for subject, entries in known.about.items()}
    return {subject: one for subject, one in found.items() if one is not None}


def tied_in(known: Known, documents: Mapping[str, Document], as_of: str = "") -> dict[str, Condition]:
    """The conditions of offers and pledges as of a day; of `known`, rows count as they were registered."""
    pledged = [row.values() for (table, _key), row in known.there() if table == "pledges"]
    return conditions(documents, known.about, lambda wants, item: worth_in(known, wants)(item), pledged, as_of)


def documented(known: Known, as_of: str = "", scenario: str = MAIN) -> Documented:
    """What documents make of the rows, as of a day (empty: whatever day things hold from)."""
    found = Documented()
    documents = documents_in(known, as_of)
    if not documents:
        return found
    settings = known.rows.get((SETTINGS, (scenario,)))
    start = str(settings.values().get("start", "")) if settings else ""
    eve = (dt.date.fromisoformat(start) - dt.timedelta(days=1)).isoformat() if start else ""
    found.tied = tied = tied_in(known, documents, as_of)
    reached = [one for about in known.about.values() for one in about if one.action == REACHED]
    at = Circumstances(known, documents, tied, as_of, start, eve, reached, by_document(reached))
    for family in FAMILIES:
        for one in family(at):
            if isinstance(one, Trouble):
                found.troubles.append(one)
            else:
                _take(known, found, one)
    _take_dependents(known, found)
    return found


def _take(known: Known, found: Documented, one: Stand) -> None:
    place = (one.table, one.key)
    own = known.rows.get(place)
    own = own if own is not None and own.there else None
    if one.cells is None:
        found.rows.setdefault(place, Row(("", 0), False))
        found.causes.setdefault(place, one.document)
        return
    other = found.causes.get(place, one.document)
    if other != one.document and found.rows[place].there:
        both = {"documents": [other, one.document]}
        found.troubles.append(Trouble("DOC-002", one.table, one.key, None, None, both))
        return
    found.causes[place] = one.document
    row = Row(("", 0), True, dict(own.cells) if own else {})
    kept = own.values() if own else {}
    row.cells = {name: stamped for name, stamped in row.cells.items() if name in kept}
    for name, stamped in one.cells.items():
        if name == "source" and not _listed(known, stamped[1]):
            continue
        if kept.get(name, stamped[1]) != stamped[1]:
            facts = {"document": one.document, "said": stamped[1]}
            found.troubles.append(Trouble("DOC-005", one.table, one.key, name, kept[name], facts))
        row.cells[name] = stamped
    found.rows[place] = row


def _listed(known: Known, source: str) -> bool:
    """Whether a source is among those of the scenario; a row cites no other."""
    row = known.rows.get(("sources", (source,)))
    return row is not None and row.there


def _take_dependents(known: Known, found: Documented) -> None:
    """Lines and uncertainties of rows that are not there are not there either."""
    kinds = {"requests": "request", "pledges": "pledge"}
    taken = [place for place, row in found.rows.items() if not row.there and place[0] in kinds]
    gone = {(kinds[table], key[0]): found.causes[table, key] for table, key in taken}
    for place, row in known.there() if gone else ():
        cells = row.values() if place[0] in ("request_lines", "uncertainties") else {}
        of = cells.get("of", "request"), cells.get("id", cells.get("request"))
        if cells and of in gone:
            found.rows[place] = Row(row.born, False)
            found.causes[place] = gone[of]
