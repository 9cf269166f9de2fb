"""A scenario as read from disk, before any cell is parsed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from muster.problems import Problem, make_problem, nearest
from muster.scenario.raw_table import RawTable
from muster.schema import TABLES

# Largest file read, in bytes; most bytes and most cells that a workbook may unpack to.
FILE_LIMIT = 256_000_000
UNPACKED_LIMIT = 1_000_000_000
CELL_LIMIT = 30_000_000
# Problems with which nothing of a scenario could be read.
UNREADABLE_CODES = ("FILE-001", "FILE-002", "FILE-004", "FILE-005", "FILE-009")


@dataclass
class RawScenario:
    """Unparsed settings (None if missing), the tables as text, and the problems so far.

    `file_pattern` names the file of a missing table in messages: `{table}.csv`, or `group.xlsx, sheet {table}`.
    """

    path: Path
    settings_file: str
    file_pattern: str
    settings: dict[str, Any] | None = None
    tables: dict[str, RawTable] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def size_problem(path: Path, file: str) -> Problem | None:
    """A problem if the file is larger than `FILE_LIMIT`, else None."""
    size = path.stat().st_size
    return make_problem("FILE-004", file=file, size=size, limit=FILE_LIMIT) if size > FILE_LIMIT else None


def unknown_table_problem(file: str, name: str) -> Problem:
    """Warning for a file or sheet whose name is not that of a table."""
    return make_problem("FILE-006", file=file, value=name, nearest=nearest(name, TABLES))
