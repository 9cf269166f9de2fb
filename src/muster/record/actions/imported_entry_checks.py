"""Check that entries written elsewhere have the fields of their action, in the right types.

The hash chain proves that nothing was changed, not that the content is valid. Entries of unknown actions are accepted
unchanged, because they affect no table and no document.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from muster.record.actions.action import VALID_FROM, parse_fields
from muster.record.actions.submit import ACTIONS
from muster.record.errors import RecordRefusedError
from muster.record.projection.row_identity import SETTINGS
from muster.record.store.entry import FIGURE_PUBLISHED, FIGURE_WITHDRAWN
from muster.record.store.ledger import FORMAT_VERSION, RECORD_OPENED
from muster.record.store.reversals import ENTRY_REVERSED
from muster.schema import TABLES, InputColumn
from muster.text import phrase

_ROW_KEY_TYPES: dict[str, Any] = {"table": str, "key": list}
_CONTENT_TYPES: dict[str, Mapping[str, Any]] = {
    RECORD_OPENED: {"title": str, "id": str, "format": int},
    "row.registered": _ROW_KEY_TYPES | {"cells": dict},
    "row.corrected": _ROW_KEY_TYPES | {"cells": dict, "of": int},
    "row.removed": _ROW_KEY_TYPES | {"of": int, "reason": str},
    "claim.made": _ROW_KEY_TYPES | {"column": str, "value": object, "source": str},
    "claim.adopted": {"claim": int, "scenario": str, "reason": str},
    "source.retracted": {"source": str, "reason": str},
    FIGURE_PUBLISHED: {"source": str, "party": str, "measure": str, "rule": str},
    FIGURE_WITHDRAWN: {"source": str, "of": int, "reason": str},
    "plan.registered": {"digest": str, "entry": int, "sources": list},
    ENTRY_REVERSED: {"entry": int, "reason": str},
}
_CELL_TYPES: dict[str, Any] = {"number": int | float, "whole": int, "boolean": bool}


def check_imported_entry(action: str, content: Mapping[str, Any], valid_from: str) -> None:
    """Check the content of an entry.

    Raises:
        RecordRefusedError: The content does not have the fields and types of this action.
    """
    if valid_from:
        _check_day(valid_from)
    if action in _CONTENT_TYPES:
        _check_types(action, content, _CONTENT_TYPES[action])
        if action == RECORD_OPENED and content["format"] > FORMAT_VERSION:
            raise RecordRefusedError(phrase("the record was written by a newer version of muster; use that version"))
        if "table" in content:
            _check_cells(content)
    elif action in ACTIONS:
        fields = {field.name for field in ACTIONS[action].fields} | {VALID_FROM}
        parse_fields(ACTIONS[action], {name: value for name, value in content.items() if name in fields})


def _check_types(action: str, content: Mapping[str, Any], kinds: Mapping[str, Any]) -> None:
    for name, kind in kinds.items():
        value = content.get(name)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise RecordRefusedError(
                phrase("the field {name} of {action} is missing or has the wrong type", action=action, name=name)
            )


def _check_cells(content: Mapping[str, Any]) -> None:
    name, cells = content["table"], dict(content.get("cells", {}))
    if "column" in content:
        cells[content["column"]] = content["value"]
    if name == SETTINGS:
        return
    if name not in TABLES:
        raise RecordRefusedError(phrase('"{table}" is not a table of a scenario', table=name))
    columns = TABLES[name].by_name
    for column, value in cells.items():
        if column not in columns or not (value is None or _is_cell_of(columns[column], value)):
            raise RecordRefusedError(
                phrase("{table} has no column {column} that allows {value}", table=name, column=column, value=value)
            )
    if any(isinstance(part, list | dict) for part in content["key"]):
        raise RecordRefusedError(phrase("the key of a row of {table} is not a list of cells", table=name))


def _is_cell_of(column: InputColumn, value: Any) -> bool:
    kind = _CELL_TYPES.get(column.type, str)
    if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
        return False
    return column.type != "date" or _is_day(value)


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _check_day(text: str) -> None:
    if not _is_day(text):
        raise RecordRefusedError(phrase('"{text}" is not a day; write it as 2022-10-01', text=text[:40]))
