"""Read a scenario folder: scenario.toml and one CSV file per table."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from muster.errors import MusterError
from muster.problems import Problem, make_problem
from muster.scenario.raw_scenario import RawScenario, size_problem, unknown_table_problem
from muster.scenario.raw_table import build_raw_table
from muster.schema import TABLES
from muster.text import mark, phrase

SETTINGS_FILE = "scenario.toml"


def read_folder(path: Path) -> RawScenario:
    """Read the files of a folder; refuse links, report CSV files that are not a table, ignore all other files."""
    raw = RawScenario(path, SETTINGS_FILE, "{table}.csv")
    try:
        entries = sorted(path.iterdir())
    except OSError as failure:
        raw.problems.append(make_problem("FILE-002", file=path.name, detail=failure.strerror or str(failure)))
        return raw
    for entry in entries:
        if entry.name == SETTINGS_FILE:
            text = read_text_file(entry, raw.problems)
            raw.settings = {} if text is None else _parse_toml(text, entry.name, raw.problems)
        elif entry.suffix.lower() != ".csv" or entry.name.startswith((".", "~")):
            continue
        elif entry.name.removesuffix(".csv") not in TABLES:
            raw.problems.append(unknown_table_problem(entry.name, entry.stem))
        else:
            _read_table(entry, raw)
    return raw


def read_text_file(path: Path, problems: list[Problem]) -> str | None:
    """Read a UTF-8 file; on failure return None and append a problem."""
    file = path.name
    try:
        if path.is_symlink():
            problems.append(make_problem("FILE-007", file=file))
            return None
        if not path.exists():
            problems.append(make_problem("FILE-001", file=file))
            return None
        if not path.is_file():
            problems.append(make_problem("FILE-002", file=file, detail=mark("it is not a file")))
            return None
        too_large = size_problem(path, file)
        if too_large:
            problems.append(too_large)
            return None
        data = path.read_bytes()
    except OSError as failure:
        problems.append(make_problem("FILE-002", file=file, detail=failure.strerror or str(failure)))
        return None
    return decode_utf8(data, file, problems)


def decode_utf8(data: bytes, file: str, problems: list[Problem]) -> str | None:
    """Decode UTF-8 without its byte order mark; for any other encoding return None and append a problem."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        problems.append(make_problem("FILE-003", file=file, detail=mark("it is UTF-16")))
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        line = data.count(b"\n", 0, failure.start) + 1
        detail = phrase("byte {byte} in line {line}", byte=f"{data[failure.start]:#04x}", line=line)
        problems.append(make_problem("FILE-003", file=file, row=line, detail=detail))
        return None


def _parse_toml(text: str, file: str, problems: list[Problem]) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as failure:
        problems.append(make_problem("SET-002", file=file, detail=str(failure)))
        return {}


def _read_table(path: Path, raw: RawScenario) -> None:
    text = read_text_file(path, raw.problems)
    if text is None:
        return
    try:
        rows, line_numbers = _parse_csv(text)
    except _MalformedCsvError as failure:
        raw.problems.append(make_problem("FILE-002", file=path.name, row=failure.line, detail=str(failure)))
        return
    if rows and len(rows[0]) == 1:
        for separator, name in ((";", mark("semicolons")), ("\t", mark("tabs"))):
            if separator in rows[0][0]:
                raw.problems.append(make_problem("FILE-008", file=path.name, row=1, separator=name))
                return
    raw_table, problems = build_raw_table(path.stem, path.name, rows, line_numbers)
    raw.problems += problems
    raw.tables[path.stem] = raw_table


class _MalformedCsvError(MusterError):
    """A CSV row whose quote is never closed; `line` is the line it begins in."""

    def __init__(self, line: int, reason: csv.Error) -> None:
        super().__init__(str(reason))
        self.line = line


def _parse_csv(text: str) -> tuple[list[list[str]], Sequence[int]]:
    """Parse CSV: the rows from the header on, and the line in which each begins."""
    rows: list[list[str]] = []
    line_numbers: list[int] = []
    line = 1
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = list(reader)
        if reader.line_num == len(rows):
            first = next((i for i, row in enumerate(rows) if row), len(rows))
            return rows[first:], range(first + 1, len(rows) + 1)
    except csv.Error:
        pass
    # A cell contains a line break, or a quote is never closed: count the lines row by row.
    rows = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in reader:
            if row or rows:
                rows.append(row)
                line_numbers.append(line)
            line = reader.line_num + 1
    except csv.Error as failure:
        raise _MalformedCsvError(line, failure) from None
    return rows, line_numbers
