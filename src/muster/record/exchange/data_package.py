"""A record as a data package: its entries, and what they come to as of a day, in the words of Frictionless.

    datapackage.json        what lies where, and which question of the record it answers
    scenario.toml, *.csv    the scenario's tables as known then
    record/entries.csv      the entries up to then
    record/claims.csv       the claims, and which of them the scenario adopts
    record/documents.csv    the documents in their states
    record/figures.csv      the figures that sources publish, of that day or before

Cells that a spreadsheet would run are escaped, so that the chain is checked on the lines of the other export.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from muster.record.actions.document_fields import FACTS
from muster.record.projection.document_rows import documents_in
from muster.record.projection.scenario import Drawn, Question, draw
from muster.record.queries.published_figures import latest, standing
from muster.record.store.append_only_triggers import TABLE
from muster.record.store.hash_chain import NOTHING, canonical
from muster.record.store.ledger import Book
from muster.scenario import read
from muster.scenario.datapackage import describe
from muster.scenario.folder_writer import beside, text, write_folder

_PART = "record"
_KINDS = {"amount": "number", "date": "date", "cells": "object", "list": "array"}
_ENTRIES = {
    "number": "integer",
    "recorded_at": "string",
    "author": "string",
    "action": "string",
    "subject": "string",
    "valid_from": "date",
    "content": "object",
    "previous": "string",
    "hash": "string",
}
_CLAIMS = {
    "entry": "integer",
    "table": "string",
    "key": "array",
    "column": "string",
    "value": "string",
    "source": "string",
    "author": "string",
    "valid_from": "date",
    "adopted": "boolean",
}
_FIGURES = {
    "figure": "string",
    "entry": "integer",
    "valid_from": "date",
    "source": "string",
    "party": "string",
    "recipient": "string",
    "measure": "string",
    "month": "string",
    "aid": "string",
    "detail": "string",
    "item": "string",
    "units": "number",
    "value": "number",
    "currency": "string",
    "rule": "string",
    "url": "string",
}
_STATE = {"state": "string", "since": "date", "until": "date"}
_FACTS = {field.name: _KINDS.get(field.kind, "string") for field in FACTS}
_DOCUMENTS = {"kind": "string", "document": "string"} | _FACTS | _STATE


def pack(book: Book, question: Question, target: Path) -> Drawn:
    """Write the data package of a question to a new folder; `FileExistsError` where something is there."""
    drawn = draw(book, question)
    with beside(target) as folder:
        write_folder(drawn.scenario, folder)
        (folder / _PART).mkdir()
        package = describe(read(folder)) | {"name": _PART, "record": _asked(book, drawn)}
        package["resources"] = [
            *package.get("resources", ()),
            _table(folder, "entries", _ENTRIES, ["number"], _entries(book, question)),
            _table(folder, "claims", _CLAIMS, ["entry"], _claims(drawn)),
            _table(folder, "documents", _DOCUMENTS, ["kind", "document"], _documents(drawn)),
            _table(folder, "figures", _FIGURES, ["figure"], _figures(book, question)),
        ]
        (folder / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return drawn


def _asked(book: Book, drawn: Drawn) -> dict[str, Any]:
    """The question, and what shows that the answer is the same: the scenario's digest, the last entry's hash."""
    question = drawn.question
    (last,) = book.rows(f"SELECT hash FROM {TABLE} WHERE number = %s", [question.entry]) or [(NOTHING,)]
    asked = {"as_of": question.as_of.isoformat(), "entry": question.entry, "scenario": question.scenario}
    return asked | {"hash": last[0], "digest": drawn.scenario.digest}


def _table(
    folder: Path, name: str, fields: Mapping[str, str], key: Sequence[str], rows: Iterable[Sequence[Any]]
) -> dict[str, Any]:
    """Write a table, and describe it."""
    path = f"{_PART}/{name}.csv"
    with (folder / path).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(fields)
        writer.writerows([_cell(cell) for cell in row] for row in rows)
    described = [{"name": field, "type": kind} for field, kind in fields.items()]
    schema = {"fields": described, "missingValues": [""], "primaryKey": list(key)}
    return {"name": name, "path": path, "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"} | {
        "schema": schema
    }


def _cell(cell: Any) -> str:
    return canonical(cell) if isinstance(cell, list | dict) else text(cell)


def _entries(book: Book, question: Question) -> Iterator[Sequence[Any]]:
    for entry, link in zip(book.entries(question.entry), book.links(question.entry), strict=True):
        facts = (entry.number, entry.recorded_at, entry.author, entry.action, entry.subject, entry.valid_from)
        yield (*facts, canonical(entry.content), link.previous, link.kept)


def _claims(drawn: Drawn) -> Iterator[Sequence[Any]]:
    known = drawn.known
    adopted = {claim.number for own in known.adoptions(drawn.question.scenario).values() for claim, _entry in own}
    for claim in known.claims.values():
        place = (claim.number, claim.table, canonical(list(claim.key)), claim.column, claim.value)
        yield (*place, claim.source, claim.author, claim.valid_from, claim.number in adopted)


def _documents(drawn: Drawn) -> Iterator[Sequence[Any]]:
    for found in documents_in(drawn.known, drawn.question.as_of.isoformat()).values():
        said = {**found.said, "state": found.state, "since": found.since, "until": found.until}
        cells = [said.get(name) for name in _DOCUMENTS]
        yield [canonical(cell) if isinstance(cell, dict | list) else cell for cell in cells]


def _figures(book: Book, question: Question) -> Iterator[Sequence[Any]]:
    for entry in standing(latest(book, question.entry), question.as_of.isoformat()):
        about = {"figure": entry.subject, "entry": entry.number, "valid_from": entry.valid_from}
        said = about | dict(entry.content)
        yield [said.get(name) for name in _FIGURES]
