"""Writing what is given, as a folder or a workbook, such that it reads back with the same digest."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeGuard

import polars as pl

from muster.scenario.folder_reader import SETTINGS_FILE
from muster.scenario.raw_table import ROW
from muster.scenario.scenario import Scenario
from muster.schema import SETTINGS, TABLES, Table
from muster.text import protect


def write(scenario: Scenario, path: str | Path) -> None:
    """Write what is given to a new folder, or to a new workbook if the path ends in .xlsx.

    Rows are sorted by key. Refused with `FileExistsError` where something is there already; nothing is left
    half-written.
    """
    path = Path(path)
    if path.suffix.lower() == ".xlsx":
        from muster.scenario.workbook_writer import write_workbook

        write_workbook(path, scenario.given)
    else:
        write_folder(scenario, path)


def write_folder(scenario: Scenario, path: str | Path) -> None:
    """Write what is given to a new folder: scenario.toml, and a CSV file for each table with rows."""
    with beside(Path(path)) as target:
        target.mkdir()
        (target / SETTINGS_FILE).write_text(toml(scenario.given.settings), encoding="utf-8")
        for name, table in TABLES.items():
            rows = scenario.given.tables[name]
            if rows.height:
                (target / table.file).write_text(csv(table, rows), encoding="utf-8", newline="")


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A path next to the one wanted, renamed to it when all went well and removed otherwise."""
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    try:
        holder = tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent, ignore_cleanup_errors=True)
    except OSError as failure:
        raise OSError(failure.errno, failure.strerror, str(path)) from None
    with holder:
        making = Path(holder.name, path.name)
        try:
            yield making
            if os.path.lexists(path):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
            making.rename(path)
        except OSError as failure:
            if failure.filename is None:
                raise OSError(failure.errno, failure.strerror, str(path)) from None
            raise


def in_order(table: Table, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows sorted by key and then by all other columns."""
    order = [*table.key, *(column.name for column in table.columns if column.name not in table.key), ROW]
    return rows.sort(order, nulls_last=False)


def csv(table: Table, rows: pl.DataFrame) -> str:
    """The table as CSV, without the columns that are blank throughout (unless required)."""
    rows = in_order(table, rows)
    columns = [c for c in table.columns if c.required or rows[c.name].null_count() < rows.height]
    written = [[_quoted(text(value)) for value in rows[column.name]] for column in columns]
    lines = [",".join(column.name for column in columns)]
    lines += [",".join(cells) for cells in zip(*written, strict=True)]
    return "\n".join(lines) + "\n"


def text(value: Any) -> str:
    """A cell as text: whole numbers without a point, others in full, dates as ISO days, blank as empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return protect(str(value))


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in ',"\r\n') else cell


def toml(settings: Mapping[str, Any]) -> str:
    """The settings as TOML, in the order of the documentation."""
    return "".join(f"{name} = {toml_value(settings[name], name)}\n" for name in SETTINGS if name in settings)


def is_count(value: Any) -> TypeGuard[str]:
    """Whether a text is a whole number as it is written plainly, without sign or leading zeros."""
    return isinstance(value, str) and value.isdecimal() and value.isascii() and str(int(value)) == value


def toml_value(value: Any, name: str = "") -> str:
    """A setting's value as TOML writes it; a plain count of buckets as a number."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return "[" + ", ".join(toml_value(one) for one in value) + "]"
    if name == "buckets" and is_count(value):
        return str(value)
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
