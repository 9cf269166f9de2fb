"""Entries about rows of a scenario's tables, and claims beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from muster.problems import nearest
from muster.record.actions.action import Action, Field, Said, split
from muster.record.errors import Refused
from muster.record.projection.document_lookup import DECIDED, needed
from muster.record.projection.row_identity import Key, identity, key_of, subject_of, table_of, understood
from muster.record.projection.state import MAIN, Claim, Row, fold
from muster.record.store import append_only_triggers as guards
from muster.record.store.entry import Draft
from muster.record.store.ledger import Book, Pen
from muster.record.store.reversals import taken_back
from muster.schema import Table
from muster.text import mark, phrase


def row_at(book: Book, table: str, key: Key) -> Row | None:
    """A row as it is now, whatever day it holds from; None if it is not there."""
    last = book.head().number
    known = fold(book.about(subject_of(table, key)), taken_back(book, last))
    row = known.rows.get((table, key))
    return row if row is not None and row.there else None


def check_source(book: Book, source: str) -> None:
    """Refuse a source that is not registered, whatever rests on it."""
    if row_at(book, "sources", (source,)) is None:
        raise Refused(phrase('"{source}" is not among the sources; register it first', source=source))


def _key(table: Table, cells: Mapping[str, Any]) -> Key:
    """The key that cells name: all columns of the key, and for rows that add up their number among alike ones."""
    alike = cells.get("alike", 1)
    known = {name: value for name, value in cells.items() if name != "alike"}
    wanted = (*identity(table), *((table.signed,) if table.signed else ()))
    if not set(known) <= set(wanted):
        columns = ", ".join(wanted)
        raise Refused(phrase("a row of {table} is known by {columns}", table=table.name, columns=columns))
    if not isinstance(alike, int) or alike < 1:
        raise Refused(phrase("`alike` is 1 for the first of the rows known by the same cells, 2 for the second"))
    return key_of(table, understood(table, known), alike - 1)


def _there(pen: Pen, table: str, key: Key) -> Row:
    row = row_at(pen.book, table, key)
    if row is None:
        shown = ", ".join(str(part) for part in key if part is not None)
        start = [f"{table}[%"]
        subjects = pen.book.rows(f"SELECT DISTINCT subject FROM {guards.TABLE} WHERE subject LIKE %s LIMIT 5000", start)
        near = nearest(subject_of(table, key), [subject for (subject,) in subjects])
        if near:
            raise Refused(
                phrase("{table} has no row {key}; did you mean {nearest}?", table=table, key=shown, nearest=near)
            )
        raise Refused(phrase("{table} has no row {key}", table=table, key=shown))
    return row


def _register(pen: Pen, said: Said) -> Draft:
    said, valid_from = split(said)
    table = table_of(said["table"])
    cells = {name: value for name, value in understood(table, said["row"]).items() if value is not None}
    missing = [column.name for column in table.columns if column.required and column.name not in cells]
    if missing:
        raise Refused(phrase("a row of {table} needs {columns}", table=table.name, columns=", ".join(missing)))
    key, alike = key_of(table, cells), 0
    while (row := row_at(pen.book, table.name, key)) is not None:
        if table.key and not valid_from:
            shown = ", ".join(str(part) for part in key)
            raise Refused(phrase("{table} has a row {key} already; correct it instead", table=table.name, key=shown))
        if table.key and row is not None:
            break
        alike += 1
        key = key_of(table, cells, alike)
    content = {"table": table.name, "key": list(key), "cells": cells}
    return Draft("row.registered", subject_of(table.name, key), content, valid_from)


def _correct(pen: Pen, said: Said) -> Draft:
    said, valid_from = split(said)
    table = table_of(said["table"])
    key = _key(table, said["key"])
    row = _there(pen, table.name, key)
    cells = understood(table, said["set"])
    fixed = [name for name in cells if name in (*identity(table), table.signed) and name != table.signed]
    if fixed:
        raise Refused(phrase("{columns} says which row it is; register another row instead", columns=", ".join(fixed)))
    if table.signed in cells and (cells[table.signed] or 0) * (1 if key[-1] == "+" else -1) <= 0:
        raise Refused(phrase("the sign of {columns} says which row it is; register another row", columns=table.signed))
    return correction(table, key, row, cells, valid_from, said.get("reason", ""))


def correction(table: Table, key: Key, row: Row, cells: Mapping[str, Any], valid_from: str, reason: str = "") -> Draft:
    """A correction of cells; without a day of its own it holds from the day that what it corrects holds from."""
    held = [row.cells[name][0] for name in cells if name in row.cells and row.cells[name][0] >= row.born]
    stamp = max(held, default=row.born)
    content = {"table": table.name, "key": list(key), "cells": dict(cells), "of": stamp[1]}
    if reason:
        content["reason"] = reason
    return Draft("row.corrected", subject_of(table.name, key), content, valid_from or stamp[0])


def _remove(pen: Pen, said: Said) -> Draft:
    said, valid_from = split(said)
    table = table_of(said["table"])
    key = _key(table, said["key"])
    row = _there(pen, table.name, key)
    return removal(table, key, row, valid_from, said["reason"])


def removal(table: Table, key: Key, row: Row, valid_from: str, reason: str) -> Draft:
    """That a row is there no longer, from a day on or (without one) ever since it was."""
    content = {"table": table.name, "key": list(key), "of": row.born[1], "reason": reason}
    return Draft("row.removed", subject_of(table.name, key), content, valid_from or row.born[0])


def _claim(pen: Pen, said: Said) -> Draft:
    said, valid_from = split(said)
    table = table_of(said["table"])
    key = _key(table, said["key"])
    _there(pen, table.name, key)
    cell = understood(table, {said["column"]: said["value"]})
    rest: Said = {name: said[name] for name in ("source", "unit", "reliability", "basis", "note") if name in said}
    content = {"table": table.name, "key": list(key), "column": said["column"], "value": cell[said["column"]], **rest}
    return Draft("claim.made", subject_of(table.name, key), content, valid_from)


def claim_of(book: Book, number: int) -> Claim:
    """The claim that an entry makes; refused if it makes none, or was taken back."""
    entry = book.entry(number)
    if entry is None or entry.action != "claim.made":
        raise Refused(phrase("entry {number} is no claim", number=number))
    if number in taken_back(book, book.head().number):
        raise Refused(phrase("entry {number} was taken back", number=number))
    return fold([entry]).claims[number]


def _adopt(pen: Pen, said: Said) -> Draft:
    claim = claim_of(pen.book, said["claim"])
    content = {"claim": claim.number, "scenario": said.get("scenario", MAIN), "reason": said["reason"]}
    if "decision" in said:
        needed(pen, "decision", said["decision"], pen.today, DECIDED)
        content["decision"] = said["decision"]
    return Draft("claim.adopted", subject_of(claim.table, claim.key), content, claim.valid_from)


def _retract(pen: Pen, said: Said) -> Draft:
    content = {"source": said["source"], "reason": said["reason"]}
    return Draft("source.retracted", subject_of("sources", [said["source"]]), content)


_TABLE = Field("table", required=True)
_KEY = Field("key", "cells", required=True)
_REASON = Field("reason", required=True)

ROWS = (
    Action(
        "row.registered",
        mark("A row of a scenario's table: a party, a location, an item, an operation, a stock and so on."),
        (_TABLE, Field("row", "cells", required=True)),
        _register,
    ),
    Action(
        "row.corrected",
        mark("Other values for cells of a row; it points to the entry that it corrects."),
        (_TABLE, _KEY, Field("set", "cells", required=True), Field("reason")),
        _correct,
    ),
    Action("row.removed", mark("A row is there no longer."), (_TABLE, _KEY, _REASON), _remove),
    Action(
        "claim.made",
        mark("A value for a cell from a source, beside what the row says and beside other claims."),
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
        mark("A scenario takes the value of a claim, for a reason."),
        (Field("claim", "whole", required=True), _REASON, Field("scenario"), Field("decision")),
        _adopt,
    ),
    Action(
        "source.retracted",
        mark("A source is not to be relied on any more; what rests on it is listed."),
        (Field("source", required=True), _REASON),
        _retract,
    ),
)
