"""Whether an entry that was written elsewhere says what entries of its action say, in the kinds that they say it in.

The chain tells that nothing was changed; it does not tell that what was written makes sense. An action unknown here is
kept as it is: it changes no table and no document.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from muster.record.actions.action import VALID_FROM, said_in
from muster.record.actions.submit import ACTIONS
from muster.record.errors import Refused
from muster.record.projection.row_identity import SETTINGS
from muster.record.queries.published_figures import PUBLISHED, WITHDRAWN
from muster.record.store.ledger import FORMAT, OPENED
from muster.record.store.reversals import REVERSED
from muster.schema import TABLES, Column
from muster.text import phrase

_KEYED: dict[str, Any] = {"table": str, "key": list}
_CONTENTS: dict[str, Mapping[str, Any]] = {
    OPENED: {"title": str, "id": str, "format": int},
    "row.registered": _KEYED | {"cells": dict},
    "row.corrected": _KEYED | {"cells": dict, "of": int},
    "row.removed": _KEYED | {"of": int, "reason": str},
    "claim.made": _KEYED | {"column": str, "value": object, "source": str},
    "claim.adopted": {"claim": int, "scenario": str, "reason": str},
    "source.retracted": {"source": str, "reason": str},
    PUBLISHED: {"source": str, "party": str, "measure": str, "rule": str},
    WITHDRAWN: {"source": str, "of": int, "reason": str},
    "plan.registered": {"digest": str, "entry": int, "sources": list},
    REVERSED: {"entry": int, "reason": str},
}
_TYPES: dict[str, Any] = {"number": int | float, "whole": int, "boolean": bool}


def check(action: str, content: Mapping[str, Any], valid_from: str) -> None:
    """Refused if the content is not what entries of this action hold."""
    if valid_from:
        _day(valid_from)
    if action in _CONTENTS:
        _check_kinds(action, content, _CONTENTS[action])
        if action == OPENED and content["format"] > FORMAT:
            raise Refused(phrase("the record was written by a newer version of muster; use that version"))
        if "table" in content:
            _check_cells(content)
    elif action in ACTIONS:
        fields = {field.name for field in ACTIONS[action].fields} | {VALID_FROM}
        said_in(ACTIONS[action], {name: value for name, value in content.items() if name in fields})


def _check_kinds(action: str, content: Mapping[str, Any], kinds: Mapping[str, Any]) -> None:
    for name, kind in kinds.items():
        value = content.get(name)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise Refused(phrase("{action} does not hold {name} as it should", action=action, name=name))


def _check_cells(content: Mapping[str, Any]) -> None:
    name, cells = content["table"], dict(content.get("cells", {}))
    if "column" in content:
        cells[content["column"]] = content["value"]
    if name == SETTINGS:
        return
    if name not in TABLES:
        raise Refused(phrase('"{table}" is no table of a scenario', table=name))
    columns = TABLES[name].by_name
    for column, value in cells.items():
        if column not in columns or not (value is None or _fits(columns[column], value)):
            raise Refused(phrase("{table} holds no {column} such as {value}", table=name, column=column, value=value))
    if any(isinstance(part, list | dict) for part in content["key"]):
        raise Refused(phrase("the key of a row of {table} is no list of cells", table=name))


def _fits(column: Column, value: Any) -> bool:
    kind = _TYPES.get(column.type, str)
    if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
        return False
    return column.type != "date" or _is_day(value)


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _day(text: str) -> None:
    if not _is_day(text):
        raise Refused(phrase('"{text}" is no day such as 2022-10-01', text=text[:40]))
