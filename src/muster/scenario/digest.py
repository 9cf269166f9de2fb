"""The digest of a scenario (convention C13).

The digest is `sha256:` and the SHA-256, in small hexadecimal letters, of these bytes: lines of UTF-8 text,
each ending with a line feed (U+000A), in this order:

1. one line for the settings: `["scenario",{…}]`;
2. for every table of the schema that has rows, in order of the tables' names (by code point), one line for
   each row: `["lanes",{…}]`. Rows are in order of the texts of their key (for each key column the JSON text
   of its cell as below, or the empty text if blank; the texts compared one after the other, by code point),
   then of their whole line. Tables without a key are in order of their lines.

Each line is JSON without any space outside texts; the object's names are in order by code point, and blank
cells and settings not given are left out, defaults are not filled in. In an object

- a number is the shortest decimal that gives the same IEEE 754 double, as Python's `repr` writes it
  (`12000.0`, `0.1`, `1e-07`, `1e+16`); minus zero is `0.0`; whole numbers (`priority`) are written without a
  point (`1`);
- `true` and `false` stand for themselves;
- a date is the text of its ISO day (`"2022-10-01"`, also for `2022-10`);
- a lead time is the text `muster.calendar.normalise_lead` makes of it (`"2.0"`, `"42d"`, `"24m"`);
- any other text is in Unicode form NFC, with line feeds for all line breaks and without white space at its
  ends, escaped as JSON needs (quotation
  mark, reverse solidus, and control characters below U+0020 as `\\n`, `\\r`, `\\t`, `\\b`, `\\f` or
  `\\u00XX`) and not otherwise; an id that is a number in a workbook is its integer text (`"155"`);
- in the settings, `basis` is a list of texts, and `buckets` the list of its spans
  (`[[12,"month"],[8,"quarter"]]`; `36` with `bucket` month is `[[36,"month"]]`), or its text where it cannot
  be understood.

So a folder and the workbook made from it have one digest, in any order of rows and columns.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

import polars as pl

from muster.calendar import parse_buckets
from muster.scenario.scenario import Given
from muster.schema import SETTINGS, TABLES


def digest(given: Given) -> str:
    """The digest of what is given, `sha256:` and 64 hexadecimal digits."""
    state = hashlib.sha256()
    for line in lines(given):
        state.update(line.encode() + b"\n")
    return "sha256:" + state.hexdigest()


def lines(given: Given) -> Iterable[str]:
    """The lines of which the digest is made, without their line feeds."""
    yield f'["scenario",{_json(_settings(given.settings))}]'
    for name in sorted(TABLES):
        frame = given.tables[name]
        if frame.height:
            yield from _rows(name, frame)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for name, value in settings.items():
        if isinstance(value, dt.date):
            plain[name] = value.isoformat()
        elif isinstance(value, tuple):
            plain[name] = list(value)
        else:
            plain[name] = value
    if "buckets" in plain:
        base = plain.get("bucket", SETTINGS["bucket"].default)
        with suppress(ValueError):
            plain["buckets"] = parse_buckets(plain["buckets"], str(base))
    return plain


def _rows(name: str, frame: pl.DataFrame) -> list[str]:
    table = TABLES[name]
    used = sorted(c.name for c in table.columns if frame[c.name].null_count() < frame.height)
    texts = {column: _texts(frame[column]) for column in used}
    labels = [f"{_json(column)}:" for column in used]
    whole = [
        f'["{name}",{{{",".join([label + cell for label, cell in zip(labels, cells, strict=True) if cell])}}}]'
        for cells in zip(*texts.values(), strict=True)
    ]
    key = [texts[column] for column in table.key if column in texts]
    return [row[-1] for row in sorted(zip(*key, whole, strict=True))]


def _texts(column: pl.Series) -> list[str]:
    """The JSON text of each cell, empty where blank."""
    known: dict[Any, str] = {None: ""}
    for value in column.drop_nulls().unique():
        if isinstance(value, float):
            value += 0.0
        known[value] = _json(value.isoformat() if isinstance(value, dt.date) else value)
    return [known[value] for value in column]
