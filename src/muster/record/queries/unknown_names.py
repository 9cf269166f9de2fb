"""Names in a measure's filters that do not occur in the record: typos, or names not used yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from muster.problems import nearest
from muster.record.actions.measures import TotalMeasure
from muster.record.actions.money_milestones import MONEY_REACHED
from muster.record.projection.document import DOCUMENT_CORRECTED, DOCUMENT_OPENED
from muster.record.projection.line_balance import QUANTITY_PROMISED
from muster.record.projection.milestones import MILESTONE_REACHED
from muster.record.projection.state import RecordState

_PARTY_FIELDS = {
    DOCUMENT_OPENED: ("party", "recipient"),
    MILESTONE_REACHED: ("from", "to"),
    MONEY_REACHED: ("from", "to"),
}
_ITEM_FIELDS = dict.fromkeys((DOCUMENT_OPENED, MILESTONE_REACHED, MONEY_REACHED, QUANTITY_PROMISED), ("wants",))


@dataclass(frozen=True)
class UnknownName:
    """A name that does not occur in the record, and the nearest one that does, or None."""

    name: str
    nearest: str | None


def find_unknown_names(state: RecordState, *measures: TotalMeasure) -> list[UnknownName]:
    """Return the parties, items and families that measures name but no row or document does, in order."""
    party_names = {*_ids_in_table(state, "parties"), *_names_in_entries(state, _PARTY_FIELDS)}
    item_names = {
        *_ids_in_table(state, "items"),
        *_ids_in_table(state, "families"),
        *_names_in_entries(state, _ITEM_FIELDS),
    }
    queried = [
        (name, party_names) for name in sorted({name for measure in measures for name in measure.into | measure.givers})
    ]
    queried += [(name, item_names) for name in sorted({name for measure in measures for name in measure.wants})]
    return [
        UnknownName(name, nearest(name, sorted(known_names)))
        for name, known_names in queried
        if name not in known_names
    ]


def _ids_in_table(state: RecordState, table: str) -> Iterator[str]:
    """Yield the ids in a table: the first column of each key."""
    return (str(key[0]) for (name, key), _row in state.present_rows() if name == table)


def _names_in_entries(state: RecordState, fields: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield the names in the given fields (by action) of entries about documents, and in corrections of them."""
    for entries in state.entries_by_subject.values():
        for entry in entries:
            content = entry.content.get("set", {}) if entry.action == DOCUMENT_CORRECTED else entry.content
            names = fields.get(DOCUMENT_OPENED if entry.action == DOCUMENT_CORRECTED else entry.action, ())
            yield from (content[field] for field in names if isinstance(content.get(field), str))
