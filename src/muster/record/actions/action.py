"""The form of an action: what an entry of it says, and what is looked at before it is written."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from muster.problems import nearest
from muster.record.errors import Refused
from muster.record.store.entry import Draft
from muster.record.store.ledger import Pen, plain
from muster.text import mark, phrase

Kind = Literal["text", "number", "amount", "date", "whole", "value", "cells", "list"]
Said = dict[str, Any]
VALID_FROM = "valid_from"
_NEEDED: dict[Kind, str] = {
    "text": mark("a text"),
    "number": mark("a number"),
    "amount": mark("a number above 0"),
    "date": mark("a day such as 2022-10-01"),
    "whole": mark("a whole number"),
    "value": mark("a text, a number, true or false"),
    "cells": mark("an object of names and values"),
    "list": mark("a list of texts"),
}
_NO_FIELD = mark("{action} has no field {name}; it has {nearest}")


@dataclass(frozen=True)
class Field:
    """A field of an entry: `amount` is a number above 0, `value` one cell, `cells` names with values, `list` texts."""

    name: str
    kind: Kind = "text"
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Action:
    """A dotted action type: its fields, and the draft made of them after a look at the record."""

    name: str
    description: str
    fields: tuple[Field, ...]
    draft: Callable[[Pen, Said], Draft]


def said_in(action: Action, item: Mapping[str, Any]) -> Said:
    """The fields of an item in their kinds, blank ones left out; refused if one is unknown, missing or amiss."""
    fields = (*action.fields, Field(VALID_FROM, "date"))
    for field in fields:
        if field.required and item.get(field.name) in (None, ""):
            raise Refused(phrase("{action} needs the field {name}", action=action.name, name=field.name))
    cells = understood(action.name, fields, item)
    return {name: value for name, value in cells.items() if value is not None}


def understood(action: str, fields: Iterable[Field], item: Mapping[str, Any]) -> Said:
    """Some fields of an item in their kinds, blank ones None; refused if one is unknown or amiss."""
    known = {field.name: field for field in fields}
    for name in item:
        if name not in known:
            near = nearest(name, known) or ", ".join(known)
            raise Refused(phrase(_NO_FIELD, action=action, name=name, nearest=near))
    blank = (None, "")
    return {n: None if value in blank else _understood(action, known[n], value) for n, value in item.items()}


def _understood(action: str, field: Field, value: Any) -> Any:
    match field.kind:
        case "number" | "amount" if _number(value) and (field.kind == "number" or value > 0):
            return float(value)
        case "whole" if isinstance(value, int) and _number(value):
            return value
        case "value" if value is None or isinstance(value, str | bool) or _number(value):
            return value
        case "cells" if isinstance(value, dict) and value:
            return value
        case "list" if isinstance(value, list) and value and all(isinstance(one, str) and one.strip() for one in value):
            return list(dict.fromkeys(plain(one) for one in value))
        case "date" if isinstance(value, str):
            return day(value)
        case "text" if isinstance(value, str):
            value = plain(value)
            if not field.choices or value in field.choices:
                return value
            allowed = ", ".join(field.choices)
            raise Refused(
                phrase(
                    '{name} is "{value}"; it has to be one of {allowed}', name=field.name, value=value, allowed=allowed
                )
            )
    needed = phrase(_NEEDED[field.kind])
    raise Refused(phrase("{action}, {name} has to be {needed}", action=action, name=field.name, needed=needed))


def _number(value: Any) -> bool:
    """Whether it is a number that a double holds; whole numbers up to 2**53."""
    if isinstance(value, bool):
        return False
    return abs(value) <= 2**53 if isinstance(value, int) else isinstance(value, float) and math.isfinite(value)


def day(text: str) -> str:
    """The ISO day of a text; refused if it is none."""
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        raise Refused(phrase('"{text}" is no day such as 2022-10-01', text=text[:40])) from None


def split(said: Said) -> tuple[Said, str]:
    """What is said, and the day from which it holds (empty: always)."""
    return {name: value for name, value in said.items() if name != VALID_FROM}, said.get(VALID_FROM, "")
