"""A record as a data package: its entries, and what they come to as of a day, in the words of Frictionless.

    datapackage.json        what lies where, and which question of the record it answers
    scenario.toml, *.csv    the scenario's tables as known then
    record/entries.csv      the entries up to then
    record/claims.csv       the claims, and which of them the scenario adopts
    record/documents.csv    the documents in their states

Cells that a spreadsheet would run are escaped, so that the chain is checked on the lines of the other export.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from muster.record.book import Book
from muster.record.chain import NOTHING, canonical
from muster.record.documents import DOCUMENTS, MOVED, OPENED, document_at
from muster.record.draw import Drawn, Question, draw
from muster.record.entry import Entry
from muster.record.guards import TABLE
from muster.record.reversals import taken_back
from muster.scenario import read
from muster.scenario.datapackage import describe
from muster.scenario.write import beside, text, write_folder

_PART = "record"
_KINDS = {"amount": "number", "date": "date"}
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
_STATE = {"state": "string", "since": "date", "until": "date"}
_DOCUMENTS = {field.name: _KINDS.get(field.kind, "string") for field in DOCUMENTS[0].fields} | _STATE


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
            _table(folder, "documents", _DOCUMENTS, ["kind", "document"], _documents(book, question)),
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
        writer.writerows([text(cell) for cell in row] for row in rows)
    described = [{"name": field, "type": kind} for field, kind in fields.items()]
    schema = {"fields": described, "missingValues": [""], "primaryKey": list(key)}
    return {"name": name, "path": path, "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"} | {
        "schema": schema
    }


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


def _documents(book: Book, question: Question) -> Iterator[Sequence[Any]]:
    gone = taken_back(book, question.entry)
    about: dict[str, list[Entry]] = {}
    for entry in book.entries(question.entry):
        if entry.action in (OPENED, MOVED) and entry.number not in gone:
            about.setdefault(entry.subject, []).append(entry)
    for entries in about.values():
        found = document_at(entries, question.as_of.isoformat())
        if found is not None:
            stands = {"state": found.state, "since": found.since, "until": found.until}
            said = found.said | stands
            yield [said.get(name) for name in _DOCUMENTS]
