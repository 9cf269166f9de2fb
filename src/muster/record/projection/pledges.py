"""Pledges from pledge and commitment documents: what is still to be handed over of them.

A pledge stands once it is registered, a commitment while it is active. What is only announced and what is firm are rows
of their own, since one can be kept without the other. A pledge whose condition is not met does not stand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from muster.record.projection.document import Document
from muster.record.projection.open_promises import promises, still
from muster.record.projection.projection_context import Circumstances, Stand, Trouble, cells_of
from muster.record.projection.requests import missing
from muster.record.projection.unit_ratios import worth_in

STANDING = {
    "pledge": ("registered", "confirmed by owner", "part converted"),
    "commitment": ("active",),
}
FIRM = "/committed"
_NAMES = {"party": "party", "recipient": "recipient", "source": "source"}
_NEEDED = ("party", "recipient", "wants", "by")


def pledges(at: Circumstances) -> Iterator[Stand | Trouble]:
    """The rows of `pledges`, and what is missing in them."""
    untold = _untold(at)
    for document in at.of_kind("pledge", "commitment"):
        tied = at.tied.get(document.subject)
        yield Stand("pledges", (document.id,), document.subject, None)
        if document.state not in STANDING[document.kind]:
            continue
        if tied is not None and not tied.met:
            facts = {"document": document.subject, "condition": tied.meant}
            yield Trouble("DOC-006", "pledges", None, None, None, facts)
            continue
        loose = untold.get(_key(document), 0.0)
        if loose > 0:
            facts = {"document": document.subject, "quantity": loose}
            yield Trouble("DOC-008", "pledges", None, None, None, facts)
        handed = at.handed(document, at.before)
        for promise, announced, firm in still(document, list(at.about(document)), at.as_of, at.eve, handed):
            since = (document.since, document.last.entry)
            for name, quantity, status in _rows(promise.id, announced, firm, document.kind):
                cells = _source(document) | cells_of(document, _NAMES)
                said: dict[str, Any] = {"pledge": name, "wants": promise.wants, "by": promise.by}
                said |= {"quantity": quantity, "status": status}
                cells |= {column: (since, value) for column, value in said.items() if value != ""}
                yield Stand("pledges", (name,), document.subject, cells)
                yield from missing(at, document, "pledges", (name,), cells, _NEEDED)


_Key = tuple[str, str, str]


def _key(document: Document) -> _Key:
    said = document.said
    return said.get("party", ""), said.get("recipient", ""), said.get("wants", "")


def _untold(at: Circumstances) -> Mapping[_Key, float]:
    """What was handed over before the start, by giver, taker and thing, that no pledge or commitment accounts for.

    A milestone that names one accounts for it, and what the lines of one have handed over.
    """
    handed: dict[tuple[str, str], Counter[str]] = {}
    for one in at.reached:
        said = one.content
        loose = not {"pledge", "commitment"} & said.keys()
        if loose and said["milestone"] == "handed over" and not (at.before and one.valid_from > at.before):
            handed.setdefault((said["from"], said["to"]), Counter())[said["wants"]] += said["quantity"]
    found: dict[_Key, float] = {}
    for document in at.of_kind("pledge", "commitment") if handed else ():
        key = _key(document)
        if key not in found:
            worth = worth_in(at.known, key[2])
            found[key] = sum(quantity * worth(item) for item, quantity in handed.get(key[:2], {}).items())
        if found[key] > 0:
            found[key] -= sum(one.given for one in promises(document, at.about(document), at.before))
    return found


def _source(document: Document) -> dict[str, Any]:
    """The source with which a pledge was registered; one that the document itself cites goes before it."""
    registered = document.moved_to("registered")
    return {"source": ((registered[-1].day, registered[-1].entry), registered[-1].said["source"])} if registered else {}


def _rows(name: str, announced: float, firm: float, kind: str) -> Iterator[tuple[str, float, str]]:
    """The rows of a promise: its own name, and a second one for what is firm of a pledge."""
    if announced > 0:
        yield name, announced, "announced"
    if firm > 0:
        yield name + FIRM if kind == "pledge" else name, firm, "committed"
