"""The digest of a scenario (convention C13).

The digest is `sha256:` followed by the SHA-256, in lower-case hexadecimal, of these bytes: lines of UTF-8 text,
each ending with a line feed (U+000A), in this order:

1. one line for the settings: `["scenario",{…}]`;
2. for every table of the schema that has rows, in order of the tables' names (by code point), one line for
   each row: `["lanes",{…}]`. Rows are sorted by the texts of their key, then by their whole line. The text of a
   key column is the JSON text of its cell as below, empty if blank; texts are compared column by column, by code
   point. Rows of a table without a key are sorted by their lines.

Each line is JSON without whitespace outside strings. The names of an object are sorted by code point. Blank cells
and settings not given are left out; defaults are not filled in. In an object

- a number is the shortest decimal that gives the same IEEE 754 double, as Python's `repr` writes it
  (`12000.0`, `0.1`, `1e-07`, `1e+16`); minus zero is `0.0`; whole numbers (`priority`) are written without a
  point (`1`);
- a boolean is `true` or `false`;
- a date is its ISO text (`"2022-10-01"`, also for `2022-10`);
- a lead time is its text as normalised by `muster.calendar.normalise_lead` (`"2.0"`, `"42d"`, `"24m"`);
- any other text is in Unicode form NFC, with line feeds for all line breaks and no whitespace at its ends. Only what
  JSON requires is escaped: quotation mark, reverse solidus, and control characters below U+0020 as `\\n`, `\\r`,
  `\\t`, `\\b`, `\\f` or `\\u00XX`. An id that is a number in a workbook is its integer text (`"155"`);
- in the settings, `basis` is a list of texts. `buckets` is the list of its spans (`[[12,"month"],[8,"quarter"]]`;
  `36` with `bucket` month is `[[36,"month"]]`), or its text if it cannot be parsed.

A folder and the workbook made from it therefore have the same digest, in any order of rows and columns.
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
from muster.scenario.given_data import GivenData
from muster.schema import SETTINGS, TABLES


def digest(given: GivenData) -> str:
    """Digest of the given data: `sha256:` and 64 hexadecimal digits."""
    hasher = hashlib.sha256()
    for line in digest_lines(given):
        hasher.update(line.encode() + b"\n")
    return "sha256:" + hasher.hexdigest()


def digest_lines(given: GivenData) -> Iterable[str]:
    """Yield the lines that are hashed, without their line feeds."""
    yield f'["scenario",{_to_json(_plain_settings(given.settings))}]'
    for name in sorted(TABLES):
        frame = given.tables[name]
        if frame.height:
            yield from _row_lines(name, frame)


def _to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _plain_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
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


def _row_lines(name: str, frame: pl.DataFrame) -> list[str]:
    table = TABLES[name]
    used = sorted(c.name for c in table.columns if frame[c.name].null_count() < frame.height)
    texts = {column: _json_texts(frame[column]) for column in used}
    labels = [f"{_to_json(column)}:" for column in used]
    row_lines = [
        f'["{name}",{{{",".join([label + cell for label, cell in zip(labels, cells, strict=True) if cell])}}}]'
        for cells in zip(*texts.values(), strict=True)
    ]
    key = [texts[column] for column in table.key if column in texts]
    return [row[-1] for row in sorted(zip(*key, row_lines, strict=True))]


def _json_texts(column: pl.Series) -> list[str]:
    """JSON text of each cell, empty for a blank one."""
    text_by_value: dict[Any, str] = {None: ""}
    for value in column.drop_nulls().unique():
        if isinstance(value, float):
            value += 0.0
        text_by_value[value] = _to_json(value.isoformat() if isinstance(value, dt.date) else value)
    return [text_by_value[value] for value in column]
