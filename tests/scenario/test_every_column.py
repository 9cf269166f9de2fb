"""Every column of every table is read from its cell, in its own type."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path
from typing import Any

import pytest

import muster
from muster.schema import TABLES, InputColumn

CELLS: dict[str, tuple[str, Any]] = {
    "id": ("some-id", "some-id"),
    "text": ("كلمات and words", "كلمات and words"),
    "whole": ("3", 3),
    "boolean": ("true", True),
    "date": ("2024-03", datetime.date(2024, 3, 1)),
    "lead_time": ("6w", "42d"),
}


def cell_of(column: InputColumn) -> tuple[str, Any]:
    """Text of a cell in the file, and the value it is read as."""
    if column.choices:
        return column.choices[-1], column.choices[-1]
    if column.type == "number":
        return "0.25", 0.25
    if column.name == "country":
        return "XKX", "XKX"
    return CELLS[column.type]


@pytest.mark.parametrize(
    ("table", "column"),
    [(table, column) for table in TABLES.values() for column in table.columns],
    ids=lambda part: part.name,
)
def test_a_cell_is_read_in_its_own_type(table: Any, column: InputColumn, tmp_path: Path) -> None:
    (tmp_path / "scenario.toml").write_text("start = 2024-01-01\nbuckets = 6\n", encoding="utf-8")
    with (tmp_path / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([other.name for other in table.columns])
        writer.writerow([cell_of(other)[0] for other in table.columns])
    scenario = muster.read(tmp_path)
    assert scenario.tables[table.name][column.name].to_list() == [cell_of(column)[1]]
