"""A scenario in plain Python, written as the folder that a person would write."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]
Tables = dict[str, list[dict[str, Any]]]
Settings = dict[str, Any]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def write(folder: Path, tables: Mapping[str, Sequence[Row]], settings: Mapping[str, Any]) -> Path:
    """`folder` with scenario.toml and a CSV per table that has rows; None is a blank cell."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"{name} = {_toml(value)}\n" for name, value in settings.items()]
    (folder / "scenario.toml").write_text("".join(lines), encoding="utf-8")
    for name, rows in tables.items():
        if rows:
            _table(folder / f"{name}.csv", rows)
    return folder


def _table(path: Path, rows: Sequence[Row]) -> None:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _toml(value: Any) -> str:
    """A TOML value: days stand bare, all else is written as in JSON."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False)
