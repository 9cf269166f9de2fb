"""Receipts from shipment documents: goods that were on their way when the scenario starts.

A shipment that was dispatched before the start and neither handed over before it nor lost, damaged, returned or
diverted by now arrives at the location of its field `row` on its day `by`, or on the day when it was handed over. What
was handed over of it before the start is taken off. Goods dispatched since the start lie in the stocks of that day, and
the plan moves them itself. A receipt has no id, so a row registered by hand for the same place, item and day may be the
same goods: that is an error, and the shipment is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from muster.record.projection.document import Document, document_at
from muster.record.projection.projection_context import Circumstances, Stand, Trouble, cells_of

_ON_ITS_WAY = ("dispatched", "at node")
_ARRIVED = ("handed over", "receipt confirmed")
_NAMES = {"item": "wants", "quantity": "quantity", "date": "by", "source": "source"}
_NEEDED = ("location", "item", "quantity", "date")


def receipts(at: Circumstances) -> Iterator[Stand | Trouble]:
    """The rows of `receipts`, and shipments that cannot be drawn."""
    by_hand = {key[:-1] for (table, key), _row in at.known.there() if table == "receipts"}
    alike: Counter[Any] = Counter()
    for document in at.of_kind("shipment"):
        if not _on_its_way(at, document):
            continue
        cells = _cells(at, document)
        lacking = [name for name in _NEEDED if name not in cells]
        if lacking:
            facts = {"document": document.subject, "columns": lacking}
            yield Trouble("DOC-003", "receipts", None, None, None, facts)
            continue
        bare = tuple(cells[name][1] for name in ("location", "item", "date"))
        if bare in by_hand:
            yield Trouble("DOC-007", "receipts", (*bare, 1), None, None, {"document": document.subject})
        elif cells["quantity"][1] > 0:
            alike[bare] += 1
            yield Stand("receipts", (*bare, alike[bare]), document.subject, cells)


def _on_its_way(at: Circumstances, document: Document) -> bool:
    then = document_at(at.about(document), at.before)
    return then is not None and then.state in _ON_ITS_WAY and document.state in (*_ON_ITS_WAY, *_ARRIVED)


def _cells(at: Circumstances, document: Document) -> dict[str, Any]:
    cells = cells_of(document, _NAMES)
    arrived = document.moved_to("handed over")
    if arrived:
        cells["date"] = ((arrived[-1].day, arrived[-1].entry), arrived[-1].day)
    gone = [
        one
        for one in at.about(document)
        if one.action == "milestone.reached"
        and one.content["milestone"] == "handed over"
        and one.content["wants"] == document.said.get("wants")
        and at.start
        and one.valid_from < at.start
    ]
    if gone and "quantity" in cells:
        left = cells["quantity"][1] - sum(one.content["quantity"] for one in gone)
        cells["quantity"] = ((gone[-1].valid_from, gone[-1].number), left)
    return cells
