"""The data package of a scenario: its files and tables in the words of Frictionless Table Schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from muster.scenario.folder_writer import beside
from muster.scenario.scenario import Scenario
from muster.scenario.workbook_reader import is_workbook
from muster.schema import TABLES, Column, Table

_TYPES = {
    "id": "string",
    "text": "string",
    "number": "number",
    "whole": "integer",
    "boolean": "boolean",
    "date": "date",
    "lead_time": "string",
}


def datapackage(scenario: Scenario, target: str | Path | None = None) -> Path:
    """Write the data package of a scenario that was read, and give back its path.

    It lies in the scenario's folder as datapackage.json, or next to the workbook; `FileExistsError` where one
    is there already.
    """
    target = package_file(scenario) if target is None else Path(target)
    with beside(target) as file:
        file.write_text(json.dumps(describe(scenario), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return target


def package_file(scenario: Scenario) -> Path:
    """Where a scenario's data package lies."""
    if is_workbook(scenario.path):
        return scenario.path.with_name(f"{scenario.path.stem}.datapackage.json")
    return scenario.path / "datapackage.json"


def describe(scenario: Scenario) -> dict[str, Any]:
    """The data package as an object: a resource for each table that is there."""
    present = {name for name in TABLES if scenario.place(name).header}
    resources = [_resource(scenario, TABLES[name], present) for name in TABLES if name in present]
    package = {
        "profile": "data-package",
        "name": "scenario",
        "title": scenario.settings.title,
        "resources": resources,
    }
    return {name: value for name, value in package.items() if value}


def _resource(scenario: Scenario, table: Table, present: set[str]) -> dict[str, Any]:
    resource: dict[str, Any] = {"name": table.name, "description": table.description}
    if is_workbook(scenario.path):
        resource |= {
            "path": scenario.path.name,
            "format": "xlsx",
            "dialect": {"excel": {"sheet": table.name}},
        }
    else:
        resource |= {"path": table.file, "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
    return resource | {"schema": _schema(table, scenario.place(table.name).header, present)}


def _schema(table: Table, header: tuple[str, ...], present: set[str]) -> dict[str, Any]:
    """Fields in order of the file's header; a key only where all its columns are always given."""
    columns = [table.by_name.get(title) or Column(title, "text", "") for title in header]
    schema: dict[str, Any] = {"fields": [_field(column) for column in columns], "missingValues": [""]}
    if table.key and not table.signed and all(table.by_name[name].required for name in table.key):
        schema["primaryKey"] = list(table.key)
    keys = [
        {
            "fields": [c.name],
            "reference": {"resource": c.references[0], "fields": [TABLES[c.references[0]].id]},
        }
        for c in columns
        if len(c.references) == 1 and c.references[0] in present and c.references[0] != table.name
    ]
    return schema | ({"foreignKeys": keys} if keys else {})


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": _TYPES[column.type]}
    if column.description:
        field["description"] = column.description
    if column.type == "date":
        # A month stands for its first day, which the strict format would refuse.
        field["format"] = "any"
    if column.type == "boolean":
        field |= {"trueValues": ["true", "True", "TRUE"], "falseValues": ["false", "False", "FALSE"]}
    bounds: dict[str, Any] = {"required": True} if column.required else {}
    if column.choices:
        bounds["enum"] = list(column.choices)
    if column.minimum is not None:
        bounds["minimum"] = column.minimum
    if column.maximum is not None:
        bounds["maximum"] = column.maximum
    return field | ({"constraints": bounds} if bounds else {})
