"""The examples' folders and the rows of their tables."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import muster

EXAMPLES = sorted(path.parent for path in (Path(__file__).parents[2] / "examples").glob("*/scenario.toml"))


def example(name: str) -> Path:
    """The folder of the example of that name."""
    return next(path for path in EXAMPLES if path.name == name)


@cache
def planned(folder: Path) -> muster.Plan:
    """The plan of an example, made once."""
    return muster.plan(muster.read(folder))


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file, as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
