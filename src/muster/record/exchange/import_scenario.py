"""Import a scenario's folder or workbook into the record, with one entry for each new row and each changed cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from muster.problems import Problem
from muster.record.actions.rows import correction_draft, removal_draft
from muster.record.projection.document_rows import project_document_rows
from muster.record.projection.row_identity import (
    SETTINGS,
    Cells,
    RowKey,
    row_key,
    row_subject,
    rows_from_frame,
    to_json_cell,
    with_keys,
)
from muster.record.projection.state import MAIN_SCENARIO, RecordRow, RecordState, fold_entries
from muster.record.store.entry import EntryDraft, LedgerEntry
from muster.record.store.ledger import Ledger
from muster.record.store.reversals import reversed_entry_numbers
from muster.scenario import Scenario
from muster.scenario.raw_table import TableLocator
from muster.schema import TABLES, InputColumn, InputTable

_TABLE_CODES = ("FILE-", "COL-", "ROW-", "CELL-", "KEY-001")
_SETTINGS_TABLE = InputTable(SETTINGS, "", "", ("scenario",), (InputColumn("scenario", "id", ""),))


@dataclass(frozen=True)
class ImportResult:
    """Entries written: new rows, changed cells and removed rows."""

    registered: tuple[LedgerEntry, ...]
    corrected: tuple[LedgerEntry, ...]
    removed: tuple[LedgerEntry, ...]


def import_scenario(
    ledger: Ledger,
    scenario: Scenario,
    author: str,
    valid_from: str = "",
    name: str = MAIN_SCENARIO,
    whole: bool = False,
) -> ImportResult:
    """Write the differences between a scenario and the record; importing it twice changes nothing.

    A cell with the value of an adopted claim counts as unchanged, and so does a row as a document gives it. A blank
    cell in a column of the table becomes blank in the record.

    Args:
        ledger: The open record.
        scenario: The scenario, without errors that block the import (`blocking_problems`).
        author: Name written into the entries.
        valid_from: ISO day from which the changes hold, and as of which rows are compared; empty: current rows.
        name: Name of the scenario in the record, whose settings and adoptions count.
        whole: True if the tables are complete: rows missing in a table of the scenario are removed.
    """
    with ledger.exclusive_writer(author) as writer:
        last = ledger.head().number
        state = fold_entries(ledger.entries(last), reversed_entry_numbers(ledger, last), valid_from)
        comparison = _ScenarioImport(state, valid_from, name)
        comparison.compare_settings(scenario.given.settings)
        for table in TABLES.values():
            locator = scenario.given.locators[table.name]
            if locator.exists:
                comparison.compare_table(table, rows_from_frame(scenario.given.tables[table.name]), locator, whole)
        written = [
            tuple(writer.append(drafts))
            for drafts in (comparison.new_drafts, comparison.changed_drafts, comparison.removed_drafts)
        ]
    return ImportResult(*written)


def blocking_problems(scenario: Scenario) -> list[Problem]:
    """Return the errors that block the import of a scenario.

    All errors of a scenario with settings block it. Without settings its tables add to the record and may refer to rows
    there, so only unreadable input and duplicate rows block it.
    """
    if scenario.given.settings:
        return list(scenario.errors)
    return [
        problem for problem in scenario.errors if str(problem.args.get("code", problem.code)).startswith(_TABLE_CODES)
    ]


class _ScenarioImport:
    """Comparison of a scenario with the record, as drafts for new rows, changed cells and removed rows."""

    def __init__(self, state: RecordState, valid_from: str, name: str) -> None:
        self.state, self.valid_from, self.name = state, valid_from, name
        self.document_rows = project_document_rows(state, valid_from, name).rows
        self.adoptions_by_row = state.adoptions_by_row(name)
        self.present_rows: dict[str, dict[RowKey, RecordRow]] = {}
        for (table, key), row in state.present_rows():
            self.present_rows.setdefault(table, {})[key] = row
        self.new_drafts: list[EntryDraft] = []
        self.changed_drafts: list[EntryDraft] = []
        self.removed_drafts: list[EntryDraft] = []

    def compare_settings(self, settings: Mapping[str, Any]) -> None:
        """Compare the settings, which are one row for each scenario of the record."""
        cells = {name: _to_json_value(value) for name, value in settings.items()}
        if cells:
            self._compare_rows(_SETTINGS_TABLE, [((self.name,), cells)], tuple(cells))

    def compare_table(self, table: InputTable, rows: list[Cells], locator: TableLocator, whole: bool) -> None:
        """Compare a table; if it is `whole`, rows that it lacks are removed."""
        present = self.present_rows.get(table.name, {})
        from_documents = {
            key: row for (name, key), row in self.document_rows.items() if name == table.name and row.exists
        }
        matched = _match_rows(table, rows, present | from_documents)
        matched = [
            (key, cells) for key, cells in matched if key not in from_documents or from_documents[key].values() != cells
        ]
        self._compare_rows(table, matched, tuple(column for column in locator.header if column in table.by_name))
        if whole:
            reason = f"not in {locator.file}"
            missing = present.keys() - from_documents.keys() - {key for key, _cells in matched}
            self.removed_drafts += [
                removal_draft(table, key, present[key], self.valid_from, reason) for key in sorted(missing, key=repr)
            ]

    def _compare_rows(self, table: InputTable, rows: list[tuple[RowKey, Cells]], columns: tuple[str, ...]) -> None:
        present = self.present_rows.get(table.name, {})
        for key, cells in rows:
            row = present.get(key)
            if row is None:
                content = {"table": table.name, "key": list(key), "cells": cells}
                self.new_drafts.append(
                    EntryDraft("row.registered", row_subject(table.name, key), content, self.valid_from)
                )
                continue
            values, with_claims = (
                row.values(),
                self.state.cells_with_claims((table.name, key), row, self.adoptions_by_row),
            )
            for column in columns:
                value = cells.get(column)
                if value not in (values.get(column), with_claims.get(column)):
                    self.changed_drafts.append(correction_draft(table, key, row, {column: value}, self.valid_from))


def _match_rows(table: InputTable, rows: list[Cells], present: dict[RowKey, RecordRow]) -> list[tuple[RowKey, Cells]]:
    """Pair rows with keys; in tables whose rows add up, unchanged rows keep the keys they have in the record."""
    if table.key:
        return with_keys(table, rows)
    waiting: dict[RowKey, list[tuple[RowKey, Cells]]] = {}
    for key, row in sorted(present.items(), key=lambda pair: pair[0][-1]):
        waiting.setdefault(key[:-1], []).append((key, row.values()))
    matched, unmatched = [], []
    for cells in rows:
        candidates = waiting.get(row_key(table, cells)[:-1], [])
        same = next((pair for pair in candidates if pair[1] == cells), None)
        if same is None:
            unmatched.append(cells)
            continue
        candidates.remove(same)
        matched.append((same[0], cells))
    used = {key for key, _cells in matched}
    for _key, cells in with_keys(table, unmatched):
        key_prefix = row_key(table, cells)[:-1]
        candidates = waiting.get(key_prefix, [])
        if candidates:
            key = candidates.pop(0)[0]
        else:
            number = 1
            while (*key_prefix, number) in used or (*key_prefix, number) in present:
                number += 1
            key = (*key_prefix, number)
        used.add(key)
        matched.append((key, cells))
    return matched


def _to_json_value(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else to_json_cell(value)
