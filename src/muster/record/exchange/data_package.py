"""Export the record as of a day as a Frictionless data package.

    datapackage.json        description of the files, and the query that they answer
    scenario.toml, *.csv    the scenario's settings and tables
    record/entries.csv      entries up to the query's last one
    record/claims.csv       claims, and whether the scenario adopts them
    record/documents.csv    documents with their states
    record/figures.csv      published figures up to that day

Cells that a spreadsheet would execute are escaped. So these files cannot verify the hash chain; use the JSON Lines
export for that.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from muster.atomic_write import atomic_replace
from muster.record.actions.document_fields import DOCUMENT_FIELDS
from muster.record.projection.document_rows import documents_at
from muster.record.projection.scenario import ProjectedScenario, ScenarioQuery, project_scenario
from muster.record.queries.published_figures import latest_figure_entries, published_figures
from muster.record.store.append_only_triggers import TABLE
from muster.record.store.hash_chain import GENESIS_HASH, canonical_json
from muster.record.store.ledger import Ledger
from muster.scenario import read
from muster.scenario.cell_text import to_cell_text
from muster.scenario.datapackage import as_datapackage
from muster.scenario.folder_writer import write_folder

_SUBFOLDER = "record"
_FIELD_TYPES = {"amount": "number", "date": "date", "cells": "object", "list": "array"}
_ENTRY_COLUMNS = {
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
_CLAIM_COLUMNS = {
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
_FIGURE_COLUMNS = {
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
_STATE_COLUMNS = {"state": "string", "since": "date", "until": "date"}
_FIELD_COLUMNS = {field.name: _FIELD_TYPES.get(field.kind, "string") for field in DOCUMENT_FIELDS}
_DOCUMENT_COLUMNS = {"kind": "string", "document": "string"} | _FIELD_COLUMNS | _STATE_COLUMNS


def write_data_package(ledger: Ledger, query: ScenarioQuery, target: Path) -> ProjectedScenario:
    """Write the data package of a query to a new folder.

    Raises:
        FileExistsError: `target` exists.
    """
    projected = project_scenario(ledger, query)
    with atomic_replace(target) as folder:
        write_folder(projected.scenario, folder)
        (folder / _SUBFOLDER).mkdir()
        package = as_datapackage(read(folder)) | {"name": _SUBFOLDER, "record": _query_description(ledger, projected)}
        package["resources"] = [
            *package.get("resources", ()),
            _write_table(folder, "entries", _ENTRY_COLUMNS, ["number"], _entry_rows(ledger, query)),
            _write_table(folder, "claims", _CLAIM_COLUMNS, ["entry"], _claim_rows(projected)),
            _write_table(folder, "documents", _DOCUMENT_COLUMNS, ["kind", "document"], _document_rows(projected)),
            _write_table(folder, "figures", _FIGURE_COLUMNS, ["figure"], _figure_rows(ledger, query)),
        ]
        (folder / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return projected


def _query_description(ledger: Ledger, projected: ProjectedScenario) -> dict[str, Any]:
    """Describe the query, with the last entry's hash and the scenario's digest to verify a repetition."""
    query = projected.query
    (last,) = ledger.query_rows(f"SELECT hash FROM {TABLE} WHERE number = %s", [query.entry]) or [(GENESIS_HASH,)]
    description = {"as_of": query.as_of.isoformat(), "entry": query.entry, "scenario": query.scenario}
    return description | {"hash": last[0], "digest": projected.scenario.digest}


def _write_table(
    folder: Path, name: str, fields: Mapping[str, str], key: Sequence[str], rows: Iterable[Sequence[Any]]
) -> dict[str, Any]:
    """Write a table as CSV and return its Frictionless description."""
    path = f"{_SUBFOLDER}/{name}.csv"
    with (folder / path).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(fields)
        writer.writerows([_format_cell(cell) for cell in row] for row in rows)
    described = [{"name": field, "type": kind} for field, kind in fields.items()]
    schema = {"fields": described, "missingValues": [""], "primaryKey": list(key)}
    return {"name": name, "path": path, "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"} | {
        "schema": schema
    }


def _format_cell(cell: Any) -> str:
    return canonical_json(cell) if isinstance(cell, list | dict) else to_cell_text(cell)


def _entry_rows(ledger: Ledger, query: ScenarioQuery) -> Iterator[Sequence[Any]]:
    for entry, link in zip(ledger.entries(query.entry), ledger.links(query.entry), strict=True):
        metadata = (entry.number, entry.recorded_at, entry.author, entry.action, entry.subject, entry.valid_from)
        yield (*metadata, canonical_json(entry.content), link.previous, link.stored_hash)


def _claim_rows(projected: ProjectedScenario) -> Iterator[Sequence[Any]]:
    state = projected.state
    adopted = {
        claim.number
        for adoptions in state.adoptions_by_row(projected.query.scenario).values()
        for claim, _entry in adoptions
    }
    for claim in state.claims.values():
        identity = (claim.number, claim.table, canonical_json(list(claim.key)), claim.column, claim.value)
        yield (*identity, claim.source, claim.author, claim.valid_from, claim.number in adopted)


def _document_rows(projected: ProjectedScenario) -> Iterator[Sequence[Any]]:
    for document in documents_at(projected.state, projected.query.as_of.isoformat()).values():
        values = {**document.fields, "state": document.state, "since": document.since, "until": document.until}
        cells = [values.get(name) for name in _DOCUMENT_COLUMNS]
        yield [canonical_json(cell) if isinstance(cell, dict | list) else cell for cell in cells]


def _figure_rows(ledger: Ledger, query: ScenarioQuery) -> Iterator[Sequence[Any]]:
    for entry in published_figures(latest_figure_entries(ledger, query.entry), query.as_of.isoformat()):
        metadata = {"figure": entry.subject, "entry": entry.number, "valid_from": entry.valid_from}
        values = metadata | dict(entry.content)
        yield [values.get(name) for name in _FIGURE_COLUMNS]
