"""Fold ledger entries into the state of a scenario's tables: rows, claims and adoptions.

Each entry has two times: when it was recorded (known at), and the day from which it holds in the world (`valid_from`).
The caller selects entries by the first, `fold_entries` by the second. Example: the quantity of one stock,

    entry 1, recorded 1 October:  100, valid from 1 October
    entry 2, recorded 5 October:   80, valid from 1 November
    entry 3, recorded 9 October:   90, valid from 1 October     (a late count)

    as of 15 October:   entries 1 and 3 hold; same `valid_from`, so the later entry wins:  90
    as of 15 November:  all three hold; entry 2 has the latest `valid_from`, so it wins:   80

So the value with the greatest stamp (`valid_from`, entry number) wins. A claim is stored beside the row and changes no
cell until a scenario adopts it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from muster.record.projection.row_identity import Cells, RowKey
from muster.record.store.entry import LedgerEntry

MAIN_SCENARIO = "main"
"""Name of the default scenario."""

Stamp = tuple[str, int]
RowId = tuple[str, RowKey]


@dataclass(slots=True)
class RecordRow:
    """A row and its cells, each stamped with its `valid_from` and entry number.

    `since` is the stamp of the last registration or removal; cells stamped before it do not count.
    """

    since: Stamp
    exists: bool
    cells: dict[str, tuple[Stamp, Any]] = field(default_factory=dict)

    def values(self) -> Cells:
        """Return the cells that hold, without blank ones."""
        return {name: value for name, (stamp, value) in self.cells.items() if stamp >= self.since and value is not None}


@dataclass(frozen=True)
class Claim:
    """A value that a source gives for a cell, stored beside the value of the row."""

    number: int
    table: str
    key: RowKey
    column: str
    value: Any
    valid_from: str
    source: str
    author: str
    content: Mapping[str, Any]


@dataclass
class RecordState:
    """State of the record at one pair of times.

    Attributes:
        rows: Rows by table and key.
        claims: Claims by entry number.
        adopted: Stamp, claim number and adopting entry by scenario and cell (table, key, column).
        retracted: Retracting entry by source.
        plans: Entries that register plans.
        entries_by_subject: Entries about documents (their quantities, milestones and values too), in ledger order.
    """

    rows: dict[RowId, RecordRow] = field(default_factory=dict)
    claims: dict[int, Claim] = field(default_factory=dict)
    adopted: dict[tuple[str, str, RowKey, str], tuple[Stamp, int, LedgerEntry]] = field(default_factory=dict)
    retracted: dict[str, LedgerEntry] = field(default_factory=dict)
    plans: list[LedgerEntry] = field(default_factory=list)
    entries_by_subject: dict[str, list[LedgerEntry]] = field(default_factory=dict)

    def present_rows(self) -> Iterator[tuple[RowId, RecordRow]]:
        """Iterate over the rows that exist."""
        return ((row_id, row) for row_id, row in self.rows.items() if row.exists)

    def claims_by_cell(self) -> dict[tuple[str, RowKey, str], list[Claim]]:
        """Group the claims by cell."""
        by_cell: dict[tuple[str, RowKey, str], list[Claim]] = {}
        for claim in self.claims.values():
            by_cell.setdefault((claim.table, claim.key, claim.column), []).append(claim)
        return by_cell

    def cells_with_claims(
        self, row_id: RowId, row: RecordRow, adoptions: Mapping[RowId, list[tuple[Claim, LedgerEntry]]]
    ) -> Cells:
        """Overlay the adopted claims on a row's cells; the row then cites the source of the last one."""
        cells = row.values()
        for claim, _entry in adoptions.get(row_id, ()):
            cells |= {claim.column: claim.value, "source": claim.source}
        return cells

    def adoptions_by_row(self, scenario: str = MAIN_SCENARIO) -> dict[RowId, list[tuple[Claim, LedgerEntry]]]:
        """Group the claims that a scenario adopts by row, each with the adopting entry."""
        by_row: dict[RowId, list[tuple[Claim, LedgerEntry]]] = {}
        for (name, table, key, _column), (_stamp, claim, entry) in self.adopted.items():
            if name == scenario:
                by_row.setdefault((table, key), []).append((self.claims[claim], entry))
        return by_row


def fold_entries(
    entries: Iterable[LedgerEntry], reversed_numbers: frozenset[int] = frozenset(), as_of: str = ""
) -> RecordState:
    """Fold entries into a state.

    Args:
        entries: Entries in ledger order, up to the entry after which the record is read.
        reversed_numbers: Numbers of reversed entries, which are skipped.
        as_of: ISO date; entries with a later `valid_from` are skipped. Empty: no limit.
    """
    state = RecordState()
    for entry in entries:
        handler = _HANDLERS.get(entry.action)
        if handler and entry.number not in reversed_numbers and not (as_of and entry.valid_from > as_of):
            handler(state, entry)
    return state


def content_key(content: Mapping[str, Any]) -> RowKey:
    """Return the row key in an entry's content."""
    return tuple(content["key"])


def _row_id_and_stamp(entry: LedgerEntry) -> tuple[RowId, Stamp]:
    return (entry.content["table"], content_key(entry.content)), (entry.valid_from, entry.number)


def _apply_registration(state: RecordState, entry: LedgerEntry) -> None:
    row_id, stamp = _row_id_and_stamp(entry)
    row = state.rows.get(row_id)
    if row is None:
        row = state.rows[row_id] = RecordRow(stamp, True)
    elif stamp > row.since:
        row.since, row.exists = stamp, True
    _set_cells(row, stamp, entry.content["cells"])


def _apply_correction(state: RecordState, entry: LedgerEntry) -> None:
    row_id, stamp = _row_id_and_stamp(entry)
    row = state.rows.get(row_id)
    if row is not None:
        _set_cells(row, stamp, entry.content["cells"])


def _set_cells(row: RecordRow, stamp: Stamp, cells: Mapping[str, Any]) -> None:
    for name, value in cells.items():
        previous = row.cells.get(name)
        if previous is None or stamp > previous[0]:
            row.cells[name] = (stamp, value)


def _apply_removal(state: RecordState, entry: LedgerEntry) -> None:
    row_id, stamp = _row_id_and_stamp(entry)
    row = state.rows.get(row_id)
    if row is not None and stamp > row.since:
        row.since, row.exists = stamp, False


def _apply_claim(state: RecordState, entry: LedgerEntry) -> None:
    content = entry.content
    state.claims[entry.number] = Claim(
        entry.number,
        content["table"],
        content_key(content),
        content["column"],
        content["value"],
        entry.valid_from,
        content["source"],
        entry.author,
        content,
    )


def _apply_adoption(state: RecordState, entry: LedgerEntry) -> None:
    claim = state.claims.get(entry.content["claim"])
    if claim is None:
        return
    cell = (entry.content["scenario"], claim.table, claim.key, claim.column)
    stamp = (claim.valid_from, entry.number)
    previous = state.adopted.get(cell)
    if previous is None or stamp > previous[0]:
        state.adopted[cell] = (stamp, claim.number, entry)


def _apply_retraction(state: RecordState, entry: LedgerEntry) -> None:
    state.retracted[entry.content["source"]] = entry


def _apply_plan(state: RecordState, entry: LedgerEntry) -> None:
    state.plans.append(entry)


def _apply_document_entry(state: RecordState, entry: LedgerEntry) -> None:
    state.entries_by_subject.setdefault(entry.subject, []).append(entry)


_HANDLERS = {
    "row.registered": _apply_registration,
    "row.corrected": _apply_correction,
    "row.removed": _apply_removal,
    "claim.made": _apply_claim,
    "claim.adopted": _apply_adoption,
    "source.retracted": _apply_retraction,
    "plan.registered": _apply_plan,
    "document.opened": _apply_document_entry,
    "document.corrected": _apply_document_entry,
    "document.moved": _apply_document_entry,
    "quantity.promised": _apply_document_entry,
    "quantity.moved": _apply_document_entry,
    "milestone.reached": _apply_document_entry,
    "money.reached": _apply_document_entry,
    "value.given": _apply_document_entry,
}
