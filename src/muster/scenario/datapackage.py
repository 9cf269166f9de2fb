"""Describe a scenario's files and tables as a Frictionless data package (Table Schema)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from muster.atomic_write import atomic_replace
from muster.scenario.scenario import Scenario
from muster.scenario.workbook_reader import is_workbook
from muster.schema import TABLES, InputColumn, InputTable

_TYPES = {
    "id": "string",
    "text": "string",
    "number": "number",
    "whole": "integer",
    "boolean": "boolean",
    "date": "date",
    "lead_time": "string",
}


def write_datapackage(scenario: Scenario, target: str | Path | None = None) -> Path:
    """Write the data package of a scenario that was read, and return its path.

    Args:
        scenario: scenario read from a folder or workbook.
        target: file to write [default: datapackage.json in the scenario folder, or a file next to the workbook].

    Raises:
        FileExistsError: the file exists already.
    """
    target = datapackage_path(scenario) if target is None else Path(target)
    with atomic_replace(target) as file:
        file.write_text(json.dumps(as_datapackage(scenario), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return target


def datapackage_path(scenario: Scenario) -> Path:
    """Default path of a scenario's data package."""
    if is_workbook(scenario.path):
        return scenario.path.with_name(f"{scenario.path.stem}.datapackage.json")
    return scenario.path / "datapackage.json"


def as_datapackage(scenario: Scenario) -> dict[str, Any]:
    """The data package as a JSON object, with one resource per table that the scenario has."""
    present = {name for name in TABLES if scenario.locator(name).header}
    resources = [_as_resource(scenario, TABLES[name], present) for name in TABLES if name in present]
    package = {
        "profile": "data-package",
        "name": "scenario",
        "title": scenario.settings.title,
        "resources": resources,
    }
    return {name: value for name, value in package.items() if value}


def _as_resource(scenario: Scenario, table: InputTable, present: set[str]) -> dict[str, Any]:
    resource: dict[str, Any] = {"name": table.name, "description": table.description}
    if is_workbook(scenario.path):
        resource |= {
            "path": scenario.path.name,
            "format": "xlsx",
            "dialect": {"excel": {"sheet": table.name}},
        }
    else:
        resource |= {"path": table.file, "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
    return resource | {"schema": _as_schema(table, scenario.locator(table.name).header, present)}


def _as_schema(table: InputTable, header: tuple[str, ...], present: set[str]) -> dict[str, Any]:
    """Fields in header order; a primary key only if all its columns are required."""
    columns = [table.by_name.get(title) or InputColumn(title, "text", "") for title in header]
    schema: dict[str, Any] = {"fields": [_as_field(column) for column in columns], "missingValues": [""]}
    if table.key and not table.sign_column and all(table.by_name[name].required for name in table.key):
        schema["primaryKey"] = list(table.key)
    keys = [
        {
            "fields": [c.name],
            "reference": {"resource": c.references[0], "fields": [TABLES[c.references[0]].id_column]},
        }
        for c in columns
        if len(c.references) == 1 and c.references[0] in present and c.references[0] != table.name
    ]
    return schema | ({"foreignKeys": keys} if keys else {})


def _as_field(column: InputColumn) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": _TYPES[column.type]}
    if column.description:
        field["description"] = column.description
    if column.type == "date":
        # `2022-10` means the first of the month; the strict format would refuse it.
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
