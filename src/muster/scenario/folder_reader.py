"""A scenario that is a folder: scenario.toml and one CSV file per table."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from muster.problems import Problem, problem
from muster.scenario.raw_scenario import Raw, too_large, unknown_table
from muster.scenario.raw_table import sheet_of
from muster.schema import TABLES
from muster.text import mark, phrase

SETTINGS_FILE = "scenario.toml"


def read_folder(path: Path) -> Raw:
    """What lies in the folder; links are refused, files that are no table are told when they are CSV."""
    raw = Raw(path, SETTINGS_FILE, "{table}.csv")
    try:
        entries = sorted(path.iterdir())
    except OSError as failure:
        raw.problems.append(problem("FILE-002", file=path.name, detail=failure.strerror or str(failure)))
        return raw
    for entry in entries:
        if entry.name == SETTINGS_FILE:
            text = read_text(entry, raw.problems)
            raw.settings = {} if text is None else _toml(text, entry.name, raw.problems)
        elif entry.suffix.lower() != ".csv" or entry.name.startswith((".", "~")):
            continue
        elif entry.name.removesuffix(".csv") not in TABLES:
            raw.problems.append(unknown_table(entry.name, entry.stem))
        else:
            _read_table(entry, raw)
    return raw


def read_text(path: Path, problems: list[Problem]) -> str | None:
    """The file's text, or None and a problem."""
    file = path.name
    try:
        if path.is_symlink():
            problems.append(problem("FILE-007", file=file))
            return None
        if not path.exists():
            problems.append(problem("FILE-001", file=file))
            return None
        if not path.is_file():
            problems.append(problem("FILE-002", file=file, detail=mark("it is not a file")))
            return None
        large = too_large(path, file)
        if large:
            problems.append(large)
            return None
        data = path.read_bytes()
    except OSError as failure:
        problems.append(problem("FILE-002", file=file, detail=failure.strerror or str(failure)))
        return None
    return decode(data, file, problems)


def decode(data: bytes, file: str, problems: list[Problem]) -> str | None:
    """The text of UTF-8 bytes, a byte order mark aside; None and a problem for any other encoding."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        problems.append(problem("FILE-003", file=file, detail=mark("it is UTF-16")))
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        line = data.count(b"\n", 0, failure.start) + 1
        detail = phrase("byte {byte} in line {line}", byte=f"{data[failure.start]:#04x}", line=line)
        problems.append(problem("FILE-003", file=file, row=line, detail=detail))
        return None


def _toml(text: str, file: str, problems: list[Problem]) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as failure:
        problems.append(problem("SET-002", file=file, detail=str(failure)))
        return {}


def _read_table(path: Path, raw: Raw) -> None:
    text = read_text(path, raw.problems)
    if text is None:
        return
    try:
        rows, numbers = _rows(text)
    except _Unreadable as failure:
        raw.problems.append(problem("FILE-002", file=path.name, row=failure.line, detail=str(failure)))
        return
    if rows and len(rows[0]) == 1:
        for separator, name in ((";", mark("semicolons")), ("\t", mark("tabs"))):
            if separator in rows[0][0]:
                raw.problems.append(problem("FILE-008", file=path.name, row=1, separator=name))
                return
    sheet, problems = sheet_of(path.stem, path.name, rows, numbers)
    raw.problems += problems
    raw.sheets[path.stem] = sheet


class _Unreadable(ValueError):
    """A row of CSV that has no end, and the line it begins in."""

    def __init__(self, line: int, reason: csv.Error) -> None:
        super().__init__(str(reason))
        self.line = line


def _rows(text: str) -> tuple[list[list[str]], Sequence[int]]:
    """The rows of CSV from the header on, and the line that each begins in."""
    rows: list[list[str]] = []
    numbers: list[int] = []
    line = 1
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = list(reader)
        if reader.line_num == len(rows):
            first = next((i for i, row in enumerate(rows) if row), len(rows))
            return rows[first:], range(first + 1, len(rows) + 1)
    except csv.Error:
        pass
    # Some row has line breaks in its cells, or no end: count the lines row by row.
    rows = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in reader:
            if row or rows:
                rows.append(row)
                numbers.append(line)
            line = reader.line_num + 1
    except csv.Error as failure:
        raise _Unreadable(line, failure) from None
    return rows, numbers
