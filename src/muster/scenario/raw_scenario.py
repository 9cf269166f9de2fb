"""What was found at a path before any cell is understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from muster.problems import Problem, nearest, problem
from muster.scenario.raw_table import Sheet
from muster.schema import TABLES

# The largest file that is read, in bytes, and the most bytes and cells that a workbook may unpack to.
FILE_LIMIT = 256_000_000
UNPACKED_LIMIT = 1_000_000_000
CELL_LIMIT = 30_000_000


@dataclass
class Raw:
    """Settings as found (None: there are none), the tables as sheets of text, and what was wrong so far.

    `pattern` names the file of a table that is not there, for messages: `{table}.csv`, or `group.xlsx, sheet
    {table}`.
    """

    path: Path
    settings_file: str
    pattern: str
    settings: dict[str, Any] | None = None
    sheets: dict[str, Sheet] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def too_large(path: Path, file: str) -> Problem | None:
    """A problem if the file has more bytes than are read."""
    size = path.stat().st_size
    return problem("FILE-004", file=file, size=size, limit=FILE_LIMIT) if size > FILE_LIMIT else None


def unknown_table(file: str, name: str) -> Problem:
    """A warning for a file or sheet that no table is called."""
    return problem("FILE-006", file=file, value=name, nearest=nearest(name, TABLES))
