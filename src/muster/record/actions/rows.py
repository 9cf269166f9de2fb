"""Actions on rows of a scenario's tables, on claims and on sources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from muster.problems import nearest
from muster.record.actions.action import Action, Field, Fields, split_valid_from
from muster.record.errors import RecordRefusedError
from muster.record.projection.document_lookup import DECIDED_STATES, require_document_on
from muster.record.projection.row_identity import (
    RowKey,
    identity_columns,
    parse_row_cells,
    require_table,
    row_key,
    row_subject,
)
from muster.record.projection.row_lookup import find_row
from muster.record.projection.state import MAIN_SCENARIO, Claim, RecordRow, fold_entries
from muster.record.store import append_only_triggers as triggers
from muster.record.store.entry import EntryDraft
from muster.record.store.ledger import Ledger, LedgerWriter
from muster.record.store.reversals import reversed_entry_numbers
from muster.schema import InputTable
from muster.text import mark, phrase


def _parse_key(table: InputTable, cells: Mapping[str, Any]) -> RowKey:
    """Parse a key: all columns that identify a row and, for rows that add up, `alike` (1 for the first equal row)."""
    alike = cells.get("alike", 1)
    key_cells = {name: value for name, value in cells.items() if name != "alike"}
    wanted = (*identity_columns(table), *((table.sign_column,) if table.sign_column else ()))
    if not set(key_cells) <= set(wanted):
        columns = ", ".join(wanted)
        raise RecordRefusedError(
            phrase("a row of {table} is identified by {columns}", table=table.name, columns=columns)
        )
    if not isinstance(alike, int) or alike < 1:
        raise RecordRefusedError(
            phrase("`alike` must be 1 for the first of several equal rows, 2 for the second, and so on")
        )
    return row_key(table, parse_row_cells(table, key_cells), alike - 1)


def _require_row(writer: LedgerWriter, table: str, key: RowKey) -> RecordRow:
    row = find_row(writer.ledger, table, key)
    if row is None:
        key_text = ", ".join(str(part) for part in key if part is not None)
        parameters = [f"{table}[%"]
        subjects = writer.ledger.query_rows(
            f"SELECT DISTINCT subject FROM {triggers.TABLE} WHERE subject LIKE %s LIMIT 5000", parameters
        )
        suggestion = nearest(row_subject(table, key), [subject for (subject,) in subjects])
        if suggestion:
            raise RecordRefusedError(
                phrase(
                    "{table} has no row {key}; did you mean {nearest}?", table=table, key=key_text, nearest=suggestion
                )
            )
        raise RecordRefusedError(phrase("{table} has no row {key}", table=table, key=key_text))
    return row


def _register(writer: LedgerWriter, fields: Fields) -> EntryDraft:
    fields, valid_from = split_valid_from(fields)
    table = require_table(fields["table"])
    cells = {name: value for name, value in parse_row_cells(table, fields["row"]).items() if value is not None}
    missing = [column.name for column in table.columns if column.required and column.name not in cells]
    if missing:
        raise RecordRefusedError(
            phrase("a row of {table} needs {columns}", table=table.name, columns=", ".join(missing))
        )
    key, alike = row_key(table, cells), 0
    while (row := find_row(writer.ledger, table.name, key)) is not None:
        if table.key and not valid_from:
            key_text = ", ".join(str(part) for part in key)
            raise RecordRefusedError(
                phrase("{table} has a row {key} already; correct it instead", table=table.name, key=key_text)
            )
        if table.key and row is not None:
            break
        alike += 1
        key = row_key(table, cells, alike)
    content = {"table": table.name, "key": list(key), "cells": cells}
    return EntryDraft("row.registered", row_subject(table.name, key), content, valid_from)


def _correct(writer: LedgerWriter, fields: Fields) -> EntryDraft:
    fields, valid_from = split_valid_from(fields)
    table = require_table(fields["table"])
    key = _parse_key(table, fields["key"])
    row = _require_row(writer, table.name, key)
    cells = parse_row_cells(table, fields["set"])
    key_columns = [
        name for name in cells if name in (*identity_columns(table), table.sign_column) and name != table.sign_column
    ]
    if key_columns:
        raise RecordRefusedError(
            phrase(
                "{columns} identifies the row and cannot be changed; register another row instead",
                columns=", ".join(key_columns),
            )
        )
    if table.sign_column in cells and (cells[table.sign_column] or 0) * (1 if key[-1] == "+" else -1) <= 0:
        raise RecordRefusedError(
            phrase(
                "the sign of {columns} identifies the row and cannot be changed; register another row",
                columns=table.sign_column,
            )
        )
    return correction_draft(table, key, row, cells, valid_from, fields.get("reason", ""))


def correction_draft(
    table: InputTable, key: RowKey, row: RecordRow, cells: Mapping[str, Any], valid_from: str, reason: str = ""
) -> EntryDraft:
    """Draft a correction of cells; an empty `valid_from` takes the day of the value that it corrects."""
    stamps = [row.cells[name][0] for name in cells if name in row.cells and row.cells[name][0] >= row.since]
    stamp = max(stamps, default=row.since)
    content = {"table": table.name, "key": list(key), "cells": dict(cells), "of": stamp[1]}
    if reason:
        content["reason"] = reason
    return EntryDraft("row.corrected", row_subject(table.name, key), content, valid_from or stamp[0])


def _remove(writer: LedgerWriter, fields: Fields) -> EntryDraft:
    fields, valid_from = split_valid_from(fields)
    table = require_table(fields["table"])
    key = _parse_key(table, fields["key"])
    row = _require_row(writer, table.name, key)
    return removal_draft(table, key, row, valid_from, fields["reason"])


def removal_draft(table: InputTable, key: RowKey, row: RecordRow, valid_from: str, reason: str) -> EntryDraft:
    """Draft the removal of a row from a day on; an empty `valid_from` removes it from its first day."""
    content = {"table": table.name, "key": list(key), "of": row.since[1], "reason": reason}
    return EntryDraft("row.removed", row_subject(table.name, key), content, valid_from or row.since[0])


def _claim(writer: LedgerWriter, fields: Fields) -> EntryDraft:
    fields, valid_from = split_valid_from(fields)
    table = require_table(fields["table"])
    key = _parse_key(table, fields["key"])
    _require_row(writer, table.name, key)
    cell = parse_row_cells(table, {fields["column"]: fields["value"]})
    details: Fields = {
        name: fields[name] for name in ("source", "unit", "reliability", "basis", "note") if name in fields
    }
    content = {
        "table": table.name,
        "key": list(key),
        "column": fields["column"],
        "value": cell[fields["column"]],
        **details,
    }
    return EntryDraft("claim.made", row_subject(table.name, key), content, valid_from)


def claim_of(ledger: Ledger, number: int) -> Claim:
    """Return the claim of an entry.

    Raises:
        RecordRefusedError: The entry is not a claim, or is reversed.
    """
    entry = ledger.entry(number)
    if entry is None or entry.action != "claim.made":
        raise RecordRefusedError(phrase("entry {number} is not a claim", number=number))
    if number in reversed_entry_numbers(ledger, ledger.head().number):
        raise RecordRefusedError(phrase("entry {number} is reversed", number=number))
    return fold_entries([entry]).claims[number]


def _adopt(writer: LedgerWriter, fields: Fields) -> EntryDraft:
    claim = claim_of(writer.ledger, fields["claim"])
    content = {"claim": claim.number, "scenario": fields.get("scenario", MAIN_SCENARIO), "reason": fields["reason"]}
    if "decision" in fields:
        require_document_on(writer, "decision", fields["decision"], writer.today, DECIDED_STATES)
        content["decision"] = fields["decision"]
    return EntryDraft("claim.adopted", row_subject(claim.table, claim.key), content, claim.valid_from)


def _retract(writer: LedgerWriter, fields: Fields) -> EntryDraft:
    content = {"source": fields["source"], "reason": fields["reason"]}
    return EntryDraft("source.retracted", row_subject("sources", [fields["source"]]), content)


_TABLE = Field("table", required=True)
_KEY = Field("key", "cells", required=True)
_REASON = Field("reason", required=True)

ROW_ACTIONS = (
    Action(
        "row.registered",
        mark("Register a row of a scenario's table: a party, a location, an item, an operation, a stock and so on."),
        (_TABLE, Field("row", "cells", required=True)),
        _register,
    ),
    Action(
        "row.corrected",
        mark("Correct cells of a row; the entry cites the one that it corrects."),
        (_TABLE, _KEY, Field("set", "cells", required=True), Field("reason")),
        _correct,
    ),
    Action("row.removed", mark("Remove a row."), (_TABLE, _KEY, _REASON), _remove),
    Action(
        "claim.made",
        mark("Claim a value for a cell, with its source; the row and other claims keep their values."),
        (
            _TABLE,
            _KEY,
            Field("column", required=True),
            Field("value", "value", required=True),
            Field("source", required=True),
            Field("unit"),
            Field("reliability"),
            Field("basis"),
            Field("note"),
        ),
        _claim,
    ),
    Action(
        "claim.adopted",
        mark("Adopt the value of a claim in a scenario, with a reason."),
        (Field("claim", "whole", required=True), _REASON, Field("scenario"), Field("decision")),
        _adopt,
    ),
    Action(
        "source.retracted",
        mark("Retract a source; `muster record source` lists what rests on it."),
        (Field("source", required=True), _REASON),
        _retract,
    ),
)
