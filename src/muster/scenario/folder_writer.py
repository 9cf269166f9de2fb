"""Write given data as a folder that reads back with the same digest."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from muster.atomic_write import atomic_replace
from muster.scenario.cell_text import is_plain_count, to_cell_text
from muster.scenario.folder_reader import SETTINGS_FILE
from muster.scenario.raw_table import in_key_order
from muster.scenario.scenario import Scenario
from muster.schema import SETTINGS, TABLES, InputTable


def write_folder(scenario: Scenario, path: str | Path) -> None:
    """Write the given data to a new folder: scenario.toml and a CSV file for each table with rows."""
    with atomic_replace(Path(path)) as target:
        target.mkdir()
        (target / SETTINGS_FILE).write_text(to_toml(scenario.given.settings), encoding="utf-8")
        for name, table in TABLES.items():
            rows = scenario.given.tables[name]
            if rows.height:
                (target / table.file).write_text(to_csv(table, rows), encoding="utf-8", newline="")


def to_csv(table: InputTable, rows: pl.DataFrame) -> str:
    """Format a table as CSV, without optional columns that are blank throughout."""
    rows = in_key_order(table, rows)
    columns = [c for c in table.columns if c.required or rows[c.name].null_count() < rows.height]
    columns_of_text = [[_quote(to_cell_text(value)) for value in rows[column.name]] for column in columns]
    lines = [",".join(column.name for column in columns)]
    lines += [",".join(cells) for cells in zip(*columns_of_text, strict=True)]
    return "\n".join(lines) + "\n"


def _quote(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in ',"\r\n') else cell


def to_toml(settings: Mapping[str, Any]) -> str:
    """Format settings as TOML, in the order of the documentation."""
    return "".join(f"{name} = {to_toml_value(settings[name], name)}\n" for name in SETTINGS if name in settings)


def to_toml_value(value: Any, name: str = "") -> str:
    """Format the value of a setting as TOML; a plain count of buckets is a number."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return "[" + ", ".join(to_toml_value(item) for item in value) + "]"
    if name == "buckets" and is_plain_count(value):
        return str(value)
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
