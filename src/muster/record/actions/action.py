"""Definition of an action: the fields of its entries, and the function that checks them and makes a draft."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from muster.problems import nearest
from muster.record.errors import RecordRefusedError
from muster.record.store.entry import EntryDraft
from muster.record.store.ledger import LedgerWriter, normalise_line
from muster.text import mark, phrase

FieldKind = Literal["text", "number", "amount", "date", "whole", "value", "cells", "list"]
Fields = dict[str, Any]
VALID_FROM = "valid_from"
_KIND_DESCRIPTIONS: dict[FieldKind, str] = {
    "text": mark("a text"),
    "number": mark("a number"),
    "amount": mark("a number above 0"),
    "date": mark("a day such as 2022-10-01"),
    "whole": mark("a whole number"),
    "value": mark("a text, a number, true or false"),
    "cells": mark("an object of names and values"),
    "list": mark("a list of texts"),
}
_UNKNOWN_FIELD = mark("{action} has no field {name}; it has {nearest}")


@dataclass(frozen=True)
class Field:
    """A field of an entry; `_KIND_DESCRIPTIONS` explains the kinds. Empty `choices` allow any text."""

    name: str
    kind: FieldKind = "text"
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Action:
    """An action type with its dotted name, its fields, and the function that checks them against the record."""

    name: str
    description: str
    fields: tuple[Field, ...]
    make_draft: Callable[[LedgerWriter, Fields], EntryDraft]


def parse_fields(action: Action, item: Mapping[str, Any]) -> Fields:
    """Parse an item into an action's fields, without blank ones.

    Raises:
        RecordRefusedError: A field is unknown, missing or of the wrong kind.
    """
    fields = (*action.fields, Field(VALID_FROM, "date"))
    for field in fields:
        if field.required and item.get(field.name) in (None, ""):
            raise RecordRefusedError(phrase("{action} needs the field {name}", action=action.name, name=field.name))
    cells = parse_values(action.name, fields, item)
    return {name: value for name, value in cells.items() if value is not None}


def parse_values(action: str, fields: Iterable[Field], item: Mapping[str, Any]) -> Fields:
    """Parse some of an action's fields; blank ones become None.

    Raises:
        RecordRefusedError: A field is unknown or of the wrong kind.
    """
    fields_by_name = {field.name: field for field in fields}
    for name in item:
        if name not in fields_by_name:
            suggestion = nearest(name, fields_by_name) or ", ".join(fields_by_name)
            raise RecordRefusedError(phrase(_UNKNOWN_FIELD, action=action, name=name, nearest=suggestion))
    blank = (None, "")
    return {n: None if value in blank else _parse_value(action, fields_by_name[n], value) for n, value in item.items()}


def _parse_value(action: str, field: Field, value: Any) -> Any:
    match field.kind:
        case "number" | "amount" if _is_number(value) and (field.kind == "number" or value > 0):
            return float(value)
        case "whole" if isinstance(value, int) and _is_number(value):
            return value
        case "value" if value is None or isinstance(value, str | bool) or _is_number(value):
            return value
        case "cells" if isinstance(value, dict) and value:
            return value
        case "list" if (
            isinstance(value, list) and value and all(isinstance(item, str) and item.strip() for item in value)
        ):
            return list(dict.fromkeys(normalise_line(item) for item in value))
        case "date" if isinstance(value, str):
            return parse_day(value)
        case "text" if isinstance(value, str):
            value = normalise_line(value)
            if not field.choices or value in field.choices:
                return value
            allowed = ", ".join(field.choices)
            raise RecordRefusedError(
                phrase(
                    '{name} is "{value}"; it has to be one of {allowed}', name=field.name, value=value, allowed=allowed
                )
            )
    needed = phrase(_KIND_DESCRIPTIONS[field.kind])
    raise RecordRefusedError(
        phrase("{action}, {name} has to be {needed}", action=action, name=field.name, needed=needed)
    )


def _is_number(value: Any) -> bool:
    """True for a finite number that a double represents exactly (integers up to 2**53)."""
    if isinstance(value, bool):
        return False
    return abs(value) <= 2**53 if isinstance(value, int) else isinstance(value, float) and math.isfinite(value)


def parse_day(text: str) -> str:
    """Parse an ISO day.

    Raises:
        RecordRefusedError: The text is not a day.
    """
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        raise RecordRefusedError(phrase('"{text}" is not a day; write it as 2022-10-01', text=text[:40])) from None


def split_valid_from(fields: Fields) -> tuple[Fields, str]:
    """Split `valid_from` (empty: always) from the other fields."""
    return {name: value for name, value in fields.items() if name != VALID_FROM}, fields.get(VALID_FROM, "")
