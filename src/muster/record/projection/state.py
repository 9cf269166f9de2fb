"""What is known of a scenario's tables at a time: the entries folded into rows, claims and adoptions.

Two times: an entry counts if it was recorded by `known_at`; its value holds if its `valid_from` is not after `as_of`.
Of two values of one cell the one that holds from the later day counts; of two for the same day, the one recorded later.
A claim stands beside the row and changes no cell until a scenario adopts it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from muster.record.projection.row_identity import Cells, Key
from muster.record.store.entry import Entry

MAIN = "main"
"""The scenario that is meant where none is named."""

Stamp = tuple[str, int]
Place = tuple[str, Key]


@dataclass(slots=True)
class Row:
    """A row and its cells, each with when it holds from and the entry that says so."""

    born: Stamp
    there: bool
    cells: dict[str, tuple[Stamp, Any]] = field(default_factory=dict)

    def values(self) -> Cells:
        """The cells that hold, blank ones left out."""
        return {name: value for name, (stamp, value) in self.cells.items() if stamp >= self.born and value is not None}


@dataclass(frozen=True)
class Claim:
    """A value that somebody gives for a cell, beside what the row says."""

    number: int
    table: str
    key: Key
    column: str
    value: Any
    valid_from: str
    source: str
    author: str
    said: Mapping[str, Any]


@dataclass
class Known:
    """Rows by table and key; claims by their entry; adopted claims by scenario and cell; retracted sources.

    `about` has the entries about documents, their quantities, milestones and values, by subject and in order.
    """

    rows: dict[Place, Row] = field(default_factory=dict)
    claims: dict[int, Claim] = field(default_factory=dict)
    adopted: dict[tuple[str, str, Key, str], tuple[Stamp, int, Entry]] = field(default_factory=dict)
    retracted: dict[str, Entry] = field(default_factory=dict)
    plans: list[Entry] = field(default_factory=list)
    about: dict[str, list[Entry]] = field(default_factory=dict)

    def there(self) -> Iterator[tuple[Place, Row]]:
        """The rows that are there."""
        return ((place, row) for place, row in self.rows.items() if row.there)

    def standing(self) -> dict[tuple[str, Key, str], list[Claim]]:
        """The claims side by side, for each cell that has any."""
        found: dict[tuple[str, Key, str], list[Claim]] = {}
        for claim in self.claims.values():
            found.setdefault((claim.table, claim.key, claim.column), []).append(claim)
        return found

    def cells(self, place: Place, row: Row, adoptions: Mapping[Place, list[tuple[Claim, Entry]]]) -> Cells:
        """A row's cells with the adopted claims in their place; the row then cites the source of the last of them."""
        cells = row.values()
        for claim, _entry in adoptions.get(place, ()):
            cells |= {claim.column: claim.value, "source": claim.source}
        return cells

    def adoptions(self, scenario: str = MAIN) -> dict[Place, list[tuple[Claim, Entry]]]:
        """The claims that a scenario adopts, by row."""
        found: dict[Place, list[tuple[Claim, Entry]]] = {}
        for (name, table, key, _column), (_stamp, claim, entry) in self.adopted.items():
            if name == scenario:
                found.setdefault((table, key), []).append((self.claims[claim], entry))
        return found


def fold(entries: Iterable[Entry], taken_back: frozenset[int] = frozenset(), as_of: str = "") -> Known:
    """What the entries say as of a day (ISO; empty: whatever day it holds from), without those taken back."""
    known = Known()
    for entry in entries:
        way = _WAYS.get(entry.action)
        if way and entry.number not in taken_back and not (as_of and entry.valid_from > as_of):
            way(known, entry)
    return known


def key_in(content: Mapping[str, Any]) -> Key:
    """The key of the row that an entry is about."""
    return tuple(content["key"])


def _place(entry: Entry) -> tuple[Place, Stamp]:
    return (entry.content["table"], key_in(entry.content)), (entry.valid_from, entry.number)


def _registered(known: Known, entry: Entry) -> None:
    place, stamp = _place(entry)
    row = known.rows.get(place)
    if row is None:
        row = known.rows[place] = Row(stamp, True)
    elif stamp > row.born:
        row.born, row.there = stamp, True
    _set(row, stamp, entry.content["cells"])


def _corrected(known: Known, entry: Entry) -> None:
    place, stamp = _place(entry)
    row = known.rows.get(place)
    if row is not None:
        _set(row, stamp, entry.content["cells"])


def _set(row: Row, stamp: Stamp, cells: Mapping[str, Any]) -> None:
    for name, value in cells.items():
        before = row.cells.get(name)
        if before is None or stamp > before[0]:
            row.cells[name] = (stamp, value)


def _removed(known: Known, entry: Entry) -> None:
    place, stamp = _place(entry)
    row = known.rows.get(place)
    if row is not None and stamp > row.born:
        row.born, row.there = stamp, False


def _claimed(known: Known, entry: Entry) -> None:
    said = entry.content
    known.claims[entry.number] = Claim(
        entry.number,
        said["table"],
        key_in(said),
        said["column"],
        said["value"],
        entry.valid_from,
        said["source"],
        entry.author,
        said,
    )


def _adopted(known: Known, entry: Entry) -> None:
    claim = known.claims.get(entry.content["claim"])
    if claim is None:
        return
    cell = (entry.content["scenario"], claim.table, claim.key, claim.column)
    stamp = (claim.valid_from, entry.number)
    before = known.adopted.get(cell)
    if before is None or stamp > before[0]:
        known.adopted[cell] = (stamp, claim.number, entry)


def _retracted(known: Known, entry: Entry) -> None:
    known.retracted[entry.content["source"]] = entry


def _planned(known: Known, entry: Entry) -> None:
    known.plans.append(entry)


def _told(known: Known, entry: Entry) -> None:
    known.about.setdefault(entry.subject, []).append(entry)


_WAYS = {
    "row.registered": _registered,
    "row.corrected": _corrected,
    "row.removed": _removed,
    "claim.made": _claimed,
    "claim.adopted": _adopted,
    "source.retracted": _retracted,
    "plan.registered": _planned,
    "document.opened": _told,
    "document.corrected": _told,
    "document.moved": _told,
    "quantity.promised": _told,
    "quantity.moved": _told,
    "milestone.reached": _told,
    "money.reached": _told,
    "value.given": _told,
}
